"""Identifiers used in Vietnamese schools: one set of small functions for each.

`<name>(text)` returns the compact form or raises InvalidId with a Vietnamese sentence; codes stay text
because leading zeros count. Whether a well-formed code is plausible is a *warning*: calling a valid
number wrong is worse than the reverse.
"""

import re
from collections.abc import Callable
from datetime import date

from hocba.kernel.errors import Invalid

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class InvalidId(Invalid):
    """A code of the wrong form; the message is a Vietnamese sentence for the user."""


def compact(text: str) -> str:
    """Drop spaces, dots and hyphens.

    >>> compact(" 052 215-000.123 ")
    '052215000123'
    """
    return re.sub(r"[\s.\-]", "", text)


def _digits(text: str, length: int, what: str) -> str:
    code = compact(text)
    if not (code.isascii() and code.isdigit()):
        raise InvalidId(f"{what} “{text}” phải gồm toàn chữ số.")
    if len(code) != length:
        hint = " (có thể Excel đã bỏ số 0 ở đầu)" if len(code) == length - 1 else ""
        raise InvalidId(f"{what} “{text}” phải có {length} chữ số, đây có {len(code)}{hint}.")
    return code


def personal_id(text: str) -> str:
    """Return the 12-digit personal number (số định danh cá nhân).

    >>> personal_id("052 215 000 123")
    '052215000123'
    """
    return _digits(text, 12, "Số định danh cá nhân")


def personal_id_warnings(code: str, born: date | None, sex: str) -> list[str]:
    """Compare a valid personal number with birth date and sex ("M" or "F"), as warnings.

    Digit 4 tells century and sex, digits 5–6 the year of birth; the first three digits are those of
    63 provinces and are not checked against today's 34.

    >>> personal_id_warnings("052214000123", date(2014, 5, 1), "M")
    []
    >>> len(personal_id_warnings("052214000123", date(2013, 5, 1), "F"))
    2
    """
    found = []
    century, odd = divmod(int(code[3]), 2)
    year = 1900 + 100 * century + int(code[4:6])
    if born is not None and born.year != year:
        found.append(f"Số định danh cho năm sinh {year}, hồ sơ ghi {born.year}.")
    if sex in ("M", "F") and odd != (sex == "F"):
        found.append("Số định danh không khớp với giới tính.")
    return found


def moet_code(text: str) -> str:
    """Return the 10-digit code of a pupil or teacher in the sector database (mã định danh Bộ).

    >>> moet_code("5200012345")
    '5200012345'
    """
    return _digits(text, 10, "Mã định danh Bộ GD&ĐT")


def temporary_code(text: str) -> str:
    """Return a temporary code, `TAM-` and the personal number, given either of them.

    >>> temporary_code("tam-052219000123"), temporary_code("052219000123")
    ('TAM-052219000123', 'TAM-052219000123')
    """
    return "TAM-" + personal_id(re.sub(r"^\s*tam\s*-?\s*", "", text, flags=re.IGNORECASE))


def is_temporary(text: str) -> bool:
    """Tell whether a code is a temporary one.

    >>> is_temporary("TAM-052219000123"), is_temporary("5200012345")
    (True, False)
    """
    return text.strip().upper().startswith("TAM")


def school_code(text: str) -> str:
    """Return the Ministry's 8-digit school code (province 2, district 3, serial 3).

    >>> school_code("99425419")
    '99425419'
    """
    return _digits(text, 8, "Mã trường")


def tax_code(text: str) -> str:
    """Return a tax code of 10 digits (or 13 for a branch) whose check digit is right.

    >>> tax_code("0100109106")
    '0100109106'
    """
    code = compact(text)
    if not (code.isascii() and code.isdigit() and len(code) in (10, 13)):
        raise InvalidId(f"Mã số thuế “{text}” phải có 10 hoặc 13 chữ số.")
    if tax_check_digit(code[:9]) != code[9]:
        raise InvalidId(f"Mã số thuế “{text}” sai chữ số kiểm tra.")
    return code


def tax_check_digit(first_nine: str) -> str:
    """Return the check digit of a tax code, `-` when these nine digits can have none.

    >>> tax_check_digit("010010910")
    '6'
    """
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, first_nine, strict=True))
    check = 10 - total % 11
    return str(check) if 0 <= check <= 9 else "-"


def is_valid(check: Callable[[str], str], text: str) -> bool:
    """Tell whether `check` (one of the functions above) accepts the text.

    >>> is_valid(moet_code, "12"), is_valid(moet_code, "5200012345")
    (False, True)
    """
    try:
        check(text)
    except InvalidId:
        return False
    return True
