"""Class 8A1 decided, with keys of a test authority for its signers; time stands at the year's end."""

import contextlib
import copy
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client, override_settings
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
from tests.world import World, for_a_while, world_of_module

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


@contextlib.contextmanager
def at_the_end(pki: Path, home: Path) -> Iterator[None]:
    """The end of the year, with files in a home of one's own."""
    with (
        override_settings(PKI=pki, BLOBS=home / "blobs", HOME=home),
        mock.patch.object(timezone, "now", lambda: END),
    ):
        yield


@contextlib.contextmanager
def asked() -> Iterator[None]:
    """The person has just given the password again."""
    with contextlib.ExitStack() as patches:
        for module in (desk, runs, certificates):
            patches.enter_context(mock.patch.object(module, "authorised_at", lambda request: END))
        yield


@pytest.fixture(scope="module")
def decided_of_module(
    world_of_module: World,
    django_db_blocker: Any,
    pki: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Desk, Path]]:
    """Class 8A1 decided, nothing made, and the home it lies in."""
    home, world = tmp_path_factory.mktemp("decided"), copy.deepcopy(world_of_module)
    with for_a_while(django_db_blocker):
        with at_the_end(pki, home):
            _decide(world)
        yield Desk(world), home


def _decide(world: World) -> None:
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


@pytest.fixture
def bare(
    decided_of_module: tuple[Desk, Path], db: None, pki: Path, tmp_path: Path
) -> Iterator[Desk]:
    """Decided, nothing made, and nobody asked for the password."""
    made, home = decided_of_module
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    with at_the_end(pki, tmp_path):
        yield copy.deepcopy(made)


@pytest.fixture
def desks(bare: Desk) -> Iterator[Desk]:
    """Decided, and whoever signs has given the password again."""
    with asked():
        yield bare


__all__ = ["Desk", "bare", "decided_of_module", "desks", "few_keys", "pki", "world_of_module"]
