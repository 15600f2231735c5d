"""Claims as pages: the list, the form made from the kind alone, papers, acts with their verdicts. Nothing that was typed is lost."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from typing import Any

import city as cities
import pytest
from city import BROKER, PDF, PROFESSOR, PROJECT, City
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drawing import Reader
from jinliang.core.access import Viewer
from jinliang.core.pack import Kind
from jinliang.core.statement import FieldFlaw
from jinliang.site.acts import claim as acts
from jinliang.site.models import Act, Claim, Evidence, Fact, Seat
from jinliang.site.pages.form import Given, KindForm, typed
from jinliang.site.reads import claim as claims
from jinliang.site.reads import clock, effect, papers, scrutiny
from jinliang.site.reads import evidence as evidences
from jinliang.site.reads import pack as packs
from jinliang.site.reads import worklist as work

pytestmark = pytest.mark.django_db


def at(viewer: Viewer, **how: Any) -> Client:
    """A browser in which the viewer has come in."""
    client = Client(**how)
    client.force_login(User.objects.get(id=viewer.user))
    return client


def get(viewer: Viewer, url: str, status: int = 200) -> str:
    answer = at(viewer).get(url)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def post(viewer: Viewer, url: str, status: int = 302, **posted: Any) -> str:
    answer = at(viewer).post(url, posted)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode() if status != 302 else answer["Location"]


def text(html: str) -> str:
    """What a reader reads of some markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def pdf(words: str, name: str = "文件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + f"% {words}\n".encode(), "application/pdf")


def handed(viewer: Viewer, address: str) -> tuple[Any, bytes]:
    """A file as it is handed over, read to its end."""
    answer = at(viewer).get(address)
    assert answer.status_code == 200
    return answer, b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def url(claim: Claim, *act: str) -> str:
    return reverse("claim_act", args=[claim.id, *act]) if act else reverse("claim", args=[claim.id])


# ---- the list ------------------------------------------------------------------------------------------------------------


def test_the_list_counts_by_state_and_kind_and_keeps_the_other_filter(city: City) -> None:
    tto = city.seats["tto"]
    found = work.worklist(tto)
    assert {state: number for state, number in found.states.items() if number} == {
        "mine": 2, "draft": 1, "submitted": 1, "checked": 1, "verified": 1, "returned": 1, "withdrawn": 1,
    }  # fmt: skip
    assert dict(found.kinds) == {PROFESSOR: 5, PROJECT: 1}
    mine = work.worklist(tto, work.MINE)
    assert [one.state for one in mine.rows] == ["draft", "returned"]
    assert dict(mine.kinds) == {PROFESSOR: 2}
    narrow = work.worklist(tto, "checked", PROJECT)
    assert (narrow.states["checked"], narrow.states["draft"], dict(narrow.kinds)) == (1, 0, {PROJECT: 1})
    assert [one.title for one in work.worklist(tto, words="退三").rows] == [city.claims["returned"].title]


def test_the_list_says_whom_each_claim_waits_for_and_the_reader_is_you(city: City) -> None:
    Seat.objects.filter(user__username="district").update(area=cities.SOUTH)
    shown = text(get(city.seats["tto"], reverse("claims")))
    assert f"{city.name('south')} 王远 审核" in shown
    assert "您 补正" in shown
    assert "退回：聘期与协议不一致" in shown
    waiting = text(get(city.seats["district"], reverse("claims") + "?state=mine"))
    assert "您 审核" in waiting
    assert "草一" not in waiting


def test_the_list_asks_a_constant_number_of_queries(city: City) -> None:
    client = at(city.seats["bureau"])
    client.get(reverse("claims"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("claims"))
    for number in range(30):
        name = f"多{'一二三四五六七八九十'[number % 10]}{'甲乙丙'[number // 10]}"
        cities.sent(city.seats["tto"], PROFESSOR, cities.professor(city, name))
    client.get(reverse("claims"))
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("claims")).content.decode()
    assert page.count("<tr data-row>") >= 30
    assert len(many) == len(few)


# ---- the form ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(14))
def test_every_kind_has_its_form_from_the_declaration_alone(city: City, place: int) -> None:
    pack = packs.plan()
    kind = pack.kinds[place]
    form = KindForm(kind, pack, {}, {})
    shown = {field.name for group in form.groups() for field in group.fields if not isinstance(field, Given)}
    assert shown == {one.id for one in kind.fields if not one.fill}
    assert not form.errors
    assert {name for name, field in form.fields.items() if field.required} == {
        one.id for one in kind.fields if one.required and not one.fill
    }
    assert all(len(form.fields[one.id].choices) > 2 for one in kind.fields if one.type == "code" and not one.fill)  # type: ignore[attr-defined]


def test_the_plan_has_fourteen_kinds() -> None:
    assert len(cities.load.shipped_pack("national").kinds) == 14


def test_what_the_seat_brings_is_shown_and_cannot_be_typed(city: City) -> None:
    page = get(city.seats["tto"], url(city.claims["draft"]))
    assert "由席位带出" in text(page)
    names = [field.get("name") for field in Reader(page).all("input")]
    assert "university" not in names
    assert {"person", "employer", "batch"} <= set(names)


def test_codes_offer_what_is_valid_on_the_day_the_draft_names() -> None:
    pack = cities.load.shipped_pack("national")
    kind = pack.kind(cities.CONTRACT)

    def offered(signed: str) -> list[str]:
        form = KindForm(kind, pack, {"signed_on": signed} if signed else {}, {})
        return [label for value, label in form.fields["class"].choices if value]  # type: ignore[attr-defined]

    assert "技术许可" not in offered("2020-05-01")
    assert "技术许可" in offered("2021-05-01")
    assert "技术许可（2021-01-01 起）" in offered("")


def test_a_label_from_a_table_is_chosen_and_an_unknown_one_stays_visible() -> None:
    pack = cities.load.shipped_pack("national")
    form = KindForm(pack.kind(PROFESSOR), pack, {"type": "本科类"}, {})
    assert form["type"].value() == "undergraduate"
    odd = KindForm(pack.kind(PROFESSOR), pack, {"type": "研究生类"}, {})
    assert odd["type"].value() == "研究生类"
    assert ("研究生类", "研究生类") in odd.fields["type"].choices  # type: ignore[attr-defined]


def test_a_day_that_is_none_stays_visible_and_one_that_is_gets_a_calendar() -> None:
    pack = cities.load.shipped_pack("national")

    def control(value: str) -> str:
        return str(KindForm(pack.kind(PROFESSOR), pack, {"appointed_on": value}, {})["appointed_on"])

    assert 'type="date"' in control("2021年3月5日")
    assert 'value="2021-03-05"' in control("2021年3月5日")
    assert 'type="date"' not in control("2021/13/01")
    assert 'value="2021/13/01"' in control("2021/13/01")


def test_a_flaw_says_value_rule_and_fix_and_offers_the_right_value_as_the_control_takes_it() -> None:
    pack = cities.load.shipped_pack("national")
    kind: Kind = pack.kind(PROFESSOR)
    flaws = [
        FieldFlaw("type", "研究生类", "不在 4 种之内", "可以填：……", "研究生导师类"),
        FieldFlaw("批次", "x", "没有叫“批次”的字段", "去掉这一项"),
    ]
    form = KindForm(kind, pack, {"type": "研究生类"}, {}, flaws)
    (wrong,) = form.errors.as_data()["type"]
    assert (wrong.why, wrong.fill) == ("不在 4 种之内。填的是“研究生类”。", "graduate")  # type: ignore[attr-defined]
    assert wrong.fix == "改成 研究生导师类（可以填：……）"  # type: ignore[attr-defined]
    (unknown,) = form.errors.as_data()["__all__"]
    assert "没有叫“批次”的字段" in unknown.why  # type: ignore[attr-defined]


def test_a_large_amount_is_told_as_people_say_it() -> None:
    pack = cities.load.shipped_pack("national")
    form = KindForm(pack.kind(PROJECT), pack, {"amount": "12000000"}, {})
    assert "1,200.00 万元" in str(form.fields["amount"].help_text)


def test_only_the_kinds_own_fields_are_taken_from_what_is_posted() -> None:
    kind = cities.load.shipped_pack("national").kind(PROJECT)
    assert typed(kind, {"name": "甲", "institution_kind": "高校", "csrfmiddlewaretoken": "x", "paper-type": "y"}) == {
        "name": "甲"
    }


# ---- writing -------------------------------------------------------------------------------------------------------------


def test_starting_opens_one_draft_and_takes_the_empty_one_up_again(city: City) -> None:
    tto = city.seats["tto"]
    new = reverse("claim_new_kind", args=[PROFESSOR])
    assert "必备 1 份" in text(get(tto, new))
    before = Act.objects.count()
    first = post(tto, new)
    assert post(tto, new) == first
    assert Act.objects.count() == before + 1
    post(tto, first + "save/", person="程砚之")
    assert post(tto, new) != first


def test_a_seat_that_may_not_state_a_kind_gets_no_form(city: City) -> None:
    assert "不能申报" in text(get(city.seats["bureau"], reverse("claim_new"), 403))
    assert "不能申报这一类" in text(get(city.seats["broker"], reverse("claim_new_kind", args=[PROFESSOR]), 403))
    before = Claim.objects.count()
    assert at(city.seats["broker"]).post(reverse("claim_new_kind", args=[PROFESSOR])).status_code == 403
    assert Claim.objects.count() == before


def test_an_autosave_keeps_what_was_typed_and_leaves_no_line(city: City) -> None:
    tto, draft = city.seats["tto"], city.claims["draft"]
    before = Act.objects.count()
    values = cities.professor(city, "程砚之") | {"csrfmiddlewaretoken": "x"}
    answer = at(tto).post(url(draft) + "save/", values, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="saved"' in shown
    assert 'id="effect" hx-swap-oob="true"' in shown
    assert 'id="checked" hx-swap-oob="true"' in shown
    draft.refresh_from_db()
    assert draft.values["person"] == "程砚之"
    assert "程砚之" in draft.title
    assert Act.objects.count() == before


def test_saving_somebody_elses_or_a_sent_claim_is_refused(city: City) -> None:
    assert at(city.seats["tto2"]).post(url(city.claims["draft"]) + "save/", {"person": "王"}).status_code == 404
    assert at(city.seats["tto"]).post(url(city.claims["submitted"]) + "save/", {"person": "王"}).status_code == 409
    city.claims["submitted"].refresh_from_db()
    assert city.claims["submitted"].values["person"] == "待二"


def test_submitting_what_is_flawed_says_everything_at_once_and_loses_nothing(city: City) -> None:
    tto = city.seats["tto"]
    draft = acts.start(tto, PROFESSOR, {})
    page = post(
        tto, url(draft, "submit"), 400, person="程砚之", employer="龙城焊接装备有线公司（虚构）", type="", batch="二〇二一",
        appointed_on="2021-03-05", serves_until_on="2020-03-04",
    )  # fmt: skip
    shown = text(page)
    assert "还有 5 处要改" in shown
    assert "缺佐证：官方名单 1 份、协议 1 份" in shown
    assert "不是整数。填的是“二〇二一”" in shown
    assert "聘期止日应晚于聘任日" in shown
    assert [one["data-fill"] for one in Reader(page).all("a") if "data-fill" in one] == [
        f"{city.name('welder')} {city.parties['welder'].code}"
    ]
    assert 'value="二〇二一"' in page
    draft.refresh_from_db()
    assert (draft.state, draft.values["batch"]) == ("draft", "二〇二一")


def test_a_claim_is_written_returned_mended_and_verified_on_its_pages(city: City) -> None:
    tto, district = city.seats["tto"], city.seats["district"]
    place = post(tto, reverse("claim_new_kind", args=[PROFESSOR]))
    claim = Claim.objects.get(id=int(place.split("/")[-2]))
    fields = {name: value for name, value in cities.professor(city, "程砚之").items() if name != "university"}
    attach = reverse("evidence_attach", args=[claim.id])
    post(tto, attach, **fields, **{"paper-file": [pdf("名单", "名单.pdf")], "paper-type": "official_list"})
    papers_ = {
        "paper-file": [pdf("协议")],
        "paper-type": "agreement",
        "paper-title": "三方协议",
        "paper-dated_on": "2021-03-01",
    }
    assert post(tto, attach, **papers_) == f"{place}#evidence"
    claim.refresh_from_db()
    assert claim.values["person"] == "程砚之"
    assert list(claim.evidence.order_by("id").values_list("type", "title", "dated_on")) == [
        ("official_list", "官方名单", None), ("agreement", "三方协议", date(2021, 3, 1)),
    ]  # fmt: skip
    post(tto, url(claim, "submit"), **fields)
    page = text(get(district, place))
    assert "您 审核" in page
    assert "通过后成为事实，产业教授 1 → 2" in page
    assert post(district, url(claim, "return"), 400, reason=" ").count("没有写退回原因") == 1
    post(district, url(claim, "return"), reason="协议缺盖章页")
    assert "退回原因：协议缺盖章页" in text(get(tto, place))
    post(tto, url(claim, "submit"))
    client = at(district)
    shown = client.post(url(claim, "verify"), follow=True).content.decode()
    fact = Fact.objects.get(claim=claim)
    assert f'<a href="{reverse("fact", args=[fact.id])}">' in shown
    assert f"留痕 #{fact.known}" in text(shown)
    assert "已核验：程砚之" in text(shown)
    assert [one.state for one in Claim.objects.filter(id=claim.id)] == ["verified"]


def test_a_refused_act_is_said_in_the_page_and_what_was_written_stands_there(city: City) -> None:
    page = post(city.seats["district"], url(city.claims["verified"], "return"), 409, reason="晚了一步")
    assert "现在是“已核验”，不能退回" in text(page)
    assert "您写的原因：晚了一步" in text(page)


def test_an_unknown_act_and_an_unseen_claim_are_not_there(city: City) -> None:
    assert at(city.seats["tto"]).post(url(city.claims["draft"], "approve")).status_code == 404
    assert at(city.seats["enterprise"]).post(url(city.claims["submitted"], "verify")).status_code == 404
    assert at(city.seats["tto"]).get(url(city.claims["draft"], "submit"))["Location"] == url(city.claims["draft"])


def test_every_act_stands_on_the_page_of_a_checker_and_a_blocked_one_says_why(city: City) -> None:
    page = get(city.seats["bureau"], url(city.claims["submitted"]))
    greyed = Reader(page).all("button", "jl-no")
    assert len(greyed) == 4
    assert all(one["aria-disabled"] == "true" and one["aria-describedby"] for one in greyed)
    assert "这件申报不等您的席位审核" in text(page)
    assert page.count("btn-primary") == 1


def test_acts_need_the_token_of_the_form(city: City) -> None:
    strict = at(city.seats["tto"], enforce_csrf_checks=True)
    for address in (url(city.claims["draft"], "submit"), reverse("evidence_attach", args=[city.claims["draft"].id])):
        assert strict.post(address, {"person": "王"}).status_code == 403


# ---- what the system looked up ---------------------------------------------------------------------------------------------


def said(claim: Claim) -> Any:
    found = claims.stated(claim, packs.plan())
    assert found is not None
    return found


def test_the_effect_of_a_claim_is_one_more_or_the_reason_why_not(city: City) -> None:
    pack = packs.plan()
    kind = pack.kind(PROFESSOR)
    viewer = city.seats["tto"]
    (fresh,) = effect.effects(viewer, pack, kind, said(city.claims["submitted"]))
    assert (fresh.after, fresh.why) == (fresh.now + 1, None)
    (again,) = effect.effects(viewer, pack, kind, said(city.claims["verified"]))
    assert (again.after, again.why) == (None, "same_entry")
    raw = cities.professor(city, "程砚之") | {"type": "市级兼职教授"}
    part = acts.start(viewer, PROFESSOR, raw)
    (other,) = effect.effects(viewer, pack, kind, said(part))
    assert other.why == "where"
    (unknown,) = effect.effects(viewer, pack, kind, None)
    assert (unknown.after, unknown.now, unknown.why) == (None, fresh.now, None)


def test_a_project_counts_as_led_only_while_its_leader_stands(city: City) -> None:
    pack = packs.plan()
    kind = pack.kind("cn.provincial_project")
    raw = {
        "project_no": "S-1", "name": "焊接机器人", "lead": "沈知远", "institution": city.name("university"),
        "enterprise": city.name("welder"), "level": "province", "approved_on": "2020-03-01",
    }  # fmt: skip
    claim = acts.start(city.seats["tto"], kind.id, raw)
    (led,) = effect.effects(city.seats["tto"], pack, kind, said(claim))
    assert led.why == "where"
    appointment = {
        "person": "沈知远", "institution": city.name("university"), "enterprise": city.name("welder"), "batch": "2019",
        "appointed_on": "2019-09-01", "serves_until_on": "2021-08-31",
    }  # fmt: skip
    officer = city.seats["bureau"]
    stating = cities.said(officer, "cn.science_vice_president", appointment)
    cities.roll.official(officer, stating.kind, [stating], cities.document("科技副总名单"))
    (led,) = effect.effects(city.seats["tto"], pack, kind, said(claim))
    assert (led.why, led.after) == (None, led.now + 1)


def test_repeats_namesakes_other_posts_and_near_names_are_looked_up(city: City, demo: None) -> None:
    pack, tto = packs.plan(), city.seats["tto"]

    def codes(claim: Claim) -> dict[str, int]:
        return {one.code: one.count for one in scrutiny.findings(tto, pack, claim, said(claim))}

    assert codes(city.claims["submitted"]) == {"new_entry": 0, "no_other_posts": 0}
    same = acts.start(tto, PROFESSOR, cities.professor(city, "沈知远"))
    assert codes(same) == {"same_entry": 1, "no_other_posts": 0}
    twice = acts.start(tto, PROFESSOR, cities.professor(city, "待二"))
    assert codes(twice)["other_claims"] == 1
    elsewhere = acts.start(tto, PROFESSOR, cities.professor(city, "沈知远") | {"employer": city.name("cable")})
    assert codes(elsewhere)["namesake"] == 1
    later = acts.start(tto, PROFESSOR, cities.professor(city, "沈知远") | {"batch": "2020"})
    with clock.set_to(clock.at(date(2021, 6, 18))):
        assert codes(later)["other_posts"] == 1
    cities.party.register(cities.SYSTEM, [cities.NewParty("enterprise", "龙城焊接装备股份有限公司（虚构）")])
    near = {one.code: one.parties for one in scrutiny.findings(tto, pack, same, said(same))}
    assert [name for _id, name in near["near_name"]] == ["龙城焊接装备股份有限公司（虚构）"]


def test_anothers_claim_of_the_same_thing_is_counted_but_not_opened(city: City) -> None:
    raw = cities.project(city, "P-2", "institute", "material")
    other = cities.sit("tto.institute", city.parties["institute"], "tto", "姜远")
    claim = acts.start(other, PROJECT, raw)
    found = {one.code: one for one in scrutiny.findings(other, packs.plan(), claim, said(claim))}
    assert (found["other_claims"].count, found["other_claims"].claims) == (1, ())


# ---- papers ----------------------------------------------------------------------------------------------------------------


def test_several_papers_at_once_and_one_bad_one_leaves_none(city: City) -> None:
    tto, draft = city.seats["tto"], city.claims["draft"]
    attach = reverse("evidence_attach", args=[draft.id])
    before = draft.evidence.count()
    program = SimpleUploadedFile("程序.pdf", b"MZ\x90\x00" + bytes(600))
    page = post(tto, attach, 400, person="新名", **{"paper-file": [pdf("好"), program], "paper-type": "agreement"})
    assert "程序.pdf：名字是 .pdf，内容却是程序" in text(page)
    assert draft.evidence.count() == before
    draft.refresh_from_db()
    assert draft.values["person"] == "新名"
    post(tto, attach, **{"paper-file": [pdf("甲", "甲.pdf"), pdf("乙", "乙.pdf")], "paper-type": "agreement"})
    assert draft.evidence.count() == before + 2


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "没有选择文件"),
        ([SimpleUploadedFile("空.pdf", b"")], "空.pdf：文件是空的"),
        ([SimpleUploadedFile("聘书.doc", b"x" * 100)], "不收 .doc 文件"),
    ],
)
def test_a_paper_that_is_none_is_refused_in_the_page(city: City, files: list[Any], why: str) -> None:
    attach = reverse("evidence_attach", args=[city.claims["draft"].id])
    assert why in text(post(city.seats["tto"], attach, 400, **{"paper-file": files, "paper-type": "agreement"}))


