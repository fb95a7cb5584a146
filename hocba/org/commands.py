"""Founding of places."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Refusal
from hocba.org.models import Place, PlaceCode, PlaceName, PlaceParent
from hocba.org.policy import FOUND_PLACE


@dataclass(frozen=True)
class PlaceFacts:
    """What founding a place needs. `codes` maps an issuer to its code."""

    kind: str
    name: str
    starts: datetime.date
    levels: str = ""
    tax_code: str = ""
    ward_name: str = ""
    province_name: str = ""
    letterhead: str = ""
    trust: str = "test"
    codes: Mapping[str, str] = field(default_factory=dict)


@command(FOUND_PLACE, says="Lập đơn vị {on}")
def found_place(ctx: Ctx, under: Place | None, facts: PlaceFacts) -> Place:
    """Found a place, below `under` for administration, reporting and letterhead.

    Refusal when the tax code is another place's: the seal of a school is known by it.
    """
    taken = Place.objects.filter(tax_code=facts.tax_code).first() if facts.tax_code else None
    if taken is not None:
        raise Refusal(f"Mã số thuế {facts.tax_code} đã là của {taken.name}.")
    place = Place(
        kind=facts.kind,
        name=facts.name,
        levels=facts.levels,
        tax_code=facts.tax_code,
        ward_name=facts.ward_name,
        province_name=facts.province_name,
        letterhead=facts.letterhead,
        trust=facts.trust,
        starts=facts.starts,
    )
    place.save()
    PlaceName(place=place, name=facts.name, starts=facts.starts).save()
    for issuer, value in facts.codes.items():
        PlaceCode(place=place, issuer=issuer, value=value, starts=facts.starts).save()
    if under is not None:
        for purpose in PlaceParent.Purpose:
            PlaceParent(place=place, parent=under, purpose=purpose, starts=facts.starts).save()
    ctx.about(place)
    return place
