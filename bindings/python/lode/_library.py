"""liblode by ctypes: the functions of lode.h that this package uses, and statuses as exceptions."""

import ctypes
import ctypes.util
import os
import pathlib

OK, DONE, WAIT = 0, 1, 2
ABI = 1  # lode.h's LODE_ABI_VERSION that the declarations below are for


class Error(RuntimeError):
    """What liblode refused; `status` is lode.h's name of it, for example "LODE_E_ARGUMENT"."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class ErrorText(ctypes.Structure):
    """lode_error"""

    _fields_ = [("struct_size", ctypes.c_uint32), ("code", ctypes.c_int32), ("message", ctypes.c_char * 2040)]


class Report(ctypes.Structure):
    """lode_report"""

    _fields_ = [
        ("struct_size", ctypes.c_uint32), ("rank", ctypes.c_int32), ("attempt", ctypes.c_int32),
        ("reserved", ctypes.c_int32), ("step", ctypes.c_int64), ("metric", ctypes.c_char_p),
        ("value", ctypes.c_double), ("time", ctypes.c_double)]


class Value(ctypes.Structure):
    """lode_value"""

    _fields_ = [("struct_size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("metric", ctypes.c_char_p),
                ("value", ctypes.c_double)]


class Outcome(ctypes.Structure):
    """lode_outcome"""

    _fields_ = [("struct_size", ctypes.c_uint32), ("status", ctypes.c_int32), ("reason", ctypes.c_int32),
                ("attempt", ctypes.c_int32), ("message", ctypes.c_char_p)]


class TrialInfo(ctypes.Structure):
    """lode_trial_info"""

    _fields_ = [
        ("struct_size", ctypes.c_uint32), ("status", ctypes.c_int32), ("reason", ctypes.c_int32),
        ("attempt", ctypes.c_int32), ("number", ctypes.c_uint64), ("objective", ctypes.c_double),
        ("has_objective", ctypes.c_int32), ("objective_failed", ctypes.c_int32), ("created", ctypes.c_double),
        ("started", ctypes.c_double), ("ended", ctypes.c_double), ("name", ctypes.c_char_p),
        ("message", ctypes.c_char_p), ("directory", ctypes.c_char_p), ("report_count", ctypes.c_uint64),
        ("resume_step", ctypes.c_int64), ("resource", ctypes.c_uint64), ("bracket", ctypes.c_int32),
        ("rung", ctypes.c_int32)]


_handle, _text, _size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
_out, _u64, _error = ctypes.POINTER(ctypes.c_void_p), ctypes.c_uint64, ctypes.POINTER(ErrorText)
_json = [_handle, ctypes.c_char_p, _size, ctypes.POINTER(_size), _error]

# name: arguments. All of these return a lode_status.
_CALLS = {
    "lode_context_create": [_handle, _out, _error],
    "lode_options_create": [_out, _error],
    "lode_options_set": [_handle, _text, _text, _error],
    "lode_store_open": [_handle, _text, _handle, _out, _error],
    "lode_study_create_json": [_handle, _handle, _text, _text, _handle, _out, _error],
    "lode_study_open": [_handle, _handle, _text, _out, _error],
    "lode_study_ask": [_handle, ctypes.c_uint32, _out, ctypes.POINTER(ctypes.c_uint32), _error],
    "lode_study_report": [_handle, _u64, ctypes.POINTER(Report), ctypes.POINTER(ctypes.c_int32), _error],
    "lode_study_tell": [_handle, _u64, ctypes.POINTER(Value), _size, ctypes.POINTER(Outcome), _error],
    "lode_study_enqueue": [_handle, ctypes.POINTER(ctypes.c_double), _size, _error],
    "lode_study_add": [_handle, ctypes.POINTER(ctypes.c_double), _size, ctypes.POINTER(Value), _size,
                       ctypes.POINTER(_u64), _error],
    "lode_study_stop": [_handle, _error],
    "lode_study_best": [_handle, _out, _error],
    "lode_study_trial": [_handle, _u64, _out, _error],
    "lode_study_describe_json": _json,
    "lode_study_trials_json": _json,
    "lode_study_request_json": _json,
    "lode_trial_json": _json,
    "lode_trial_get_info": [_handle, ctypes.POINTER(TrialInfo), _error],
}
_FREES = ["lode_context_free", "lode_options_free", "lode_store_free", "lode_study_free", "lode_trial_free"]


def _find():
    given = os.environ.get("LODE_LIBRARY")
    if given:
        return given
    beside = sorted(pathlib.Path(__file__).parent.glob("liblode.so*"))
    if beside:
        return str(beside[0])
    found = ctypes.util.find_library("lode")
    if found:
        return found
    raise OSError("liblode was not found: install it, or set LODE_LIBRARY to the path of liblode.so")


def _load():
    library = ctypes.CDLL(_find())
    library.lode_abi_version.restype = ctypes.c_uint32
    if library.lode_abi_version() != ABI:
        raise OSError(f"{library._name} has ABI {library.lode_abi_version()}; this package is for ABI {ABI}")
    for name, arguments in _CALLS.items():
        getattr(library, name).argtypes = arguments
        getattr(library, name).restype = ctypes.c_int32
    for name in _FREES:
        getattr(library, name).argtypes = [_handle]
        getattr(library, name).restype = None
    for name in ("lode_version", "lode_status_name"):
        getattr(library, name).restype = ctypes.c_char_p
    return library


LIBRARY = _load()


def call(name, *arguments):
    """Calls a function that returns a lode_status, which is returned. Raises Error where that is negative."""
    for given in arguments:
        if isinstance(given, bytes) and b"\0" in given:  # C would take what comes before it for all
            raise ValueError(f"{given.decode('utf-8', 'replace')!r} given; a text without NUL characters accepted")
    error = ErrorText(struct_size=ctypes.sizeof(ErrorText))
    status = getattr(LIBRARY, name)(*arguments, ctypes.byref(error))
    if status < 0:
        raise Error(LIBRARY.lode_status_name(status).decode(), error.message.decode("utf-8", "replace"))
    return status


def made(name, *arguments):
    """Calls a function whose last argument but the error is the handle that it makes."""
    handle = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(handle))
    return handle


def text(name, handle):
    """Calls a function of the two-call pattern."""
    needed = ctypes.c_size_t()
    call(name, handle, None, 0, ctypes.byref(needed))
    while True:  # what is described may have grown between the two calls
        buffer = ctypes.create_string_buffer(needed.value)
        try:
            call(name, handle, buffer, needed.value, ctypes.byref(needed))
            return buffer.value.decode()
        except Error as error:
            if error.status != "LODE_E_BUFFER":
                raise


def struct(kind, **members):
    """A struct of lode.h with its size filled in."""
    return kind(struct_size=ctypes.sizeof(kind), **members)


def version():
    """The release of the library in use."""
    return LIBRARY.lode_version().decode()
