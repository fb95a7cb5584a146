"""Making or upgrading an installation: database schema and static files."""

from django.core.management import call_command


def run() -> None:
    """Bring the database to the newest schema and collect the static files. Idempotent."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
