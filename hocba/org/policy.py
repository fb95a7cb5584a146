"""Who may found and change places. Places are public facts: everybody logged in reads them."""

from django.db import models
from django.db.models import Q

from hocba.kernel.policy import Actor, Standing, allow, see
from hocba.org.models import Place, PlaceCode, PlaceName, PlaceParent, SettingDecision


class Everybody:
    """Whoever has logged in."""

    def standing(self, actor: Actor, obj: models.Model) -> Standing | None:
        return Standing(None) if actor.person is not None else None

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        return Q() if actor.person is not None else None


EVERYBODY = Everybody()
FOUND_PLACE = allow("place.found", on=Place, who=[], label="lập đơn vị")

for model in (Place, PlaceName, PlaceParent, PlaceCode, SettingDecision):
    see(model, [EVERYBODY])
