"""Every address of the site. Each view says who may open it (`may`); the API has its own routes under /api/."""

from django.urls import path
from django.views.i18n import set_language

from jinliang.site.api.routes import api
from jinliang.site.pages import board, door, fact, health, plan, reading

urlpatterns = [
    path("health", health.health, name="health"),
    path("door/", door.door, name="door"),
    path("leave/", door.leave, name="leave"),
    path("board/", board.board, name="board"),
    path("reading/<slug:plan>/<slug:indicator>/", reading.reading, name="reading"),
    path("facts/", fact.facts, name="facts"),
    path("facts/<int:id>/", fact.fact, name="fact"),
    path("facts/<int:id>/reverse/", fact.fact_reverse, name="fact_reverse"),
    path("facts/<int:id>/end/", fact.fact_end, name="fact_end"),
    path("plan/", plan.plan, name="plan"),
    path("plan/<str:id>/", plan.clause, name="clause"),
    path("api/", api.urls),
    path("language/", set_language, name="language"),
]

handler404 = "jinliang.site.pages.door.missing"
