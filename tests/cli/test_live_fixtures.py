"""What the browser tests stand on: a live server over a database of its own, and no network."""

import socket
import urllib.request

import pytest
import small_world
from django.db import connection

from hocba.org.models import Place


def test_the_live_server_sees_what_the_test_committed(live_url):
    small_world.build()
    with urllib.request.urlopen(f"{live_url}/accounts/login/", timeout=20) as page:
        assert page.status == 200
    assert Place.objects.count() == 1


def test_each_test_has_a_database_of_its_own(live_home):
    assert Place.objects.count() == 0 and live_home.url.endswith(
        str(connection.settings_dict["NAME"])
    )


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_tests_do_not_leave_this_machine(address):
    with (
        socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET) as out,
        pytest.raises(RuntimeError, match="no network"),
    ):
        out.connect(address)
    with pytest.raises(RuntimeError, match="no network"):
        socket.getaddrinfo("example.org", 443)
