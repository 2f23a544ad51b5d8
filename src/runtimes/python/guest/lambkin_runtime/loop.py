"""
The Python runtime: loads the handler, then takes one invocation after the other from the Runtime API.
Runs inside the sandbox under every Python version Lambkin offers; needs nothing but the standard library.
"""

import os
import sys

from . import fault, handler, http_api, log, marshal_json
from .context import LambdaContext


def _set_path():
    """The function's code comes first, then its layers, then the libraries of the runtime and of Python itself."""
    version = "python%d.%d" % sys.version_info[:2]
    first = [os.environ["LAMBDA_TASK_ROOT"], "/opt/python/lib/%s/site-packages" % version, "/opt/python"]
    # The first entry is the folder this was started from.
    sys.path[:] = first + ["/var/runtime/python"] + sys.path[1:]


def main():
    # Lines reach the log when they end; the rest of one is written after each invocation.
    sys.stdout.reconfigure(line_buffering=True)
    api = http_api.RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    _set_path()
    log.set_up()
    try:
        function = handler.load(os.environ["_HANDLER"])
    except Exception as error:
        description = fault.describe(error)
        log.error(description)
        api.fail_init(marshal_json.dumps(description).encode(), description["errorType"])
        sys.exit(1)

    while True:
        headers, body = api.next()
        request_id = headers["lambda-runtime-aws-request-id"]
        log.request_id = request_id
        log.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        _set_trace_id(headers.get("lambda-runtime-trace-id"))
        try:
            result = function(marshal_json.loads(body), LambdaContext(headers))
            response, content_type = marshal_json.marshal(result)
        except Exception as error:
            description = fault.describe(error, request_id)
            log.error(description)
            api.fail(request_id, marshal_json.dumps(description).encode(), description["errorType"])
        else:
            sys.stdout.flush()
            api.succeed(request_id, response, content_type)


def _set_trace_id(trace_id):
    if trace_id is not None:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
