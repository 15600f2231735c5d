"""Every address of the site. Each view says who may open it (`may`); the API has its own routes under /api/."""

from django.urls import path
from django.views.i18n import set_language

from jinliang.site.api.routes import api
from jinliang.site.pages import door, health

urlpatterns = [
    path("health", health.health, name="health"),
    path("door/", door.door, name="door"),
    path("leave/", door.leave, name="leave"),
    path("api/", api.urls),
    path("language/", set_language, name="language"),
]

handler404 = "jinliang.site.pages.door.missing"
