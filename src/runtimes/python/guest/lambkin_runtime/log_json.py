"""The JSON log format. See https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""

import json
import logging
import traceback

# What every record carries and the line says in its own words or not at all.
_STANDARD = frozenset(
    (
        "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created "
        "msecs relativeCreated thread threadName processName process taskName aws_request_id tenant_id"
    ).split()
)


class JsonFormatter(logging.Formatter):
    def __init__(self):
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%SZ")

    def format(self, record):
        # PARITY: levels between two of the standard ones are rounded down.
        level = min(50, max(0, record.levelno)) // 10 * 10
        is_structure = isinstance(record.msg, dict) and not record.args
        line = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": logging.getLevelName(level),
            "message": record.msg if is_structure else record.getMessage(),
            "logger": record.name,
            "requestId": record.aws_request_id,
        }
        if record.tenant_id is not None:
            line["tenantId"] = record.tenant_id
        if record.exc_info:
            error_type, error, trace = record.exc_info
            line["stackTrace"] = traceback.format_tb(trace)
            line["errorType"] = error_type.__name__ if error_type else None
            line["errorMessage"] = str(error)
            line["location"] = "%s:%s:%s" % (record.pathname, record.funcName, record.lineno)
        extra = {name: value for name, value in record.__dict__.items() if name not in _STANDARD and name not in line}
        return json.dumps({**line, **extra}, ensure_ascii=False, default=str) + "\n"
