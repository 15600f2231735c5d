"""Messages (消息): what a seat is told that concerns it, in sentences with places for names. Not a Notice (公示), which is public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SAYS: Final[Mapping[str, str]] = {
    "answer.yes": "“%(theirs)s”的单位对“%(ours)s”有意，请回应",
    "answer.no": "“%(theirs)s”的单位觉得“%(ours)s”不合适：%(reason)s",
    "deal.open": "“%(need)s”与“%(offer)s”双方有意，可以洽谈了",
    "clock.watch": "“%(need)s”与“%(offer)s”：答应 %(due)s 前回应，快到了",
    "clock.late": "“%(need)s”与“%(offer)s”：答应 %(due)s 前回应，已经过了，技术经纪人会来问",
    "clock.call": "%(side)s过了 %(due)s 还没有回应，请跟进：“%(need)s”与“%(offer)s”",
    "match.propose": "技术经纪人把“%(theirs)s”推荐给“%(ours)s”：%(said)s",
    "listing.off": "“%(title)s”看下来不适合在市场上找：%(reason)s",
    "search.new": "您存下的查找有 %(count)s 条新供需：%(titles)s",
    "match.meet": "“%(need)s”与“%(offer)s”记了一次会面：%(outcome)s",
    "listing.publish": "“%(title)s”已发布，有效到 %(until)s",
    "listing.return": "“%(title)s”退回：%(reason)s",
    "listing.merge": "“%(title)s”与“%(into)s”是同一条，已并过去",
    "listing.expire": "“%(title)s”已到期，不再推荐；还有效就续期",
}
"""What there is to tell, by code. Names in it are titles of listings, which stand on the market for anybody: never a hidden owner's."""
HOW: Final[Mapping[str, str]] = {"off": "只在站内", "now": "随到随发", "daily": "每天一封"}
"""How a seat has its messages sent on by e-mail."""


def told(what: str, said: Mapping[str, str]) -> str:
    """The sentence of a message.

    >>> told("listing.return", {"title": "阀块去毛刺", "reason": "写清楚是什么材料"})
    '“阀块去毛刺”退回：写清楚是什么材料'
    """
    return SAYS[what] % said
