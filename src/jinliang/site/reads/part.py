"""Which parts of a sum a viewer is given: amounts are for those inside, and a small part of a sum is somebody's amount.

Counts are public in every slice. A sum is told by area and by university or institute, and there only when three facts carry it; those
who may see each amount anyway (`dossier.inside`) are given every part. What two sums a day apart differ by is not hidden (docs/law.md).
"""

from __future__ import annotations

from jinliang.core.access import Viewer
from jinliang.core.pack import Indicator
from jinliang.core.select import Slice
from jinliang.site.models import Party
from jinliang.site.reads.known import remembered

FEWEST = 3
"""Facts that must carry a part of a sum for it to be told."""
ONE_PARTY = "单个单位的金额只给有关单位看"
TOO_FEW = f"这一部分不到 {FEWEST} 件，合计就是单件的金额，只给有关单位看"


def withheld(viewer: Viewer, indicator: Indicator, slice: Slice | None, facts: int) -> str:
    """Why a viewer is not given the value of a slice that so many facts carry; empty when it is given. No fact, nothing to hide."""
    if slice is None or not indicator.measure.startswith("sum:") or inside(viewer, slice):
        return ""
    if slice.by != "area" and slice.value not in _institutions():
        return ONE_PARTY
    return TOO_FEW if 0 < facts < FEWEST else ""


def inside(viewer: Viewer, slice: Slice) -> bool:
    """Whether a viewer sees each amount in a slice: who sees the whole city, the district there, the party itself."""
    if viewer.official or viewer.role in ("finance", "admin"):
        return True
    if slice.by != "area" and slice.value == viewer.own:
        return True
    if viewer.role != "district" or not viewer.area:
        return False
    return viewer.area == (slice.value if slice.by == "area" else _area(int(slice.value)))


@remembered
def _institutions() -> dict[int, str]:
    """Universities and institutes: id -> area."""
    return dict(Party.objects.filter(kind__in=("university", "institute")).values_list("id", "area"))


def _area(party: int) -> str:
    found = _institutions().get(party)
    return found if found is not None else Party.objects.filter(id=party).values_list("area", flat=True).first() or ""
