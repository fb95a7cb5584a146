"""Our routes; each names the action or the reader rule it asks for."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
