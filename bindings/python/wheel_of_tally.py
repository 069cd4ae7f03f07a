"""The build of the wheel: one module and its metadata in a zip file, so that `pip install` of this
folder asks no network for a build system (PEP 517, PEP 427)."""

import base64
import hashlib
import os
import re
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


def _version():
    with open(os.path.join(HERE, "tally.py"), encoding="utf-8") as module:
        return re.search(r'^__version__ = "(.*)"', module.read(), re.M).group(1)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    version = _version()
    info = "tally-%s.dist-info/" % version
    with open(os.path.join(HERE, "tally.py"), "rb") as module:
        files = {"tally.py": module.read()}
    files[info + "METADATA"] = ("Metadata-Version: 2.1\nName: tally\nVersion: %s\n"
                                "Summary: published figures, checked against each other\n"
                                "License: GPL-3.0-or-later\n" % version).encode()
    files[info + "WHEEL"] = (b"Wheel-Version: 1.0\nGenerator: tally\nRoot-Is-Purelib: true\n"
                             b"Tag: py3-none-any\n")
    record = ""
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
        record += "%s,sha256=%s,%d\n" % (name, digest.decode(), len(content))
    files[info + "RECORD"] = (record + info + "RECORD,,\n").encode()
    name = "tally-%s-py3-none-any.whl" % version
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        for path, content in files.items():
            wheel.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content)
    return name


def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("install from the source tree: pip install bindings/python")
