"""tally: published figures, checked against each other.

    import tally

    tally.create("t.h5")
    with tally.open("t.h5") as t:
        t.ingest("herald.csv")
        t.query("gdp", region=["CN", "CN-GD"], from_="2015")
        t.calc("yoy(gdp)", region="CN")
        t.check()
        t.bounds("gross_industrial_output", "CN-HTZ-NE", "2023-01/2023-09", growth=True)
        t.reconcile(dry_run=True)
        t.export("csv", "out.csv", metric="gdp")
        t.export("dta", "panel.dta", region="CN/*", shape="panel", columns=["lo", "hi"])

Results are pandas data frames where pandas is installed, else Frame: columns by name, NumPy arrays
where NumPy is installed, else lists. Values are in base units (yuan, persons, fractions of one); a
missing value is NaN. Options are keywords named as the command's options, with `_` for `-` and a
`_` behind Python's own words (from_). Lists repeat an option, True is a switch.

Mistakes are exceptions: UsageError (also a ValueError) for a call that makes no sense, InputError
for a file or store that is wrong (its `complaints` are a list of dicts with file, line, column,
message), SystemFailure (also an OSError) when the system failed.

The library is libtally.so.0; $TALLY_LIBRARY names another file. Calls release the interpreter's
lock and run one at a time.
"""

import ctypes
import os
import tempfile

__all__ = ["open", "create", "version", "Session", "Frame", "Error", "UsageError", "InputError",
           "SystemFailure"]
__version__ = "0.1.0"


# --- errors ----------------------------------------------------------------------------

class Error(Exception):
    """What tally said went wrong."""


class UsageError(Error, ValueError):
    """The call makes no sense: an unknown metric, a wrong period."""


class InputError(Error):
    """A file or a store is wrong. `complaints` lists every bad cell."""

    complaints = ()


class SystemFailure(Error, OSError):
    """No memory, a full disk."""


# --- the library -------------------------------------------------------------------------

class _CError(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("message", ctypes.c_char * 1024)]


_ERRORS = {2: UsageError, 3: InputError, 4: SystemFailure}
_TEXT, _NUMBER, _INTEGER = range(3)


def _signatures(lib):
    pointer, text, error = ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(_CError)
    out, options = ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_char_p)
    for name, result, arguments in (
            ("version", text, ()),
            ("sheet_free", None, (pointer,)),
            ("sheet_rows", ctypes.c_size_t, (pointer,)),
            ("sheet_columns", ctypes.c_size_t, (pointer,)),
            ("sheet_name", text, (pointer, ctypes.c_size_t)),
            ("sheet_kind", ctypes.c_int, (pointer, ctypes.c_size_t)),
            ("sheet_texts", options, (pointer, text)),
            ("sheet_numbers", ctypes.POINTER(ctypes.c_double), (pointer, text)),
            ("sheet_integers", ctypes.POINTER(ctypes.c_int64), (pointer, text)),
            ("session_create", ctypes.c_int, (text, text, error)),
            ("session_open", ctypes.c_int, (text, out, error)),
            ("session_refresh", ctypes.c_int, (pointer, error)),
            ("session_close", None, (pointer,)),
            ("session_list", ctypes.c_int, (pointer, text, out, error)),
            ("session_ingest", ctypes.c_int, (pointer, text, options, out, error)),
            ("session_query", ctypes.c_int, (pointer, text, options, out, error)),
            ("session_claims", ctypes.c_int, (pointer, text, options, out, error)),
            ("session_calc", ctypes.c_int, (pointer, text, options, out, error)),
            ("session_check", ctypes.c_int, (pointer, options, out, error)),
            ("session_bounds", ctypes.c_int, (pointer, text, text, text, options, out, error)),
            ("session_reconcile", ctypes.c_int, (pointer, options, out, error)),
            ("session_export", ctypes.c_int, (pointer, text, text, options, error))):
        function = getattr(lib, "tally_" + name)
        function.restype, function.argtypes = result, arguments
    return lib


def _load():
    named = os.environ.get("TALLY_LIBRARY")
    tried = [named] if named else ["libtally.so.0", "/usr/local/lib/libtally.so.0"]
    for path in tried:
        try:
            return _signatures(ctypes.CDLL(path))
        except OSError as found:
            problem = found
    raise ImportError("tally needs the library libtally.so.0 (make install; "
                      "or TALLY_LIBRARY=/path/to/libtally.so): %s" % problem)


_lib = _load()


def version():
    """Version of the library."""
    return _lib.tally_version().decode()


def _raise(error, complaints=()):
    kind = _ERRORS.get(error.status, Error)
    problem = kind(error.message.decode("utf-8", "replace"))
    if kind is InputError:
        problem.complaints = list(complaints)
    raise problem


# --- frames --------------------------------------------------------------------------------

class Frame:
    """Columns of equal length. f["value"] is a column, iteration gives rows as dicts."""

    def __init__(self, columns):
        self._columns = columns

    @property
    def columns(self):
        return list(self._columns)

    def __getitem__(self, name):
        return self._columns[name]

    def __len__(self):
        return len(next(iter(self._columns.values()), ()))

    def __iter__(self):
        for row in zip(*self._columns.values()):
            yield dict(zip(self._columns, row))

    def __repr__(self):
        return "<tally.Frame %d rows: %s>" % (len(self), ", ".join(self._columns))


def _column(pointer, name, kind, n):
    if kind == _TEXT:
        texts = _lib.tally_sheet_texts(pointer, name)
        return [texts[i].decode("utf-8", "replace") for i in range(n)]
    get = _lib.tally_sheet_numbers if kind == _NUMBER else _lib.tally_sheet_integers
    values = get(pointer, name)
    try:
        import numpy
    except ImportError:
        return values[:n]
    if n == 0:
        return numpy.empty(0, float if kind == _NUMBER else numpy.int64)
    return numpy.ctypeslib.as_array(values, (n,)).copy()