def test_a_file_over_the_limit_is_read_to_its_end_and_refused(city: City, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 3 * 1024 * 1024
    attach = reverse("evidence_attach", args=[city.claims["draft"].id])
    large = SimpleUploadedFile("扫描.pdf", PDF + bytes(4 * 1024 * 1024))
    page = post(city.seats["tto"], attach, 400, person="留下", **{"paper-file": [large], "paper-type": "agreement"})
    assert "扫描.pdf超过 3 MB，没有收下" in text(page)
    city.claims["draft"].refresh_from_db()
    assert city.claims["draft"].values["person"] == "留下"


def test_the_same_file_twice_on_a_claim_is_refused_and_on_another_claim_pointed_out(city: City) -> None:
    tto = city.seats["tto"]
    one, two = (acts.start(tto, PROFESSOR, cities.professor(city, name)) for name in ("双一", "双二"))
    attach = reverse("evidence_attach", args=[one.id])
    post(tto, attach, **{"paper-file": [pdf("同")], "paper-type": "agreement"})
    assert "是同一个文件" in text(post(tto, attach, 400, **{"paper-file": [pdf("同")], "paper-type": "agreement"}))
    post(tto, reverse("evidence_attach", args=[two.id]), **{"paper-file": [pdf("同")], "paper-type": "agreement"})
    page = get(tto, url(two))
    assert Reader(page).all("div", "-dup")
    assert f"也用在：{one.title}" in text(page)


def test_a_paper_is_taken_off_a_draft_and_its_line_stays(city: City) -> None:
    tto, draft = city.seats["tto"], city.claims["draft"]
    paper = draft.evidence.order_by("id").first()
    assert paper is not None
    post(tto, reverse("evidence_detach", args=[draft.id, paper.id]), person="记得")
    assert Evidence.objects.get(id=paper.id).removed
    assert Act.objects.order_by("-number").values_list("act", flat=True).first() == "claim.detach"
    sent = city.claims["submitted"].evidence.order_by("id").first()
    assert sent is not None
    page = post(tto, reverse("evidence_detach", args=[city.claims["submitted"].id, sent.id]), 409)
    assert "现在是“待审核”，不能再改" in text(page)


def test_a_paper_opens_sandboxed_for_those_inside_and_for_nobody_else(city: City) -> None:
    paper = city.claims["submitted"].evidence.order_by("id").first()
    assert paper is not None
    address = reverse("evidence", args=[paper.id])
    for word in ("tto", "district", "bureau", "auditor"):
        answer, data = handed(city.seats[word], address)
        assert data == papers.store().path(paper.paper_id).read_bytes()
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("inline")
    for word in ("tto2", "district2", "enterprise2", "broker"):
        assert at(city.seats[word]).get(address).status_code == 403, word
    assert Client().get(address).status_code == 302
    answer, _ = handed(city.seats["tto"], address + "?download=1")
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_a_browser_should_not_show_is_handed_over_as_a_file(city: City) -> None:
    tto, draft = city.seats["tto"], city.claims["draft"]
    kept = papers.store().keep(io.BytesIO("名称\n甲\n".encode()), "表.csv", configured.UPLOAD_LIMIT)
    row = acts.attach(tto, draft.id, kept, "statement", "")
    answer, _ = handed(tto, reverse("evidence", args=[row.id]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert evidences.also_behind(tto, row) == []


# ---- the claim as it is read -------------------------------------------------------------------------------------------------


def test_a_checker_reads_statement_papers_checks_and_course_on_one_page(city: City) -> None:
    claim = city.claims["submitted"]
    page = get(city.seats["district"], url(claim))
    shown = text(page)
    for words in (
        "待二",
        city.name("welder"),
        "由席位带出",
        "必备 2 种，已有 2 种",
        "系统替您查过",
        "提交申报",
        "新增江苏省产业教授200名",
    ):
        assert words in shown
    assert [one["aria-current"] for one in Reader(page).all("li") if "aria-current" in one] == ["step"]
    for paper in claim.evidence.all():
        assert reverse("evidence", args=[paper.id]) in page


def test_a_kind_of_two_levels_goes_to_the_bureau_after_the_district(city: City) -> None:
    claim = cities.sent(city.seats["tto"], PROJECT, cities.project(city, "P-9"))
    shown = text(get(city.seats["district"], url(claim)))
    assert "这一类审两级：先初审，再由市科技局复核" in shown
    post(city.seats["district"], url(claim, "check"))
    claim.refresh_from_db()
    assert (claim.state, claim.checker) == ("checked", "bureau")
    assert "您 复核" in text(get(city.seats["bureau"], url(claim)))


def test_after_one_claim_the_next_that_waits_is_a_click_away(city: City) -> None:
    district = city.seats["district"]
    cities.sent(city.seats["tto"], PROFESSOR, cities.professor(city, "后来"))
    post(district, url(city.claims["submitted"], "verify"))
    assert "下一件等您的" in text(get(district, url(city.claims["submitted"])))


def test_what_is_offered_while_typing_is_what_the_field_may_take(city: City) -> None:
    tto = city.seats["tto"]
    offers = reverse("offers", args=[PROFESSOR, "employer"])
    assert city.name("cable") in get(tto, f"{offers}?employer=特缆")
    assert city.name("cable") in get(tto, f"{offers}?employer={city.parties['cable'].code[:12]}")
    assert city.name("college") not in get(tto, f"{offers}?employer=江滨")
    assert get(tto, f"{offers}?employer=").strip() == ""
    assert get(tto, reverse("offers", args=[PROFESSOR, "person"]) + "?person=沈").strip() == ""
    assert "没有这个字段" in get(tto, reverse("offers", args=[PROFESSOR, "nothing"]), 404)
    entries = reverse("offers", args=["cn.project_investment", "project"])
    officer = city.seats["bureau"]
    post(officer, url(city.claims["checked"], "verify"))
    title = Fact.objects.get(claim=city.claims["checked"]).entry.title
    assert title in get(tto, f"{entries}?project={title[:2]}")


def test_a_district_without_an_officer_is_named_by_its_role(city: City) -> None:
    kind = packs.plan().kind(BROKER)
    Seat.objects.filter(user__username="district").update(area=cities.SOUTH)
    assert work.then_waits_for(kind, cities.SOUTH) == city.name("south")
    assert work.then_waits_for(kind, "cz-jkq") == "辖市区科技局"
    assert work.then_waits_for(packs.plan().kind("cn.key_laboratory"), cities.SOUTH) == city.name("bureau")
