"""Machinery of the log-in; no facts about pupils or marks live here."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A browser that is logged in, with the key of its account (see `web.sessions`).

    Exempt from commands: machinery, no facts.
    """

    account_id = models.BigIntegerField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from hocba.web.sessions import SessionStore

        return SessionStore


class FailedLogin(models.Model):
    """One wrong password for one user name, known or not, in the last hour.

    `key` is a keyed hash, so the table tells nobody which names were tried. Exempt from commands:
    machinery, no facts.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]
