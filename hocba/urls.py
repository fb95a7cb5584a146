"""All routes of the installation."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("hocba.api.urls")),
    path("", include("hocba.web.urls")),
]
handler400 = "hocba.web.errors.bad_request"
handler404 = "hocba.web.errors.not_found"
handler403 = "hocba.web.errors.forbidden"
handler500 = "hocba.web.errors.broken"
