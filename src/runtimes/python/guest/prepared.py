"""Entry of the Python runtime in a sandbox that was made before anybody knew for which function."""

import sys

from lambkin_runtime import preparation

preparation.await_environment(int(sys.argv.pop()))

from lambkin_runtime.loop import main  # noqa: E402

main()
