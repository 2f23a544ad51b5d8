"""The JSON log format. See https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""

import json
import traceback

# What every record carries and the line says in its own words or not at all.
_STANDARD = frozenset(
    (
        "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created "
        "msecs relativeCreated thread threadName processName process taskName aws_request_id tenant_id"
    ).split()
)


def json_formatter(logging):
    """A formatter of the logging module given, which is still being imported."""

    class JsonFormatter(logging.Formatter):
        def format(self, record):
            # PARITY: levels between two of the standard ones are rounded down.
            level = min(50, max(0, record.levelno)) // 10 * 10
            is_structure = isinstance(record.msg, dict) and not record.args
            line = {
                "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
                "level": logging.getLevelName(level),
                "message": record.msg if is_structure else record.getMessage(),
                "logger": record.name,
                **_describe_error(record),
                "requestId": record.aws_request_id,
            }
            if record.tenant_id is not None:
                line["tenantId"] = record.tenant_id
            for name, value in record.__dict__.items():
                if name not in _STANDARD and name not in line and value is not None:
                    line[name] = value
            return json.dumps(line, ensure_ascii=False, default=str) + "\n"

    return JsonFormatter()


def _describe_error(record):
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    error_type, error, trace = record.exc_info
    return {
        "stackTrace": traceback.format_tb(trace),
        "errorType": error_type.__name__,
        "errorMessage": str(error),
        "location": "%s:%s:%s" % (record.pathname, record.funcName, record.lineno),
    }
