"""Reads of the tree of places."""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from hocba.org.models import Place, PlaceParent


def in_force(on: datetime.date) -> Q:
    """Rows with `starts`/`ends` that are in force on a date (the last day included)."""
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))


def schools_under(places: Iterable[int], on: datetime.date) -> list[int]:
    """Ids of all schools below these places on a date, by administrative parents."""
    found: set[int] = set()
    level = set(places)
    while level:
        children = PlaceParent.objects.filter(
            in_force(on), parent__in=level, purpose=PlaceParent.Purpose.ADMINISTRATIVE
        ).values_list("place_id", "place__kind")
        level = {pk for pk, kind in children if pk not in found}
        found |= {pk for pk, kind in children if kind == Place.Kind.SCHOOL}
    return sorted(found)


def schools_at(places: Iterable[int], on: datetime.date) -> list[int]:
    """Ids of the schools among these places and of all schools below them."""
    given = list(places)
    own = Place.objects.filter(pk__in=given, kind=Place.Kind.SCHOOL).values_list("pk", flat=True)
    return sorted({*own, *schools_under(given, on)})


def name_on(place: Place, on: datetime.date) -> str:
    """The name a place had on a date."""
    row = place.names.filter(in_force(on)).order_by("-starts").first()
    return row.name if row else place.name


def code_of(place: Place, issuer: str, on: datetime.date) -> str:
    """The code of a place by an issuer on a date; empty when there is none."""
    row = place.codes.filter(in_force(on), issuer=issuer).order_by("-starts").first()
    return row.value if row else ""
