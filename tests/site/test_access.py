"""Deny by default: every address and every API verb, walked as every seat and as the public, gives the verdict that is declared.

The walk finds what there is by itself. A view that declares nothing fails, and so does an address with an argument for which no example
is given here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import city as cities
import pytest
from city import PROFESSOR, SEATS, City
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from ninja.operation import Operation

from jinliang.core.access import ROLES
from jinliang.core.claim import CLAIM
from jinliang.site.acts import platform as platforms
from jinliang.site.acts import saved
from jinliang.site.api.door import anyone
from jinliang.site.api.routes import api
from jinliang.site.models import Act, Deal, Evidence, Head, Import, Message, Seat, Token, Transfer
from jinliang.site.reads import dossier
from jinliang.site.reads import evidence as papers
from jinliang.site.reads import pack as packs
from jinliang.site.reads.dossier import masked
from jinliang.site.reads.saved import Looking

pytestmark = pytest.mark.django_db

ROLE_SEATS = tuple(ROLES)
"""A seat of every role: the word of each first seat is its role."""
VIEWERS = ("public", *ROLE_SEATS)
CLOSE = ("public", *SEATS)
"""Those and the second seats, for what is seen by one party or district and not by another."""
UNDECLARED = {
    "language": "Django's own; sets a cookie",
    "api:openapi-json": "the API's description; shows no data",
    "api:api-root": "ninja's own; a redirect or nothing",
}
"""Addresses without `may`, each with why."""
OPEN = {
    "awards",
    "call",
    "feed",
    "health",
    "market",
    "listing",
    "door",
    "leave",
    "home",
    "board",
    "reading",
    "facts",
    "fact",
    "plan",
    "clause",
    "search",
}
"""Every page that the public may open; one more is a decision, to be taken here."""
OPEN_VERBS = {
    "GET /plan/{plan}", "GET /readings/{plan}", "GET /readings/{plan}/{indicator}", "GET /facts", "GET /facts/{id}", "GET /exchange/schema",
}  # fmt: skip
"""Every verb of the API that answers without a key."""
UNREADY = {"health": 503}
"""What an address answers here, where no worker runs."""


# ---- what there is -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    """An address: its name, its view, the names of its arguments."""

    name: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def may(self) -> Any:
        return getattr(self.view, "may", None)


def routes(patterns: Any = None, space: str = "") -> Iterator[Route]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        else:
            assert isinstance(one, URLPattern)
            assert one.name, f"{one.pattern} has no name"
            yield Route(space + one.name, one.callback, tuple(one.pattern.converters))


EVERY = {one.name: one for one in routes()}
PAGES = [name for name, one in EVERY.items() if one.may is not None]


def operations() -> Iterator[tuple[str, str, Operation]]:
    """(verb, path, operation) of the whole API, each with the keys it asks for."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for one in view.operations:
                for verb in one.methods:
                    yield verb, router.prefix + path, one


VERBS = {f"{verb} {path}": one for verb, path, one in operations()}


def test_every_address_says_who_may_open_it() -> None:
    silent = [name for name, one in EVERY.items() if one.may is None and not _of_api(one) and name not in UNDECLARED]
    assert silent == []
    for name in PAGES:
        may = EVERY[name].may
        assert may in ("anyone", "seated") or (isinstance(may, tuple) and may and set(may) <= set(ROLES)), name
    assert get_resolver().resolve_error_handler(404).may == "anyone"


def _of_api(one: Route) -> bool:
    """Whether an address is one of the API's operations, which are walked by their own declaration."""
    return one.name.startswith("api:") and one.name not in UNDECLARED


def test_every_verb_of_the_api_says_who_may_use_it() -> None:
    assert len(VERBS) >= 9
    assert [name for name, one in VERBS.items() if not one.auth_callbacks] == []
    named = {f"api:{one.view_func.__name__}" for one in VERBS.values()}
    assert {name for name, one in EVERY.items() if _of_api(one)} <= named  # one address may have several verbs


def test_the_public_may_open_what_is_listed_and_nothing_else() -> None:
    assert {name for name in PAGES if EVERY[name].may == "anyone"} == OPEN
    assert {name for name, one in VERBS.items() if anyone in one.auth_callbacks} == OPEN_VERBS


# ---- who may see which object --------------------------------------------------------------------------------------------

