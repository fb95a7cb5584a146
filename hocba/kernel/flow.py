"""State machines as data: one table drives guards, buttons, diagrams and tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hocba.kernel.policy import Actor


@dataclass(frozen=True)
class State:
    """A state: its code, its Vietnamese word, and the chip colour used for it."""

    code: str
    word: str
    chip: str = ""


@dataclass(frozen=True)
class Move:
    """A verb that leads from any of `sources` to `to`. A verb may keep the state (`to` = None)."""

    verb: str
    sources: tuple[str, ...]
    to: str | None
    label: str = ""


@dataclass(frozen=True)
class Flow:
    """A named machine over the attribute `state` of a model."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        known = {s.code for s in self.states}
        for move in self.moves:
            if not set(move.sources) <= known or (move.to is not None and move.to not in known):
                raise ValueError(f"{self.name}: move {move.verb} names an unknown state")

    def state(self, code: str) -> State:
        """The state of that code."""
        return next(s for s in self.states if s.code == code)

    def move(self, verb: str) -> Move:
        """The move of that verb."""
        return next(m for m in self.moves if m.verb == verb)

    def guard(self, verb: str) -> Callable[[Actor, Any], str | None]:
        """A `when` rule: None if the object's state allows the verb, else the reason."""

        def rule(actor: Actor, obj: Any) -> str | None:
            if obj.state in self.move(verb).sources:
                return None
            return f"Đang ở trạng thái «{self.state(obj.state).word}», không làm được việc này."

        rule.__name__ = f"{self.name}_{verb}"
        return rule

    def after(self, state: str, verb: str) -> str:
        """The state after the move."""
        to = self.move(verb).to
        return state if to is None else to

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram for the docs."""
        lines = ["stateDiagram-v2", *(f"  {s.code}: {s.word}" for s in self.states)]
        lines += [
            f"  {a} --> {m.to or a}: {m.label or m.verb}" for m in self.moves for a in m.sources
        ]
        return "\n".join(lines)
