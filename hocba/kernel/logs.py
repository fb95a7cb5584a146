"""Log lines that carry the id of the request they belong to."""

import copy
import logging
from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("hocba_request_id", default="-")


ASKED = "django.security."
"""Loggers of what a request asked for and must not: nothing is broken here, so a line is enough."""


class LogFormatter(logging.Formatter):
    """Puts the request id on every line; a traceback where something broke."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.request_id = current_request_id.get()
        if record.name.startswith(ASKED):
            record.exc_info = record.exc_text = None
        return super().format(record)
