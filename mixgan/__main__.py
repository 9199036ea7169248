"""python -m mixgan"""

import sys

from mixgan.cli import main

sys.exit(main())
