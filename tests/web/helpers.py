"""Logging in as people of the world."""

from django.test import Client

from tests.world import World


def client_of(world: World, name: str, **defaults: str) -> Client:
    """A browser in which this person is logged in."""
    client = Client(**defaults)  # type: ignore[arg-type]
    client.force_login(world.user(name))
    return client


def text(response: object) -> str:
    """The body as text."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]
