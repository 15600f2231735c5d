"""Judged cases: files of given and expected, read by adapters that put each case to the product itself.

A file names its `set`; the adapter of that set turns `given` into the product's own input and answers in the file's words. Reasons
are compared by their sense, not their spelling, and in any order; where the law leaves room a case names what is also acceptable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinliang.core.refusal import Refusal
from jinliang.packs import reading_case
from jinliang.packs.alike import also_alike, award_alike, rows_alike, value_alike
from jinliang.packs.answer import Answer, Given, code_answer, notice_answer, selector_answer
from jinliang.packs.award_answer import award_answer
from jinliang.packs.registration_case import registration_answer
from jinliang.packs.sharing import distribution_answer


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: what the file expects, what the product answered, and whether that is right."""

    id: str
    expected: Mapping[str, Any]
    got: Mapping[str, Any]
    right: bool


def run_cases(document: Mapping[str, Any]) -> list[CaseResult]:
    """Judges every case of a file. Raises Refusal not_cases, unknown_case_set (naming the sets there are)."""
    name = document.get("set")
    cases = document.get("cases")
    if not isinstance(cases, list):
        raise Refusal("not_cases", "文件里没有算例", "算例文件要有 set 和 cases 两项")
    for place, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or not {"id", "given", "expected"} <= case.keys():
            raise Refusal("not_cases", f"第 {place} 个算例不完整", "每个算例要有 id、given 和 expected")
    if not isinstance(name, str) or name not in SETS:
        raise Refusal("unknown_case_set", f"没有算例集“{name}”", f"可用的有 {'、'.join(sorted(SETS))}")
    return SETS[name](document)


def judge_each(answer: Callable[[Given], Answer]) -> Callable[[Mapping[str, Any]], list[CaseResult]]:
    """The judge of a set whose cases stand each for itself: `answer` maps one `given` to one answer."""

    return judge_whole(lambda case, _: answer(case["given"]))


def judge_whole(answer: Callable[[Given, Given], Answer]) -> Callable[[Mapping[str, Any]], list[CaseResult]]:
    """The judge of a set whose answers need more than `given`: the whole case, and the file with what all its cases rely on."""

    def judge(document: Mapping[str, Any]) -> list[CaseResult]:
        return [_judged(case, answer, document) for case in document["cases"]]

    return judge


def judge_awards(document: Mapping[str, Any]) -> list[CaseResult]:
    """The judge of decisions on awards, by the schemes that the file carries."""
    found = []
    for case in document["cases"]:
        got = _answer(lambda one, file: award_answer(one["given"], file["schemes"]), case, document)
        right = award_alike(case["expected"], got, _same) or also_alike(case.get("also_acceptable"), got)
        found.append(CaseResult(str(case["id"]), case["expected"], got, right))
    return found


def _judged(
    case: Mapping[str, Any], answer: Callable[[Given, Given], Answer], document: Mapping[str, Any]
) -> CaseResult:
    """Answers one case and compares."""
    got = _answer(answer, case, document)
    also = case.get("also_acceptable", [])
    wanted = [case["expected"], *(also if isinstance(also, list) else [also])]
    return CaseResult(str(case["id"]), case["expected"], got, any(agrees(each, got) for each in wanted))


def _answer(answer: Callable[[Given, Given], Answer], case: Mapping[str, Any], document: Mapping[str, Any]) -> Answer:
    """The product's answer; a refusal is an answer, and a case that cannot be read is a wrong one."""
    try:
        return answer(case, document)
    except Refusal as refusal:
        return {"refused": True, "accepted": False, "reason": refusal.code, "message": str(refusal)}
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        return {"unread": f"{type(error).__name__}: {error}"}


