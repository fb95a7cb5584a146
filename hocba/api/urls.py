"""Routes below /api/."""

from hocba.api import service

urlpatterns = service.urlpatterns()
