"""The forms that exist, and which one is used for a level and school year."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from functools import cache, partial
from pathlib import Path

from hocba.documents.form import Form, Layout, Rect
from hocba.forms.transcript_lower_secondary_tt22 import spec as lower_secondary_tt22
from hocba.forms.transcript_primary_tt27 import spec as primary_tt27

ROOT = Path(__file__).parent
_SPECS = {
    "transcript_primary_tt27": primary_tt27,
    "transcript_lower_secondary_tt22": lower_secondary_tt22,
}


class NoForm(LookupError):
    """No form is in force for this kind, level and school year."""


@cache
def forms() -> tuple[Form, ...]:
    """All forms, read once from their form.toml."""
    return tuple(_read(folder) for folder in sorted(_SPECS))


def form(code: str) -> Form:
    """The form with this code; `NoForm` if there is none."""
    for candidate in forms():
        if candidate.code == code:
            return candidate
    raise NoForm(f"không có biểu mẫu {code}")


def form_for(kind: str, level: str, year: str) -> Form:
    """The form for `kind` at `level` in the school year `year` ("2025-2026").

    A school year counts by its opening day, 5 September. Raises `NoForm`.
    """
    if not re.fullmatch(r"\d{4}-\d{4}", year):
        raise NoForm(f"năm học {year!r} sai dạng")
    day = dt.date(int(year[:4]), 9, 5)
    for candidate in forms():
        starts, ends = candidate.valid_from, candidate.valid_to
        if (
            candidate.level == level
            and kind in candidate.layouts
            and starts <= day
            and (ends is None or day <= ends)
        ):
            return candidate
    raise NoForm(f"chưa có biểu mẫu {kind} cho cấp {level}, năm học {year}")


def _read(folder: str) -> Form:
    data = tomllib.loads((ROOT / folder / "form.toml").read_text(encoding="utf-8"))
    layouts = {
        kind: Layout(
            template=f"/{folder}/{part['template']}",
            pages=tuple(part["pages"]),
            rects={name: Rect(**place) for name, place in part["rects"].items()},
            fits=tuple(part["fits"]),
        )
        for kind, part in data["kinds"].items()
    }
    return Form(
        code=data["code"],
        version=data["version"],
        level=data["level"],
        title=data["title"],
        basis=data["basis"],
        valid_from=data["valid_from"],
        valid_to=data.get("valid_to"),
        layouts=layouts,
        view=partial(_SPECS[folder].view, data=data),
        sizing=_SPECS[folder].sizing,
    )
