"""What a new version changes (两版之差), in words: grouped by what it is about, each thing with what it said and what it would say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jinliang.core.award import BASES, Band, Example
from jinliang.core.day import Period
from jinliang.core.pack import EvidenceNeed, Pace, Pack, Rule
from jinliang.core.revision import Change
from jinliang.core.select import Condition
from jinliang.site.pages.selector import condition
from jinliang.site.pages.tags import number
from jinliang.site.pages.tags.word import tr
from jinliang.site.pages.tags.word import unit as tr_unit
from jinliang.site.reads import pack as packs

SHOWN = 100
"""Things of one group on the page; of a longer one the number is told."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    gettext_noop("目标和指标"): ("indicator",),
    gettext_noop("奖补"): ("award",),
    gettext_noop("事实类型"): ("kind", "field"),
    gettext_noop("代码表"): ("list", "item"),
    gettext_noop("条款和单位"): ("clause", "body", "area"),
    gettext_noop("计划包本身"): ("pack",),
    gettext_noop("节假日"): ("year",),
}

WORDS: Mapping[str, str] = {
    "target": gettext_noop("目标"),
    "by": gettext_noop("期限"),
    "yearly": gettext_noop("分年目标"),
    "question": gettext_noop("待定的问题"),
    "kind": gettext_noop("数哪一类"),
    "where": gettext_noop("条件"),
    "measure": gettext_noop("怎么计"),
    "mode": gettext_noop("新增还是存量"),
    "period": gettext_noop("期间"),
    "mentions": gettext_noop("写在哪里"),
    "lead": gettext_noop("牵头单位"),
    "basis": gettext_noop("口径、依据"),
    "evidence": gettext_noop("佐证"),
    "slice_by": gettext_noop("按谁分"),
    "label": gettext_noop("名称"),
    "name": gettext_noop("名称"),
    "title": gettext_noop("标题"),
    "short": gettext_noop("简称"),
    "unit": gettext_noop("计量单位"),
    "clause": gettext_noop("条款"),
    "clauses": gettext_noop("条款"),
    "base": gettext_noop("按什么算"),
    "rate": gettext_noop("比例"),
    "rate_max": gettext_noop("比例上限"),
    "step": gettext_noop("取整到（元）"),
    "bands": gettext_noop("档次"),
    "cap": gettext_noop("一个单位一年最多（元）"),
    "budget": gettext_noop("一年一共（元）"),
    "level": gettext_noop("级别"),
    "beneficiary": gettext_noop("给哪个角色"),
    "applicants": gettext_noop("哪几类主体可以得"),
    "sellers": gettext_noop("卖方限哪几类"),
    "buyer_local": gettext_noop("买方要在本市"),
    "landed": gettext_noop("成果要在本市落地"),
    "registered_in_year": gettext_noop("只算当年登记的"),
    "role_proof": gettext_noop("要有促成交易的证明"),
    "own_office": gettext_noop("卖方自己的机构可以得"),
    "first": gettext_noop("起"),
    "last": gettext_noop("止"),
    "cite": gettext_noop("出处"),
    "examples": gettext_noop("算例"),
    "note": gettext_noop("说明"),
    "entry": gettext_noop("台账"),
    "key": gettext_noop("凭什么算同一件"),
    "on": gettext_noop("发生日"),
    "until": gettext_noop("到期日"),
    "states": gettext_noop("谁申报"),
    "checks": gettext_noop("谁审核"),
    "rules": gettext_noop("项目之间的规则"),
    "area": gettext_noop("辖市区取自"),
    "official": gettext_noop("谁的名单直接成为事实"),
    "calendar": gettext_noop("名单公布日"),
    "help": gettext_noop("填写说明"),
    "type": gettext_noop("类型"),
    "required": gettext_noop("必填"),
    "role": gettext_noop("角色"),
    "list": gettext_noop("代码表"),
    "parties": gettext_noop("哪些主体"),
    "personal": gettext_noop("个人信息"),
    "fill": gettext_noop("由哪一项带出"),
    "home": gettext_noop("同名的凭哪个单位分"),
    "valid_on": gettext_noop("按哪天的代码"),
    "pattern": gettext_noop("写法"),
    "sure": gettext_noop("把握"),
    "under": gettext_noop("上级"),
    "maps": gettext_noop("对应"),
    "marker": gettext_noop("序号"),
    "quote": gettext_noop("引文"),
    "version": gettext_noop("版本"),
    "issuer": gettext_noop("发文单位"),
    "number": gettext_noop("文号"),
    "issued_on": gettext_noop("印发日"),
    "scope": gettext_noop("范围"),
    "uses": gettext_noop("引用的计划包"),
    "pace": gettext_noop("红黄的界线"),
    "text": gettext_noop("计划正文"),
    "rest": gettext_noop("工作日改放假"),
    "work": gettext_noop("周末改上班"),
    "source": gettext_noop("通知"),
}
"""What the fields of a pack are called; one that is not here is told by its own name in the pack."""

MEASURES = {
    "count_entries": gettext_noop("同一台账只记一次"),
    "sum:amount": gettext_noop("金额相加"),
    "sum:quantity": gettext_noop("数量相加"),
}
MODES = {"flow": gettext_noop("期内新增"), "stock": gettext_noop("当天有效的存量")}


class Versioned(Protocol):
    """A version of a pack, adopted or proposed."""

    @property
    def pack(self) -> str: ...
    @property
    def version(self) -> str: ...


def titled(one: Versioned) -> str:
    """A version in words: of which pack, which."""
    if one.pack == packs.HOLIDAYS:
        return _("节假日安排 %(years)s") % {"years": one.version}
    told = {"pack": named(one.pack), "version": one.version}
    return _("%(pack)s第 %(version)s 版") % told


