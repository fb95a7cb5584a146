"""Figures as Vietnamese readers write them."""


def grouped(number: int) -> str:
    """A whole number with its thousands apart.

    >>> grouped(1190), grouped(-12181), grouped(7)
    ('1.190', '-12.181', '7')
    """
    return f"{number:,}".replace(",", ".")


def seconds(elapsed: float) -> str:
    """A time that was measured, to a tenth.

    >>> seconds(21.34), seconds(4.0)
    ('21,3', '4,0')
    """
    return f"{elapsed:.1f}".replace(".", ",")
