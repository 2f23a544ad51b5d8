"""Entry of the Python runtime in a sandbox that was made before anybody knew for which function."""

import os
import sys

from lambkin_runtime import preparation
from lambkin_runtime.loop import main

preparation.prepare(sys.argv)
sys.argv[0] = os.path.join(os.path.dirname(__file__), "main.py")

main()
