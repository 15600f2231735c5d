"""A claim (申报) drawn: what it says, what was looked up about it, what it would do to the readings, what has happened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jinliang.core.access import Viewer
from jinliang.core.claim import CLAIM
from jinliang.core.life import Possible
from jinliang.core.money import yuan
from jinliang.core.pack import Field, Kind, Pack
from jinliang.core.refusal import Refusal
from jinliang.core.select import REASONS
from jinliang.core.statement import PartyRef
from jinliang.site.pages.act import labels
from jinliang.site.pages.paper import chips
from jinliang.site.pages.quote import Quote, quotes
from jinliang.site.pages.tags import word
from jinliang.site.pages.tags.number import count, money
from jinliang.site.pages.tags.part import Button, Event, Step, Wait, buttons, steps
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import claim as claims
from jinliang.site.reads import scrutiny, timeline
from jinliang.site.reads.claim import ClaimView, Gone
from jinliang.site.reads.effect import Effect, effects
from jinliang.site.reads.scrutiny import Finding
from jinliang.site.reads.statement import brought

STATUS = {
    "draft": "idle",
    "submitted": "go",
    "checked": "go",
    "verified": "done",
    "returned": "watch",
    "withdrawn": "idle",
}
"""How a state is shown: shape and colour."""
GONE = {"reverse": ("late", gettext_noop("已冲销")), "replace": ("idle", gettext_noop("已更正"))}
"""How a claim is shown whose fact no longer counts."""
_KEY = ("claim.submit", "claim.check", "claim.verify", "list.claim")
_WARN = ("claim.return", "claim.withdraw", "fact.reverse")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing a claim says, under its label: text, or money in yuan; `url` opens the party; `given` by the seat."""

    label: str
    text: str = ""
    money: Decimal | None = None
    url: str = ""
    given: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of what the system has looked up: in order (y) or to be looked at (q), with what to open."""

    mark: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """What the claim would do to one reading, figures in the target's unit; `why` says why it would not count."""

    effect: Effect
    url: str
    now: str
    after: str
    unit: str
    why: str
    due_is: str


def standing(state: str, gone: Gone | None) -> tuple[str, str]:
    """How a claim stands, as shape and word: by its own state, or by what became of its fact."""
    if gone is not None:
        shape, word = GONE[gone.way]
        return shape, _(word)
    return STATUS[state], _(CLAIM.states[state])


def waiting(found: claims.Wait | None, url: str = "") -> Wait | None:
    """Whom a claim waits for, for the tag."""
    if found is None:
        return None
    return Wait(found.party, found.person, _(found.act), found.days, found.mine, found.level, url)  # type: ignore[arg-type]


def given(view: ClaimView, kind: Kind) -> dict[str, str]:
    """What the claimant's seat brings, by field, in words."""
    directory = claims.among([view.claim])[view.claim.id]
    own = directory.own
    return dict.fromkeys(brought(directory, kind), own.name) if own else {}


def told(view: ClaimView, kind: Kind, pack: Pack) -> list[Told]:
    """What the claim says, in the order of the kind's fields; what was left blank is left out."""
    brings = given(view, kind)
    found: list[Told] = []
    for one in kind.fields:
        raw = str(view.claim.values.get(one.id, "")).strip()
        if one.id in brings:
            found.append(Told(one.label, brings[one.id], url=_party(view.claim.party_id), given=True))
        elif one.type == "party" and _refs(view, kind, one):
            found += [Told(one.label, who.name, url=_party(who.id)) for who in _refs(view, kind, one)]
        elif raw or one.fill:
            found.append(_plain(view, one, raw, pack))
    return [one for one in found if one.text or one.money is not None]


def _party(id: int) -> str:
    return reverse("party", args=[id])


def _refs(view: ClaimView, kind: Kind, one: Field) -> tuple[PartyRef, ...]:
    """The parties a field names; none while the claim is flawed, or where two fields share a role and only the text tells them apart."""
    if view.statement is None or sum(other.role == one.role for other in kind.fields) > 1:
        return ()
    return tuple(who for who in view.statement.roles.get(one.role, ()) if isinstance(who, PartyRef))


def _plain(view: ClaimView, one: Field, raw: str, pack: Pack) -> Told:
    if one.type == "amount":
        try:
            return Told(one.label, money=yuan(raw))
        except Refusal:
            return Told(one.label, raw)
    if one.type == "code":
        value = raw or str(view.statement.values.get(one.id) or "" if view.statement else "")
        codes = pack.list(one.list)
        item = codes.item(value)
        return Told(one.label, tr(item.label) if item else value)
    unit = f" {word.unit(one.unit)}" if one.unit and raw else ""
    return Told(one.label, f"{raw}{unit}")


def moved(viewer: Viewer, view: ClaimView, kind: Kind, pack: Pack) -> list[Moved]:
    """What the claim would do to every reading that asks for its kind."""
    return [_moved(pack, one) for one in effects(viewer, pack, kind, view.statement)]


