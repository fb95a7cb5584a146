"""Whoever changes history by raw SQL is found out and named."""

import datetime
import hashlib

import pytest
import small_world
from django.db import connection, transaction
from django.utils import timezone

from hocba.kernel import seals, triggers
from hocba.kernel.checks import Scope
from hocba.kernel.events import canonical, ledgers, whole
from hocba.kernel.models import Event, Seal, SealLeaf
from hocba.kernel.record import writing
from hocba.kernel.tasks import system_ctx
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place

pytestmark = pytest.mark.django_db
START = datetime.date(2025, 9, 1)


def found(*names: str) -> list[Place]:
    return [found_place(system_ctx(), None, PlaceFacts("school", name, START)) for name in names]


def problems() -> list[str]:
    return [
        p.sentence
        for p in seals.check_seals(Scope(timezone.now(), False, lambda done, total: None))
    ]


def lift_triggers(model) -> None:
    table = model._meta.db_table
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for kind in ("update", "delete"):
            cursor.execute(f'DROP TRIGGER "{table}_keep_{kind}"{on}')


def raw(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def lines_of_an_event():
    """A sealed event with three ledger lines in the marks' ledger."""
    event = small_world.build().enter("tx1", 75, 80, 65)
    seals.seal_new(system_ctx())
    assert problems() == []
    return event


def test_tree_hash_is_that_of_rfc_6962():
    leaves = [seals.leaf_hash(bytes([n])) for n in range(5)]

    def node(a: bytes, b: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + a + b).digest()

    assert seals.tree_hash([]) == hashlib.sha256(b"").digest()
    assert seals.tree_hash(leaves[:1]) == hashlib.sha256(b"\x00\x00").digest()
    left = node(node(leaves[0], leaves[1]), node(leaves[2], leaves[3]))
    assert seals.tree_hash(leaves[:3]) == node(node(leaves[0], leaves[1]), leaves[2])
    assert seals.tree_hash(leaves) == node(left, leaves[4])


def test_canonical_bytes_leave_out_null_and_sort_names():
    assert canonical(["b", "a", "c"], [2, "ơ", None]) == '{"a":"ơ","b":2}'


def test_an_untouched_history_agrees():
    found("Trường A", "Trường B")
    assert seals.seal_new(system_ctx()) == 2
    found("Trường C")
    assert seals.seal_new(system_ctx()) == 2  # the new one and the first seal's own event
    assert Seal.objects.count() == 2 and problems() == []


def test_a_seal_alone_is_no_reason_to_seal_again():
    found("Trường A")
    seals.seal_new(system_ctx())
    assert seals.seal_new(system_ctx()) == 0


def test_events_and_seals_refuse_to_be_changed():
    found("Trường A")
    seals.seal_new(system_ctx())
    tables = ("kernel_event", "kernel_seal", "kernel_sealleaf")
    for table, change in [(t, c) for t in tables for c in ("DELETE FROM {}", "UPDATE {} SET {}")]:
        column = "verb = 'x'" if table == "kernel_event" else "seal_id = 9, hash = 'x'"
        column = "chain = 'x'" if table == "kernel_seal" else column
        with pytest.raises(Exception, match="hocba: frozen row"), transaction.atomic():
            raw(change.format(table, column))


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'mark.enter'",
        "reason = 'khác'",
        "actor = 7",
        "params = '{\"x\": 1}'",
        "on_id = '99'",
    ],
)
def test_an_altered_event_is_named(change):
    found("Trường A", "Trường B")
    seals.seal_new(system_ctx())
    first = Event.objects.order_by("pk").first()
    lift_triggers(Event)
    raw(f"UPDATE kernel_event SET {change} WHERE id = %s", first.pk)
    [said] = problems()
    assert f"Sự kiện số {first.pk}" in said and "đã bị sửa" in said


def test_a_time_moved_by_a_second_is_named():
    found("Trường A")
    seals.seal_new(system_ctx())
    first = Event.objects.order_by("pk").first()
    lift_triggers(Event)
    raw("UPDATE kernel_event SET at = %s", first.at + datetime.timedelta(seconds=1))
    assert any("đã bị sửa" in p for p in problems())


