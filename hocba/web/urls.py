"""Our routes. Each page package brings `urlpatterns` and `nav(actor)` (docs/dev/web.md)."""

from django.urls import URLPattern, URLResolver, include, path

from hocba.web.context import packages

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("hocba.web.accounts_urls")),
]
# Routes are tried in their order: those of the books, asked most, come first.
for package in sorted(packages(), key=lambda p: p.__name__ != "hocba.web.books.urls"):
    urlpatterns += package.urlpatterns
