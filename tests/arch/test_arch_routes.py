"""Every route names its rule, and says something different to those who may not."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from hocba.kernel.policy import registry

# Views that libraries bring and that cannot carry our decorator, each with its reason.
FOREIGN: dict[str, str] = {}


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, path)
        else:
            yield path, one


def test_every_route_names_its_rule():
    bare = [
        path
        for path, route in routes(get_resolver())
        if not hasattr(route.callback, "rule") and path not in FOREIGN
    ]
    assert bare == []


def test_rules_of_routes_name_real_actions():
    for path, route in routes(get_resolver()):
        rule = getattr(route.callback, "rule", None)
        if rule is not None and rule.kind == "action":
            assert rule.name in registry.actions, path
        if rule is not None and rule.kind == "public":
            assert len(rule.name) > 10, f"{path}: say why it is public"


def test_every_route_has_a_name():
    assert [path for path, route in routes(get_resolver()) if not route.name] == []
