"""One throw-away installation for all benchmarks of a run that need a database."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def ready() -> Path:
    """Set up Django on an empty SQLite installation in a temporary home; returns the home."""
    home = Path(tempfile.mkdtemp(prefix="hocba-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ.update(HOCBA_HOME=str(home), DJANGO_SETTINGS_MODULE="hocba.settings")
    os.environ.pop("HOCBA_DB", None)
    import django

    django.setup()
    from hocba.ops import install

    install.run()
    return home
