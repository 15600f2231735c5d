"""The English catalogue: whole, in step with the code, and enough for a page without a Chinese word of the interface."""

from __future__ import annotations

import gettext as compiled
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

import small_city
from jinliang.cli import catalogue
from jinliang.cli.catalogue import CATALOGUE, Message, han
from jinliang.cli.setup import catalogues
from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.claim import CLAIM
from jinliang.core.select import REASONS
from jinliang.packs import load
from jinliang.site.acts import claim as acts
from jinliang.site.models import Claim, Entry, Evidence, Party, Seat
from jinliang.site.pages.act import labels
from jinliang.site.pages.frame import initials
from jinliang.site.pages.tags.word import tr, unit
from jinliang.site.reads.dossier import masked
from small_city import PROFESSOR, SmallCity

TEXT = CATALOGUE.read_text(encoding="utf-8")
SAID = catalogue.translations(TEXT)
WANTED = catalogue.messages()
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|</?\w+>")


def test_every_message_has_its_english() -> None:
    assert [one.id for one in WANTED if not all(SAID.get(one, ("",)))] == []


def test_the_catalogue_is_what_the_tool_writes() -> None:
    assert catalogue.written(WANTED, SAID) == TEXT
    assert not re.search(r"POT-Creation-Date|PO-Revision-Date|^#:", TEXT, re.MULTILINE)


@pytest.mark.parametrize("at", range(2), ids=["as it is", "counted"])
def test_both_sides_have_the_same_places_for_values(at: int) -> None:
    sides = [(one.plural if at and one.plural else one.id, told[min(at, len(told) - 1)]) for one, told in SAID.items()]
    wrong = [pair for pair in sides if not _fits(*pair)]
    assert wrong == []


def _fits(chinese: str, english: str) -> bool:
    return sorted(PLACEHOLDER.findall(chinese)) == sorted(PLACEHOLDER.findall(english))


def test_english_is_english() -> None:
    """Neither Chinese characters nor its marks; nothing shouts, and nothing ends the attribute of an element it stands in."""
    assert [told for told in SAID.values() if any(han(one) or re.search("[！-｠、。《》]", one) for one in told)] == []
    assert [told for told in SAID.values() if any(re.search('[!"]', one) for one in told)] == []


def test_labels_below_the_site_are_among_the_messages() -> None:
    words = [*CLAIM.states.values(), *REASONS.values(), *(row.label for row in CLAIM.rows)]
    pack = load.shipped_pack("changzhou_2019")
    words += [kind.label for kind in pack.kinds] + [field.label for kind in pack.kinds for field in kind.fields]
    words += [one.label for one in pack.indicators] + [item.label for codes in pack.lists for item in codes.items]
    assert [word for word in words if han(word) and Message(word) not in SAID] == []
    assert [one.unit for one in pack.indicators if Message(one.unit, "unit") not in SAID] == []


def test_what_the_code_puts_together_and_what_it_reads_is_no_message(tmp_path: Path) -> None:
    source = (
        'import re\n"""门"""\nA = re.compile("[年月]")\nB = f"还有{1}处"\nC = "、和".join("")\nD = {"late": "落后"}\n'
    )
    assert list(catalogue._constants(source)) == [Message("落后")]
    counted = "{% blocktranslate trimmed count n=n %}\n 第 {{ n }} 件{% plural %}共 {{ n }} 件{% endblocktranslate %}"
    template = '{% translate "条款" %}' + counted
    code = f'({catalogue.templatize(template)})\n_("承诺")\npgettext("unit", "人")'
    assert list(catalogue._calls(code.encode())) == [
        Message("条款"),
        Message("第 %(n)s 件", "", "共 %(n)s 件"),
        Message("承诺"),
        Message("人", "unit"),
    ]


def test_an_update_keeps_what_was_said_and_drops_what_is_gone() -> None:
    before = {Message("条款"): ("Clause",), Message("旧的"): ("old",)}
    text = catalogue.written([Message("新的"), Message("条款", "", "条款")], before)
    assert catalogue.translations(text) == {Message("新的"): ("",), Message("条款", "", "条款"): ("Clause", "Clause")}


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The catalogue compiled, and Django reading it."""
    locale = tmp_path_factory.mktemp("locale")
    folder = locale / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(CATALOGUE, folder)
    assert catalogues(locale) == [folder / "django.mo"]
    with override_settings(LOCALE_PATHS=[locale]):
        yield locale
    translation.activate(configured.LANGUAGE_CODE)


def test_the_catalogue_compiles(english: Path) -> None:
    told = compiled.translation("django", english, ["en"])
    assert told.gettext("佐证") == "Evidence"
    assert told.ngettext("还有 %(number)s 处要改", "还有 %(number)s 处要改", 2) == "%(number)s places to mend"
    assert told.pgettext("unit", "人") == "people"


def test_labels_are_shown_in_the_readers_language(english: Path) -> None:
    with translation.override("zh-hans"):
        assert (tr("已核验"), tr(None), tr(""), tr("龙城理工大学"), unit("项")) == (
            "已核验",
            "",
            "",
            "龙城理工大学",
            "项",
        )
    with translation.override("en"):
        assert (tr("已核验"), tr(""), tr("龙城理工大学"), unit("项"), unit("")) == (
            "Verified",
            "",
            "龙城理工大学",
            "items",
            "",
        )
        assert [act for act, label in labels().items() if han(label) and not act.startswith("test.")] == []


@pytest.fixture(scope="module")
def city(
    english: Path, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallCity]:
    with small_city.standing(django_db_blocker, tmp_path_factory.mktemp("var")) as made:
        yield made


class Words(HTMLParser):
    """What a page says to eyes and screen readers, quotations of the plan left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.quoted = 0
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.quoted += tag == "blockquote"
        if tag == "html":
            self.language = has.get("lang") or ""
        self.said += [has[name] or "" for name in ("aria-label", "placeholder", "title", "alt") if has.get(name)]
        self.said += [value or "" for name, value in attrs if name in ("data-copied", "data-failed", "data-unit")]

    def handle_endtag(self, tag: str) -> None:
        self.quoted -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if not self.quoted:
            self.said.append(data)


