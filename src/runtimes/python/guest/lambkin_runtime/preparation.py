"""Waits until it is known which function this runtime is for."""

import json
import os
import socket
import sys
import time

# What the rest of the runtime loads when it is needed first, which is always.
import _sitebuiltins  # noqa: F401

_SDK = "/var/runtime/python"


def prepare(arguments):
    """Takes from the arguments which libraries to load, and the port at which the environment is told."""
    port = int(arguments.pop())
    _preload(arguments[1:])
    del arguments[1:]
    _await_environment(port)


def _preload(names):
    """Loads libraries of the runtime's own, for functions that were found to load them."""
    if "boto3" not in names:
        return
    sys.path.insert(0, _SDK)
    import boto3

    # The first client of a process loads and compiles as much again. This one is let go of, and reaches nobody.
    keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
    boto3.Session(region_name="us-east-1", **keys).client("sts")
    sys.path.remove(_SDK)


def _await_environment(port):
    """Who listens on the port tells the environment, in JSON; who is connected is ready."""
    pieces = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while piece := connection.recv(65536):
            pieces.append(piece)
    _set_environment(json.loads(b"".join(pieces)))
    os.chdir(os.environ["LAMBDA_TASK_ROOT"])


def _set_environment(environment):
    # LIMIT: libraries see the change, and so do child processes; `/proc/self/environ` does not.
    for name in list(os.environ):
        # Python sets this one itself when it starts without a locale.
        if name not in environment and name != "LC_CTYPE":
            del os.environ[name]
    os.environ.update(environment)
    time.tzset()
