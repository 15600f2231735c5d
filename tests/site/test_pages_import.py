"""Imports as pages: template out, table in, every flaw at once, proposals and columns, then one act or nothing."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import city as cities
import pytest
from asgiref.sync import async_to_sync
from city import PDF, PROFESSOR, City
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from drawing import Reader
from jinliang import sheet as sheets
from jinliang.cli import serve
from jinliang.core.access import Viewer
from jinliang.site.acts import importing as acts
from jinliang.site.models import Act, Claim, Fact, Import
from jinliang.site.pages import trial
from jinliang.site.reads import importing as reads
from jinliang.site.reads import pack as packs

pytestmark = pytest.mark.django_db

HEADS = ("姓名", "工作单位", "聘任高校", "类型", "批次年份", "聘任日", "聘期止日")


def at(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=viewer.user))
    return client


def fetched() -> Any:
    """The next job, taken by a worker who is never heard of again; None when none may be taken."""
    jobs = app.job_manager
    taken = async_to_sync(jobs.fetch_job)(None, async_to_sync(jobs.register_worker)())
    return taken and ProcrastinateJob.objects.get(id=taken.id)


def served_again(starting: bool = True) -> None:
    """What `jinliang serve` does before its worker starts, on the test's own connection."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.close_old_connections", lambda: None)
        assert serve._recover(starting)


