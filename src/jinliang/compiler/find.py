"""Every number of the running text judged and, where it means something, made into a target, rate or cap."""

from __future__ import annotations

import re
from dataclasses import replace

from jinliang.compiler import naming
from jinliang.compiler.case import Case
from jinliang.compiler.draft import Left, Number
from jinliang.compiler.due import BASE, Due, base_year, dues, yearly
from jinliang.compiler.judge import judge
from jinliang.compiler.number import Quantity
from jinliang.compiler.phrase import Phrase, phrase
from jinliang.compiler.place import Map, Place
from jinliang.compiler.profile import Profile

KEPT = {"target", "rate", "cap"}
COUNTED = {"%", "‰", "元", "个百分点", "倍", "年", "平方米", "亩", "公里"}


def numbers(found: list[Quantity], map_: Map, profile: Profile) -> tuple[list[Number], list[Left]]:
    """Targets, rates and caps in order of the text, and the numbers left out."""
    return _Walk(map_, profile).walk(found)


class _Walk:
    """One pass over the numbers; what a phrase inherits it inherits from the one before in its paragraph."""

    def __init__(self, map_: Map, profile: Profile) -> None:
        self.map, self.profile, self.plain = map_, profile, map_.plain
        self.dates: dict[tuple[int, int], list[Due]] = {}
        self.kept: list[Number] = []
        self.left: list[Left] = []
        self.last = ""
        self.led = -1  # where the words of a threshold begin: they belong to the name of what is counted after it
        self.paragraph = (-1, -1)

    def walk(self, found: list[Quantity]) -> tuple[list[Number], list[Left]]:
        found = [one for one in found if not _dated(self.plain, one)]
        places = [self.map.place(one.start) for one in found]
        phrases: list[Phrase] = []
        for one, place in zip(found, places, strict=True):
            floor = max(place.segment[0], phrases[-1].end if phrases else 0)
            phrases.append(phrase(self.plain, one, floor))
        for index, (worded, place) in enumerate(zip(phrases, places, strict=True)):
            if place.paragraph != self.paragraph:
                self.paragraph, self.last = place.paragraph, ""
            self._one(index, worded, place, phrases, places)
        return _listed(self.plain, self.kept, self.map), self.left

    def _one(self, index: int, one: Phrase, place: Place, phrases: list[Phrase], places: list[Place]) -> None:
        before = phrases[index - 1] if index and places[index - 1].sentence == place.sentence else None
        lead = self.led if before and self.led >= place.segment[0] else None
        after = phrases[index + 1] if index + 1 < len(phrases) and places[index + 1].segment == place.segment else None
        due = self._due(one, place)
        case = Case(
            self.plain, self.map, self.profile, one, place, due,
            lead if lead is not None else before.end if before else place.sentence[0],
            after.start if after else place.segment[1],
            bool(after and self._count_follows(one, after)),
        )  # fmt: skip
        verdict = judge(case)
        self.led = (
            max(case.previous_end, place.segment[0])
            if verdict.kind in ("threshold", "denominator", "name", "description")
            else -1
        )
        if verdict.kind not in KEPT:
            if one.quantity.unit != "年" or verdict.kind != "date":
                self.left.append(Left(one.start, one.end, verdict.kind, verdict.cue))
            if verdict.kind == "base":
                self.last = naming.trimmed(re.sub(r"(?:从|由).*$", "", case.left)) or self.last
            return
        opening = self._opening(case)
        name, how = naming.name(case, self.last, opening)
        if verdict.kind == "target":
            self.last = re.sub(r"(?:增长|下降|提高|降低|提升|压减|减少|实现)$", "", name)
        self.kept.append(self._number(case, verdict.kind, verdict.cue, name, how))

    def _count_follows(self, one: Phrase, after: Phrase) -> bool:
        between = self.plain[one.end : after.start]
        return (
            "、" not in between
            and after.quantity.unit not in COUNTED | {"日", "天", "个月"}
            and one.quantity.unit != after.quantity.unit
        )

    def _opening(self, case: Case) -> str:
        """The segment before, when the phrase's own leaves the name open and it has no number."""
        start = case.place.segment[0]
        if case.previous_end > start or start <= case.place.paragraph[0]:
            return ""
        if start <= case.place.part[0] and (naming.bare(case.left) or naming.after(case) or self.last):
            return ""
        first = self.map.around("segment", start - 1)
        words = self.plain[first[0] : first[1]].rstrip("，：")
        return "" if re.search(r"\d(?!G)|百分之", naming.dropped(words)) and case.previous_end > first[0] else words

    def _number(self, case: Case, kind: str, cue: str, name: str, how: str) -> Number:
        one, place, quantity = case.phrase, case.place, case.phrase.quantity
        end_year = self.profile.end_year
        deadline = case.due.told if case.due else str(end_year) if end_year else None
        start = max(place.segment[0], min(case.previous_end, one.start))
        year, _ = base_year(self.plain, start, one.start, deadline, self.profile)
        recurrence = yearly(self.plain, place.segment[0], one.start)
        segment = self.plain[place.segment[0] : one.start]
        return Number(
            "", kind, name, quantity.number, quantity.high, quantity.multiple, quantity.unit, one.op, one.approx, one.start, one.end,
            place.clause.id, cue, deadline, case.due.words if case.due else "计划期末", case.due is None, year, recurrence,
            _mode(case, segment), how, naming.context(case), part="其中" in segment,
        )  # fmt: skip

    def _due(self, one: Phrase, place: Place) -> Due | None:
        """The date that governs a number: the nearest before it that still reaches it, or one just after it."""
        inside = self._dates(place.sentence)
        point = one.quantity.start
        ahead = [due for due in inside if due.end <= point]
        for due in reversed(ahead):
            same_part = self.map.around("part", due.start) == place.part
            if due.until or same_part:
                return due
        after = self._after(one, place, inside)
        if after:
            return after
        return self._carried(place)

    def _after(self, one: Phrase, place: Place, inside: list[Due]) -> Due | None:
        for due in inside:
            if due.start < one.end or (due.until and not re.search(r"[前底末内]$", due.words)):
                continue
            if due.start < place.segment[1]:
                return due
            following = self.map.around("segment", min(place.segment[1], place.part[1] - 1))
            if place.segment[1] < place.part[1] and following[0] <= due.start < following[1] and self._bare(following):
                return due
            return None
        return None

    def _bare(self, stretch: tuple[int, int]) -> bool:
        words = naming.dropped(self.plain[stretch[0] : stretch[1]])
        return not re.search(r"\d", words)

    def _carried(self, place: Place) -> Due | None:
        """A date of an earlier sentence of the paragraph: in passages of aims, or where that sentence had no number of its own."""
        at = place.sentence[0]
        while at > place.paragraph[0]:
            if re.match(r"[一二三四五六七八九十]是|第[一二三四五]步", self.plain[at : at + 3]):
                return None
            earlier = self.map.around("sentence", at - 1)
            until = [due for due in self._dates(earlier) if due.until]
            if until:
                counted = any(earlier[0] <= one.start < earlier[1] for one in self.kept)
                return until[-1] if not counted or place.passage == "aims" else None
            at = earlier[0]
        return None

    def _dates(self, sentence: tuple[int, int]) -> list[Due]:
        if sentence not in self.dates:
            self.dates[sentence] = dues(self.plain, *sentence, self.profile)
        return self.dates[sentence]


