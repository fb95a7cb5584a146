"""Finding the pupil a row speaks of: by code, else by name, never by guessing.

Green is certain and is applied; yellow is probable and waits for a person; red is nobody or several.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hocba.kernel.names import fold, search_key

Verdict = Literal["green", "yellow", "red"]


@dataclass(frozen=True)
class RosterPupil:
    """A pupil known to the school: `key` is the caller's own id, `codes` every code the pupil bears."""

    key: str
    full_name: str
    born: date | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """Who a row is. `pupil` is set for green and yellow, `candidates` are the keys it could be."""

    verdict: Verdict
    pupil: str | None
    candidates: tuple[str, ...]
    why: str


class Roster:
    """The pupils of one class, ready to be matched."""

    def __init__(self, pupils: Sequence[RosterPupil]) -> None:
        self.pupils = {pupil.key: pupil for pupil in pupils}
        self._code: dict[str, RosterPupil] = {
            code: pupil for pupil in pupils for code in pupil.codes
        }
        self._exact: defaultdict[str, list[RosterPupil]] = defaultdict(list)
        self._plain: defaultdict[str, list[RosterPupil]] = defaultdict(list)
        for pupil in pupils:
            self._exact[fold(pupil.full_name)].append(pupil)
            self._plain[_plain(pupil.full_name)].append(pupil)

    def match(self, name: str, code: str, born: date | None) -> Match:
        """Match a row by its code, name and birth date (any of them may be empty)."""
        if code and code in self._code:
            return self._by_code(self._code[code], name, born)
        exact = self._exact.get(fold(name), [])
        found = exact or self._plain.get(_plain(name), [])
        if not found:
            why = (
                f"Không có học sinh nào tên “{name}” trong lớp."
                if name
                else f"Không có học sinh nào mang mã {code}."
            )
            return Match("red", None, (), why)
        if code and all(pupil.codes for pupil in found):
            keys = tuple(pupil.key for pupil in found)
            if len(found) == 1 and found[0].born == born and born is not None:
                return Match(
                    "yellow",
                    found[0].key,
                    keys,
                    "Tên và ngày sinh khớp nhưng mã khác mã của học sinh.",
                )
            return Match("red", None, keys, f"Mã {code} không phải mã của học sinh “{name}”.")
        return _by_name(found, born, bool(exact))

    def _by_code(self, pupil: RosterPupil, name: str, born: date | None) -> Match:
        if name and _plain(name) != _plain(pupil.full_name):
            why = f"Mã là của {pupil.full_name} nhưng tên trong tệp là {name}."
            return Match("yellow", pupil.key, (pupil.key,), why)
        if born is not None and pupil.born is not None and born != pupil.born:
            why = f"Mã và tên khớp nhưng ngày sinh khác hồ sơ ({pupil.born:%d/%m/%Y})."
            return Match("yellow", pupil.key, (pupil.key,), why)
        return Match("green", pupil.key, (pupil.key,), "Khớp mã.")


def _plain(name: str) -> str:
    return search_key(name).replace(" ", "")


def _by_name(found: list[RosterPupil], born: date | None, exact: bool) -> Match:
    keys = tuple(pupil.key for pupil in found)
    same_day = [pupil for pupil in found if born is not None and pupil.born == born]
    if len(same_day) == 1:
        return Match("green", same_day[0].key, keys, "Khớp họ tên và ngày sinh.")
    if len(found) > 1:
        return Match(
            "red",
            None,
            keys,
            "Trong lớp có học sinh trùng họ tên; cần mã định danh hoặc ngày sinh.",
        )
    pupil = found[0]
    if born is not None and pupil.born is not None:
        why = f"Họ tên khớp nhưng ngày sinh khác hồ sơ ({pupil.born:%d/%m/%Y})."
        return Match("yellow", pupil.key, keys, why)
    if not exact:
        return Match("yellow", pupil.key, keys, f"Tên không dấu; có phải là {pupil.full_name}?")
    return Match("green", pupil.key, keys, "Khớp họ tên.")
