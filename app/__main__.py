"""`python -m mmkg.app` is `mmkg`."""

import sys

from mmkg.app.cli import main

sys.exit(main())
