"""Class 8A1 decided, with keys of a test authority for its signers; time stands at the year's end."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocba.documents import commands, keys, queries
from hocba.documents.models import Document, Slot
from hocba.documents.signing.simulator import authority
from hocba.forms.registry import forms
from hocba.kernel.record import writing
from hocba.kernel.tasks import Worker
from hocba.org.models import Place
from hocba.promotion.commands import check_class, decide_class
from hocba.web.signing import certificates, desk, runs
from tests.forms_from_books.conftest import END
from tests.web.helpers import client_of, text
from tests.whole_year import fill_class, with_more_subjects
from tests.world import World, world, world_of_module

SIGNERS = ("teacher", "homeroom", "principal")
"""With certificates; Hồ Sĩ Quý («literature») has none and confirms by account."""


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pki")


@pytest.fixture(scope="session", autouse=True)
def few_keys() -> Iterator[None]:
    """Certificates share ten keys: making them is what costs."""
    made = itertools.cycle([authority._new_key() for _ in range(10)])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(authority, "_new_key", lambda: next(made))
        yield


@dataclass
class Desk:
    """The world at the end of the year, and what its people do in the browser."""

    world: World

    @property
    def klass(self) -> int:
        return self.world.classes["8A1"].pk

    def browser(self, who: str) -> Client:
        return client_of(self.world, who)

    def get(self, who: str, route: str, *args: Any, **query: str) -> str:
        return text(self.browser(who).get(reverse(route, args=args), query))

    def post(self, who: str, route: str, *args: Any, **given: Any) -> Any:
        return self.browser(who).post(reverse(route, args=args), given, follow=True)

    def documents(self, kind: str = "transcript_year") -> list[Document]:
        return list(Document.objects.filter(kind=kind).order_by("student_id"))

    def make(self) -> None:
        self.post("clerk", "papers-make", self.klass)

    def release(self) -> None:
        self.make()
        self.post("principal", "papers-release-all", self.klass, checked="1")

    def shown(self, who: str, stage: int, kind: str, mode: str) -> dict[str, str]:
        """The hidden fields of the review list as shown."""
        html = self.get(who, "signing-review", stage, kind, mode)
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))

    def start(self, who: str, stage: int, kind: str = "transcript_year", **more: Any) -> Any:
        """Sign all that waits, from the review page to the page of the run."""
        return self.post(
            who, "signing-start", stage, kind, **{**self.shown(who, stage, kind, "signed"), **more}
        )

    def sign(self, who: str, stage: int, kind: str = "transcript_year", **more: Any) -> str:
        """The page of the run after the job process has worked."""
        answer = self.start(who, stage, kind, **more)
        Worker().drain()
        return text(self.browser(who).get(answer.redirect_chain[-1][0]))

    def confirm(self) -> Any:
        given = self.shown("literature", 1, "transcript_year", "confirmed")
        return self.post("literature", "signing-confirm", 1, "transcript_year", **given)

    def through_homeroom(self) -> None:
        self.release()
        self.sign("teacher", 1)
        self.confirm()
        self.sign("homeroom", 2)

    def through_seal(self) -> None:
        self.through_homeroom()
        for kind in ("transcript_year", "transcript_cover"):
            self.sign("principal", 3, kind)
            self.sign("clerk", 4, kind)

    def states(self, stage: int) -> set[str]:
        rows = Slot.objects.filter(document__kind="transcript_year", stage=stage)
        return set(rows.values_list("state", flat=True))


@pytest.fixture
def at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: END)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The person has just given the password again."""
    for module in (desk, runs, certificates):
        monkeypatch.setattr(module, "authorised_at", lambda request: END)
    return lambda: None


@pytest.fixture
def bare(world: World, pki: Path, settings: Any, tmp_path: Path, at_the_end: None) -> Desk:
    """Decided, nothing made, and nobody asked for the password."""
    settings.PKI, settings.BLOBS, settings.HOME = pki, tmp_path / "blobs", tmp_path
    for form in forms():
        queries.register_form(form)
    keys.open_authority(END)
    with writing():
        Place.objects.filter(pk=world.secondary.pk).update(tax_code="0109000022")
    world.secondary.refresh_from_db()
    fill_class(with_more_subjects(world), "8A1", text="Chăm ngoan, tiến bộ rõ.")
    check_class(world.ctx("homeroom", at=END), world.classes["8A1"])
    decide_class(world.ctx("principal", at=END), world.classes["8A1"])
    rows = [keys.test_certificate(world.people[n], world.secondary, END) for n in SIGNERS]
    rows.append(keys.test_seal(world.secondary, END))
    commands.register_certificates(world.ctx("admin", at=END), world.secondary, rows)
    return Desk(world)


@pytest.fixture
def desks(bare: Desk, asked: object) -> Desk:
    """Decided, and whoever signs has given the password again."""
    return bare


__all__ = [
    "Desk",
    "asked",
    "at_the_end",
    "bare",
    "desks",
    "few_keys",
    "pki",
    "world",
    "world_of_module",
]
