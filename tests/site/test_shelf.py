"""Finished pages and pieces are kept, and nobody is shown what is not his, not so any more, or not in his language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from city import PLAN, City
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils.safestring import SafeString
from django.utils.translation import override

from jinliang.core.access import PUBLIC, Viewer
from jinliang.site.acts import fact as acts
from jinliang.site.pages import shelf as shelves
from jinliang.site.pages.shelf import Drawn, Shelf
from jinliang.site.pages.tags.piece import piece
from jinliang.site.reads.known import Known

NOW = Known(7, date(2021, 6, 18), "aa", True)
BUREAU = Viewer(1, 1, 1, "bureau", None, "李其")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    shelves.shelf.clear()


# ---- the shelf itself --------------------------------------------------------------------------------------------------


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every drawing that is made, by its title; a page is as long as what it is told."""
    made: list[str] = []

    def draw(request: Any, name: str, told: Mapping[str, Any]) -> Drawn:
        made.append(told["title"])
        return Drawn(told["title"], SafeString(""), SafeString("x" * told.get("long", 0)))

    monkeypatch.setattr(shelves, "draw", draw)
    return made


def ask(shelf: Shelf, path: str = "/facts/", viewer: Viewer = BUREAU, now: Known = NOW, long: int = 0) -> str:
    request: Any = RequestFactory().get(path)
    request.viewer = viewer
    told = {"title": f"{path} {viewer.seat} {now.day} {now.hash}", "long": long}
    return shelf.drawn(request, "facts", lambda: told, now).title


def test_the_same_page_for_the_same_reader_is_drawn_once(drawings: list[str]) -> None:
    shelf = Shelf()
    assert [ask(shelf), ask(shelf)] == drawings * 2
    assert len(drawings) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/facts/?page=2"},
        {"viewer": PUBLIC},
        {"viewer": replace(BUREAU, seat=2)},
        {"viewer": replace(BUREAU, role="district", area="320412")},
        {"viewer": replace(BUREAU, party=2)},
        {"now": replace(NOW, day=date(2021, 6, 19))},
        {"now": replace(NOW, number=8, hash="bb")},
    ],
    ids=lambda one: next(iter(one)),
)
def test_another_reader_address_day_or_journal_is_another_page(drawings: list[str], other: dict[str, Any]) -> None:
    shelf = Shelf()
    ask(shelf)
    ask(shelf, **other)
    ask(shelf)
    assert len(drawings) == 2


def test_another_language_is_another_page(drawings: list[str]) -> None:
    shelf = Shelf()
    for language in ("zh-hans", "en", "zh-hans", "en"):
        with override(language):
            ask(shelf)
    assert len(drawings) == 2


def test_what_has_not_been_asked_for_the_longest_is_given_up_first(drawings: list[str]) -> None:
    shelf = Shelf(most=1000)
    for path in ("/a/", "/b/", "/a/", "/c/", "/a/", "/b/"):
        ask(shelf, path, long=400)
    assert [one.partition(" ")[0] for one in drawings] == ["/a/", "/b/", "/c/", "/b/"]


def test_a_page_longer_than_the_whole_shelf_is_shown_and_not_kept(drawings: list[str]) -> None:
    shelf = Shelf(most=1000)
    ask(shelf, "/small/", long=10)
    assert ask(shelf, "/long/", long=2000) == ask(shelf, "/long/", long=2000)
    assert len(drawings) == 3


# ---- real pages --------------------------------------------------------------------------------------------------------

KEPT = ("/board/", f"/reading/{PLAN}/brokers/", "/facts/", "/plan/")


def at(viewer: Viewer) -> Client:
    """A browser in which the viewer has come in."""
    client = Client()
    if not viewer.public:
        client.force_login(User.objects.get(id=viewer.user))
    return client


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Drawn]:
    """Every page drawn from here on."""
    found: list[Drawn] = []
    real = shelves.draw

    def draw(*args: Any) -> Drawn:
        found.append(real(*args))
        return found[-1]

    monkeypatch.setattr(shelves, "draw", draw)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("path", KEPT)
def test_a_page_is_drawn_once_and_again_after_any_act(city: City, kept: list[Drawn], path: str) -> None:
    client = at(city.seats["bureau"])
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert len(kept) == 1
    acts.reverse(city.seats["bureau"], city.facts["listed"].id, "查无此证")
    client.get(path)
    assert len(kept) == 2
    assert kept[0].main != kept[1].main


@pytest.mark.django_db
def test_who_may_not_see_a_name_never_gets_the_page_of_one_who_may(city: City) -> None:
    path = "/facts/?kind=cn.industry_professor"
    for _ in range(2):
        for word, seen in (("tto", True), ("public", False), ("tto2", False), ("bureau", True), ("enterprise2", False)):
            page = at(city.viewer(word)).get(path).content.decode()
            assert ("沈知远" in page, "沈**" in page) == (seen, not seen), word


@pytest.mark.django_db
@pytest.mark.parametrize("path", KEPT)
def test_nothing_kept_is_the_sessions_own(city: City, kept: list[Drawn], path: str) -> None:
    client = at(city.seats["bureau"])
    client.get(path + "?as_of=2999-01-01")
    kept.clear()
    assert client.get(path).status_code == 200
    (page,) = kept
    for own in ("csrfmiddlewaretoken", "csrf", "jl-toast", 'role="alert"'):
        assert own not in page.head + page.main


@pytest.mark.django_db
def test_a_kept_page_comes_in_the_language_asked_for(city: City) -> None:
    client = at(city.seats["bureau"])
    chinese = client.get("/facts/").content.decode()
    client.cookies["django_language"] = "en"
    english = client.get("/facts/").content.decode()
    assert ('lang="zh-hans"' in chinese, 'lang="en"' in english) == (True, True)
    assert client.get("/facts/").content.decode().split("<main", 1)[1] == english.split("<main", 1)[1]


# ---- pieces ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row as lists have them."""

    id: int
    kind: str
    name: str
    code: str = ""
    former: tuple[str, ...] = ()
    facts: int = 0


def row(**said: Any) -> SafeString:
    return piece("parties/row.html", row=Row(5, "university", **said), label="高校", where="")


def test_a_piece_is_drawn_once_for_equal_values_and_anew_for_others() -> None:
    first = row(name="龙城理工大学（虚构）")
    assert row(name="龙城理工大学（虚构）") is first
    assert "3</a>" in row(name="龙城理工大学（虚构）", facts=3)
    assert "3</a>" not in first


def test_a_piece_is_drawn_for_each_language() -> None:
    said = {"name": "龙城理工大学（虚构）", "former": ("龙城工学院",)}
    with override("zh-hans"):
        chinese = row(**said)
        assert "曾用名 龙城工学院" in chinese
    with override("en"):
        assert row(**said) is not chinese


def test_what_is_said_in_a_piece_is_escaped() -> None:
    assert "&lt;b&gt;甲" in row(name="<b>甲")


def test_a_piece_refuses_values_that_may_change() -> None:
    with pytest.raises(TypeError):
        piece("parties/row.html", row={"甲"})  # type: ignore[arg-type]