SOUTH = {"tto", "researcher", "district", "bureau", "bureau2", "auditor"}
"""Who sees a claim of the university once it is sent: its own party, its district, the bureau and the audit."""


@dataclass(frozen=True)
class Example:
    """An address filled in, and the seats that see what is there (None = all whom the page lets in); others get 403 or 404."""

    arguments: dict[str, Any] = field(default_factory=dict)
    sees: set[str] | None = None
    query: str = ""

    @property
    def viewers(self) -> tuple[str, ...]:
        """Who tries to open it."""
        return VIEWERS if self.sees is None else CLOSE


TESTED = {"enterprise", "broker", "district", "bureau", "bureau2", "auditor"}
"""Who sees a firm's listing that waits to be tested."""
MATCHED = {"enterprise", "tto", "researcher", "broker", "bureau", "bureau2", "auditor"}
"""Who sees a match of the firm's need with the university's offer, and the deal that came of one."""
HELD = {
    "valid": {"tto", "researcher", "district", "broker", "bureau", "bureau2", "auditor"},
    "firm": {"enterprise2", "district2", "broker", "bureau", "bureau2", "auditor"},
    "pledged": set(SEATS),
}
"""Who sees which patent: its owner, its district, the alliance and the city; one with standing terms every seat."""
SEEN: dict[str, set[str]] = {
    "submitted": SOUTH,
    "checked": SOUTH,
    "draft": {"tto", "researcher"},
    "north": {"tto2", "district2", "bureau", "bureau2", "auditor"},
    "returned": SOUTH,
    "withdrawn": SOUTH,
    "verified": SOUTH,
    "north draft": {"tto2"},
    "material": {"enterprise2", "district2", "bureau", "bureau2", "auditor"},
    "broker": {"broker", "district", "bureau", "bureau2", "auditor"},
}
"""Who sees which claim."""


def states(kind: str | None = None, official: bool = False) -> set[str]:
    """Seats that may state a kind, or any; with the bodies whose lists count at once."""
    found: set[str] = set()
    for one in packs.plan().kinds:
        if kind in (None, one.id):
            found |= {*one.states, *(one.official if official else ())}
    return {word for word, (_, role, _) in SEATS.items() if role in found}


def kept_search(city: City) -> int:
    """A search that the university's office keeps."""
    return saved.keep(city.seats["tto"], Looking(kind="need")).id


