"""Entry of the Python runtime; see lambkin_runtime/loop.py."""

from lambkin_runtime.loop import main

main()