def _dated(plain: str, one: Quantity) -> bool:
    """Part of a date: 2022年, 18日 after a month."""
    return (one.unit == "年" and one.number >= 1900) or (
        one.unit in ("日", "天") and plain[one.start - 1 : one.start] == "月"
    )


def _mode(case: Case, segment: str) -> str:
    one = case.phrase
    if one.growth:
        return (
            "decrease"
            if re.match(r"下降|降低|减少|压减|减排|缩短|压缩|削减|降幅|递减|缩小|节约|减量|精简", one.growth)
            else "growth"
        )
    if one.quantity.doubling:
        return "growth"
    if re.search(r"新增|新建|新开|新布局|新设|新认定|新引进|净增", segment):
        return "increment"
    if (
        (one.operator and one.operator not in ("至少", "不少于", "超", "超过"))
        or one.quantity.unit in ("%", "‰")
        or "总数" in segment
    ):
        return "level"
    return "count"


SHARED = re.compile(r"分别(?:新增|新建|增长|提高|下降|降低)?")
SPLIT = re.compile(r"[、和及与]|以及")


def _listed(plain: str, found: list[Number], map_: Map) -> list[Number]:
    """分别 lists: each number takes its own noun or date, and all take the list's operator."""
    made = list(found)
    for one in SHARED.finditer(plain):
        part = map_.around("part", one.start())
        run: list[int] = []
        at = one.end()
        for index, number in enumerate(made):
            if number.start < one.start() or number.start >= part[1]:
                continue
            gap = plain[at : number.start]
            if (run and not re.fullmatch(r"[、和及与，]|以及", gap)) or (not run and len(gap) > 6):
                break
            run.append(index)
            at = number.end
        if len(run) < 2:
            continue
        head = plain[map_.around("segment", one.start())[0] : one.start()]
        first = made[run[0]]
        last = made[run[-1]]
        op = first.op if first.op != "=" else last.op
        names = _nouns(head, len(run))
        years = [
            found_.group(1)
            for found_ in re.finditer(r"(20[0-4]\d)(?=年|、|和|及)", BASE.sub("", plain[part[0] : one.start()]))
        ]
        for order, index in enumerate(run):
            number = made[index]
            changes: dict[str, object] = {
                "op": op,
                "approx": first.approx or last.approx,
                "mode": first.mode,
                "cue": f"分别：{number.cue}",
            }
            if names:
                changes["indicator"] = names[order] + (
                    _growth(plain, one) if first.mode in ("growth", "decrease") else ""
                )
            elif len(years) >= len(run):
                changes |= {"deadline": years[len(years) - len(run) + order], "indicator": first.indicator}
            else:
                changes["indicator"] = first.indicator
            made[index] = replace(number, **changes)  # type: ignore[arg-type]
    return made


def _growth(plain: str, shared: re.Match[str]) -> str:
    found = re.match(
        r"分别(?:比|较)?[^，。；\d]{0,12}?(增长|提高|下降|降低|提升)", plain[shared.start() : shared.start() + 20]
    )
    return found[1] if found else ""


def _nouns(head: str, count: int) -> list[str]:
    """The list's own nouns, each with the head they share: 城镇、农村居民收入 -> 城镇居民收入, 农村居民收入."""
    words = naming.trimmed(head)
    names = [naming.trimmed(one) for one in SPLIT.split(words) if one]
    if len(names) < count:
        return []
    names = names[-count:]
    tail = names[-1]
    if all(len(one) < len(tail) and len(one) <= 6 for one in names[:-1]):
        for size in range(len(names[0]), 0, -1):
            if len(tail) - size >= 2:
                return [one + tail[size:] for one in names[:-1]] + [tail]
    return names
