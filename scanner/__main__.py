"""`python -m scanner` is the command `scanner`, for places where that is not on the path."""

import sys

from scanner.cli import main

sys.exit(main())