def text(html: str) -> str:
    """What a reader reads of some markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def row(city: City, person: str, **other: str) -> list[str]:
    """A row of the table, right unless told otherwise."""
    right = {
        "姓名": person, "工作单位": city.parties["welder"].code, "聘任高校": city.name("university"), "类型": "研究生导师类",
        "批次年份": "2019", "聘任日": "2019-05-20", "聘期止日": "2023-05-19",
    }  # fmt: skip
    return [{**right, **other}[head] for head in HEADS]


def table(
    rows: list[list[str]], heads: tuple[str, ...] = HEADS, encoding: str = "utf-8-sig", name: str = "名单.csv"
) -> Any:
    text_ = io.StringIO()
    csv.writer(text_).writerows([heads, *rows])
    return SimpleUploadedFile(name, text_.getvalue().encode(encoding), "text/csv")


def upload(viewer: Viewer, file: Any, kind: str = PROFESSOR, **more: Any) -> Any:
    return at(viewer).post(reverse("import_new"), {"kind": kind, "table": file, **more})


def official(viewer: Viewer, file: Any, **more: Any) -> Any:
    document = SimpleUploadedFile("通知.pdf", PDF + b"% notice\n", "application/pdf")
    known = {
        "document": document,
        "type": "official_list",
        "title": "关于公布第七批名单的通知",
        "dated_on": "2019-06-01",
    }
    return upload(viewer, file, **{**known, **more})


def tried(answer: Any) -> Import:
    assert answer.status_code == 302, text(answer.content.decode())[:1500]
    return Import.objects.get(id=int(answer["Location"].split("/")[-2]))


def get(viewer: Viewer, url: str, status: int = 200) -> str:
    answer = at(viewer).get(url)
    assert answer.status_code == status
    return answer.content.decode()


def flawed(city: City) -> Any:
    """Six rows: three are right, one repeats the first, one has two flaws with one proposal, one has one with a proposal."""
    return table(
        [
            row(city, "王一"),
            row(city, "王二"),
            row(city, "王三"),
            row(city, "王一"),
            row(city, "", 聘期止日="2023-02-30"),
            row(city, "王六", 类型="研究生类"),
        ],
        encoding="gb18030",
    )


# ---- on the way in -------------------------------------------------------------------------------------------------------


def test_a_seat_is_offered_what_it_may_bring_in(city: City) -> None:
    bureau, tto = (
        text(get(city.seats["bureau"], reverse("import_new"))),
        text(get(city.seats["tto"], reverse("import_new"))),
    )
    assert "官方名单：每一行都成为事实" in bureau
    assert "成批申报：等别的单位核验" in tto
    assert "技术合同登记" not in tto
    assert "不能导入" in text(get(city.seats["auditor"], reverse("import_new"), 403))
    assert "不能导入技术合同登记" in text(
        get(city.seats["tto"], reverse("import_new") + "?kind=cn.registered_contract", 403)
    )
    assert "没有“cn.x”这类事实" in text(get(city.seats["tto"], reverse("import_new") + "?kind=cn.x", 404))


def test_the_template_leaves_out_what_the_seat_brings(city: City) -> None:
    answer = at(city.seats["tto"]).get(reverse("import_template", args=[PROFESSOR]))
    assert "attachment" in answer["Content-Disposition"]
    kind = packs.plan().kind(PROFESSOR)
    with pytest.raises(sheets.table.Refusal) as no:
        sheets.read(answer.content, "模板.xlsx", kind)
    assert no.value.code == "sheet_no_rows"
    heads = sheets.template(kind, packs.plan().list, cities.clock.today(), ("university",))
    assert answer.content == heads


def test_an_official_list_needs_its_document_and_everything_about_it(city: City) -> None:
    answer = upload(city.seats["bureau"], table([row(city, "王一")]))
    assert answer.status_code == 400
    shown = text(answer.content.decode())
    assert "官方文件：没有填" in shown
    assert "文件名称：没有填" in shown
    assert "文件日期：没有填" in shown
    assert not Import.objects.filter(kind=PROFESSOR, official=True).exists()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("名单.csv", b"", "0 字节"),
        ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不收 .xls 文件"),
        ("名单.csv", b"MZ" + bytes(600), "内容却是程序"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_the_page(city: City, name: str, data: bytes, why: str) -> None:
    answer = official(city.seats["bureau"], SimpleUploadedFile(name, data))
    assert answer.status_code == 400
    assert why in text(answer.content.decode())
    assert not Import.objects.filter(official=True).exists()


def test_a_table_over_the_limit_is_refused(city: City, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 3 * 1024 * 1024
    answer = official(city.seats["bureau"], SimpleUploadedFile("大.csv", b"a,b\n" * (1024 * 1024)))
    assert answer.status_code == 400
    assert "大.csv超过 3 MB，没有收下" in text(answer.content.decode())


def test_a_pdf_called_a_table_is_kept_from_being_read_as_one(city: City) -> None:
    before = Import.objects.count()
    answer = official(city.seats["bureau"], SimpleUploadedFile("名单.pdf", PDF))
    assert answer.status_code == 400
    assert "名单.pdf：不收 .pdf 文件；可以交的是 xlsx、csv" in text(answer.content.decode())
    assert Import.objects.count() == before


# ---- tried ---------------------------------------------------------------------------------------------------------------


def test_the_verdict_stands_in_the_title_and_every_flaw_below(city: City) -> None:
    before = Act.objects.count()
    found = tried(official(city.seats["bureau"], flawed(city)))
    page = get(city.seats["bureau"], reverse("import", args=[found.id]))
    shown = text(page)
    assert "试导入：6 行里 3 行可用，3 行要改" in shown
    assert "一次列全，4 处" in shown
    assert "接受 2 处建议" in shown
    assert "编码是 GBK/GB18030，已转换" in shown
    assert [one["class"] for one in Reader(page).all("rect")] == ["-good", "-bad", "-dup"]
    assert "与第 2 行相同" in shown
    assert "还有 3 行要改，改好重传" in shown
    assert page.count("btn-primary") == 1
    assert Act.objects.count() == before


def test_accepting_the_proposals_mends_what_they_mend(city: City) -> None:
    bureau = city.seats["bureau"]
    found = tried(official(bureau, flawed(city)))
    assert at(bureau).post(reverse("import_accept", args=[found.id])).status_code == 302
    shown = text(get(bureau, reverse("import", args=[found.id])))
    assert "试导入：6 行里 4 行可用，2 行要改" in shown
    assert "建议已接受，剩下的要自己改" in shown


def test_the_faulty_rows_come_back_red_and_are_mended_by_sending_them_again(city: City) -> None:
    bureau = city.seats["bureau"]
    found = tried(official(bureau, flawed(city)))
    at(bureau).post(reverse("import_accept", args=[found.id]))
    answer = at(bureau).get(reverse("import_corrected", args=[found.id]))
    assert answer["Content-Type"] == trial.sheet(b"", "x")["Content-Type"]
    back = sheets.read(answer.content, "改.xlsx", packs.plan().kind(PROFESSOR))
    assert [one.cells[:4] for one in back.rows] == [tuple(row(city, "王一")[:4]), tuple(row(city, "")[:4])]
    assert back.rows[1].cells[6] == "2023-02-28"
    again = tried(official(bureau, SimpleUploadedFile("改.xlsx", answer.content)))
    assert (again.rows, again.good) == (2, 1)


def test_a_foreign_head_is_told_which_field_it_is_and_remembered(city: City) -> None:
    bureau = city.seats["bureau"]
    heads = ("受聘人", "工作单位", "聘任高校", "类型", "批次", "聘任日", "聘期止日", "备注")
    rows = [[*row(city, "王一"), "无"]]
    found = tried(official(bureau, table(rows, heads)))
    page = get(bureau, reverse("import", args=[found.id]))
    assert "试导入：表头要先改，1 行都还不能用" in text(page)
    names = [one["name"] for one in Reader(page).all("select") if one.get("name", "").startswith("column-")]
    assert names == [f"column-{place}" for place in range(8)]
    chosen = {f"column-{place}": field for place, field in enumerate(
        ("person", "employer", "university", "type", "batch", "appointed_on", "serves_until_on", "")
    )}  # fmt: skip
    at(bureau).post(reverse("import_columns", args=[found.id]), chosen)
    assert "试导入：1 行全部可用" in text(get(bureau, reverse("import", args=[found.id])))
    second = tried(official(bureau, table([[*row(city, "王二"), "无"]], heads)))
    assert (second.good, second.blocked) == (1, False)
    assert "看列对应" in text(get(bureau, reverse("import", args=[second.id])))
    assert "column-7" in get(bureau, reverse("import", args=[second.id]) + "?columns=1")


def test_an_import_is_its_partys_own(city: City) -> None:
    id = city.imports["tto"]
    assert get(city.seats["tto"], reverse("import", args=[id]))
    for name in ("import", "import_corrected", "import_progress"):
        assert at(city.seats["tto2"]).get(reverse(name, args=[id])).status_code == 404
    for name in ("import_accept", "import_columns", "import_load"):
        assert at(city.seats["bureau"]).post(reverse(name, args=[id])).status_code == 404


# ---- loaded --------------------------------------------------------------------------------------------------------------


def test_all_or_nothing_refuses_a_flawed_table_in_the_page(city: City) -> None:
    bureau = city.seats["bureau"]
    found = tried(official(bureau, flawed(city)))
    answer = at(bureau).post(reverse("import_load", args=[found.id]) + "?choice=all")
    assert answer.status_code == 400
    assert "还有 3 行要改" in text(answer.content.decode())
    assert at(bureau).post(reverse("import_load", args=[found.id]) + "?choice=some").status_code == 404
    found.refresh_from_db()
    assert found.state == "tried"


def test_good_rows_become_facts_in_one_act_and_the_rest_comes_back(city: City) -> None:
    bureau = city.seats["bureau"]
    found = tried(official(bureau, flawed(city)))
    before, facts = Act.objects.count(), Fact.objects.count()
    assert at(bureau).post(reverse("import_load", args=[found.id]) + "?choice=good").status_code == 302
    job = ProcrastinateJob.objects.get(task_name="import.load")
    assert (job.args, job.lock) == ({"id": found.id}, "import")
    watching = get(bureau, reverse("import", args=[found.id]))
    assert "正在导入" in text(watching)
    assert reverse("import_progress", args=[found.id]) in watching
    assert "<progress" in get(bureau, reverse("import_progress", args=[found.id]))
    acts.finish(found.id)
    through = at(bureau).get(reverse("import_progress", args=[found.id]))
    assert (through.status_code, through["HX-Refresh"]) == (204, "true")
    assert (Act.objects.count(), Fact.objects.count()) == (before + 1, facts + 3)
    shown = text(get(bureau, reverse("import", args=[found.id])))
    assert "已导入 3 行：产业教授聘任" in shown
    assert "6 行里导入了可用的 3 行" in shown
    assert "关于公布第七批名单的通知" in shown
    assert at(bureau).get(reverse("import_corrected", args=[found.id])).status_code == 200
    assert at(bureau).post(reverse("import_load", args=[found.id]) + "?choice=good").status_code == 409


def test_a_party_loads_claims_that_are_sent_when_the_lists_document_is_all_they_need(city: City) -> None:
    tto = city.seats["tto"]
    found = Import.objects.get(id=city.imports["tto"])
    at(tto).post(reverse("import_load", args=[found.id]) + "?choice=all")
    acts.finish(found.id)
    made = Claim.objects.filter(source=found)
    assert [one.state for one in made] == ["draft", "draft"]
    shown = text(get(tto, reverse("import", args=[found.id])))
    assert "每一行都是一件草稿" in shown
    assert "表一" in shown


def test_a_table_loaded_once_is_not_loaded_twice(city: City) -> None:
    bureau = city.seats["bureau"]
    first = tried(official(bureau, table([row(city, "王一")])))
    at(bureau).post(reverse("import_load", args=[first.id]) + "?choice=all")
    acts.finish(first.id)
    second = tried(official(bureau, table([row(city, "王一")])))
    assert second.good == 0
    assert "已有这件事实" in text(get(bureau, reverse("import", args=[second.id])))


def test_a_long_table_is_tried_behind_the_page(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "SHORT", 1)
    bureau = city.seats["bureau"]
    found = tried(official(bureau, table([row(city, "王一"), row(city, "王二")])))
    assert found.state == "trying"
    assert ProcrastinateJob.objects.filter(task_name="import.try", args={"id": found.id}).count() == 1
    assert "正在试导入" in text(get(bureau, reverse("import", args=[found.id])))
    acts.attempt(acts.row(found.id))
    assert "试导入：2 行全部可用" in text(get(bureau, reverse("import", args=[found.id])))


def test_an_interrupted_import_says_so_on_the_first_page_and_can_be_loaded_again(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    bureau = city.seats["bureau"]
    found = tried(official(bureau, table([row(city, "王一")])))
    at(bureau).post(reverse("import_load", args=[found.id]) + "?choice=all")
    taken = fetched()
    assert (taken.task_name, taken.args) == ("import.load", {"id": found.id})
    served_again()  # the worker was killed there
    assert "上次中断的导入 1 次：一行也没有写入，可以再导" in capsys.readouterr().out
    taken.refresh_from_db()
    assert taken.status == "cancelled"
    assert "导入“名单.csv”中断了" in text(get(bureau, reverse("home")))
    assert "一行也没有写入" in text(get(bureau, reverse("import", args=[found.id])))
    at(bureau).post(reverse("import_load", args=[found.id]) + "?choice=all")
    assert fetched().args == {"id": found.id}  # the lock is free again
    acts.finish(found.id)
    found.refresh_from_db()
    assert found.state == "done"
    assert f"#{found.number}" in text(get(bureau, reverse("imports")))


@pytest.mark.parametrize(("counts", "widths"), [((39, 6, 1), 3), ((46, 0, 0), 1), ((1, 9_999, 0), 2), ((0, 0, 0), 0)])
def test_the_bar_fills_its_box_and_shows_what_is_there(counts: tuple[int, int, int], widths: int) -> None:
    good, bad, repeats = counts
    parts = trial.split(Import(rows=sum(counts), good=good, bad=bad, repeats=repeats))
    assert len(parts) == widths
    assert all(width >= 5 for _name, _x, width in parts)
    if parts:
        assert abs(parts[-1][1] + parts[-1][2] - 1100) < 0.5
