"""The one Django app."""

from django.apps import AppConfig


class Site(AppConfig):
    """Jinliang's site: models, acts, reads, pages, api and jobs of the same nouns."""

    name = "jinliang.site"
    label = "site"
    verbose_name = "津梁"
    default_auto_field = "django.db.models.BigAutoField"
