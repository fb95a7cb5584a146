"""Accent-free word-prefix search, alike on both databases."""

from django.db.models import Q

from hocba.kernel import names


def by_name(text: str, path: str) -> Q:
    """Rows whose search key at `path` has, for each word typed, a word that starts with it."""
    found = Q()
    for word in names.search_key(text).split()[:6]:
        found &= Q(**{f"{path}__startswith": word}) | Q(**{f"{path}__contains": f" {word}"})
    return found
