"""Runs the examples of documentation pages and compares what they print: run_docs.py [--write] PAGE...

A block ```{.csv file="x.csv"} becomes a file. In a block ```console each line that begins with "$ " is
a command, the lines below are what it prints on a terminal; a line "..." stands for any lines. Each
page has a folder of its own with `datasets`. --write puts true output into the page instead.
"""

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def environment(folder):
    tally = os.environ["TALLY"]
    site = os.path.join(ROOT, "bindings", "python")
    return dict(os.environ, PATH=os.path.dirname(tally) + ":" + os.environ["PATH"], LC_ALL="C.UTF-8",
                NO_COLOR="1", TERM="dumb", COLUMNS="100", HOME=folder, XDG_CONFIG_HOME=folder, PYTHONPATH=site,
                PYTHONDONTWRITEBYTECODE="1", TALLY_LIBRARY=os.path.join(os.path.dirname(tally), "libtally.so"))


def run(command, folder):
    """What the command shows on a terminal."""
    ours, theirs = pty.openpty()
    env = environment(folder)
    env.pop("TALLY_STORE", None)
    process = subprocess.Popen(["bash", "-c", command], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                               stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    code = process.wait()
    # A slow machine shows signs of life, which clear themselves.
    text = re.sub(r"\r[^\r\n]*\x1b\[K", "", shown.decode())
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    return ([] if lines == [""] else lines), code


def fits(wanted, found):
    """Lines equal, "..." standing for any."""
    if not wanted:
        return not found
    if wanted[0] == "...":
        return any(fits(wanted[1:], found[i:]) for i in range(len(found) + 1))
    return bool(found) and wanted[0].rstrip() == found[0].rstrip() and fits(wanted[1:], found[1:])


def console(lines, folder, page, write):
    """Runs a block; returns its lines, with true output when writing."""
    out, i, good = [], 0, True
    while i < len(lines):
        command, wanted = lines[i][2:], []
        i += 1
        while i < len(lines) and not lines[i].startswith("$ "):
            wanted.append(lines[i])
            i += 1
        found, code = run(command, folder)
        if not write and not (fits(wanted, found) and code <= 3):
            print("not ok - %s: %s (exit %d)" % (page, command, code))
            print("\n".join("    " + line for line in found[:30]))
            good = False
        elif not write:
            print("ok - %s: %s" % (page, command))
        out.append("$ " + command)
        out += wanted if "..." in wanted else found
    return out


def run_page(path, write):
    folder = tempfile.mkdtemp()
    os.symlink(os.path.join(ROOT, "datasets"), os.path.join(folder, "datasets"))
    page = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    out, i = [], 0
    while i < len(lines):
        out.append(lines[i])
        fence = re.match(r"```(\{.*\}|\w+)$", lines[i])
        i += 1
        if not fence:
            continue
        block = []
        while lines[i] != "```":
            block.append(lines[i])
            i += 1
        name = re.search(r'file="([^"]*)"', fence.group(1))
        if name:
            with open(os.path.join(folder, name.group(1)), "w", encoding="utf-8") as file:
                file.write("\n".join(block) + "\n")
        out += console(block, folder, page, write) if fence.group(1) == "console" else block
        out.append(lines[i])
        i += 1
    shutil.rmtree(folder)
    if write:
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(out))


arguments = sys.argv[1:]
for argument in [a for a in arguments if a != "--write"]:
    run_page(argument, "--write" in arguments)
