"""Machinery of the log-in; no facts about pupils or marks live here."""

from django.db import models


class FailedLogin(models.Model):
    """One wrong password for one user name, known or not, in the last hour.

    `key` is a keyed hash, so the table tells nobody which names were tried. Exempt from commands:
    machinery, no facts.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]
