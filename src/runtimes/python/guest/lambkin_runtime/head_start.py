"""
What makes later starts of the same function version quicker: tells the platform that the function loads boto3, so that
it can be loaded before the next start. Nothing here may fail a function; `src/runtimes/head-start.ts` is the other side.
"""

import os
import sys

_VARIABLE = "_LAMBKIN_HEAD_START"
_NOTES_PORT = 61905
# How long the platform may take to take notes, which it keeps in memory.
_PATIENCE_SECONDS = 1.0
_PACKAGES = ("boto3", "botocore", "s3transfer", "urllib3", "jmespath", "dateutil", "six")
# What boto3 and its kin try to import besides what they bring and Python's own: with one of these in the function's code
# they would not be the same.
_OPTIONAL = frozenset(("OpenSSL", "awscrt", "brotli", "brotlicffi", "certifi", "org", "urllib3_secure_extra", "zstandard"))
# Replace parts of Python that boto3 takes hold of when it is loaded.
_PATCHING = frozenset(("eventlet", "gevent"))


def begin():
    """To be called before the function's code is loaded; says whether to call `end` after it."""
    return os.environ.pop(_VARIABLE, "").startswith("note")


def end():
    try:
        if _loads_boto3_of_runtime():
            _send(b'{"preload":["boto3"]}\n')
    except Exception:
        pass  # the next start does without


def _loads_boto3_of_runtime():
    sdk = os.environ["LAMBDA_RUNTIME_DIR"] + "/python"
    if "boto3" not in sys.modules or not _PATCHING.isdisjoint(sys.modules):
        return False
    if not all(sys.modules[name].__file__.startswith(sdk + "/") for name in _PACKAGES):
        return False
    # Whatever comes first on the path would be loaded in its place.
    first = sys.path[: sys.path.index(sdk)]
    own = {name.partition(".")[0] for folder in first if os.path.isdir(folder) for name in os.listdir(folder)}
    return own.isdisjoint(_OPTIONAL) and own.isdisjoint(_names_in(sys.path[sys.path.index(sdk) :]))


def _names_in(folders):
    """Top-level modules that can be imported from there, and those that are part of Python itself."""
    names = set(sys.builtin_module_names)
    for folder in folders:
        if os.path.isdir(folder):
            names.update(name.partition(".")[0] for name in os.listdir(folder))
    return names - {"", "__pycache__"}


def _send(line):
    import socket

    with socket.create_connection(("127.0.0.1", _NOTES_PORT), _PATIENCE_SECONDS) as connection:
        connection.sendall(line)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