def _frame(pointer):
    """Copies a frame of the library and frees it."""
    try:
        n = _lib.tally_sheet_rows(pointer)
        columns = {}
        for i in range(_lib.tally_sheet_columns(pointer)):
            name = _lib.tally_sheet_name(pointer, i)
            columns[name.decode()] = _column(pointer, name, _lib.tally_sheet_kind(pointer, i), n)
        return Frame(columns)
    finally:
        _lib.tally_sheet_free(pointer)


def _pandas(frame):
    import pandas
    data = pandas.DataFrame(frame._columns)
    for name in ("first", "last"):
        if name in data:  # days since 1970; an open start is no date
            data[name] = pandas.to_datetime(data[name], unit="D", errors="coerce")
    return data


# --- sessions -----------------------------------------------------------------------------

def _option_texts(options):
    texts = []
    for key, value in options.items():
        name = key.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            texts.append(name)
            continue
        values = value if isinstance(value, (list, tuple, set)) else [value]
        texts.extend("%s=%s" % (name, v) for v in values)
    encoded = [t.encode() for t in texts]
    return (ctypes.c_char_p * (len(encoded) + 1))(*encoded, None)


def _path(path):
    return os.fsencode(os.fspath(path))


def create(path, codes=None):
    """Makes a new, empty store; `codes` is a folder of code lists over the built-in ones."""
    error = _CError()
    if _lib.tally_session_create(_path(path), codes and _path(codes), ctypes.byref(error)):
        _raise(error)


def open(path, frames="auto"):
    """Opens a store. frames: "auto" gives pandas data frames where pandas is installed, "plain"
    always Frame, "pandas" insists."""
    return Session(path, frames)


class Session:
    """An open store; tally.open makes one. Use it in a `with`, or close() it."""

    def __init__(self, path, frames="auto"):
        self._handle = None
        if frames not in ("auto", "plain", "pandas"):
            raise UsageError('frames is "auto", "plain" or "pandas", found %r' % (frames,))
        self._wrap = self._choose(frames)
        error, handle = _CError(), ctypes.c_void_p()
        if _lib.tally_session_open(_path(path), ctypes.byref(handle), ctypes.byref(error)):
            _raise(error)
        self._handle = handle

    @staticmethod
    def _choose(frames):
        if frames == "plain":
            return lambda frame: frame
        try:
            import pandas  # noqa: F401
        except ImportError:
            if frames == "pandas":
                raise
            return lambda frame: frame
        return _pandas

    def close(self):
        """Closes the store; twice is fine."""
        if self._handle:
            _lib.tally_session_close(self._handle)
            self._handle = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()

    def _ask(self, function, *arguments):
        if not self._handle:
            raise UsageError("the session is closed")
        error, out = _CError(), ctypes.c_void_p()
        if function(self._handle, *arguments, ctypes.byref(out), ctypes.byref(error)):
            _raise(error, _frame(out) if out else ())
        return self._wrap(_frame(out))

    def refresh(self):
        """Shows what others have written since the store was opened."""
        error = _CError()
        if _lib.tally_session_refresh(self._handle, ctypes.byref(error)):
            _raise(error)

    def list(self, which):
        """"metrics", "regions", "transforms" or "batches"."""
        return self._ask(_lib.tally_session_list, which.encode())

    def ingest(self, figures, **options):
        """Reads a file (CSV, SDMX-CSV, .xlsx), or a data frame with the columns of the claim CSV, into
        a new batch. Options as of `tally ingest`: sheet="data", define=True, ..."""
        if not hasattr(figures, "to_csv"):
            return self._ask(_lib.tally_session_ingest, _path(figures), _option_texts(options))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "frame.csv")
            figures.to_csv(path, index=False)
            return self._ask(_lib.tally_session_ingest, _path(path), _option_texts(options))

    def query(self, metric=None, **options):
        """Series, one figure for each period. region, from_, to, as_of, source, prefer, measure,
        rounding, all_kinds."""
        return self._ask(_lib.tally_session_query, metric and metric.encode(),
                         _option_texts(options))

    def claims(self, metric=None, **options):
        """All claims as printed. region, from_, to, as_of, source, measure."""
        return self._ask(_lib.tally_session_claims, metric and metric.encode(),
                         _option_texts(options))

    def calc(self, expression, **options):
        """An expression: "yoy(gdp)", "rd_expenditure / gdp"."""
        return self._ask(_lib.tally_session_calc, expression.encode(), _option_texts(options))

    def check(self, **options):
        """Findings; no row of kind "contradiction" means that all figures can be true."""
        return self._ask(_lib.tally_session_check, _option_texts(options))

    def bounds(self, metric, region, period, **options):
        """The tightest bounds of one figure. growth, share_of, contribution_to, ..."""
        return self._ask(_lib.tally_session_bounds, metric.encode(), region.encode(),
                         period.encode(), _option_texts(options))

    def reconcile(self, **options):
        """The levels nearest to all that is said; stored unless dry_run=True."""
        return self._ask(_lib.tally_session_reconcile, _option_texts(options))

    def export(self, format, path, **options):
        """Writes a file in a format of `tally export`. metric, region (lists; patterns as CN/*),
        from_, to, frequency, measure, as_of, source, reconciled; shape, real_time, columns,
        balanced, scale, lang, title, raw, codebook."""
        if not self._handle:
            raise UsageError("the session is closed")
        error = _CError()
        if _lib.tally_session_export(self._handle, format.encode(), _path(path),
                                     _option_texts(options), ctypes.byref(error)):
            _raise(error)
