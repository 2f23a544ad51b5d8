"""Errors of the runtime's own and how errors are told to the platform and to the log."""

import json
import os

_FOLDER = os.path.dirname(__file__)


class Fault(Exception):
    """An error that the runtime names itself, `Runtime.*`."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.trace = trace or []


def describe(error, request_id=""):
    """The payload for the Runtime API."""
    if isinstance(error, Fault):
        error_type, trace = error.error_type, error.trace
    else:
        error_type, trace = type(error).__name__, _user_frames(error)
    return {"errorMessage": str(error), "errorType": error_type, "requestId": request_id, "stackTrace": trace}


def to_json(description):
    """Escaped, since an error may hold text that has no UTF-8 form."""
    return json.dumps(description).encode()


def _user_frames(error):
    """The traceback from the first frame that is not the runtime's own."""
    # Imported when needed: it takes longer than the rest of the runtime.
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    first = next((index for index, frame in enumerate(frames) if not _is_own(frame.filename)), len(frames))
    return traceback.format_list(frames[first:])


def _is_own(filename):
    return filename.startswith(_FOLDER)