def _moved(pack: Pack, one: Effect) -> Moved:
    target, money_ = one.indicator.target.value, one.indicator.unit == "元"
    largest = max(Decimal(one.now), Decimal(one.after or 0), target)

    def figure(value: int | Decimal) -> str:
        return money(value, like=largest)[0] if money_ else count(value)

    return Moved(
        one,
        reverse("reading", args=[pack.id, one.indicator.id]),
        figure(one.now),
        "" if one.after is None else figure(one.after),
        money(largest)[1] if money_ else one.indicator.unit,
        _(REASONS[one.why]) if one.why else "",
        "time" if one.due.basis == "linear" else "plan",
    )


def quoted(kind: Kind, pack: Pack) -> Quote | None:
    """The words of the plan that ask for claims of this kind."""
    asked = [one for one in pack.indicators if one.selector.kind == kind.id]
    return quotes(pack, asked[0])[0] if asked else None


def checked(viewer: Viewer, view: ClaimView, pack: Pack) -> list[Checked]:
    """What the system has looked up, once the claim is whole enough to look."""
    if view.statement is None:
        return []
    return [_checked(one) for one in scrutiny.findings(viewer, pack, view.claim, view.statement)]


def _checked(one: Finding) -> Checked:
    words = {
        "new_entry": _("此前没有这一件的事实，不会重复计"),
        "same_entry": _("这一件已是事实，再核验也只计一次"),
        "adds_again": _("这一件已是事实，再核验会把金额或数量再加一次；核对是不是另一笔"),
        "other_claims": _("另有 %(count)s 件在途的申报写的是同一件"),
        "other_posts": _("%(name)s另有在任或在期的事实 %(count)s 项（%(what)s），各计各的"),
        "no_other_posts": _("%(name)s没有别的在任或在期的事实"),
        "namesake": _("另有 %(count)s 位同名的%(name)s，在%(what)s；单位不同，按不同的人计"),
        "near_name": _("有和“%(name)s”名称相近的单位，核对是不是它"),
    }
    text = words[one.code] % {"name": one.name, "count": one.count, "what": _("、").join(map(tr, one.what.split("、")))}
    links = [(_("事实 %(id)s") % {"id": id}, reverse("fact", args=[id])) for id in one.facts]
    links += [(_("申报 %(id)s") % {"id": id}, reverse("claim", args=[id])) for id in one.claims]
    links += [(name, _party(id)) for id, name in one.parties]
    return Checked(one.mark, text, tuple(links))


def verdicts(viewer: Viewer, view: ClaimView, kind: Kind, pack: Pack) -> list[Button]:
    """Every act of the claim with its verdict, papers named in words; what may be done says what comes of it."""
    id = view.claim.id
    worded = [Possible(one.row, tuple(_worded(why, pack) for why in one.reasons)) for one in view.acts]
    made = buttons(worded, lambda act: reverse("claim_act", args=[id, act]))
    notes = {
        "check": _("交市科技局复核"),
        "verify": _becomes(moved(viewer, view, kind, pack)),
        "return": _("写明要改什么，申报人照着改"),
        "withdraw": _("撤回后不再审，要报请另填一件"),
    }
    return [
        replace(button, note=notes.get(one.row.id, "")) if one.allowed else button
        for button, one in zip(made, worded, strict=True)
    ]


def _becomes(found: Sequence[Moved]) -> str:
    """What verification does: the fact, and the readings it moves."""
    told = [
        _("%(label)s %(now)s → %(after)s")
        % {"label": tr(one.effect.indicator.short), "now": one.now, "after": one.after}
        for one in found
        if one.after
    ]
    return _("，").join((_("通过后成为事实"), *told))


def _worded(reason: str, pack: Pack) -> str:
    """A reason with the types of papers by their names instead of their codes."""
    if "×" not in reason:
        return reason
    names = {one.id: tr(one.label) for one in pack.list("evidence_type").items}
    return re.sub(r"\b([a-z_]+)×", lambda found: f"{names.get(found[1], found[1])}×", reason)


def strip(view: ClaimView, passed: Sequence[tuple[str, date]], two_levels: bool) -> list[Step]:
    """The life of the claim as a strip; a kind checked at one level has no second check to show."""
    names = CLAIM.states
    found = {one.label: one for one in steps(CLAIM, view.claim.state, passed)}
    if not two_levels and found[names["checked"]].state == "next":
        del found[names["checked"]]
    # A return is a way back, not a step ahead: it is shown while the claim stands there, before the verification still to come.
    back, verified = found.pop(names["returned"]), list(found).index(names["verified"])
    strip = list(found.values())
    return [*strip[:verified], *([back] if back.state == "now" else []), *strip[verified:]]


def events(found: Sequence[timeline.Line], view: ClaimView) -> list[Event]:
    """The claim's lines in the journal as a timeline."""
    names, papers = labels(), chips(view)
    return [
        Event(
            one.at,
            names.get(one.act, one.act),
            f"{one.party} {one.person}".strip(),
            one.note,
            one.number,
            one.hash,
            "warn" if one.act in _WARN else "key" if one.act in _KEY else "",
            tuple(papers[id] for id in one.evidence if id in papers),
        )
        for one in found
    ]
