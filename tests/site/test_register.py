"""A unit's register as a table: template out, every flaw at once, what is there already, and listings in one act."""

from __future__ import annotations

import csv
import io

import city as cities
import pytest
from city import City
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from test_pages_import import at, get, text

from jinliang.core.access import Viewer
from jinliang.site.acts import importing as acts
from jinliang.site.models import Act, Import, Listing

pytestmark = pytest.mark.django_db

HEADS = ("标题", "说明", "技术领域", "成熟度", "合作方式", "保密审查人", "审查日期")
WORDS = "铝压铸阀块交叉孔去毛刺用的磨粒流设备，单件节拍四十秒以内，密封面不碰伤"


def row(title: str, words: str = WORDS, *, reviewed: bool = True, field: str = "先进制造") -> tuple[str, ...]:
    return (
        title,
        f"{title}：{words}",
        field,
        "通过中试",
        "合作开发、许可",
        *(("保密办", "2021-01-04") if reviewed else ("", "")),
    )


def brought(
    viewer: Viewer, *rows: tuple[str, ...], kind: str = "listing.achievement", heads: tuple[str, ...] = HEADS
) -> Import:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    file = SimpleUploadedFile("成果.csv", out.getvalue().encode("utf-8-sig"))
    answer = at(viewer).post(reverse("import_new"), {"kind": kind, "table": file})
    assert answer.status_code == 302, text(answer.content.decode())
    return Import.objects.latest("id")


def loaded(viewer: Viewer, row: Import, choice: str = "all") -> Import:
    acts.begin(viewer, row.id, choice)
    return acts.finish(row.id)


def test_a_register_is_offered_to_who_may_list_and_has_its_template(city: City) -> None:
    page = text(get(city.seats["tto"], reverse("import_new")))
    assert "登记表：审过不涉密的送去试读" in page
    assert "登记表：" not in text(get(city.seats["bureau"], reverse("import_new")))
    answer = at(city.seats["tto"]).get(reverse("import_template", args=["listing.instrument"]))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_every_flaw_is_told_with_row_and_column(city: City) -> None:
    found = brought(city.seats["tto"], row("短"), row("激光清洗装置", field="先进制作"), row("低温等离子喷涂"))
    assert (found.rows, found.good, found.bad) == (3, 1, 2)
    assert [(one["row"], one["cell"]) for one in found.flaws] == [(2, "A2"), (3, "C3")]
    page = text(get(city.seats["tto"], reverse("import", args=[found.id])))
    assert "不在技术领域的 11 种之内" in page
    assert at(city.seats["tto"]).get(reverse("import_corrected", args=[found.id])).content[:2] == b"PK"


def test_a_register_becomes_listings_in_one_act_and_what_is_not_reviewed_stays_a_draft(city: City) -> None:
    tto, before = city.seats["tto"], Act.objects.count()
    done = loaded(
        tto,
        brought(
            tto, row("激光清洗装置"), row("低温等离子喷涂", "换热器管板上做耐蚀层，厚度两毫米以内", reviewed=False)
        ),
    )
    made = Listing.objects.filter(source=done).order_by("id")
    assert [(one.title, one.state, one.ways, one.maturity) for one in made] == [
        ("激光清洗装置", "reviewing", ["cooperate", "licence"], "pilot"),
        ("低温等离子喷涂", "draft", ["cooperate", "licence"], "pilot"),
    ]
    assert Act.objects.count() == before + 1
    line = Act.objects.latest("number")
    assert (line.act, line.change["sent"], line.rows["listings"]) == ("listing.load", 1, [one.id for one in made])
    page = text(get(tto, reverse("import", args=[done.id])))
    assert "成为供需的" in page
    assert "没填保密审查的存为草稿" in page


def test_what_the_unit_has_listed_already_is_a_repeat(city: City) -> None:
    tto = city.seats["tto"]
    loaded(tto, brought(tto, row("激光清洗装置")))
    again = brought(tto, row("激光清洗装置"), row("低温等离子喷涂", "换热器管板上做耐蚀层，厚度两毫米以内"))
    assert (again.good, again.bad, again.repeats) == (1, 0, 1)
    assert "本单位已有这一条" in again.flaws[0]["why"]


def test_what_looks_like_another_units_is_told_and_not_refused(city: City) -> None:
    other = cities.put_up(
        city.seats["enterprise"], city.seats["broker"], "achievement", "激光清洗", title="激光清洗装置"
    )
    found = brought(city.seats["tto"], row("激光清洗装置"))
    assert found.good == 1
    assert any(f"编号 {other.id}" in one for one in found.notes)


def test_a_patent_is_the_same_by_its_number_however_it_is_written(city: City) -> None:
    tto = city.seats["tto"]
    heads = ("标题", "说明", "技术领域", "专利号")
    number = "ZL 2003 1 0102344.5"
    rows = [
        (title, f"{title}：{WORDS}", "先进制造", one)
        for title, one in (("一种阀块", number), ("另一种叫法", "200310102344.5"))
    ]
    found = brought(tto, *rows, kind="listing.patent", heads=heads)
    assert (found.good, found.repeats) == (1, 1)
    done = loaded(tto, found, "good")
    assert [one.number for one in Listing.objects.filter(source=done)] == ["200310102344.5"]
