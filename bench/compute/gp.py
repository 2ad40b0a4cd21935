"""The model level of lode.h, as far as the measurements need it, by ctypes over bindings/python."""

import ctypes

from lode import _library as c

_handle, _size, _out = ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_void_p)
_doubles, _error = ctypes.POINTER(ctypes.c_double), ctypes.POINTER(c.ErrorText)


class _Column(ctypes.Structure):
    """lode_column"""

    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("kind", ctypes.c_int32),
        ("low", ctypes.c_double),
        ("high", ctypes.c_double),
        ("scaling", ctypes.c_int32),
        ("reserved", ctypes.c_uint32),
    ]


class _Data(ctypes.Structure):
    """lode_gp_data"""

    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
        ("columns", ctypes.POINTER(_Column)),
        ("column_count", _size),
        ("row_count", _size),
        ("x", _doubles),
        ("y", _doubles),
        ("noise_variances", _doubles),
    ]


_CALLS = {
    "lode_gp_fit": [_handle, ctypes.POINTER(_Data), _handle, _out, _error],
    "lode_gp_create": [_handle, ctypes.POINTER(_Data), _doubles, _size, _out, _error],
    "lode_gp_hyperparameters": [_handle, _doubles, _size, ctypes.POINTER(_size), _error],
    "lode_gp_acquire": [_handle, ctypes.c_void_p, _size, _doubles, _doubles, _doubles, _error],
    "lode_gp_choose": [_handle, ctypes.c_void_p, _size, _doubles, _size, ctypes.POINTER(_size), _error],
}
for _name, _arguments in _CALLS.items():
    getattr(c.LIBRARY, _name).argtypes = _arguments
    getattr(c.LIBRARY, _name).restype = ctypes.c_int32
c.LIBRARY.lode_gp_free.argtypes = [_handle]
c.LIBRARY.lode_gp_free.restype = None


def _options(settings):
    options = c.made("lode_options_create")
    for name, value in settings.items():
        c.call("lode_options_set", options, name.encode(), str(value).encode())
    return options


def _array(values):
    return (ctypes.c_double * len(values))(*values)


def at(values):
    """The doubles of an array.array, not copied."""
    return ctypes.cast(values.buffer_info()[0], _doubles)


class Context:
    """lode_context with so many threads."""

    def __init__(self, threads=1):
        options = _options({"context.threads": threads})
        self.handle = c.made("lode_context_create", options)
        c.LIBRARY.lode_options_free(options)


class Gp:
    """A Gaussian process on the unit cube, of losses to be minimised. Scores are log EI."""

    def __init__(self, context, rows, losses, hyperparameters=None, settings=None):
        """At given hyperparameters, or fitted with options ("gp....")."""
        d = len(rows[0])
        columns = (_Column * d)(*[c.struct(_Column, low=0, high=1, scaling=1) for _ in range(d)])
        x, y = _array([u for row in rows for u in row]), _array(losses)
        data = c.struct(_Data, columns=columns, column_count=d, row_count=len(rows), x=x, y=y)
        if hyperparameters:
            given = _array(hyperparameters)
            arguments = ("lode_gp_create", context.handle, ctypes.byref(data), given, d + 3)
            self.handle = c.made(*arguments)
        else:
            options = _options(settings or {})
            self.handle = c.made("lode_gp_fit", context.handle, ctypes.byref(data), options)
            c.LIBRARY.lode_options_free(options)
        self.columns = d

    def hyperparameters(self):
        """d lengthscales, the signal's standard deviation, the noise's, the mean."""
        values, needed = (ctypes.c_double * (self.columns + 3))(), _size()
        c.call("lode_gp_hyperparameters", self.handle, values, len(values), ctypes.byref(needed))
        return list(values)

    def score(self, x, m, values):
        """Log EI at m points, into `values`."""
        c.call("lode_gp_acquire", self.handle, None, m, at(x), at(values), None)

    def choose(self, x, m, q):
        """The indices of the best q of m points."""
        indices = (_size * q)()
        c.call("lode_gp_choose", self.handle, None, m, at(x), q, indices)
        return list(indices)

    def __del__(self):
        if getattr(self, "handle", None):
            c.LIBRARY.lode_gp_free(self.handle)
