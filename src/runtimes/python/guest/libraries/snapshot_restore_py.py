"""
AWS's hooks around SnapStart's snapshots, which every function in Python can import. No snapshot is taken here, so that,
as on AWS without SnapStart, nothing that is registered is ever called.
"""

__all__ = ["register_before_snapshot", "register_after_restore"]


def register_before_snapshot(func, *args, **kwargs):
    """Also a decorator."""
    return func


def register_after_restore(func, *args, **kwargs):
    """Also a decorator."""
    return func
