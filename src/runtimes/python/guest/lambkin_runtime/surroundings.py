"""What a function finds of Python itself, which was started without its site module and so without the host's packages."""

import os
import sys


def set_up():
    _set_path()
    _add_builtins()
    _customize()


def _set_path():
    """The function's code comes first, then its layers, then the SDK, ours and Python's own libraries."""
    version = "python%d.%d" % sys.version_info[:2]
    first = [os.environ["LAMBDA_TASK_ROOT"], "/opt/python/lib/%s/site-packages" % version, "/opt/python"]
    sdk = os.environ.get("LAMBDA_RUNTIME_DIR", "/var/runtime") + "/python"
    # The first entry is the folder this was started from.
    libraries = os.path.join(sys.path[0], "libraries")
    sys.path[:] = first + [sdk, libraries] + sys.path[1:]


def _add_builtins():
    import _sitebuiltins
    import builtins

    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    builtins.help = _sitebuiltins._Helper()


def _customize():
    """Layers instrument functions by a module of this name, which they put on PYTHONPATH."""
    try:
        import sitecustomize  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name != "sitecustomize":
            raise
