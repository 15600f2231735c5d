"""Claims and corrections where people try what they should not: checking one's own, opening what was never sent, stating twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import city as cities
import pytest
from city import PDF, PROFESSOR, PROJECT, City, certificate, kept, professor, project, refused, said, sent, token
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim, fact, roll
from jinliang.site.models import Claim, Evidence, Fact, Seat
from jinliang.site.pages import case
from jinliang.site.reads import claim as claims
from jinliang.site.reads import dossier, drill, proof, scrutiny, search
from jinliang.site.reads import evidence as evidences
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads import worklist as work
from jinliang.site.reads.party import Directory, entry_title

pytestmark = pytest.mark.django_db
INVESTMENT, PROVINCIAL = "cn.project_investment", "cn.provincial_project"


def both(city: City, username: str) -> tuple[Viewer, Viewer]:
    """One user with a seat at the university and one at the office of its district."""
    first = cities.sit(username, city.parties["university"], "tto", "两席")
    second = cities.sit(username, city.parties["south"], "district", "两席")
    assert first.user == second.user
    return first, second


def why(call: Callable[[], Any]) -> str:
    """Why a call is refused."""
    with pytest.raises(Refusal) as no:
        call()
    return no.value.why


def browser(viewer: Viewer) -> Client:
    """A browser in which the viewer has come in on this seat."""
    client = Client()
    client.force_login(User.objects.get(id=viewer.user))
    session = client.session
    session["seat"] = viewer.seat
    session.save()
    return client


def api(secret: str, verb: str, url: str, body: Any = None) -> Any:
    """An answer of the API to a seat."""
    headers = {"Authorization": f"Bearer {secret}"}
    return getattr(Client(), verb)(
        f"/api{url}", json.dumps(body) if body else None, content_type="application/json", headers=headers
    )


# ---- nobody checks his own ------------------------------------------------------------------------------------------------


def test_nobody_checks_a_claim_of_a_party_where_he_has_another_seat(city: City) -> None:
    row = city.claims["submitted"]
    _, officer = both(city, "dual.a")
    told = "不能审核本单位的申报，须由别的单位审核"
    assert why(lambda: claim.verify(officer, row.id)) == told
    assert why(lambda: claim.give_back(officer, row.id, "再补")) == told
    for way in (viewers.by_seat(officer.seat, officer.user)[0], viewers.by_token(token(officer))):
        assert way is not None
        assert way.parties == {city.parties["university"].id, city.parties["south"].id}
        acts = {one.row.id: one.reasons for one in claims.claim(way, row.id).acts}
        assert acts["verify"] == (told,)
    assert row.id not in {one.id for one in claims.waits_for_me(officer)}
    assert row.id in {one.id for one in claims.waits_for_me(city.seats["district"])}
    (line,) = [one for one in work.lines(officer, claims.visible(officer)) if one.claim.id == row.id]
    assert line.wait is not None
    assert not line.wait.mine


@pytest.mark.parametrize("wrote", ["open", "attach", "detach", "submit"])
def test_nobody_checks_what_he_wrote_on_a_seat_that_he_has_left(city: City, wrote: str) -> None:
    writer, officer = both(city, f"dual.{wrote}")
    by = {one: writer if one == wrote else city.seats["tto"] for one in ("open", "attach", "detach", "submit")}
    row = claim.start(by["open"], PROFESSOR, professor(city, "换席"))
    for type in ("official_list", "agreement"):
        claim.attach(by["attach"], row.id, kept(f"{wrote} {type}"), type, "")
    extra = claim.attach(city.seats["tto"], row.id, kept(f"{wrote} extra"), "agreement", "")
    claim.detach(by["detach"], row.id, extra.id)
    claim.submit(by["submit"], row.id)
    Seat.objects.filter(id=writer.seat).update(active=False)
    officer = viewers.of(Seat.objects.select_related("party").get(id=officer.seat))
    assert officer.parties == {city.parties["south"].id}
    assert why(lambda: claim.verify(officer, row.id)) == "申报、初审和复核须是不同的人"
    claim.verify(city.seats["district"], row.id)


# ---- what was never sent is its party's own --------------------------------------------------------------------------------


def test_a_draft_withdrawn_unsent_stays_private_and_so_do_its_papers(city: City) -> None:
    tto = city.seats["tto"]
    row = cities.drafted(tto, PROFESSOR, professor(city, "不报"))
    paper = row.evidence.order_by("id").first()
    assert paper is not None
    address = reverse("evidence", args=[paper.id])
    for _ in range(2):  # as a draft, and withdrawn
        for word in ("bureau", "auditor", "district"):
            assert not claims.visible(city.seats[word]).filter(id=row.id).exists()
            assert browser(city.seats[word]).get(reverse("claim", args=[row.id])).status_code == 404
            assert browser(city.seats[word]).get(address).status_code == 403
        assert evidences.evidence(tto, paper.id).id == paper.id
        if row.state == "draft":
            row = claim.withdraw(tto, row.id)
    for word in ("bureau", "auditor", "district"):
        assert claims.visible(city.seats[word]).filter(id=city.claims["withdrawn"].id).exists()
        assert evidences.evidence(city.seats[word], city.claims["withdrawn"].evidence.all()[0].id)


def test_papers_of_lists_and_of_facts_are_open_to_the_bureau(city: City) -> None:
    listed, claimed = cities.behind(city.facts["listed"]), cities.behind(city.facts["claimed"])
    for word in ("bureau", "auditor"):
        for id in (*listed, *claimed):
            assert evidences.evidence(city.seats[word], id).id == id


def test_claims_from_a_list_are_seen_once_they_are_sent(city: City) -> None:
    tto, bureau = city.seats["tto"], city.seats["bureau"]
    raw = professor(city, "成批")
    (draft,) = roll.claim(tto, PROFESSOR, [(raw, said(tto, PROFESSOR, raw))])
    plan = project(city, "B-1")
    paper = roll.Document(kept("合同"), "contract", "合同")
    (whole,) = roll.claim(tto, PROJECT, [(plan, said(tto, PROJECT, plan))], paper)
    seen = set(claims.visible(bureau).values_list("id", flat=True))
    assert (draft.id in seen, whole.id in seen) == (False, True)


def test_where_else_a_file_stands_is_told_without_others_drafts(city: City) -> None:
    tto, file = city.seats["tto"], kept("共用")
    draft = claim.start(tto, PROFESSOR, professor(city, "暗一"))
    claim.attach(tto, draft.id, file, "agreement", "")
    one = cities.drafted(tto, PROFESSOR, professor(city, "明一"))
    paper = claim.attach(tto, one.id, file, "agreement", "")
    claim.submit(tto, one.id)
    assert evidences.also_behind(city.seats["district"], paper) == []
    assert evidences.also_behind(tto, paper) == [draft.title]


# ---- corrections -------------------------------------------------------------------------------------------------------------


def test_a_correction_of_what_was_claimed_needs_the_papers_of_its_kind(city: City) -> None:
    bureau, row = city.seats["bureau"], city.facts["claimed"]
    right = said(bureau, PROFESSOR, professor(city, "沈知远", until="2023-12-31"))
    papers = cities.behind(row)
    for some in ([], papers[:1]):
        assert refused(lambda: fact.replace(bureau, row.id, right, some, "抄错")) == "papers_missing"  # noqa: B023
    others = cities.behind(city.facts["listed"])
    assert refused(lambda: fact.replace(bureau, row.id, right, [*papers, *others], "抄错")) == "no_such_evidence"
    assert not row.amendments.exists()
    new = cities.stated(fact.replace(bureau, row.id, right, papers, "抄错"))
    assert cities.behind(new) == papers
    again = said(bureau, PROFESSOR, professor(city, "沈知远", until="2023-06-30"))
    assert refused(lambda: fact.replace(bureau, new.id, again, papers[:1], "又错")) == "papers_missing"


def test_a_correction_of_what_was_listed_needs_a_paper_of_the_list(city: City) -> None:
    bureau, row = city.seats["bureau"], city.facts["listed"]
    right = said(bureau, cities.BROKER, certificate(city, "赵一", "JS-77"))
    assert refused(lambda: fact.replace(bureau, row.id, right, [], "抄错")) == "papers_missing"
    assert cities.behind(cities.stated(fact.replace(bureau, row.id, right, cities.behind(row), "抄错")))


def test_a_correction_without_papers_is_refused_on_its_page_and_nothing_is_lost(city: City) -> None:
    row = city.facts["claimed"]
    raw = drill.raw(dossier.rows().get(id=row.id), packs.plan().kind(PROFESSOR))
    address = reverse("fact_replace", args=[row.id])
    answer = browser(city.seats["bureau"]).post(address, raw | {"batch": "2019", "reason": "聘期抄错"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "缺佐证" in page
    assert "聘期抄错" in page


def test_a_wrong_title_is_corrected_with_the_fact_and_proved_by_the_journal(city: City) -> None:
    bureau, raw = city.seats["bureau"], project(city, "P-T") | {"name": "机器人汗缝跟踪"}
    begun = claim.first_check(city.seats["district"], sent(city.seats["tto"], PROJECT, raw).id)
    old = cities.stated(claim.verify(bureau, begun.id))
    right = said(bureau, PROJECT, raw | {"name": "机器人焊缝跟踪"})
    new = cities.stated(fact.replace(bureau, old.id, right, cities.behind(old), "名称打错"))
    assert (old.entry_id, old.called, new.called) == (new.entry_id, "机器人汗缝跟踪", "机器人焊缝跟踪")
    assert [dossier.fact(bureau, one.id).title for one in (old, new)] == ["机器人汗缝跟踪", "机器人焊缝跟踪"]
    assert "机器人焊缝跟踪" in browser(bureau).get(reverse("fact", args=[new.id])).content.decode()
    assert new in dossier.facts(bureau, words="焊缝跟踪")
    assert new.id in {one.id for one in search.search(bureau, "机器人焊缝跟踪").facts}
    assert entry_title(new.entry_id) == "机器人焊缝跟踪"
    directory = Directory(bureau)
    assert {directory.entry(PROJECT, one) for one in ("机器人焊缝跟踪", "机器人汗缝跟踪")} == {new.entry_id}
    told = drill.raw(dossier.rows().get(id=new.id), packs.plan().kind(PROJECT))
    assert told["name"] == "机器人焊缝跟踪"
    before = proof.facts_digest([new.id])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    Fact.objects.filter(id=new.id).update(title="机器人焊缝识别")
    assert proof.facts_digest([new.id]) != before
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")
    fact.reverse(bureau, new.id, "从未签订")
    assert entry_title(new.entry_id) == "机器人汗缝跟踪"


def test_a_correction_starts_from_all_parties_and_persons_of_a_role(city: City) -> None:
    bureau = city.seats["bureau"]
    raw = {
        "project_no": "BY2020001", "name": "焊缝在线检测", "lead": "沈知远、程砚秋", "institution": city.name("university"),
        "enterprise": f"{city.name('welder')}、{city.name('cable')}", "level": cities.first("project_level"),
        "approved_on": "2020-05-01",
    }  # fmt: skip
    (row,) = roll.official(bureau, PROVINCIAL, [said(bureau, PROVINCIAL, raw)], cities.document("立项文件"))
    told = drill.raw(dossier.rows().get(id=cities.stated(row).id), packs.plan().kind(PROVINCIAL))
    assert (told["lead"], told["enterprise"]) == (raw["lead"], raw["enterprise"])
    assert said(bureau, PROVINCIAL, told) == said(bureau, PROVINCIAL, raw)


# ---- papers --------------------------------------------------------------------------------------------------------------------


def test_the_same_file_proves_no_more_by_standing_behind_a_claim_twice(city: City) -> None:
    tto = city.seats["tto"]
    row, file = claim.start(tto, PROFESSOR, professor(city, "双附")), kept("双附")
    first = claim.attach(tto, row.id, file, "agreement", "")
    for type in ("agreement", "official_list"):
        assert refused(lambda: claim.attach(tto, row.id, file, type, "")) == "file_twice"  # noqa: B023
    claim.detach(tto, row.id, first.id)
    claim.attach(tto, row.id, file, "agreement", "")
    # What an older version let in counts once.
    Evidence.objects.create(claim=row, paper_id=file.digest, party_id=tto.sits[1], type="agreement", title="再附")
    assert claims.claim(tto, row.id).case.papers == {"agreement": 1}


def test_the_same_file_chosen_twice_at_once_is_refused_whole(city: City) -> None:
    tto = city.seats["tto"]
    row = claim.start(tto, PROFESSOR, professor(city, "同批"))
    files = [SimpleUploadedFile(name, PDF + b"% same\n", "application/pdf") for name in ("甲.pdf", "乙.pdf")]
    answer = browser(tto).post(
        reverse("evidence_attach", args=[row.id]), {"paper-file": files, "paper-type": "agreement"}
    )
    assert answer.status_code == 400
    assert "乙.pdf选了两次" in answer.content.decode()
    assert not row.evidence.exists()


# ---- stating twice ------------------------------------------------------------------------------------------------------------


def begin(city: City) -> None:
    """The joint project P-S is on record."""
    begun = claim.first_check(city.seats["district"], sent(city.seats["tto"], PROJECT, project(city, "P-S")).id)
    claim.verify(city.seats["bureau"], begun.id)


def investment(city: City, amount: str) -> dict[str, str]:
    """The raw texts of money that came in for the joint project P-S."""
    return {
        "project": "机器人焊缝跟踪 P-S", "institution": city.name("university"), "enterprise": city.name("welder"),
        "source": cities.first("money_source"), "voucher_no": "V-1", "amount": amount,
        "basis": cities.first("amount_basis"), "paid_on": "2020-02-03",
    }  # fmt: skip


def invested(city: City, amount: str) -> Claim:
    """A claim of it, sent."""
    row = claim.start(city.seats["tto"], INVESTMENT, investment(city, amount))
    claim.attach(city.seats["tto"], row.id, kept(f"到账 {row.id}"), "receipt", "")
    return claim.submit(city.seats["tto"], row.id)


def test_money_that_a_living_fact_says_already_is_not_verified_again(city: City) -> None:
    district = city.seats["district"]
    begin(city)
    there = cities.stated(claim.verify(district, invested(city, "100000").id))
    row = invested(city, "100000.00")
    with pytest.raises(Refusal) as no:
        claim.verify(district, row.id)
    assert no.value.code == "stated_already"
    assert f"编号 {there.id}" in no.value.why
    assert no.value.fix == "退回，或对那件事实办理更正"
    assert Claim.objects.get(id=row.id).state == "submitted"
    answer = api(token(district), "post", f"/claims/{row.id}/verify", {"reason": ""})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stated_already")
    fact.reverse(city.seats["bureau"], there.id, "误报")
    claim.verify(district, row.id)


def test_where_entries_are_counted_a_repeat_is_verified_and_counts_once(city: City) -> None:
    row = sent(city.seats["tto"], PROFESSOR, professor(city, "沈知远"))
    assert cities.stated(claim.verify(city.seats["district"], row.id)).entry_id == city.facts["claimed"].entry_id


def test_where_values_are_added_the_officer_is_told_that_it_adds_again(city: City) -> None:
    district = city.seats["district"]
    begin(city)
    claim.verify(district, invested(city, "100000").id)
    other = invested(city, "200000")

    def told(row: Claim) -> list[str]:
        return [one.text for one in case.checked(district, claims.claim(district, row.id), packs.plan())]

    assert any("再加一次" in one for one in told(other))
    assert not any("只计一次" in one for one in told(other))
    assert any("只计一次" in one for one in told(sent(city.seats["tto"], PROFESSOR, professor(city, "沈知远"))))
    assert cities.stated(claim.verify(district, other.id)).amount == 200000


def test_claims_of_the_same_thing_are_found_however_they_write_it(city: City) -> None:
    tto, pack = city.seats["tto"], packs.plan()

    def others(raw: dict[str, str]) -> int:
        row = claim.start(tto, PROJECT, raw)
        statement = claims.stated(row, pack)
        assert statement is not None
        found = {one.code: one.count for one in scrutiny.findings(tto, pack, row, statement)}
        return found.get("other_claims", 0)

    assert others(project(city, "ｐ－１") | {"name": "另一个写法"}) == 1
    assert others(project(city, "P-9") | {"name": project(city, "P-1")["name"]}) == 0


# ---- the API ---------------------------------------------------------------------------------------------------------------------


def test_the_list_of_claims_asks_a_constant_number_of_queries(city: City) -> None:
    secret = city.tokens["bureau"]

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as found:
            answer = api(secret, "get", "/claims?state=submitted")
        return len(found), len(answer.json())

    few, some = asked()
    for number in range(12):
        person = f"列{'甲乙丙丁戊己庚辛壬癸子丑'[number]}"
        partners = ("welder", "material", "gear", "cable")
        raw = professor(city, person) | {"employer": city.name(partners[number % 4])}
        sent(city.seats["tto"], PROFESSOR, raw)
        sent(city.seats["tto2"], PROFESSOR, professor(city, person, "college"))
        sent(city.seats["enterprise"], PROJECT, project(city, f"N-{number}", ("university", "institute")[number % 2]))
    many, more = asked()
    assert more == some + 36
    assert many <= few + 1  # a directory for each party and role, none for each claim
    flawed = next(one for one in api(secret, "get", "/claims").json() if one["title"].startswith("列甲"))
    assert flawed["flaws"] == []
