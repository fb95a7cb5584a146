"""The duties that come with a session are those that the person has today."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from hocba.people.queries import actor_for
from hocba.web.sessions import SessionStore, take
from tests.world import World


@pytest.mark.parametrize("name", ["teacher", "homeroom", "principal", "province_officer"])
@pytest.mark.parametrize("days", [0, -4000])
def test_the_session_brings_the_duties_in_force(
    world: World, name: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, client = world.user(name), Client()
    client.force_login(user)
    today = timezone.localdate() + datetime.timedelta(days=days)
    monkeypatch.setattr("hocba.web.sessions.clock.today", lambda: today)
    store = SessionStore(client.session.session_key)
    store.load()
    came = take(user.pk)
    assert came is not None and came.duties_on == (today, actor_for(user.person_id, today).duties)
    assert bool(came.duties_on[1]) is (days == 0)