def judge_readings(document: Mapping[str, Any]) -> list[CaseResult]:
    """The judge of what facts mean: whole worlds, compared as a whole."""
    found = []
    for case in document["cases"]:
        try:
            got, right = reading_case.judge(case)
        except (Refusal, LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            got, right = {"unread": f"{type(error).__name__}: {error}"}, False
        found.append(CaseResult(str(case["id"]), case["expected"], got, right))
    return found


def agrees(expected: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Whether the answer holds all that is expected; what it says beyond that is not compared."""
    if got.get("refused") and not expected.get("refused") and "reason" not in expected:
        return False
    return all(_same(key, value, got) for key, value in expected.items())


def _same(key: str, value: Any, got: Mapping[str, Any]) -> bool:
    """Whether the answer says the same under one key."""
    if key == "must_name":
        return all(str(each) in got.get("message", "") for each in value)
    if key not in got:
        return False
    mine = got[key]
    if key in ("reason", "why_not"):
        return bool(_sense(value, key) & _sense(mine, key))
    if key in ("reasons", "in_principle"):
        return _covers(value, mine, key) and _covers(mine, value, key)
    if key in ("kind", "level"):
        return _plain(value) == _plain(mine)
    if key == "eligible" and value == "needs_exception":
        return mine is False
    if isinstance(value, list):
        return rows_alike(value, mine, key)
    return value_alike(value, mine)


def _covers(some: Iterable[str], others: Iterable[str], key: str) -> bool:
    """Whether each of some says the same as one of the others."""
    return all(any(_sense(each, key) & _sense(other, key) for other in others) for each in some)


def _plain(value: Any) -> str:
    """A kind or level without spelling: PCT is a way in, no kind of its own, and a city of the middle level has several names."""
    words = [word for word in re.findall(r"[a-z]+", str(value).lower()) if word not in ("pct", "patent", "level")]
    return "prefecture" if words in (["city"], ["prefecture", "city"]) else " ".join(words)


SENSES = {
    "length": "length long short empty blank missing characters format malformed",
    "alphabet": "alphabet character letter charset illegal width fullwidth format malformed",
    "zeros": "zero zeros placeholder",
    "check": "check checksum remainder",
    "year": "year future early",
    "table": "table calendar holiday",
    "day": "day days date start",
    "age": "age old",
    "degree": "degree doctor doctorate phd",
    "employer": "employer researcher academic university institute",
    "discipline": "discipline subject",
    "region": "region province jiangsu registered registration outside location place",
    "ownership": "ownership owner owned own founded founder invested investor investment stake related conflict independence",
    "term": "term duration",
    "pay": "pay payment salary remuneration",
    "agreement": "agreement signed signature signatures unsigned tripartite consent",
    "qualification": "qualification qualified holds title titles platform",
    "invention": "invention utility design model",
    "valid": "valid invalid force application lapsed expired revoked pending granted grant",
    "criterion": "criterion criteria none five",
    "emerging": "strategic emerging sei",
    "family": "overseas family abroad",
    "kept": "kept maintained years",
    "pledge": "pledge loan",
    "award": "award awards prize",
}
"""Words that say the same in a reason; words that stand nowhere here count as themselves."""

_MONEY = {
    "floor": "floor below half minimum least less statutory legal fifty lower",
    "notice": "notice notified notification notify published publicity public",
    "leader": "leader leaders head heads",
    "main": "main contributor contributors completer",
    "net": "net income nothing negative",
    "rule": "rule rules version versions overlap overlapping gap",
    "form": "oral written writing form",
    "twice": "twice duplicate used repeated already",
}
"""Words that say the same in a reason about money."""

SENSES_HERE = {
    "reason": {"type": {"kind"}} | {word: {sense} for sense, words in _MONEY.items() for word in words.split()},
    "reasons": {"kind": {"qualification"}, "type": {"qualification"}, "status": {"qualification"}},
    "why_not": {"kind": {"invention"}, "type": {"invention"}, "status": {"valid"}},
}
"""Words whose sense hangs on where they stand."""

EMPTY_WORDS = (
    "a an and are by firm for full has have home in institution is no not of on one or over per person the to too unit"
)
"""Words of a reason that tell nothing apart."""


def _sense(reason: Any, key: str) -> set[str]:
    """What a reason in snake case, or several of them, is about."""
    text = " ".join(reason) if isinstance(reason, list | tuple) else str(reason)
    senses: set[str] = set()
    for word in set(re.findall(r"[a-z]+", text.lower())) - set(EMPTY_WORDS.split()):
        here = SENSES_HERE.get(key, {}).get(word)
        senses |= here or {sense for sense, words in SENSES.items() if word in words.split()} or {word}
    return senses


SETS: dict[str, Callable[[Mapping[str, Any]], list[CaseResult]]] = {
    "notices": judge_each(notice_answer),
    "codes": judge_each(code_answer),
    "selectors": judge_each(selector_answer),
    "readings": judge_readings,
    "registration": judge_whole(lambda case, _: registration_answer(case["topic"], case["given"], strict=False)),
    "awards": judge_awards,
    "distribution": judge_each(lambda given: distribution_answer(given, strict=False)),
}
"""The judge of each set, by the name that stands in the file."""
