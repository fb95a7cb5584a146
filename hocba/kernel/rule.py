"""The rule a route names: who may come in at all."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Rule:
    """An action, a reader of a model, log-in only, or public and why."""

    kind: Literal["action", "reader", "login", "public"]
    name: str
