"""
The variable `_X_AMZN_TRACE_ID`, where the X-Ray SDK, other libraries and child processes look. A process that sets a
variable to something new again and again grows and becomes slower, so those that do it often have a library for it,
which says why: native/trace-id.
"""

import os

_NAME = "_X_AMZN_TRACE_ID"
_KEY = os.fsencode(_NAME)
# Most environments see fewer, and need no library.
_MANY_INVOCATIONS = 100

_invocations = 0


def _never(_value):
    return False


_set_in_place = _never


def set_trace_id(trace_id):
    """Of the invocation under way; None: it has none."""
    global _invocations, _set_in_place
    if trace_id is None:
        os.environ.pop(_NAME, None)
        return
    _invocations += 1
    if _invocations == _MANY_INVOCATIONS:
        _set_in_place = _load_library()
    value = os.fsencode(trace_id)
    # `os.environ` has a copy of its own, and no other way to change it alone; a function may have put another there.
    copy = getattr(os.environ, "_data", None)
    if copy is not None and _set_in_place(value):
        copy[_KEY] = value
    else:
        os.environ[_NAME] = trace_id


def _load_library():
    from importlib.machinery import ExtensionFileLoader, ModuleSpec

    try:
        path = os.environ["LAMBDA_RUNTIME_DIR"] + "/trace-id.so"
        return ExtensionFileLoader("trace_id", path).create_module(ModuleSpec("trace_id", None, origin=path)).set
    except (ImportError, KeyError):
        return _never
