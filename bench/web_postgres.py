"""The page and the save of `web` on PostgreSQL: CPU of this process and of the one that serves it."""

from __future__ import annotations

from bench import installation, web
from bench._postgres import postgres
from bench.figure import Figure


def run(short: bool) -> list[Figure]:
    """CPU time per request as in `web`, the database's part added."""
    with postgres() as (env, _):
        installation.ready(env["HOCBA_DB"])
        from django.db import connection

        school = web.School.make()
        browser = web.Browser(school)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself after a while
        installation.count_backend()
        rounds = 60 if short else 300
        found = browser.pages(rounds), browser.saves(rounds)
        connection.close()
    return web.ratios(", PostgreSQL", *found)
