"""Python's logging, wired as on AWS: the root logger writes lines with level, time and request id, or JSON objects."""

import os
import sys

_LEVELS = ("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL")
_NO_BREAK_SPACE = "\u00a0"
_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. However, in rare "
    "cases, a Lambda runtime update can cause unexpected function behavior. For functions using managed runtimes, "
    "runtime updates can be triggered by a function change, or can be applied automatically. To determine if the "
    "runtime has been updated, check the runtime version in the INIT_START log entry. If this error correlates with a "
    "change in the runtime version, you may be able to mitigate this error by temporarily rolling back to the previous "
    "runtime version. For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r"
)

_is_json = False

# What log lines say about the invocation under way.
request_id = ""
tenant_id = None


def set_up():
    """Wires logging when it is imported: functions that do without it start 10 ms sooner."""
    global _is_json
    _is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
    if "logging" in sys.modules:
        _wire(sys.modules["logging"])
    else:
        sys.meta_path.insert(0, _LoggingFinder())


class _LoggingFinder:
    """Lets the import of logging go its way and wires it before anybody sees it."""

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        import importlib.machinery

        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name)
        load = spec.loader.exec_module

        def load_and_wire(module):
            load(module)
            _wire(module)

        spec.loader.exec_module = load_and_wire
        return spec


def _wire(logging):
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

    # PARITY: for every formatter, also those of functions.
    logging.Formatter.converter = time.gmtime
    handler = Handler()
    handler.setFormatter(_formatter(logging))
    handler.addFilter(InvocationFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper().replace("TRACE", "DEBUG")
    if level in _LEVELS:
        root.setLevel(level)


def _formatter(logging):
    if _is_json:
        from .log_json import json_formatter

        return json_formatter(logging)
    line = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
    return logging.Formatter(line, "%Y-%m-%dT%H:%M:%S")


def init_error(description):
    """Logs why the function could not be loaded."""
    import logging

    logging.warning(_WARNING)
    error(description)


def error(description):
    """Logs an error that no handler caught; `description` is what the Runtime API is told."""
    sys.stdout.write(_json_line(description) if _is_json else _text_line(description))
    sys.stdout.flush()


def _json_line(description):
    import json
    import time

    timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return json.dumps({"timestamp": timestamp, "level": "ERROR", **description}, ensure_ascii=False) + "\n"


def _text_line(description):
    """One log event is one line: breaks inside it are carriage returns, indents no-break spaces."""
    message = description["errorMessage"]
    lines = ["[ERROR] %s%s" % (description["errorType"], ": " + message if message else "")]
    lines.append("Traceback (most recent call last):")
    for entry in description["stackTrace"]:
        lines.extend(_indent(line) for line in entry.splitlines())
    return "\r".join(lines) + "\n"


def _indent(line):
    text = line.lstrip(" ")
    return _NO_BREAK_SPACE * (len(line) - len(text)) + text
