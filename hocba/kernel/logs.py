"""Log lines that carry the id of the request they belong to."""

import logging
from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("hocba_request_id", default="-")


class LogFormatter(logging.Formatter):
    """Puts the request id on every line."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = current_request_id.get()
        return super().format(record)