def _data() -> list[str]:
    """Whatever is data: names, titles, notes; where the plan's clauses stand and what they are headed; and the other language's name."""
    plan = load.shipped_pack("changzhou_2019")
    own = [*Party.objects.values_list("name", flat=True), *Seat.objects.values_list("name", flat=True), "龙城工学院"]
    own += [*Entry.objects.values_list("title", flat=True), *Evidence.objects.values_list("title", flat=True)]
    own += [*Claim.objects.values_list("title", flat=True)]
    own += [part for one in plan.clauses for part in (one.cite, one.title)]
    own += [
        *(one[0] for one in Party.objects.values_list("name")),
        "省技术市场协会（虚构）",
        "聘期填错",
        "名单误列",
        "提前离任",
    ]
    own += ["首批主体", "中文", plan.basis]
    people = [
        *Party.objects.filter(kind="person").values_list("name", flat=True),
        *Seat.objects.values_list("name", flat=True),
    ]
    own += [masked(one) for one in people]
    wide = str.maketrans("(),;:", "（），；：")
    return sorted({*own, *(one.translate(wide) for one in own)} - {""}, key=len, reverse=True)


def _left(html: str) -> list[str]:
    """The Chinese of a page that is not data."""
    found = []
    data = _data()
    faces = {initials(name) for name in Seat.objects.values_list("name", flat=True)}
    for said in Words(html).said:
        for one in data:
            said = "" if said in faces else said.replace(one, "")
        if han(said):
            found.append(" ".join(said.split()))
    return found


def _get(viewer: Viewer, url: str) -> str:
    client = Client()
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = "en"
    if not viewer.public:
        client.force_login(User.objects.get(id=viewer.user))
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[:500]
    html = answer.content.decode()
    assert Words(html).language == "en"
    return html


@pytest.mark.django_db
def test_the_public_pages_are_english(city: SmallCity) -> None:
    found = {
        url: _left(_get(PUBLIC, url)) for url in (reverse("door"), reverse("board"), reverse("plan"), reverse("facts"))
    }
    assert {url: left for url, left in found.items() if left} == {}


@pytest.mark.django_db
def test_the_door_of_the_demo_is_english(city: SmallCity, settings: Any) -> None:
    settings.DEMO = True
    assert _left(_get(PUBLIC, reverse("door"))) == []


@pytest.mark.django_db
def test_the_pages_of_a_seat_are_english(city: SmallCity) -> None:
    draft = acts.start(city.tto, PROFESSOR, small_city.raw("钱二"))
    sent = acts.start(city.tto, PROFESSOR, small_city.raw("孙三"))
    for type in ("official_list", "agreement"):
        acts.attach(city.tto, sent.id, small_city.kept(f"佐证 {type}"), type, "聘任协议", None)
    acts.submit(city.tto, sent.id)
    pack = load.shipped_pack("changzhou_2019")
    looks = [
        (city.tto, reverse("claim", args=[draft.id])),
        (city.tto, reverse("claim_new")),
        *((city.tto, reverse("claim_new_kind", args=[kind.id])) for kind in pack.kinds if "tto" in kind.states),
        (city.district, reverse("claim", args=[sent.id])),
        (city.tto, reverse("claims")),
        (city.tto, reverse("home")),
        (city.district, reverse("home")),
        (city.bureau, reverse("board")),
        (city.bureau, reverse("board") + "?area=320412&by=host"),
        *((city.bureau, reverse("reading", args=[pack.id, one.id])) for one in pack.indicators),
        (city.bureau, reverse("fact", args=[city.listed[1].id])),
        (city.bureau, reverse("parties")),
        (city.bureau, reverse("party", args=[city.parties["university"].id])),
        (city.auditor, reverse("journal")),
        (city.bureau, reverse("import_new")),
        (city.tto, reverse("account")),
    ]
    found = {(viewer.role, url): _left(_get(viewer, url)) for viewer, url in looks}
    assert {look: left for look, left in found.items() if left} == {}
