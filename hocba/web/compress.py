"""Pages travel compressed: a line that is poor in the evening carries a tenth of the bytes."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json")


class CompressText(GZipMiddleware):
    """Django's compression, for pages and answers to scripts.

    Not for files: PDF and Excel are compressed already, and a download keeps its length. Tokens in
    a page differ with every answer and random bytes hide its length, so what a stranger makes the
    browser send tells nothing about them (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
