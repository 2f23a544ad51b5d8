"""
The Python runtime: loads the handler, then takes one invocation after the other from the Runtime API.
Runs inside the sandbox under every Python version Lambkin offers; needs nothing but the standard library.
"""

import os
import sys

from . import fault, handler, head_start, http_api, log, marshal_json, surroundings, trace_id
from .context import LambdaContext


def main():
    # LIMIT: lines reach the log when they end, and what is left of one after the invocation; writing each piece at
    # once would cost two system calls a line.
    # Text that has no UTF-8 form must not be what ends a function.
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    api = http_api.RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    function = _initialize(api)
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        from . import snapshots

        snapshots.go_on_from_snapshot(api)
    while True:
        headers, body = api.next()
        _announce(headers)
        _answer(api, function, headers, body)


def _initialize(api):
    try:
        surroundings.set_up()
        log.set_up()
        leaves_notes = head_start.begin()
        function = handler.load(os.environ["_HANDLER"])
        if leaves_notes:
            head_start.end()
        return function
    except Exception as error:
        description = fault.describe(error)
        log.init_error(description)
        api.fail_init(fault.to_json(description), description["errorType"])
        sys.exit(1)


def _announce(headers):
    """Makes the invocation known to log lines and to the X-Ray SDK."""
    log.request_id = headers["lambda-runtime-aws-request-id"]
    log.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
    trace_id.set_trace_id(headers.get("lambda-runtime-trace-id"))


def _answer(api, function, headers, body):
    request_id = headers["lambda-runtime-aws-request-id"]
    try:
        event = marshal_json.loads(body)
        response, content_type = marshal_json.marshal(function(event, LambdaContext(headers)))
    # PARITY: what is no Exception, such as SystemExit, ends the process.
    except Exception as error:
        description = fault.describe(error, request_id)
        log.error(description)
        api.fail(request_id, fault.to_json(description), description["errorType"])
    else:
        sys.stdout.flush()
        api.succeed(request_id, response, content_type)