def test_an_altered_line_a_missing_line_and_an_extra_line_are_named(lines_of_an_event):
    from hocba.books.models import MarkChange

    lift_triggers(MarkChange)
    raw("UPDATE books_markchange SET new_number = 100 WHERE new_number = 75")
    [said] = problems()
    assert f"Sự kiện số {lines_of_an_event}" in said and "dòng sổ của nó đã bị sửa" in said
    raw("DELETE FROM books_markchange WHERE new_number = 80")
    [said] = problems()
    assert "thiếu 1 dòng sổ (khi niêm phong có 3 dòng, nay 2)" in said
    raw(
        "INSERT INTO books_markchange (event_id, book_id, year, school_id, subject_id, term, slot,"
        " student_id, new_number) SELECT event_id, book_id, year, school_id, subject_id, term, 'x',"
        " student_id, 90 FROM books_markchange"
    )
    [said] = problems()
    assert "thừa 1 dòng sổ" in said


def test_a_removed_event_is_named():
    found("Trường A", "Trường B")
    seals.seal_new(system_ctx())
    first = Event.objects.order_by("pk").first()
    lift_triggers(Event)
    if connection.vendor == "sqlite":
        raw("PRAGMA defer_foreign_keys = ON")
    else:
        raw("ALTER TABLE kernel_event DISABLE TRIGGER ALL")
    raw("DELETE FROM kernel_event WHERE id = %s", first.pk)
    assert f"Sự kiện số {first.pk} đã bị xóa khỏi nhật ký." in problems()
    transaction.set_rollback(True)


def test_a_removed_leaf_and_a_rewritten_leaf_are_named():
    found("Trường A", "Trường B", "Trường C")
    seals.seal_new(system_ctx())
    lift_triggers(SealLeaf)
    leaf = SealLeaf.objects.order_by("event_id").first()
    raw("UPDATE kernel_sealleaf SET hash = %s WHERE event_id = %s", "0" * 64, leaf.pk)
    assert any("danh sách sự kiện đã bị sửa" in p for p in problems())
    raw("DELETE FROM kernel_sealleaf WHERE event_id = %s", leaf.pk)
    assert any("có 2 sự kiện, khi niêm phong là 3" in p for p in problems())


def test_a_history_rewritten_with_its_leaves_and_root_breaks_the_chain():
    found("Trường A")
    seals.seal_new(system_ctx())
    found("Trường B")
    seals.seal_new(system_ctx())
    first = Seal.objects.order_by("pk").first()
    event = first.leaves.get().event
    for model in (Event, Seal, SealLeaf):
        lift_triggers(model)
    raw("UPDATE kernel_event SET reason = 'khác' WHERE id = %s", event.pk)
    [leaf] = seals.leaves_of([event.pk])
    raw("UPDATE kernel_sealleaf SET hash = %s WHERE event_id = %s", leaf.hash, event.pk)
    root = seals.tree_hash([bytes.fromhex(leaf.hash)]).hex()
    chain = seals.chain_hash(first.previous, root, 1)
    raw("UPDATE kernel_seal SET root = %s, chain = %s WHERE id = %s", root, chain, first.pk)
    assert [p for p in problems() if "đứt chuỗi" in p]


def test_a_last_seal_taken_away_with_its_leaves_is_named():
    """Its events would look as if they only waited, and could be changed before the next seal."""
    found("Trường A")
    seals.seal_new(system_ctx())
    found("Trường B")
    seals.seal_new(system_ctx())
    last = Seal.objects.order_by("pk").last()
    for model in (Seal, SealLeaf):
        lift_triggers(model)
    raw("DELETE FROM kernel_sealleaf WHERE seal_id = %s", last.pk)
    raw("DELETE FROM kernel_seal WHERE id = %s", last.pk)
    assert problems() == [f"Niêm phong số {last.pk}: nhật ký có ghi nhưng nay không còn như thế."]


def test_triggers_come_back_with_migrate():
    lift_triggers(Event)
    triggers.install(Event)
    assert {"kernel_event_keep_update", "kernel_event_keep_delete"} <= triggers.installed()


def test_a_nullable_column_added_later_changes_no_old_bytes():
    found("Trường A")
    [one] = whole([Event.objects.get().pk])
    assert b'"actor"' not in one.data and b'"lines":{}' in one.data


def test_every_ledger_is_covered():
    assert {m.__name__ for m in ledgers()} >= {"MarkChange", "Signature"}


def test_writes_outside_a_command_stay_refused():
    with pytest.raises(RuntimeError):
        Seal(at=timezone.now(), size=0, root="", previous="", chain="x").save()
    with writing():
        Seal(at=timezone.now(), size=0, root="", previous="", chain="x").save()
