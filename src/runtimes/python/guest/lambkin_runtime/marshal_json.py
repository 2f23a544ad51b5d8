"""JSON as AWS's runtime reads and writes it."""

import json
import os

from .fault import Fault

# PARITY: since Python 3.12 text beyond ASCII is written as it is.
_ENSURE_ASCII = os.environ.get("AWS_EXECUTION_ENV", "") in ("AWS_Lambda_python3.%d" % minor for minor in range(6, 12))


def loads(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error) from error


def dumps(value):
    """
    JSON text of a handler's result. PARITY: a Decimal becomes a number with all its digits, a NaN stays NaN.
    LIMIT: a named tuple becomes an array, not an object as on AWS; finding them would slow every large result.
    """
    return _decimals.restore(_encoder.encode(value))


class _Decimals:
    """
    The encoder writes only its own numbers without quotes, so a Decimal leaves a marker that nothing else can
    contain and is put in its place afterwards.
    """

    def __init__(self):
        self._marker = None

    def replace(self, value):
        # A value can only be a Decimal when its module was imported.
        import sys

        decimal = sys.modules.get("decimal")
        if decimal is None or not isinstance(value, decimal.Decimal):
            raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)
        if value.is_nan():
            return float("nan")
        if self._marker is None:
            self._marker = os.urandom(16).hex()
        return "%s%s%s" % (self._marker, value, self._marker)

    def restore(self, text):
        marker = self._marker
        if marker is None:
            return text
        self._marker = None
        return text.replace('"' + marker, "").replace(marker + '"', "")


_decimals = _Decimals()
# One for all results, which are written one after the other: to make one takes longer than to write a short result.
_encoder = json.JSONEncoder(default=_decimals.replace, ensure_ascii=_ENSURE_ASCII)


def marshal(result):
    """The body and content type of a response. PARITY: bytes are passed on as they are."""
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return dumps(result).encode(), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error) from error
