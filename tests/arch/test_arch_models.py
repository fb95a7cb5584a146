"""Every table is governed or says why not; every frozen column is kept by the database itself."""

import pytest
from django.apps import apps
from django.db import connection

from hocba.books.models import Mark, SubjectResult
from hocba.kernel import triggers
from hocba.kernel.events import ledgers
from hocba.kernel.models import Event
from hocba.kernel.policy import registry
from hocba.kernel.record import Record, RecordQuerySet

# Models outside the gate of commands, each with the words of its docstring that say why.
EXEMPT = {
    "people.User": "Exempt from the gate",
    "year.Subject": "Exempt from commands",
    "kernel.WorkerBeat": "Exempt from commands",
    "kernel.Tick": "Exempt from commands",
    "web.FailedLogin": "Exempt from commands",
    "web.Session": "Exempt from commands",
}
# Records that no person reads through `visible`: machinery behind the history and the documents.
UNREAD = {"kernel.Event", "kernel.Receipt", "kernel.Seal", "kernel.SealLeaf", "kernel.Blob"}


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("hocba.")]


def test_every_model_is_governed_or_exempt_with_a_reason():
    for model in ours():
        reason = EXEMPT.get(model._meta.label)
        if reason is None:
            assert issubclass(model, Record), f"{model._meta.label} is written outside commands"
        else:
            assert not issubclass(model, Record), f"{model._meta.label} needs no exemption"
            assert reason in (model.__doc__ or ""), f"{model._meta.label} does not say why"


def test_every_governed_model_keeps_the_gate_in_its_managers():
    for model in ours():
        if issubclass(model, Record):
            assert isinstance(model._default_manager.all(), RecordQuerySet), model._meta.label


def test_every_model_says_what_it_is():
    assert [
        m._meta.label for m in ours() if not m.__doc__ or m.__doc__.startswith(m.__name__ + "(")
    ] == []


def test_every_record_that_people_read_has_readers():
    readable = {m._meta.label for m in registry.readers}
    records = {m._meta.label for m in ours() if issubclass(m, Record)}
    assert records - readable - UNREAD == set()


@pytest.mark.django_db
def test_every_frozen_model_has_its_triggers_on_the_running_database():
    wanted = {
        f"{m._meta.db_table}_keep_{kind}"
        for m in triggers.frozen_models()
        for kind in ("update", "delete")
    }
    assert wanted and wanted == triggers.installed()


@pytest.mark.django_db
def test_migrations_say_what_the_models_say():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert connection.introspection.table_names()


def test_ledgers_are_found_by_their_shape():
    labels = {m._meta.label for m in ledgers()}
    assert labels == {
        "books.AbsenceChange",
        "books.MarkChange",
        "documents.Signature",
        "kernel.Decision",
        "kernel.Evidence",
    }
    assert Event not in ledgers()


@pytest.mark.django_db
def test_cells_and_results_lie_in_their_keys():
    """ADR 178; Django forgets it on SQLite when it rebuilds a table."""
    for model in (Mark, SubjectResult):
        table, key = model._meta.db_table, ", ".join(f.column for f in model._meta.pk_fields)
        asked = "SELECT sql FROM sqlite_master WHERE name = %s"
        if connection.vendor == "postgresql":
            asked = "SELECT indexdef FROM pg_indexes WHERE indexname = %s || '_pkey'"
        with connection.cursor() as cursor:
            cursor.execute(asked, [table])
            said = cursor.fetchone()[0].replace('"', "")
        assert f"({key})" in said
        whole = connection.vendor == "sqlite" and model is Mark
        assert said.endswith("WITHOUT ROWID") == whole
