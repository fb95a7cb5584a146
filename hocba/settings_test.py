"""Settings of the test lanes: a throw-away home, plain static files, the same everything else."""

import atexit
import os
import shutil
import tempfile

if "HOCBA_HOME" not in os.environ:
    os.environ["HOCBA_HOME"] = made = tempfile.mkdtemp(prefix="hocba-test-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)

from hocba.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
