"""What may be wrong with comments: another pupil's name, a contradiction, one text for too many."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hocba.kernel.names import fold, search_key

PRAISE = ("xuat sac", "rat tot", "noi bat", "vung vang", "rat gioi", "gioi", "hoan thanh tot")
BLAME = ("chua dat", "chua hoan thanh", "con yeu", "yeu kem", "chua nam", "rat yeu", "con kem")
CALLED = re.compile(r"(?i:\b(?:em|bạn|cháu|con))\s+([^\W\d_]+)")
"""A word behind «em» and the like; it is a name when it begins with a capital (also Â, Ô, Ý)."""
FEW, SHARE = 5, 5
"""One text for more than five pupils, and for more than a fifth of the class, is too many."""


@dataclass(frozen=True)
class Doubt:
    """Something to look at: kind (name, contradiction, repeated) and the sentence for the teacher."""

    kind: str
    message: str


def doubts(
    texts: Mapping[int, str], names: Mapping[int, str], ranks: Mapping[int, int | None]
) -> dict[int, list[Doubt]]:
    """Doubts by pupil about the comments of a class in one column; pupils without any are left out.

    `names` are the full names of the class, `ranks` as `wording.rank_of` gives them.
    """
    same = Counter(fold(text) for text in texts.values() if text)
    found: dict[int, list[Doubt]] = {}
    for pupil, text in texts.items():
        if not text:
            continue
        own = [
            *_other_name(text, pupil, names),
            *_contradiction(text, ranks.get(pupil)),
        ]
        times = same[fold(text)]
        if times > FEW and times * SHARE > len(names):
            own.append(Doubt("repeated", f"{times} em cùng một lời nhận xét này."))
        if own:
            found[pupil] = own
    return found


def _other_name(text: str, pupil: int, names: Mapping[int, str]) -> Sequence[Doubt]:
    """The full name of a classmate, or «em …» with the given name of one and not of this pupil.

    A given name alone is no ground: "Đạt" is a level as well.
    """
    said, own = f" {fold(text)} ", names.get(pupil, "")
    for other, name in names.items():
        if other != pupil and fold(name) != fold(own) and f" {fold(name)} " in said:
            return [Doubt("name", f"Có tên {name}, một học sinh khác.")]
    mine = own.split()[-1:] if own else []
    given = {name.split()[-1]: name for other, name in names.items() if other != pupil and name}
    for called in CALLED.findall(unicodedata.normalize("NFC", text)):
        if called[0].isupper() and called in given and called not in mine:
            return [Doubt("name", f"Gọi tên {called}; em này là {own}.")]
    return []


def _contradiction(text: str, rank: int | None) -> Sequence[Doubt]:
    if rank is None:
        return []
    words = f" {search_key(text)} "
    if rank == 0 and any(f" {p} " in words for p in PRAISE) and not any(f" chua {p} " in words for p in PRAISE):  # fmt: skip
        return [Doubt("contradiction", "Lời khen cao nhưng kết quả ở mức thấp nhất.")]
    if rank == 3 and any(f" {b} " in words for b in BLAME):
        return [Doubt("contradiction", "Lời chê nặng nhưng kết quả ở mức cao nhất.")]
    return []
