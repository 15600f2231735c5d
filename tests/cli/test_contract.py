"""What other programs read: the keys, types and exit codes of read, explain, verify, export, import and claims import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import small_city
from jinliang.cli import read as words
from jinliang.cli.main import main
from jinliang.core.select import Slice
from jinliang.sheet.table import head
from jinliang.site.models import Act, Claim, Fact, Import, Paper
from jinliang.site.reads import pack as packs
from jinliang.site.reads.reading import explain, memo, readings
from small_city import PROFESSOR, SmallCity

pytestmark = pytest.mark.django_db
DAY = "2020-06-30"


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallCity]:
    with small_city.standing(django_db_blocker, tmp_path_factory.mktemp("var")) as made:
        yield made


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    memo.clear()


class Ran:
    """A command that has run: exit code, what it said, what it complained of."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        assert not self.out
        return str(json.loads(self.err)["error"]["code"])


@pytest.fixture
def run(city: SmallCity, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*given: str) -> Ran:
        try:
            code = main(given)
        except SystemExit as left:  # argparse
            code = int(left.code or 0)
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return run


def test_read_prints_one_row_for_each_indicator(run: Any) -> None:
    told = run("read", "changzhou_2019", "--as-of", DAY, "--json")
    assert told.code == 0
    number = Act.objects.count()
    found = readings("changzhou_2019", date(2020, 6, 30))
    assert told.json == {
        "plan": "changzhou_2019",
        "as_of": DAY,
        "known_by": number,
        "journal": number,
        "journal_hash": Act.objects.get(number=number).hash,
        "pack_digest": packs.plan().digest,
        "slice": None,
        "readings": [words.row_json(one) for one in found.rows],
    }
    rows = {one["indicator"]: one for one in told.json["readings"]}
    assert len(rows) == 15
    assert rows["brokers"] == {
        "indicator": "brokers",
        "label": "获资格证书的技术经纪人",
        "value": 2,
        "unit": "人",
        "operator": ">=",
        "target": 200,
        "met": False,
        "facts": 2,
    }
    money = rows["new_investment"]
    assert (money["value"], money["unit"], money["target"]) == ("0.00", "元", "2000000000.00")


def test_known_by_echoes_what_was_asked_and_journal_says_what_it_means(run: Any, city: SmallCity) -> None:
    stated = city.listed[0].known
    told = run("read", "changzhou_2019", "--as-of", DAY, "--known-by", str(stated), "--json").json
    assert (told["known_by"], told["journal"]) == (stated, stated)
    assert {one["indicator"]: one["value"] for one in told["readings"]}["brokers"] == 3
    today = Act.objects.get(number=1).day.isoformat()
    told = run("read", "changzhou_2019", "--as-of", DAY, "--known-by", today, "--json").json
    assert (told["known_by"], told["journal"]) == (today, Act.objects.count())
    told = run("read", "changzhou_2019", "--known-by", "2018-01-01", "--json").json
    assert (told["known_by"], told["journal"]) == ("2018-01-01", 0)


