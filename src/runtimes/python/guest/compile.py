"""
Compiles the modules below a folder and sends them to the platform, which keeps them. Runs in a sandbox of its own, where
no function runs: `python compile.py ROOT FOLDER`, with paths told relative to ROOT.
"""

import importlib.util
import json
import marshal
import os
import socket
import sys

_NOTES_PORT = 61905
# Less than the platform takes.
_MAX_BYTES = 60 * 1024 * 1024
# Large, and hardly ever loaded by a function.
_SKIPPED = frozenset(("__pycache__", "node_modules", "test", "tests"))
# Of compiled modules that name their source by its hash, and are used without looking at it: it cannot change.
_UNCHECKED_HASH = (1).to_bytes(4, "little")


def main(root, folder):
    size = 0
    with socket.create_connection(("127.0.0.1", _NOTES_PORT)) as connection:
        for path in _modules_below(folder):
            module = _compile(path)
            size += len(module)
            if size > _MAX_BYTES:
                break
            name = os.path.relpath(importlib.util.cache_from_source(path), root)
            connection.sendall(json.dumps({"path": name, "size": len(module)}).encode() + b"\n" + module)
        connection.sendall(b'{"preload":[]}\n')
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


def _modules_below(folder):
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(files):
            path = os.path.join(parent, name)
            if name.endswith(".py") and os.path.isfile(path) and not _brings_compiled(path):
                yield path


def _brings_compiled(path):
    """Whether the function has a compiled form of its own that Python would use wherever it lies."""
    try:
        with open(importlib.util.cache_from_source(path), "rb") as file:
            head = file.read(8)
    except OSError:
        return False
    return head[:4] == importlib.util.MAGIC_NUMBER and head[4] & 1 == 1


def _compile(path):
    """Empty for what cannot be compiled: Python then goes by the source, and by no other layer's compiled module."""
    try:
        with open(path, "rb") as file:
            source = file.read()
        code = compile(source, path, "exec", dont_inherit=True)
        return (
            importlib.util.MAGIC_NUMBER + _UNCHECKED_HASH + importlib.util.source_hash(source) + marshal.dumps(code)
        )
    except Exception:
        return b""


main(sys.argv[1], sys.argv[2])
