"""Making or upgrading an installation: database schema and static files."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def run() -> None:
    """Bring the database to the newest schema and collect the static files. Idempotent."""
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()


def collect_static() -> None:
    """Put what pages load into the home, unless it lies there already.

    Django would go by the times of files. Those say nothing once a home has been copied or brought
    back, and a page with one script of this version and one of the last does not run.
    """
    mark, stamp = Path(settings.STATIC_ROOT) / "source.sha256", _stamp()
    if mark.exists() and mark.read_text() == stamp:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(stamp)


def _stamp() -> str:
    """A hash of all static files, their names and contents."""
    found = hashlib.sha256()
    for path, storage in sorted(
        ((path, storage) for finder in get_finders() for path, storage in finder.list([])),
        key=lambda one: one[0],
    ):
        with storage.open(path) as file:
            found.update(path.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return found.hexdigest()
