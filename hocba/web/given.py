"""Numbers and days as an address or a form gives them, within what a database can hold."""

import datetime

BIGGEST = 2**63 - 1
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


def number(text: str) -> int | None:
    """A whole number not below zero, or None."""
    found = int(text) if text.isdecimal() and len(text) < 20 else None
    return found if found is not None and found <= BIGGEST else None


def day(text: str) -> datetime.date:
    """A day of the last or the coming years. Raises ValueError for anything else."""
    found = datetime.date.fromisoformat(text)
    if not FIRST <= found <= LAST:
        raise ValueError(f"a day out of reach: {text}")
    return found