def test_a_slice_is_an_area_or_a_party_by_number_code_or_name(run: Any, city: SmallCity) -> None:
    def brokers(part: str) -> Any:
        told = run("read", "changzhou_2019", "--as-of", DAY, "--slice", part, "--json").json
        assert told["slice"] == part
        return {one["indicator"]: one["value"] for one in told["readings"]}["brokers"]

    welder = city.parties["welder"]
    assert (brokers("area=320412"), brokers("area=320411")) == (2, 0)
    assert (brokers(f"role:home={welder.id}"), brokers(f"role:home={welder.name}")) == (2, 2)
    person = Fact.objects.get(id=city.listed[1].id).roles.get(role="person").party_id
    assert brokers(f"role:person={person}") == 1
    found = readings("changzhou_2019", date(2020, 6, 30), slice=Slice("role:home", welder.id))
    assert {one.indicator.id: one.value for one in found.rows}["brokers"] == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("nowhere",), "no_such_plan"),
        (("changzhou_2019", "--known-by", "99999"), "not_known_yet"),
        (("changzhou_2019", "--known-by", "2190-01-01"), "not_known_yet"),
        (("changzhou_2019", "--known-by", "gestern"), "day_unreadable"),
        (("changzhou_2019", "--slice", "area=110000"), "no_such_area"),
        (("changzhou_2019", "--slice", "role:host=没有这个单位"), "no_such_party"),
        (("changzhou_2019", "--slice", "role:host=99999999"), "no_such_party"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(run: Any, given: tuple[str, ...], code: str) -> None:
    told = run("read", *given, "--json")
    assert (told.code, told.refusal) == (1, code)


def test_words_that_are_not_understood_are_usage(run: Any) -> None:
    for given in (
        ("read",),
        ("read", "changzhou_2019", "--as-of", "2020-02-30"),
        ("read", "changzhou_2019", "--slice", "320411"),
        ("read", "changzhou_2019", "--slice", "role:=3"),
        ("explain", "changzhou_2019"),
        ("claims", "import", "x.csv"),
        ("claims",),
    ):
        assert run(*given).code == 2


def test_the_words_for_people_stand_in_columns(run: Any) -> None:
    told = run("read", "changzhou_2019", "--as-of", DAY).out.splitlines()
    assert told[1] == f"截至 {DAY}，按第 {Act.objects.count()} 条留痕（最新）"
    table = told[2:]
    assert len(table) == 16
    assert len({words.width(line) for line in table}) == 1
    assert "新增投入        0.00  20.00  亿元" in "\n".join(table)
    assert ">100" in "\n".join(table)


def test_explain_names_what_is_counted_and_what_is_not(run: Any, city: SmallCity) -> None:
    told = run("explain", "changzhou_2019/brokers", "--as-of", DAY, "--json")
    found = explain("changzhou_2019", "brokers", date(2020, 6, 30))
    row = words.row_json(found.row)
    assert told.code == 0
    assert told.json["readings"] == [row]
    assert {name: told.json[name] for name in row} == row
    assert told.json["counted"] == [city.listed[1].id, city.listed[2].id]
    assert told.json["left_out"] == [{"fact": city.listed[0].id, "why": ["reversed"]}]
    shown = run("explain", "changzhou_2019/brokers", "--as-of", DAY).out
    assert f"计入 2 件：{city.listed[1].id}、{city.listed[2].id}" in shown
    assert f"已冲销 1 件：{city.listed[0].id}" in shown
    assert run("explain", "changzhou_2019/nothing", "--json").refusal == "no_such_indicator"


def test_verify_says_whether_the_city_holds(run: Any, city: SmallCity) -> None:
    last = Act.objects.order_by("number").last()
    assert last is not None
    whole = {"entries": last.number, "ok": True, "head": last.hash, "first_bad": None, "faults": []}
    told = run("verify", "--files", "--json")
    assert (told.code, told.json) == (0, whole)
    assert run("verify").out.endswith("全部相符\n")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE site_fact DISABLE TRIGGER USER")
        cursor.execute("UPDATE site_fact SET amount = 1 WHERE id = %s", [city.listed[0].id])
    told = run("verify", "--json")
    assert (told.code, told.json["ok"], told.json["first_bad"]) == (1, False, city.listed[0].known)
    assert f"第 {city.listed[0].known} 条" in run("verify").out


def test_export_tells_what_it_wrote_and_import_refuses_a_city_that_is_there(run: Any, tmp_path: Path) -> None:
    told = run("export", str(tmp_path / "out"), "--json")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert (told.code, told.json) == (0, {"folder": str(tmp_path / "out"), **manifest})
    again = run("import", str(tmp_path / "out"), "--json")
    assert (again.code, again.refusal) == (1, "city_not_empty")
    assert run("import", str(tmp_path), "--json").refusal == "no_export"
    assert run("export", str(tmp_path / "out"), "--json").refusal == "folder_not_empty"


def table(tmp_path: Path, *people: str) -> str:
    kind = packs.plan().kind(PROFESSOR)
    raws = [small_city.raw(person) for person in people]
    fields = list(small_city.raw(""))
    lines = [",".join(head(kind, one) for one in fields), *(",".join(raw.values()) for raw in raws)]
    place = tmp_path / "名单.csv"
    place.write_text("\n".join(lines) + "\n", "utf-8")
    return str(place)


def test_a_table_is_tried_without_a_trace_and_loaded_in_one_act(run: Any, tmp_path: Path) -> None:
    place, acts = table(tmp_path, "甲一", "乙二"), Act.objects.count()
    given = ("claims", "import", place, "--kind", PROFESSOR, "--seat", "tto.chen", "--json")
    tried = run(*given, "--dry-run")
    assert (tried.code, tried.json["good"], tried.json["loaded"]) == (0, 2, 0)
    assert (Import.objects.count(), Act.objects.count(), Paper.objects.filter(media_type="text/csv").count()) == (
        0,
        acts,
        0,
    )
    told = run(*given)
    assert (told.code, told.json["loaded"], told.json["journal"], told.json["flaws"]) == (0, 2, acts + 1, [])
    assert Claim.objects.filter(source__number=acts + 1).count() == 2


def test_a_table_with_a_flaw_is_loaded_only_as_far_as_one_says(run: Any, tmp_path: Path, city: SmallCity) -> None:
    (tmp_path / "名单.pdf").write_bytes(small_city.PDF)
    facts = Fact.objects.count()
    given = ("claims", "import", table(tmp_path, "甲一", ""), "--kind", PROFESSOR, "--seat", "bureau.li", "--json")
    given += ("--official", "--document", str(tmp_path / "名单.pdf"), "--dated", "2019-05-01")
    told = run(*given)
    assert (told.code, told.json["loaded"], told.json["rows"], told.json["bad"]) == (1, 0, 2, 1)
    assert [(one["place"], one["column"], one["why"]) for one in told.json["flaws"]] == [("A3", "姓名", "必填")]
    assert (Fact.objects.count(), Import.objects.count()) == (facts, 0)
    told = run(*given, "--choice", "good")
    assert (told.code, told.json["loaded"], told.json["official"]) == (0, 1, True)
    assert Fact.objects.count() == facts + 1
    assert "已有这件事实" in run(*given).out


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("--seat", "nobody"), "no_such_seat"),
        (("--seat", "tto.chen", "--role", "bureau"), "no_such_seat"),
        (("--seat", "tto.chen", "--official"), "not_yours"),
        (("--seat", "bureau.li", "--official"), "document_missing"),
        (("--seat", "audit.zhou"), "not_yours"),
    ],
)
def test_an_import_by_the_wrong_seat_is_refused(run: Any, tmp_path: Path, given: tuple[str, ...], code: str) -> None:
    told = run("claims", "import", table(tmp_path, "甲一"), "--kind", PROFESSOR, "--json", *given)
    assert (told.code, told.refusal) == (1, code)
    assert Import.objects.count() == 0


def test_a_list_is_not_taken_for_claims_nor_a_missing_file_for_a_table(run: Any, tmp_path: Path) -> None:
    (tmp_path / "名单.pdf").write_bytes(small_city.PDF)
    bureau = ("--seat", "bureau.li", "--document", str(tmp_path / "名单.pdf"), "--json")
    told = run("claims", "import", table(tmp_path, "甲一"), "--kind", PROFESSOR, *bureau)
    assert (told.code, told.refusal) == (1, "is_official")
    told = run("claims", "import", str(tmp_path / "none.csv"), "--kind", PROFESSOR, *bureau)
    assert told.refusal == "no_such_file"
    told = run("claims", "import", table(tmp_path, "甲一"), "--kind", "cn.nothing", *bureau)
    assert told.refusal == "no_such_kind"