def examples(city: City) -> dict[str, list[Example]]:
    """For every address with arguments, and every one that sees with whom it deals: what is opened, and by whom."""
    claim = city.claims["submitted"].id
    paper = Evidence.objects.filter(claim=claim)[0].id
    behind = city.facts["claimed"].evidence.all()[0].evidence_id
    official = city.facts["listed"].evidence.get().evidence_id
    line = Act.objects.get(act="claim.submit", subjects__contains=[f"claim:{claim}"]).number
    clause = packs.plan().clauses[0].id
    table, dealt = city.imports["tto"], Deal.objects.get(match=city.matches["open"]).id
    joined = Transfer.objects.first() or _exchanged(city)
    own = {"tto", "researcher"}  # both sit at the university
    facts = [Example({"id": city.facts[word].id}) for word in ("claimed", "replaced")]
    return {
        "reading": [Example({"plan": cities.PLAN, "indicator": one.id}) for one in packs.plan().indicators[:3]],
        "fact": facts,
        "fact_reverse": facts[:1],
        "fact_end": facts[:1],
        "fact_replace": facts[:1],
        "clause": [Example({"id": clause})],
        "proposal": [Example({"id": city.proposal})],
        "proposal_act": [Example({"id": city.proposal, "act": act}) for act in ("adopt", "drop")],
        "claim_new": [Example(sees=states())],
        "claim_new_kind": [Example({"kind": PROFESSOR}, states(PROFESSOR))],
        "claim": [Example({"id": city.claims[word].id}, who) for word, who in SEEN.items()],
        "claim_save": [Example({"id": claim}, SOUTH), Example({"id": city.claims["draft"].id}, own)],
        "claim_act": [Example({"id": claim, "act": act}, SOUTH) for act in ("verify", "withdraw")],
        "evidence_attach": [Example({"id": claim}, SOUTH), Example({"id": city.claims["draft"].id}, own)],
        "evidence_detach": [Example({"id": claim, "evidence": paper}, SOUTH)],
        "evidence": [
            Example({"id": paper}, SOUTH),
            # Behind a fact: those inside it too — the employer of the appointed, finance, the administrator.
            Example({"id": behind}, SOUTH | {"finance", "admin", "enterprise"}),
            Example({"id": official}, {"bureau", "bureau2", "auditor", "finance", "admin", "district", "broker"}),
        ],
        "offers": [Example({"kind": PROFESSOR, "field": "employer"})],
        "import_new": [Example(sees=states(official=True))],
        "import_template": [Example({"kind": PROFESSOR}, states(PROFESSOR, official=True))],
        **{
            name: [Example({"id": table}, own)]
            for name in ("import", "import_progress", "import_columns", "import_accept", "import_corrected")
        },
        "import_load": [Example({"id": table}, own, "?choice=all")],
        "party": [Example({"id": city.parties["material"].id})],
        **{
            name: [
                Example({"id": city.listings["need"].id} | extra),
                *(
                    [
                        Example({"id": city.listings["reviewing"].id} | extra, TESTED),
                        Example({"id": city.listings["draft"].id} | extra, own),
                    ]
                    if name == "listing"
                    else []
                ),
            ]
            for name, extra in (("listing", {}), ("listing_act", {"act": "renew"}))
        },
        **{
            name: [Example({"id": city.listings["need"].id, "other": city.listings["expired"].id}, TESTED)]
            for name in ("twin", "twin_merge")
        },
        "platform": [Example({"id": joined.platform_id})],
        "exchange_send": [Example({"id": joined.platform_id})],
        "transfer": [Example({"id": joined.id})],
        "match": [Example({"id": city.matches["half"].id}, MATCHED)],
        "listing_contact": [Example({"id": city.listings["need"].id})],
        "listing_triage": [Example({"id": city.listings["need"].id})],
        "match_propose": [Example({"id": city.listings["need"].id})],
        **{name: [Example({"id": kept_search(city)}, {"tto"})] for name in ("saved", "saved_drop")},
        "ranker": [Example({"id": city.rankers["proposed"].id})],
        "ranker_act": [Example({"id": city.rankers["proposed"].id, "act": act}) for act in ("decline", "adopt")],
        "match_grade": [Example({"id": city.matches["half"].id}, MATCHED)],
        "match_meet": [Example({"id": city.matches["half"].id}, MATCHED)],
        "match_answer": [Example({"id": city.matches["half"].id}, MATCHED, "?answer=no")],
        "message": [
            Example(
                {"id": Message.objects.filter(seat_id=city.seats["enterprise"].seat).latest("id").id}, {"enterprise"}
            )
        ],
        "deal": [Example({"id": dealt}, MATCHED)],
        "deal_act": [Example({"id": dealt, "act": "fall"}, MATCHED)],
        "call": [Example({"id": city.calls["call"]})],
        "call_act": [Example({"id": city.calls["call"], "act": "apply"})],
        "call_new": [Example(sees={"bureau", "bureau2"})],
        "application": [
            Example({"id": city.calls["waits"]}, own | {"district", "bureau", "bureau2", "finance", "auditor"}),
            Example({"id": city.calls["decided"]}, {"broker", "district", "bureau", "bureau2", "finance", "auditor"}),
        ],
        "application_act": [
            Example(
                {"id": city.calls["waits"], "act": "check"},
                own | {"district", "bureau", "bureau2", "finance", "auditor"},
            )
        ],
        **{
            name: [Example({"id": city.calls["batch"]} | extra, {"bureau", "bureau2", "finance", "auditor"})]
            for name, extra in (("batch", {}), ("batch_sheet", {}), ("batch_act", {"act": "notify"}))
        },
        "patent": [Example({"id": city.patents[word].id}, who) for word, who in HELD.items()],
        "patent_act": [Example({"id": city.patents["valid"].id, "act": "keep"}, HELD["valid"])],
        "seat": [Example({"id": city.seats["broker"].seat})],
        "entry": [Example({"number": line}, SOUTH | {"admin"})],
        "token_revoke": [Example({"token": Token.objects.get(seat_id=city.seats["tto"].seat).id}, {"tto"})],
    }


def _exchanged(city: City) -> Transfer:
    """A platform that the agency runs, and a lot that went out to it."""
    row = platforms.register(city.seats["bureau"], "delta.example", "江滨技术交易网", city.parties["agency"].code)
    return platforms.send(city.seats["bureau"], row.id)[0]


