"""How often something may be asked, counted in memory; each process counts for itself."""

from django.core.cache import cache

MINUTE = 60


def too_often(key: str, most: int) -> bool:
    """Whether this key has come more than `most` times in this minute."""
    if cache.add(key, 1, MINUTE):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # the minute ended between the two calls
        return False
