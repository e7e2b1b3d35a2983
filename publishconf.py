"""What differs when the site is built for the world: `make publish`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403 (Pelican reads a settings file's own names)

PURPOSE = "production"
# No default: a site published under a guessed address would have wrong links for ever.
SITEURL = os.environ.get("SITEURL", "")