def opened(city: City, name: str) -> list[Example]:
    """The examples of an address; one without arguments opens as it is."""
    found = examples(city).get(name, [] if EVERY[name].arguments else [Example()])
    assert found, (
        f"say in examples() which object the address {name} {EVERY[name].arguments} should open, and who sees it"
    )
    return found


# ---- the walk over the pages ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sessions(city: City, django_db_blocker: Any) -> dict[str, str]:
    """A session of every seat."""
    found = {}
    with django_db_blocker.unblock():
        for word, viewer in city.seats.items():
            client = Client()
            client.force_login(
                User.objects.get(id=viewer.user), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            session = client.session
            session["seat"] = viewer.seat
            session.save()
            found[word] = client.cookies["sessionid"].value
    return found


def browser(sessions: dict[str, str], word: str, **how: Any) -> Client:
    client = Client(**how)
    if word != "public":
        client.cookies["sessionid"] = sessions[word]
    return client


def ask(client: Client, verb: str, url: str, data: Any = None, **how: Any) -> Any:
    """One request, all its changes undone; the answer is read to its end. `lines` says how many acts it did."""
    with transaction.atomic():
        before = Head.objects.get().number
        answer = getattr(client, verb)(url, data, **how)
        if answer.streaming:
            b"".join(answer.streaming_content)
        answer.lines = Head.objects.get().number - before
        transaction.set_rollback(True)
    return answer


def expected(route: Route, example: Example, word: str, verb: str) -> set[int]:
    """The statuses the declaration allows."""
    if word == "public":
        if route.may != "anyone":
            return {302} if verb == "get" else {403}
    elif isinstance(route.may, tuple) and SEATS[word][1] not in route.may:
        return {403}
    if example.sees is not None and word not in example.sees:
        return {403, 404}
    if route.name in UNREADY:
        return {UNREADY[route.name]}
    if verb == "get":
        return {200, 204, 302}
    # An act may be refused for the case's own reasons: then with what can be mended, or with who may instead.
    return {200, 204, 302, 400, 403, 409}


def only_posted(name: str, url: str) -> bool:
    """Whether an address is for forms alone."""
    return bool(Client().get(url).status_code == 405) if EVERY[name].may != "anyone" or name == "leave" else False


@pytest.mark.parametrize("name", PAGES)
def test_an_address_opens_to_those_it_says_and_to_nobody_else(city: City, sessions: dict[str, str], name: str) -> None:
    """GET as everybody; POST as everybody who is to be refused and, where GET has not shown it already, as everybody else too."""
    route, wrong = EVERY[name], []
    for place, example in enumerate(opened(city, name)[:3]):
        url = reverse(name, kwargs=example.arguments) + example.query
        posted = only_posted(name, url)
        for verb in ("post",) if posted else ("get", "post") if place == 0 else ("get",):
            let_in = 0
            for word in example.viewers:
                want = expected(route, example, word, verb)
                if verb == "post" and not posted and 200 in want:
                    let_in += 1
                    if let_in > 1:
                        continue
                answer = ask(browser(sessions, word), verb, url)
                if answer.status_code not in want and not (verb == "post" and answer.status_code == 405):
                    wrong.append((verb, url, word, answer.status_code, sorted(want)))
                if answer.status_code >= 400 and answer.lines:
                    wrong.append((verb, url, word, answer.status_code, "refused, and yet it left a line"))
                if word == "public" and answer.status_code == 302 and route.may != "anyone":
                    assert answer["Location"] == f"/door/?next={url}"
    assert wrong == []


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_there_is_missing_for_those_who_may_look(city: City, sessions: dict[str, str], name: str) -> None:
    """Numbers and names of nothing: never a broken page, and no other answer than for what one may not see."""
    route = EVERY[name]
    if not route.arguments:
        return
    arguments = opened(city, name)[0].arguments
    lost = {key: "nothing" if isinstance(value, str) else 10**6 for key, value in arguments.items()}
    for verb in ("get", "post"):
        answer = ask(browser(sessions, "bureau"), verb, reverse(name, kwargs=lost))
        assert answer.status_code in (403, 404, 405), (name, verb, lost)


@pytest.mark.parametrize("name", PAGES)
def test_a_post_without_the_forms_token_is_refused(city: City, sessions: dict[str, str], name: str) -> None:
    for example in opened(city, name)[:1]:
        url = reverse(name, kwargs=example.arguments)
        for word in ("public", "tto", "bureau"):
            answer = ask(browser(sessions, word, enforce_csrf_checks=True), "post", url)
            assert answer.status_code in (403, 405), (url, word)
            assert answer.lines == 0


def test_the_language_form_needs_its_token_too() -> None:
    assert Client(enforce_csrf_checks=True).post(reverse("language"), {"language": "en"}).status_code == 403


@pytest.mark.parametrize("name", [name for name, one in EVERY.items() if one.may == "anyone"])
def test_a_page_for_anyone_names_no_person_and_no_amount_to_the_public(
    city: City, sessions: dict[str, str], name: str
) -> None:
    people = ["沈知远", "赵一", "钱二", "孙三", "李四", "待二", "陈砚", "王远", "李其"]
    for example in opened(city, name):
        html = ask(browser(sessions, "public"), "get", reverse(name, kwargs=example.arguments)).content.decode()
        assert [one for one in people if one in html] == []
        assert "7,654,321" not in html
        assert "765.43" not in html
        assert "7654321" not in html


# ---- the walk over the API -------------------------------------------------------------------------------------------------


def paths(city: City) -> dict[str, list[Example]]:
    """For every path of the API with arguments: what is asked for, and by whom it is seen."""
    claims = [Example({"id": city.claims[word].id}, who) for word, who in SEEN.items()]
    return {
        "/facts/{id}": [Example({"id": city.facts["claimed"].id})],
        "/plan/{plan}": [Example({"plan": cities.PLAN})],
        "/readings/{plan}": [Example({"plan": cities.PLAN})],
        "/readings/{plan}/{indicator}": [Example({"plan": cities.PLAN, "indicator": "brokers"})],
        "/claims/{id}": claims[:3],
        "/claims/{id}/{act}": [
            Example({"id": city.claims["submitted"].id, "act": row.id}, SOUTH) for row in CLAIM.rows
        ],
    }


def called(city: City, secret: str | None, verb: str, url: str) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    said = json.dumps({"reason": "请补正", "kind": PROFESSOR, "values": {"person": "新一"}})
    body = {} if verb == "GET" else {"data": said, "content_type": "application/json"}
    return ask(Client(headers=headers), verb.lower(), url, **body)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_of_the_api_answers_those_it_says_and_nobody_else(city: City, name: str) -> None:
    verb, path = name.split(" ", 1)
    found = paths(city).get(path, [] if "{" in path else [Example()])
    assert found, f"say in paths() what {name} should ask for, and who sees it"
    wrong = []
    for example in found:
        url = "/api" + path.format(**example.arguments)
        for word in example.viewers:
            answer = called(city, city.tokens.get(word), verb, url)
            if word == "public":
                want = {200} if anyone in VERBS[name].auth_callbacks else {401}
            elif example.sees is not None and word not in example.sees:
                want = {403, 404}
            else:
                want = {200} if verb == "GET" else {200, 400, 403, 409}
            if answer.status_code not in want:
                wrong.append((url, word, answer.status_code, sorted(want)))
            if answer.status_code >= 400 and answer.lines:
                wrong.append((url, word, answer.status_code, "refused, and yet it left a line"))
    assert wrong == []


@pytest.mark.parametrize("name", VERBS)
def test_a_key_that_is_wrong_revoked_or_of_somebody_who_left_opens_nothing(city: City, name: str) -> None:
    verb, path = name.split(" ", 1)
    url = "/api" + path.format(**paths(city).get(path, [Example()])[0].arguments)
    assert called(city, "not a key", verb, url).status_code == 401
    viewer = city.seats["bureau2"]
    Token.objects.filter(seat_id=viewer.seat).update(revoked_at="2021-01-01T00:00Z")
    assert called(city, city.tokens["bureau2"], verb, url).status_code == 401
    Seat.objects.filter(id=city.seats["auditor"].seat).update(active=False)
    assert called(city, city.tokens["auditor"], verb, url).status_code == 401
    User.objects.filter(id=city.seats["finance"].user).update(is_active=False)
    assert called(city, city.tokens["finance"], verb, url).status_code == 401


def test_the_api_refuses_in_one_shape(city: City) -> None:
    answer = called(city, city.tokens["enterprise"], "GET", f"/api/claims/{city.claims['submitted'].id}")
    assert (answer.status_code, set(answer.json()["error"])) == (404, {"code", "why", "fix"})
    assert answer.json()["error"]["code"] == "no_such_claim"


# ---- what a seat sees of others --------------------------------------------------------------------------------------------


def shown(city: City, word: str, fact: str) -> dossier.FactRow:
    return dossier.fact(city.viewer(word), city.facts[fact].id)


def test_a_list_of_claims_holds_what_one_may_see_and_no_more(city: City) -> None:
    ids = {word: one.id for word, one in city.claims.items()}
    for word in SEATS:
        rows = called(city, city.tokens[word], "GET", "/api/claims").json()
        assert {one["id"] for one in rows} == {ids[claim] for claim, who in SEEN.items() if word in who}, word
    assert set(ids) == set(SEEN)


def test_a_draft_is_seen_by_its_party_alone(city: City) -> None:
    draft = city.claims["draft"].id
    for word in SEATS:
        status = called(city, city.tokens[word], "GET", f"/api/claims/{draft}").status_code
        assert status == (200 if word in ("tto", "researcher") else 404), word


def test_amounts_and_persons_are_shown_to_those_inside(city: City) -> None:
    inside = {
        "contract": {"bureau", "bureau2", "auditor", "finance", "admin", "district", "tto", "researcher"},
        "claimed": {*SOUTH, "finance", "admin", "enterprise"},
        "listed": {"bureau", "bureau2", "auditor", "finance", "admin", "district", "broker"},
    }
    for fact, words in inside.items():
        seen = {word for word in CLOSE if not shown(city, word, fact).hidden}
        assert seen == words, fact
    assert {word for word in CLOSE if shown(city, word, "contract").amount is not None} == inside["contract"]


def test_the_public_sees_masked_names_and_no_amounts(city: City) -> None:
    row = shown(city, "public", "claimed")
    assert (row.people, row.hidden) == ((masked("沈知远"),), True)
    assert "沈知远" not in row.title
    assert shown(city, "public", "contract").amount is None
    assert {one["amount"] for one in called(city, None, "GET", "/api/facts").json()["facts"]} == {None}
    told = called(city, None, "GET", "/api/facts").content.decode()
    assert "沈知远" not in told
    assert "赵一" not in told


def test_an_outsider_cannot_find_a_person_by_searching(city: City) -> None:
    """What is masked is not found either: else the list would say who is behind the mask."""
    for word in ("public", "enterprise2", "tto2"):
        assert [one.id for one in dossier.facts(city.viewer(word), words="沈知远")] == [], word


def test_a_paper_of_another_party_is_not_opened(city: City) -> None:
    paper = Evidence.objects.filter(claim=city.claims["submitted"])[0]
    for word in ("public", "tto2", "enterprise", "broker", "district2", "registry"):
        assert cities.refused(lambda: papers.evidence(city.viewer(word), paper.id)) == "not_inside", word  # noqa: B023  # called at once


def test_an_import_is_its_partys_own(city: City) -> None:
    assert Import.objects.get().party_id == city.parties["university"].id
    for word in CLOSE:
        seen = {one["id"] for one in Import.objects.filter(party_id=city.viewer(word).own).values("id")}
        assert bool(seen) == (word in ("tto", "researcher"))


def test_a_seat_that_was_taken_away_is_the_public(city: City, sessions: dict[str, str]) -> None:
    Seat.objects.filter(id=city.seats["tto"].seat).update(active=False)
    answer = ask(browser(sessions, "tto"), "get", reverse("claims"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/door/")


def test_nobody_takes_a_seat_of_others_outside_demo_mode(city: City, sessions: dict[str, str], settings: Any) -> None:
    settings.DEMO = False
    other = city.seats["bureau"].seat
    for word in ("public", "tto"):
        answer = ask(browser(sessions, word), "post", reverse("door"), {"seat": other})
        assert answer.status_code == 403, word
    own = ask(browser(sessions, "tto"), "post", reverse("door"), {"seat": city.seats["tto"].seat})
    assert own.status_code == 302
    assert "李其" not in ask(browser(sessions, "public"), "get", reverse("door")).content.decode()


def test_the_door_leads_nowhere_else(city: City, sessions: dict[str, str], settings: Any) -> None:
    settings.DEMO = True
    seat = city.seats["bureau"].seat
    for onward in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = ask(browser(sessions, "public"), "post", reverse("door"), {"seat": seat, "next": onward})
        assert (answer.status_code, answer["Location"]) == (302, "/")
