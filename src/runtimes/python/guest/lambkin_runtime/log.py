"""Python's logging, wired as on AWS: the root logger writes lines with level, time and request id, or JSON objects."""

import os
import sys

IS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
_NO_BREAK_SPACE = "\u00a0"

# What log lines say about the invocation under way.
request_id = ""
tenant_id = None


def set_up():
    import logging
    import time

    class Handler(logging.Handler):
        def emit(self, record):
            try:
                sys.stdout.write(self.format(record))
            except Exception:
                self.handleError(record)

    class InvocationFilter(logging.Filter):
        def filter(self, record):
            record.aws_request_id = request_id
            record.tenant_id = tenant_id
            return True

    logging.Formatter.converter = time.gmtime
    if IS_JSON:
        from .log_json import JsonFormatter

        formatter = JsonFormatter()
    else:
        formatter = logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"
        )
    handler = Handler()
    handler.setFormatter(formatter)
    handler.addFilter(InvocationFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = "DEBUG" if level == "TRACE" else level
    if level in ("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL"):
        root.setLevel(level)


def error(description):
    """Logs an error that no handler caught; `description` is what the Runtime API is told."""
    sys.stdout.write(_json_line(description) if IS_JSON else _text_line(description))
    sys.stdout.flush()


def _json_line(description):
    import time

    from .marshal_json import dumps

    timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return dumps({"timestamp": timestamp, "level": "ERROR", **description}) + "\n"


def _text_line(description):
    """One log event is one line: breaks inside it are carriage returns, indents no-break spaces."""
    lines = ["[ERROR] %s: %s" % (description["errorType"], description["errorMessage"])]
    lines.append("Traceback (most recent call last):")
    for entry in description["stackTrace"]:
        lines.extend(_indent(line) for line in entry.splitlines())
    return "\r".join(lines) + "\n"


def _indent(line):
    text = line.lstrip(" ")
    return _NO_BREAK_SPACE * (len(line) - len(text)) + text
