"""The bare views as a WSGI application that a server loads: same settings, same people."""

import django

django.setup()

from bench import bare  # noqa: E402

application = bare.application(bare.STOCK)