def named(pack: str) -> str:
    """What a pack is called; one that is not adopted yet by its id."""
    if pack == packs.HOLIDAYS:
        return _("节假日安排")
    return tr(packs.plan(pack).short) if packs.versions(pack) else pack


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes: what it is, which part of it, what it said and what it would say."""

    about: str
    id: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one sort; `more` are not listed."""

    title: str
    lines: tuple[Line, ...]
    more: int


def groups(changes: tuple[Change, ...], old: Pack | None, new: Pack | None) -> list[Group]:
    """Changes in words, by what they are about; what came or went stands with 新增 and 去掉."""
    found = []
    for title, parts in GROUPS.items():
        ours = [one for one in changes if one.part in parts]
        if ours:
            lines = tuple(_line(one, old, new) for one in ours[:SHOWN])
            found.append(Group(_(title), lines, len(ours) - len(lines)))
    return found


def _line(one: Change, old: Pack | None, new: Pack | None) -> Line:
    about = _about(one, new if one.after is not None or one.field else old)
    if one.part == "year":
        return _year(one, about)
    if not one.field:
        was, will = (_whole(one, value, pack) for value, pack in ((one.before, old), (one.after, new)))
        return Line(about, one.id, _("新增") if one.before is None else _("去掉"), was, will)
    was, will = (_said(one, value, pack) for value, pack in ((one.before, old), (one.after, new)))
    return Line(about, one.id, _(WORDS.get(one.field, one.field)), was, will)


def _about(one: Change, pack: Pack | None) -> str:
    """Its name; of a field or a code also whose it is."""
    above = one.id.rpartition(".")[0]
    if pack is not None and one.part == "field":
        return f"{tr(pack.kind(above).label)} · {tr(one.label)}"
    if pack is not None and one.part == "item":
        return f"{tr(pack.list(above).label)} · {tr(one.label)}"
    return tr(one.label)


def _year(one: Change, about: str) -> Line:
    if one.field == "" or one.field == "source":
        what = _("通知") if one.field else _("新增") if one.before is None else _("去掉")
        return Line(about, "", what, one.before or "", one.after or "")
    no_more, anew = (_("、").join(map(str, days)) for days in (one.before, one.after))
    return Line(about, "", _(WORDS[one.field]), _("不再：%(days)s") % {"days": no_more} if no_more else "", anew)


def _whole(one: Change, value: Any, pack: Pack | None) -> str:
    """A thing that came or went, in a few words: an indicator by its target, an award by its rate."""
    if value is None or pack is None:
        return ""
    if one.part == "indicator":
        return _target((value.target.operator, value.target.value, value.unit))
    if one.part == "award":
        return _rate(value.rate) if value.rate is not None else _("按档计")
    return one.id


def _said(one: Change, value: Any, pack: Pack | None) -> str:
    """A value in words, as a pack's reader knows it."""
    if pack is None or value is None:
        return ""
    if one.field == "where":
        kind = pack.indicator(one.id).selector.kind if one.part == "indicator" else _award(pack, one.id).kind
        return _("；").join(condition(pack, pack.kind(kind), each) for each in value) or _("没有条件")
    if one.field == "kind":
        return tr(pack.kind(value).label)
    known: Mapping[str, Callable[[Any], str]] = {
        "target": _target,
        "rate": _rate,
        "rate_max": _rate,
        "measure": lambda it: _(MEASURES[it]),
        "mode": lambda it: _(MODES[it]),
        "base": lambda it: tr(BASES.get(it, it)),
        "text": lambda it: _("%(count)s 字") % {"count": number.count(it)},
        "mentions": lambda it: _("、").join(f"{clause} “{quote}”" for clause, quote, _note in it),
    }
    return known[one.field](value) if one.field in known else _plain(value)


def _award(pack: Pack, id: str) -> Any:
    return next(one for one in pack.awards if f"{one.id} {one.first}" == id)


def _target(value: tuple[str, Decimal, str]) -> str:
    operator, promised, unit = value
    if unit != "元":
        return f"{number.target(promised, operator)} {tr_unit(unit)}"
    figure, scale = number.money(promised)
    return f"{number.target(0, operator).removesuffix('0')}{figure} {scale}"


def _rate(value: Decimal) -> str:
    return f"{number.trimmed(value * 100, 4)}%"


def _plain(value: Any) -> str:
    """Any other value: lists by their parts, days and numbers as they are written, what says something by what it says."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return number.trimmed(value, 6)
    if isinstance(value, Period):
        return _("%(first)s 至 %(last)s") % {"first": value.first, "last": value.last}
    if isinstance(value, Pace):
        told = {"late": _rate(value.late), "watch": _rate(value.watch)}
        return _("低于应达的 %(late)s 为落后，低于 %(watch)s 为关注") % told
    if isinstance(value, Mapping):
        return _("，").join(f"{name} {_plain(each)}" for name, each in value.items()) or _("没有")
    if isinstance(value, tuple):
        return _("、").join(map(_plain, value)) or _("没有")
    if isinstance(value, Rule | Example):
        return tr(value.say)
    if isinstance(value, Band):
        span = f"{number.trimmed(value.low, 2)}–{'' if value.high is None else number.trimmed(value.high, 2)}"
        return f"{span} {_rate(value.rate)}"
    if isinstance(value, EvidenceNeed):
        return f"{value.type} × {value.min}"
    if isinstance(value, Condition):
        return f"{value.field} {value.op} {_plain(value.value)}"
    return value.isoformat() if isinstance(value, date) else str(value)
