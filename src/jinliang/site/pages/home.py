"""The first page of a seat (待办): what waits for me, by harm; whom I wait for; where my claims stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.access import Viewer
from jinliang.core.listing import KINDS, LISTING
from jinliang.site.pages.difference import titled
from jinliang.site.pages.response import left
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags import word
from jinliang.site.pages.tags.number import count, goal, instant, money
from jinliang.site.pages.tags.part import Blank, Wait
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import home as reads
from jinliang.site.reads import importing as tables
from jinliang.site.reads import listing as listings
from jinliang.site.reads import match as matches
from jinliang.site.reads import profile as profiles
from jinliang.site.reads import worklist as work
from jinliang.site.reads.home import MOST, PROMISED, Home, Todo, Waiting
from jinliang.site.reads.profile import Part
from jinliang.site.reads.proposal import Waiting as Proposed

SHOWN = 12
"""Things that wait for me on the page; the list has them all."""
OWN = ("tto", "enterprise")
"""Roles whose first page shows their party's own part of the readings."""
TRADES = 6
"""Things of the market on the page."""
SOON = 2
"""Days before what was promised from which a thing is watched."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for me, as it is drawn."""

    due: str
    level: str
    title: str
    note: str
    act: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A way this seat often takes, and what is found there."""

    label: str
    url: str
    says: str


@page("anyone")
def home(request: Request) -> HttpResponse:
    """The home page of a seat; who has not come in sees the board."""
    viewer = request.viewer
    if viewer.public:
        return redirect("board")
    found = reads.home(viewer)
    pressing = found.pressing
    tasks = [_task(one) for one in found.todo[:SHOWN]]
    trade, trades = _market(viewer)
    context: dict[str, Any] = {
        "home": found,
        "title": _title(viewer, found, pressing, trades),
        "trade": trade,
        "trades": trades,
        "todo": [*tasks[:pressing], *map(_proposed, found.proposals), *tasks[pressing:]],
        "mine": found.mine + len(found.proposals) + trades,
        "others": found.others + len(found.brought),
        "more": max(0, found.mine - SHOWN),
        "waiting": [*map(_brought, found.brought), *_grouped(found.waiting)],
        "states": [(label, number, f"{reverse('claims')}?state={state}") for state, label, number in found.by_state],
        "whole": sum(number for _state, _label, number in found.by_state),
        "claims_url": reverse("claims"),
        "places": _places(viewer),
        "parts": [(one, _beside(one)) for one in profiles.own(viewer)[:4]] if viewer.role in OWN else [],
        "may_state": bool(work.stated_by(viewer)),
        "may_import": bool(tables.kinds(viewer)),
        "nothing": _nothing(viewer),
    }
    return render(request, "home.html", context)


def _beside(part: Part) -> str:
    """The whole city's reading and its target, as they stand beside a party's own part."""
    one = part.indicator
    whole, unit = money(part.whole) if one.unit == "元" else (count(part.whole), word.unit(one.unit))
    told = {"whole": whole, "unit": unit, "goal": goal(one.target.value, one.target.operator, one.unit, part.whole)}
    return _("全市 %(whole)s %(unit)s，目标 %(goal)s") % told


def _market(viewer: Viewer) -> tuple[list[Task], int]:
    """What waits for a seat on the market: matches to answer, then listings to be read or finished; and how many there are."""
    asked = list(matches.to_answer(viewer)[:MOST])
    waiting = list(listings.waiting(viewer).order_by("since", "id")[:MOST])
    side = {"need": _("需求"), "offer": _("供给")}
    clocks = [(each, one) for one in asked for each in matches.clock_of(one) if each.side == matches.side(viewer, one)]
    clocks.sort(key=lambda pair: ("late", "watch", "").index(pair[0].level))
    told = [
        Task(
            left(wait),
            wait.level,
            f"{one.need.title} × {one.offer.title}",
            _("%(why)s，本单位的%(side)s")
            % {
                "why": _("对方有意") if "yes" in (one.need_answer, one.offer_answer) else _("很合适"),
                "side": side[wait.side],
            },
            _("回应"),
            reverse("match", args=[one.id]),
        )
        for wait, one in clocks[:TRADES]
    ]
    told += [_listed(one) for one in waiting[:TRADES]]
    return told[:TRADES], len(asked) + len(waiting)


def _listed(row: listings.Listing) -> Task:
    act = {"reviewing": _("试读"), "expired": _("续期")}.get(row.state, _("填完提交"))
    state = _(LISTING.states[row.state])
    return Task(state, "", row.title or _("未填标题"), _(KINDS[row.kind]), act, reverse("listing", args=[row.id]))  # type: ignore[index]


def _title(viewer: Viewer, found: Home, pressing: int, trades: int) -> str:
    if pressing:
        return _("%(name)s，今天有 %(count)s 件不能过夜") % {"name": viewer.name, "count": pressing}
    if found.todo:
        days = min(one.left for one in found.todo)
        told = {"name": viewer.name, "count": found.mine, "days": days}
        return _("%(name)s，有 %(count)s 件等您办，最急的还有 %(days)s 天") % told
    if found.proposals:
        return _("%(name)s，有 %(count)s 份新的计划包等您看") % {"name": viewer.name, "count": len(found.proposals)}
    if trades:
        return _("%(name)s，有 %(count)s 条供需等您") % {"name": viewer.name, "count": trades}
    return _("%(name)s，没有等您的事") % {"name": viewer.name}


def _nothing(viewer: Viewer) -> Blank:
    """What stands where nothing waits: what the seat does, what will stand there, and one way on."""
    way = reverse("board"), _("看指标")
    if viewer.role in ("bureau", "district"):
        told = _("单位提交申报后，等您核验的会按会不会误事排在这里。")
    elif viewer.role == "admin":
        told, way = _("您管席位、提出计划包的新版；从“常去的地方”进去办。"), (reverse("seats"), _("看全部席位"))
    elif work.stated_by(viewer):
        told = _("填到一半的申报和退回要补的会排在这里。")
    else:
        told = _("您的席位只看不办；数字和佐证都可以打开。")
    return Blank(_("没有等您的事"), told, *way, "list")


def _task(one: Todo) -> Task:
    left = one.left
    due = (
        _("超 %(days)s 天") % {"days": -left}
        if left < 0
        else _("今天")
        if left == 0
        else _("还有 %(days)s 天") % {"days": left}
    )
    row = one.claim
    note = [tr(one.kind)] if row.title else [_("%(at)s 存的草稿") % {"at": instant(row.saved_at, clock.today())}]
    if row.state == "returned" and row.returned:
        note.append(_("退回：%(reason)s") % {"reason": row.returned})
    elif row.state in ("submitted", "checked"):
        note.append(row.party.name)
    return Task(
        due,
        "late" if left <= 0 else "watch" if left <= SOON else "",
        row.title or _("未填完的%(kind)s") % {"kind": tr(one.kind)},
        _("，").join(note),
        _(one.act),
        reverse("claim", args=[row.id]),
    )


def _proposed(one: Proposed) -> Task:
    """A new version that waits for another person's eyes."""
    days = (clock.today() - one.proposed_on).days
    return Task(
        _("等了 %(days)s 天") % {"days": days} if days else _("今天"),
        "watch" if days > PROMISED else "",
        titled(one),
        _("%(name)s提出：%(note)s") % {"name": one.name, "note": one.note},
        _("看过采用"),
        reverse("proposal", args=[one.id]),
    )


