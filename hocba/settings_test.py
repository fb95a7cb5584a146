"""Settings of the test lanes: a throw-away home, plain static files, the same everything else."""

import os
import tempfile

os.environ.setdefault("HOCBA_HOME", tempfile.mkdtemp(prefix="hocba-test-"))

from hocba.settings import *  # noqa: E402, F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
