"""Our routes. Each page package brings `urlpatterns` and `nav(actor)` (docs/dev/web.md)."""

from django.urls import URLPattern, URLResolver, include, path

from hocba.web.context import packages

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("hocba.web.accounts_urls")),
]
for package in packages():
    urlpatterns += package.urlpatterns