def _brought(one: Proposed) -> Wait:
    """A new version that I have brought and that waits for another person."""
    days = (clock.today() - one.proposed_on).days
    told = _("采用%(what)s") % {"what": titled(one)}
    return Wait(tr("市科技局"), "", told, days, url=reverse("proposal", args=[one.id]))


def _grouped(found: Iterable[Waiting]) -> list[Wait]:
    """Whom I wait for, one line each with how many and the longest wait, the longest first."""
    groups: dict[tuple[str, str, str], list[Waiting]] = {}
    for one in found:
        groups.setdefault((one.wait.party, one.wait.person, one.wait.act), []).append(one)
    lines = []
    for (party, person, act), ones in groups.items():
        oldest = max(ones, key=lambda one: one.wait.days)
        url = (
            reverse("claim", args=[oldest.claim.id])
            if len(ones) == 1
            else reverse("claims") + "?state=" + oldest.claim.state
        )
        told = _("%(act)s %(count)s 件申报") % {"act": _(act), "count": len(ones)}
        lines.append(Wait(party, person, told, oldest.wait.days, False, oldest.wait.level, url))  # type: ignore[arg-type]
    return sorted(lines, key=lambda one: -int(one.days or 0))


def _places(viewer: Viewer) -> list[Place]:
    """The ways that officers take every day."""
    every = {
        "board": Place(_("一页看板"), reverse("board"), _("15 项目标，红的在前，每个数字打开到佐证")),
        "mine": Place(_("等我核验的申报"), f"{reverse('claims')}?state={work.MINE}", _("按等得最久的排")),
        "import": Place(_("导入官方名单"), reverse("import_new"), _("一份文件、一张表，名单上的每一行都成为事实")),
        "facts": Place(_("事实"), reverse("facts"), _("全市计数的每一件，佐证和经过")),
        "parties": Place(_("主体"), reverse("parties"), _("按名称、代码、辖市区找单位")),
        "journal": Place(_("留痕"), reverse("journal"), _("谁在什么时候办了什么，一条链")),
        "contacts": Place(_("下一个电话"), reverse("contacts"), _("该打给谁、为什么，按轻重排；待分诊的需求")),
        "new": Place(_("新申报"), reverse("claim_new"), _("选一类，先看要准备什么")),
        "own": Place(_("本单位"), reverse("party", args=[viewer.party or 0]), _("本单位的事实，在各项指标里的那一份")),
        "seats": Place(_("席位"), reverse("seats"), _("谁替哪家单位办事：设、改、停用")),
        "account": Place(_("我的账号"), reverse("account"), _("换席位、改密码、接口令牌")),
        "plan": Place(_("计划包"), reverse("plan"), _("条款、目标、口径和版本")),
        "propose": Place(_("提出新的一版"), reverse("propose"), _("计划包或节假日安排，由市科技局的另一个人采用")),
        "clock": Place(_("推进城市日期"), reverse("seats") + "#day", _("演示城市的日期，往后推")),
    }
    by_role = {
        "bureau": ("board", "mine", "import", "parties", "journal"),
        "district": ("area", "mine", "facts", "parties"),
        "registry": ("import", "board", "facts"),
        "finance": ("board", "facts", "plan"),
        "auditor": ("journal", "facts", "board"),
        "admin": ("seats", "propose", *(["clock"] if settings.DEMO else []), "plan", "journal", "parties"),
        "tto": ("new", "own", "board", "journal"),
        "enterprise": ("new", "own", "board", "journal"),
        "researcher": ("new", "own", "board"),
        "broker": ("contacts", "new", "own", "board"),
    }
    if viewer.role == "district":
        url = f"{reverse('board')}?area={viewer.area}" if viewer.area else reverse("board")
        every["area"] = Place(_("本区的指标"), url, _("同一块看板，只看本区"))
    return [every[name] for name in (*by_role.get(viewer.role or "", ()), "account")]
