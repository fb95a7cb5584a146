"""The readings of the law (`rules.settings`) as settings that a school or province answers."""

from hocba.org.settings import (
    PROVINCE,
    SCHOOL,
    SETTINGS,
    Choice,
    InForce,
    Setting,
    register,
)
from hocba.rules import settings as law
from hocba.rules.subjects import subject_name
from hocba.rules.which import acts_in, codes_of

GROUP = "Cách hiểu quy định khi văn bản chưa nói rõ"
ELECTIVE = "elective_counts"
ELECTIVES = {"NN2": "NN2", "TDT": "TDTTS"}
"""Subjects that a pupil chooses (Điều 9 counts them like others): code here → code of the rules."""
OWNERS = {"primary_zero_score": (SCHOOL,), "gdtx_conduct_self_study": (SCHOOL,)}


def code_of(value: law.Value) -> str:
    """How a value of the law is stored: "yes", "no", or its own code."""
    return value if isinstance(value, str) else ("yes" if value else "no")


def register_readings() -> None:
    """Register every reading of the law; done once, at start."""
    apart = tuple(Choice(code, subject_name(name)) for code, name in ELECTIVES.items())
    for one in law.SETTINGS.values():
        choices = tuple(Choice(code_of(value), words) for value, words in one.words)
        owners = OWNERS.get(one.name, (PROVINCE, SCHOOL))
        numbers = dict.fromkeys(c.partition("+")[0].removeprefix("TT") for c in one.regulations)
        ground = f"Thông tư {', '.join(numbers)}"
        named = apart if one.name == ELECTIVE else ()
        register(
            Setting(
                one.name,
                GROUP,
                one.question,
                choices,
                owners,
                ground,
                named,
                one.regulations,
                acts_in(one.name),
            )
        )


def circulars_of(levels: str, year: int) -> frozenset[str]:
    """The circulars that govern a school's classes in a school year, by the levels it teaches; with
    the standard for five-year-olds where it has a kindergarten."""
    found = frozenset(code for level in levels.split() for code in codes_of(level, year))
    return found | {"TT23"} if "MN" in found else found


def for_rules(held: InForce) -> law.Settings:
    """What the rules take: the values in force, each said with the decision it rests on."""
    values: dict[str, law.Value] = {}
    answers = {}
    for name, one in law.SETTINGS.items():
        by_code = {code_of(value): value for value in one.choices}
        values[name] = by_code[held.value(name)]
        if any(key == name for key, _ in held.answers):
            answers[name] = held.said(name)
    if uncounted(held):
        values[ELECTIVE] = False
    return law.Settings(values, answers)


def uncounted(held: InForce) -> frozenset[str]:
    """Codes of elective subjects that do not count towards the level of học tập."""
    return frozenset(code for code in ELECTIVES if held.value(ELECTIVE, code) == "no")


__all__ = ["SETTINGS", "code_of", "for_rules", "register_readings", "uncounted"]
