"""All routes: allauth's account pages and our own."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("hocba.web.urls")),
]
handler404 = "hocba.web.errors.not_found"
handler403 = "hocba.web.errors.forbidden"
handler500 = "hocba.web.errors.broken"
