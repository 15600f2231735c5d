"""Exchange with other platforms: one is taken in, records come and go, each with a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from jinliang.core.access import Viewer
from jinliang.core.record import Slip
from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import Listing, Party, Platform, Transfer
from jinliang.site.reads import clock
from jinliang.site.reads import platform as reads
from jinliang.site.reads.platform import Weighed


@act("platform.register", "登记平台")
def register(doing: Doing, code: str, name: str, party: str) -> Platform:
    """Takes a platform in, by the credit code of the body that runs it. Raises Refusal."""
    require(doing.viewer, "bureau", act="登记平台")
    if not (2 <= len(code) <= 40 and code[0].isalnum() and set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")):
        raise Refusal("code_odd", "平台代号的写法不对", "用 2 到 40 个小写字母、数字、点和横线")
    if not name.strip():
        raise Refusal("name_missing", "没有写平台名称", "写全称")
    run = Party.objects.filter(code=party.strip().upper()).exclude(code="").first()
    if run is None:
        raise Refusal("no_such_party", "没有这个信用代码的单位", "先登记运营单位")
    if Platform.objects.filter(code=code).exists() or Platform.objects.filter(party=run).exists():
        raise Refusal("platform_known", "这个代号或运营单位已登记过", "看已登记的平台")
    row = Platform.objects.create(code=code, name=name.strip()[:60], party=run, made_at=clock.now())
    doing.touch("platform", row.id)
    doing.change = {"label": row.name}
    return row


@act("platform.receive", "接收供需")
def receive(doing: Doing, platform: int, texts: Sequence[str]) -> Transfer:
    """Takes a lot of records in, in one act: new ones are sent to be tested, known ones stay one listing, each has its receipt.

    What stands on the market already is not changed by a record; what the other platform took back is withdrawn. The platform's own
    party or the bureau may. Raises Refusal.
    """
    viewer = doing.viewer
    row = _allowed(viewer, platform)
    list(Platform.objects.select_for_update().order_by("id").values_list("id"))  # lots come in one after the other
    slips = [_taken(doing, row, one) for one in reads.weigh(viewer, texts)]
    return _kept(doing, row, "in", slips)


def _allowed(viewer: Viewer, id: int) -> Platform:
    row = reads.platform(viewer, id)
    if viewer.role != "bureau":
        reads.mine(viewer)
    return row


def _taken(doing: Doing, platform: Platform, one: Weighed) -> Slip:
    slip, row = one.slip, one.row
    if slip.outcome == "new":
        row = Listing(kind=one.kind, party=platform.party, seat_id=doing.viewer.sits[0], state="reviewing")
        row.area, row.origin, row.origin_number = platform.party.area, slip.origin, slip.number
        row.made_at = clock.now()
    elif slip.outcome == "taken_back" and row is not None:
        row.state = "withdrawn"
    elif slip.outcome != "changed" or row is None:
        return slip
    for name, value in one.values.items():
        setattr(row, name, value)
    row.since, row.saved_at = clock.today(), clock.now()
    row.save()
    doing.touch("listing", row.id)
    return replace(slip, listing=row.id)


@act("platform.send", "送出供需")
def send(doing: Doing, platform: int) -> tuple[Transfer, list[str]]:
    """Hands out what stands on the market as records for a platform. Raises Refusal."""
    row = _allowed(doing.viewer, platform)
    found = list(reads.lines(row))
    return _kept(doing, row, "out", [slip for slip, _ in found]), [text for _, text in found]


def _kept(doing: Doing, platform: Platform, way: str, slips: Sequence[Slip]) -> Transfer:
    made = Transfer(
        platform=platform,
        seat_id=doing.viewer.sits[0],
        way=way,
        rows=len(slips),
        slips=[asdict(one) for one in slips],
        made_at=clock.now(),
    )
    doing.touch("platform", platform.id)
    doing.change = {"rows": len(slips), "label": platform.name}

    def write(number: int) -> None:
        made.number = number
        made.save()

    doing.finally_(write)
    return made
