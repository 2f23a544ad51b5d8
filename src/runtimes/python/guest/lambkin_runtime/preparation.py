"""Waits until it is known which function this runtime is for, with everything loaded that does not depend on it."""

import json
import os
import socket
import time

# The rest of the runtime that does not look at the environment when it is loaded.
from . import context, fault, handler, http_api, marshal_json, surroundings  # noqa: F401


def await_environment(port):
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
