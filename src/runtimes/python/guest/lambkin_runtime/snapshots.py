"""
SnapStart: what is done before a snapshot of this process is taken, and in every environment that goes on from it.
See https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
"""

import os
import sys

from . import fault, log

# PARITY: the exit statuses are AWS's.
_BEFORE_SNAPSHOT_FAILED = 64
_AFTER_RESTORE_FAILED = 65


def go_on_from_snapshot(api):
    """Returns once in every restored environment; never here, where the snapshot is taken."""
    # PARITY: whatever is raised, also what is no Exception.
    try:
        _before_snapshot()
        api.restore_next()
    except BaseException as error:
        report = _describe(error)
        api.fail_init(report, "Runtime.BeforeSnapshotError")
        sys.exit(_BEFORE_SNAPSHOT_FAILED)
    try:
        _renew_randomness()
        for function, arguments, named in _hooks("get_after_restore"):
            function(*arguments, **named)
    except BaseException as error:
        report = _describe(error)
        api.fail_restore(report, "Runtime.AfterRestoreError")
        sys.exit(_AFTER_RESTORE_FAILED)


def _before_snapshot():
    import gc

    hooks = _hooks("get_before_snapshot")
    while hooks:
        # What was registered last may lean on what was there before.
        function, arguments, named = hooks.pop()
        function(*arguments, **named)
    # What is garbage need not be kept, nor read again.
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()


def _hooks(getter):
    """Of the module that the function imported, ours or one that it brings; none when it imported none."""
    module = sys.modules.get("snapshot_restore_py")
    return getattr(module, getter)() if hasattr(module, getter) else []


def _renew_randomness():
    """
    Generators whose state is in memory would say the same in every environment. What the kernel gives, such as `secrets`
    and `uuid.uuid4`, never does.
    """
    if "random" in sys.modules:
        sys.modules["random"].seed()
    if "_ssl" in sys.modules:
        # OpenSSL takes fresh numbers from the kernel as well, and passes them on to the generators of all threads.
        sys.modules["_ssl"].RAND_add(os.urandom(32), 32.0)


def _describe(error):
    description = fault.describe(error)
    log.error(description)
    return fault.to_json(description)
