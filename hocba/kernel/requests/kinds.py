"""Kinds of requests, and who takes which part in one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from django.db import models
from django.db.models import Q

from hocba.kernel.command import Ctx
from hocba.kernel.errors import Fault
from hocba.kernel.flow import Flow
from hocba.kernel.models import Evidence, Request
from hocba.kernel.policy import Actor, Standing, When, Who
from hocba.kernel.prepared import by_key

Effect = Callable[[Ctx, Request], None]


class Check(Protocol):
    """What is still wrong with a request and its evidence before it may be submitted."""

    def __call__(self, ctx: Ctx, request: Request, evidence: Sequence[Evidence]) -> list[Fault]: ...


def nothing_wrong(ctx: Ctx, request: Request, evidence: Sequence[Evidence]) -> list[Fault]:
    """The check of a kind that needs no evidence."""
    return []


@dataclass(frozen=True)
class Kind:
    """A kind of requests about things of the model `about`.

    `askers` are people over that thing; `endorsers`, `approvers` and `readers` over the request
    (`Through` leads from one to the other). Whoever asked is none of the three. `guards` are
    further conditions of a move, `effects` what a move does besides changing the state: they run
    inside its command. `evidence` names the kinds of evidence with their Vietnamese words.
    """

    code: str
    name: str
    flow: Flow
    about: type[models.Model]
    askers: tuple[Who, ...]
    approvers: tuple[Who, ...]
    endorsers: tuple[Who, ...] = ()
    readers: tuple[Who, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
    check: Check = nothing_wrong
    guards: Mapping[str, When] = field(default_factory=dict)
    effects: Mapping[str, Effect] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; its code must be new."""
    if kind.code in KINDS:
        raise ValueError(f"request kind registered twice: {kind.code}")
    KINDS[kind.code] = kind
    return kind


def kind_of(request: Request) -> Kind:
    """The kind of a request."""
    return KINDS[request.kind]


def thing_of(request: Request) -> models.Model:
    """What a request is about, with the relations its commands need."""
    model = kind_of(request).about
    related = tuple(getattr(model, "with_command", ()))
    return cast(models.Model, by_key(model, request.about_id, related))


DECIDING = ("approve", "reject")


def decided(kind: "Kind") -> set[str | None]:
    """The states of a request that somebody has approved or rejected."""
    return {m.to for m in kind.flow.moves if m.verb in DECIDING}


def may(verb: str) -> When:
    """A `when` rule: the kind's flow has this move from the present state, and its guard agrees."""

    def rule(actor: Actor, request: Any) -> str | None:
        kind = kind_of(request)
        if verb not in {m.verb for m in kind.flow.moves}:
            return f"Đề nghị loại «{kind.name}» không có bước này."
        guard = kind.guards.get(verb)
        said = kind.flow.guard(verb)(actor, request)
        if said and verb in DECIDING and request.state in decided(kind):
            word = kind.flow.state(request.state).word
            return (
                f"Đã có người quyết định đề nghị này trước: «{word}». Xem ai quyết định ở các bước."
            )
        return said or (guard and guard(actor, request)) or None

    rule.__name__ = f"request_{verb}"
    return rule


@dataclass(frozen=True)
class Through:
    """People over the thing a request is about, as people over the request."""

    who: Who
    model: type[models.Model]

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        if obj.about_kind != self.model._meta.label_lower:
            return None
        related = tuple(getattr(self.model, "with_command", ()))
        thing = by_key(self.model, obj.about_id, related)
        return None if thing is None else self.who.standing(actor, thing)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        inner = self.who.query(actor, self.model)
        if inner is None:
            return None
        things = self.model._default_manager.filter(inner).values("pk")
        return Q(about_kind=self.model._meta.label_lower, about_id__in=things)


def _request(obj: Any, path: str) -> Request:
    return getattr(obj, path) if path else obj  # type: ignore[no-any-return]


def _along(path: str, query: Q | None) -> Q | None:
    """A query over requests as one over rows that lead to a request by `path`."""
    if query is None or not path:
        return query
    return Q(**{f"{path}__in": Request.objects.filter(query).values("pk")})


@dataclass(frozen=True)
class Part:
    """The people a kind names for a part (endorsers, approvers, readers), never the asker."""

    part: str
    path: str = ""

    def standing(self, actor: Actor, obj: models.Model) -> Standing | None:
        request = _request(obj, self.path)
        if request.asker == actor.person:
            return None
        people: tuple[Who, ...] = getattr(kind_of(request), self.part)
        return next((s for w in people if (s := w.standing(actor, request))), None)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        found: Q | None = None
        for kind in KINDS.values():
            for who in getattr(kind, self.part):
                one = who.query(actor, Request)
                if one is not None:
                    one &= Q(kind=kind.code)
                    found = one if found is None else found | one
        if found is not None:
            found &= ~Q(asker=actor.person or 0)
        return _along(self.path, found)


@dataclass(frozen=True)
class Own:
    """Whoever asked, for reading and taking back."""

    path: str = ""

    def standing(self, actor: Actor, obj: models.Model) -> Standing | None:
        mine = actor.person is not None and _request(obj, self.path).asker == actor.person
        return Standing(None) if mine else None

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        if actor.person is None:
            return None
        return Q(**{f"{self.path}__asker" if self.path else "asker": actor.person})


@dataclass(frozen=True)
class Asker:
    """Whoever asked and still has the duty under which the kind may be asked."""

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        if Own().standing(actor, obj) is None:
            return None
        kind = kind_of(obj)
        over = (Through(who, kind.about).standing(actor, obj) for who in kind.askers)
        return next((s for s in over if s), None)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        own = Own().query(actor, model)
        if own is None:
            return None
        found: Q | None = None
        for kind in KINDS.values():
            for who in kind.askers:
                over = Through(who, kind.about).query(actor, model)
                if over is not None:
                    over &= Q(kind=kind.code)
                    found = over if found is None else found | over
        return None if found is None else own & found
