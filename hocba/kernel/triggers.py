"""Database triggers that keep frozen columns frozen, on SQLite and PostgreSQL alike."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connection, models

from hocba.kernel.record import Record

MESSAGE = "hocba: frozen row"


def frozen_models() -> list[type[Record]]:
    """Every model with frozen content columns."""
    return [m for m in apps.get_models() if issubclass(m, Record) and m.frozen and m._meta.managed]


def frozen_columns(model: type[Record]) -> list[str]:
    """Database column names that triggers of this model protect."""
    wanted = set(model.frozen)
    return [
        f.column
        for f in model._meta.local_concrete_fields
        if f.column
        and not isinstance(f, models.CompositePrimaryKey)
        and ("*" in wanted or f.name in wanted)
    ]


def statements(model: type[Record], vendor: str) -> list[str]:
    """SQL that (re)installs the two triggers of one model."""
    table = model._meta.db_table
    columns = frozen_columns(model)
    if vendor == "sqlite":
        of = ", ".join(f'"{c}"' for c in columns)
        return [
            f'DROP TRIGGER IF EXISTS "{table}_keep_update"',
            f'DROP TRIGGER IF EXISTS "{table}_keep_delete"',
            f'CREATE TRIGGER "{table}_keep_update" BEFORE UPDATE OF {of} ON "{table}"'
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE} {table}'); END",
            f'CREATE TRIGGER "{table}_keep_delete" BEFORE DELETE ON "{table}"'
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE} {table}'); END",
        ]
    changed = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in columns)
    return [
        "CREATE OR REPLACE FUNCTION hocba_keep() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{MESSAGE} %', TG_TABLE_NAME; END $$",
        f'DROP TRIGGER IF EXISTS "{table}_keep_update" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_keep_delete" ON "{table}"',
        f'CREATE TRIGGER "{table}_keep_update" BEFORE UPDATE ON "{table}"'
        f" FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION hocba_keep()",
        f'CREATE TRIGGER "{table}_keep_delete" BEFORE DELETE ON "{table}"'
        " FOR EACH ROW EXECUTE FUNCTION hocba_keep()",
    ]


def install(model: type[Record]) -> None:
    """Install the triggers of one model on the default database."""
    with connection.cursor() as cursor:
        for sql in statements(model, connection.vendor):
            cursor.execute(sql)


def installed() -> set[str]:
    """Names of our triggers that the database really has."""
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE '%\\_keep\\_%' ESCAPE '\\'"
    else:
        sql = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0"
            " AND tgname LIKE '%\\_keep\\_%'"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def install_after_migrate(sender: AppConfig, **_: Any) -> None:
    """Signal handler of post_migrate: a table rebuild on SQLite drops triggers, so always anew."""
    tables = set(connection.introspection.table_names())
    for model in frozen_models():
        if model._meta.app_label == sender.label and model._meta.db_table in tables:
            install(model)
