"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from hocba.kernel.memory import give_back

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hocba.settings")
application = get_wsgi_application()
give_back()
