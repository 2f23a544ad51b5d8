"""
AWS's hooks around SnapStart's snapshots, which every function in Python can import. Without a snapshot, nothing that is
registered is ever called.
"""

__all__ = ["register_before_snapshot", "register_after_restore"]

_before_snapshot = []
_after_restore = []


def register_before_snapshot(func, *args, **kwargs):
    """Also a decorator. The last one is called first."""
    _before_snapshot.append((func, args, kwargs))
    return func


def register_after_restore(func, *args, **kwargs):
    """Also a decorator. The first one is called first."""
    _after_restore.append((func, args, kwargs))
    return func


def get_before_snapshot():
    """For the runtime: functions with their arguments, in the order in which they were registered."""
    return _before_snapshot


def get_after_restore():
    """For the runtime, as the other."""
    return _after_restore
