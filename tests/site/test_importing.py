"""Imports when something goes wrong or two come at once: killed workers, errors, stale jobs, other seats, the same rows again."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import city as cities
import pytest
from city import PROFESSOR, City, professor, refused, said
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from test_pages_import import at, fetched, get, official, row, served_again, table, text, tried, upload

from jinliang.cli import claims, serve
from jinliang.cli.child import Child
from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.acts import importing as acts
from jinliang.site.acts import roll
from jinliang.site.models import Act, Claim, Fact, Import, Seat
from jinliang.site.pages import importing as pages
from jinliang.site.reads import importing as reads
from jinliang.site.reads import journal
from jinliang.site.reads import pack as packs

pytestmark = pytest.mark.django_db


def brought(viewer: Viewer, city: City, *people: str) -> Import:
    """A table of appointments that somebody has tried."""
    file = table([row(city, one) for one in people])
    return tried((official if viewer.role == "bureau" else upload)(viewer, file))


def press(viewer: Viewer, id: int, choice: str = "all") -> Any:
    return at(viewer).post(reverse("import_load", args=[id]) + f"?choice={choice}")


def state(row: Import) -> str:
    row.refresh_from_db()
    return row.state


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("as nobody expected")


# ---- killed workers ------------------------------------------------------------------------------------------------------


def test_a_trial_cut_short_is_told_and_what_waits_is_left_waiting(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reads, "SHORT", 0)
    bureau = city.seats["bureau"]
    first, second = (brought(bureau, city, name) for name in ("王一", "王二"))
    assert fetched().args == {"id": first.id}
    assert fetched() is None  # the lock: nobody's import goes on
    acts._progress(first.id, "trying", 1, 1)
    served_again()
    assert "上次中断的导入 1 次" in capsys.readouterr().out
    assert (state(first), state(second)) == ("interrupted", "trying")
    assert fetched().args == {"id": second.id}
    page = get(bureau, reverse("import", args=[first.id]))
    assert "中断，没有写入" in text(page)
    assert "没有试完，一行也没有写入；可以再试一次" in text(page)
    assert refused(partial(acts.begin, bureau, first.id, "all")) == "no_rows"
    monkeypatch.undo()
    assert at(bureau).post(reverse("import_columns", args=[first.id])).status_code == 302
    assert (state(first), first.good, first.told) == ("tried", 1, "")


def test_a_start_without_anything_broken_says_nothing(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    found = brought(city.seats["bureau"], city, "王一")
    served_again()
    assert (state(found), capsys.readouterr().out) == ("tried", "")


def test_only_a_start_speaks_for_imports_without_a_job(city: City) -> None:
    found = brought(city.seats["bureau"], city, "王一")
    Import.objects.filter(id=found.id).update(state="trying")  # a page is trying it, or was when it was killed
    served_again(starting=False)
    assert state(found) == "trying"
    served_again()
    assert state(found) == "interrupted"


def test_a_job_that_is_no_import_is_done_again(city: City) -> None:
    id = app.tasks["papers.sweep"].defer(timestamp=0)
    assert fetched().id == id
    served_again()
    assert ProcrastinateJob.objects.get(id=id).status == "todo"


def test_a_worker_that_died_is_started_again_after_what_it_left_is_given_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    order: list[Any] = []
    monkeypatch.setattr(serve, "_recover", lambda starting: order.append(starting) or len(order) > 3)
    monkeypatch.setattr(Child, "tend", lambda child, _say: order.append(child.name))
    done = subprocess.Popen(["true"])
    done.wait()
    children = [Child(serve._worker().name, ["true"], process=done), Child("网站", ["true"], process=done)]
    serve._tend(tmp_path, ExitStack(), children)
    assert order == [False, "网站"]  # the database did not answer: no worker without it
    serve._tend(tmp_path, ExitStack(), children)
    serve._tend(tmp_path, ExitStack(), children)
    assert order[4:] == [False, "后台任务", "网站"]


def test_an_import_is_never_on_its_way_without_its_job(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau, before = city.seats["bureau"], Import.objects.count()
    found = brought(bureau, city, "王一")
    monkeypatch.setattr(reads, "SHORT", 0)
    monkeypatch.setattr(pages.app.tasks["import.load"], "defer", broken)
    monkeypatch.setattr(pages.app.tasks["import.try"], "defer", broken)
    with pytest.raises(RuntimeError):
        press(bureau, found.id)
    with pytest.raises(RuntimeError):
        brought(bureau, city, "王二")
    with pytest.raises(RuntimeError):
        at(bureau).post(reverse("import_accept", args=[found.id]))
    assert (state(found), Import.objects.count()) == ("tried", before + 1)


def test_an_error_in_trial_or_load_is_told_in_the_row_and_raised(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau = city.seats["bureau"]
    loading, trying = (brought(bureau, city, name) for name in ("王一", "王二"))
    acts.begin(bureau, loading.id, "all")
    acts.retry(bureau, trying.id)
    facts = Fact.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(reads.sheets, "judge", broken)
        with pytest.raises(RuntimeError):
            acts.attempt(acts.row(trying.id))
    with monkeypatch.context() as patch:
        patch.setattr(acts.Head.objects, "get", broken)  # the last step, after the act
        with pytest.raises(RuntimeError):
            acts.finish(loading.id)
    assert (state(trying), state(loading), Fact.objects.count()) == ("interrupted", "interrupted", facts)
    assert (trying.told, trying.good) == ("试导入时出错，一行也没有写入；可以再试一次", 0)
    assert (loading.told, loading.good) == ("导入时出错，一行也没有写入；可以再导一次", 1)


# ---- stale jobs and pages ------------------------------------------------------------------------------------------------


def test_what_is_done_stays_done(city: City) -> None:
    bureau = city.seats["bureau"]
    found = brought(bureau, city, "王一")
    acts.retry(bureau, found.id)
    trying = acts.row(found.id)
    acts.attempt(acts.row(found.id))
    acts.begin(bureau, found.id, "good")
    running = acts.row(found.id)
    done, facts = acts.finish(found.id), Fact.objects.count()
    assert done.state == "done"
    acts.attempt(trying)
    acts._progress(found.id, "running", 0, 0)
    assert refused(partial(acts.load, running)) == "wrong_state"
    assert refused(partial(acts.begin, bureau, found.id, "all")) == "wrong_state"
    assert refused(partial(acts.retry, bureau, found.id)) == "wrong_state"
    assert acts.finish(found.id).number == done.number
    assert acts.recover() == 0
    assert (state(found), found.number, found.rows, Fact.objects.count()) == ("done", done.number, 1, facts)


def test_a_trial_with_columns_that_were_changed_meanwhile_is_thrown_away(city: City) -> None:
    bureau = city.seats["bureau"]
    found = brought(bureau, city, "王一")
    acts.retry(bureau, found.id)
    stale = acts.row(found.id)
    Import.objects.filter(id=found.id).update(state="interrupted")
    acts.retry(bureau, found.id, columns={"姓名": ""})
    acts.attempt(stale)
    assert (state(found), found.columns) == ("trying", {"姓名": ""})
    assert acts.attempt(acts.row(found.id)).blocked


def test_a_load_that_another_one_has_taken_the_place_of_writes_nothing(city: City) -> None:
    bureau = city.seats["bureau"]
    found = brought(bureau, city, "王一")
    stale = acts.begin(bureau, found.id, "all")
    Import.objects.filter(id=found.id).update(state="interrupted")
    acts.begin(city.seats["bureau2"], found.id, "all")
    facts = Fact.objects.count()
    assert refused(partial(acts.load, stale)) == "wrong_state"
    assert (state(found), Fact.objects.count()) == ("running", facts)


# ---- whose act it is -----------------------------------------------------------------------------------------------------


def test_a_seat_that_may_not_bring_it_in_may_not_load_what_a_colleague_brought(city: City) -> None:
    id, researcher = city.imports["tto"], city.seats["researcher"]
    assert researcher.party == city.seats["tto"].party
    assert refused(partial(acts.begin, researcher, id, "all")) == "not_yours"
    assert refused(partial(acts.retry, researcher, id, columns={})) == "not_yours"
    answer = press(researcher, id)
    assert answer.status_code == 403
    page = get(researcher, reverse("import", args=[id]))
    assert "您的席位不能导入产业教授聘任" in text(page)
    assert "choice=all" not in page
    assert state(Import.objects.get(id=id)) == "tried"
    assert "choice=all" in get(city.seats["tto"], reverse("import", args=[id]))


def test_the_act_is_of_the_seat_that_pressed(city: City) -> None:
    colleague = cities.sit("tto3", city.parties["university"], "tto", "程一")
    id = city.imports["tto"]
    assert press(colleague, id).status_code == 302
    number = acts.finish(id).number
    assert Act.objects.get(number=number).seat_id == colleague.seat
    assert set(Claim.objects.filter(source_id=id).values_list("seat_id", flat=True)) == {colleague.seat}


def test_a_seat_taken_away_meanwhile_loads_nothing(city: City) -> None:
    tto, id = city.seats["tto"], city.imports["tto"]
    press(tto, id)
    Seat.objects.filter(id=tto.seat).update(active=False)
    found = acts.finish(id)
    assert (found.state, Claim.objects.filter(source_id=id).exists()) == ("tried", False)
    assert found.told.startswith("没有导入：陈砚的席位已停用")


# ---- the same rows again -------------------------------------------------------------------------------------------------


def once_judged(monkeypatch: pytest.MonkeyPatch, then: Callable[[Import], None]) -> None:
    """Does something when an import that is being loaded has been judged, before it is written."""
    judged = reads.judged

    def wrapped(row: Import, viewer: Viewer, progress: reads.Progress) -> Any:
        found = judged(row, viewer, progress)
        if row.state == "running":
            then(row)
        return found

    monkeypatch.setattr(reads, "judged", wrapped)


def test_the_good_rows_are_loaded_without_those_that_came_meanwhile(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = city.seats["bureau"]
    first, second = brought(bureau, city, "王一"), brought(bureau, city, "王一", "王二")
    acts.begin(bureau, first.id, "good")
    acts.begin(bureau, second.id, "good")
    once_judged(monkeypatch, lambda row: acts.finish(first.id) and None if row.id == second.id else None)
    done = acts.finish(second.id)
    assert (done.state, done.good, done.repeats, done.told) == ("done", 1, 1, "已导入 1 行")
    assert Fact.objects.filter(source=second).get().entry.title.count("王二") == 1


def test_rows_a_party_has_claimed_already_are_repeats_until_it_withdraws(city: City) -> None:
    tto = city.seats["tto"]
    raws = [professor(city, name) for name in ("草一", "待二", "退三", "撤四", "沈知远", "新来")]
    kind = packs.plan().kind(PROFESSOR)
    heads = tuple(kind.field(id).label for id in raws[0])
    found = tried(upload(tto, table([list(raw.values()) for raw in raws], heads)))
    assert (found.rows, found.good, found.bad, found.repeats) == (6, 2, 0, 4)
    whys = {one.row: one.why for one in reads.flaws(found)}
    assert {number for number, why in whys.items() if why.startswith("已有这件申报")} == {2, 3, 4}
    assert whys[6].startswith("已有这件事实")
    assert all(one.repeat for one in reads.flaws(found))
    assert f"编号 {city.claims['submitted'].id}" in whys[3]
    other = tried(upload(city.seats["tto2"], table([list(professor(city, "待二", "college").values())], heads)))
    assert other.good == 1


def test_what_is_there_is_asked_once_however_many_the_rows(city: City) -> None:
    bureau, kind = city.seats["bureau"], packs.plan().kind(PROFESSOR)
    rows = [said(bureau, PROFESSOR, professor(city, f"众{name}")) for name in "甲乙丙丁戊己庚辛壬"]
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reads.there(bureau, kind, some, True) == {}
        counts.append(len(asked))
    assert counts == [1, 1]


def test_the_command_line_loads_the_same_way(
    city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bureau, place, paper = city.seats["bureau"], tmp_path / "名单.csv", tmp_path / "通知.pdf"
    place.write_bytes(table([row(city, "王一")]).read())
    paper.write_bytes(cities.PDF)
    told = argparse.Namespace(
        file=place, kind=PROFESSOR, seat="bureau", role=None, official=True, document=paper, type="official_list",
        title=None, dated=None, choice="all", dry_run=False, json=True,
    )  # fmt: skip
    monkeypatch.setattr(claims, "city", nullcontext)
    first = brought(bureau, city, "王一")
    acts.begin(bureau, first.id, "all")
    with monkeypatch.context() as patch:
        once_judged(patch, lambda row: acts.finish(first.id) and None if row.id != first.id else None)
        with pytest.raises(Refusal) as no:
            claims.run(told)
    assert no.value.code == "rows_flawed"
    assert acts.finish(first.id).state == "done"  # what was refused above left nothing behind
    assert claims.run(told) == claims.FLAWED
    shown = json.loads(capsys.readouterr().out)
    assert (shown["repeats"], shown["loaded"]) == (1, 0)


# ---- in the journal ------------------------------------------------------------------------------------------------------


def test_a_party_sees_its_own_list_in_the_journal(city: City) -> None:
    tto, id = city.seats["tto"], city.imports["tto"]
    press(tto, id)
    line = journal.line(tto, acts.finish(id).number or 0)
    made = Claim.objects.filter(source_id=id).order_by("id").values_list("id", flat=True)
    assert line.subjects == (("import", str(id)), *(("claim", str(one)) for one in made))
    assert refused(partial(journal.line, city.seats["tto2"], line.number)) == "no_such_line"


def test_an_official_list_names_its_import(city: City) -> None:
    bureau = city.seats["bureau"]
    found = brought(bureau, city, "王一", "王二")
    press(bureau, found.id)
    subjects = Act.objects.get(number=acts.finish(found.id).number).subjects
    assert [one.partition(":")[0] for one in subjects] == ["import", "evidence"]
    assert subjects[0] == f"import:{found.id}"


def test_a_long_list_names_its_first_claims(city: City) -> None:
    tto = city.seats["tto"]
    raws = [professor(city, f"长{chr(0x4E00 + n)}") for n in range(roll.TOUCHED + 1)]
    made = roll.claim(tto, PROFESSOR, [(raw, said(tto, PROFESSOR, raw)) for raw in raws])
    line = Act.objects.latest("number")
    assert line.subjects == [f"claim:{one.id}" for one in made[: roll.TOUCHED]]
    assert line.rows["claims"] == [one.id for one in made]
