"""What verification says: three states, who signed what, and every reason with its sentence."""

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

from ..signing.layout import ROLE_NAMES
from ..signing.sentences import WRONG, Problem
from ..signing.trust import TEST_LABEL


class State(Enum):
    """The verdict; the number is the exit code."""

    VALID = 0
    INVALID = 1
    UNKNOWN = 2

    @property
    def words(self) -> str:
        """For people."""
        return {"VALID": "HỢP LỆ", "INVALID": "KHÔNG HỢP LỆ", "UNKNOWN": "KHÔNG KẾT LUẬN ĐƯỢC"}[
            self.name
        ]


@dataclass(frozen=True, slots=True)
class Facts:
    """Which document it is, by the signed data; empty where unknown."""

    document: str = ""
    version: str = ""
    kind: str = ""
    trust: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature or confirmation found, with its own outcome."""

    slot: str
    role: str
    name: str
    when: str  # xsd:dateTime, +07:00, as claimed
    issuer: str = ""
    level: str = ""  # "B-B", "B-T", or "xác nhận bằng tài khoản"
    form: str = "XML"
    stamped: str = ""  # time of the time stamp, if any
    good: bool = True

    @property
    def role_name(self) -> str:
        """The role in Vietnamese."""
        return ROLE_NAMES.get(self.role, self.role)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole answer for one file."""

    state: State
    form: str = ""  # "XML", "PDF" or ""
    document: Facts = field(default_factory=Facts)
    signers: tuple[Signer, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def world(self) -> str:
        """ "test", "real" or ""."""
        return self.document.trust

    @property
    def label(self) -> str:
        """What must stand beside the verdict of a test document."""
        return TEST_LABEL if self.world == "test" else ""

    def codes(self) -> set[str]:
        """Codes of all problems."""
        return {p.code for p in self.problems}

    def to_json(self) -> dict[str, Any]:
        """Plain data for machines."""
        signers = [{**asdict(s), "role_name": s.role_name} for s in self.signers]
        problems = [{"code": p.code, "slot": p.slot, "sentence": p.sentence} for p in self.problems]
        return {
            "state": self.state.name,
            "words": self.state.words,
            "label": self.label,
            "form": self.form,
            "document": asdict(self.document),
            "signers": signers,
            "problems": problems,
        }


def state_of(problems: tuple[Problem, ...]) -> State:
    """The worst reason decides."""
    if not problems:
        return State.VALID
    return State.INVALID if any(p.weight is WRONG for p in problems) else State.UNKNOWN
