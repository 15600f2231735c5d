"""A second opinion on awards and sharing, for the tests alone: plain loops over plain dicts, no code of the product.

Amounts are whole fen, shares hundredths of a percent, days ordinals.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Case = dict[str, Any]


def owners(parents: dict[str, str | None], party: str) -> list[str]:
    chain = []
    while party is not None and party not in chain:
        chain.append(party)
        party = parents.get(party)  # type: ignore[assignment]
    return chain


def contract_bad(case: Case, c: Case) -> bool:
    rule, kinds = case["rule"], case["kinds"]
    if c["registered"] is None or c["registered"] > case["decided"]:
        return True
    if c["cancelled"] is not None and c["cancelled"] <= case["decided"]:
        return True
    if c["class"] not in rule["classes"]:
        return True
    one, other = owners(case["parents"], c["buyer"]), owners(case["parents"], c["seller"])
    if c["related"] or any(a == b for a in one for b in other):
        return True
    if c["subcontract"]:
        return True
    if rule["buyer_local"] and c["buyer"] not in case["local"]:
        return True
    if rule["sellers"] and kinds[c["seller"]] not in rule["sellers"]:
        return True
    if rule["landed"] and not c["landed"]:
        return True
    if rule["in_year"] and c["registered_year"] != case["year"]:
        return True
    return bool(rule["base"] == "actual" and c["in_shares"])


def contract_adds(case: Case, c: Case) -> Fraction:
    """Fen that a good contract adds to a base."""
    rule = case["rule"]
    if rule["base"] == "technical":
        return Fraction(c["technical"])
    if rule["base"] == "turnover":
        return Fraction(c["turnover"])
    everything = sorted(case["receipts"], key=lambda r: r["on"])
    used_invoices: list[str] = []
    left = Fraction(c["technical"])
    adds = Fraction(0)
    for r in everything:
        if r["invoice"]:
            if r["invoice"] in used_invoices:
                continue
            used_invoices.append(r["invoice"])
        if r["contract"] != c["id"]:
            continue
        part = Fraction(r["amount"]) * Fraction(c["technical"], c["turnover"])
        if r["technical"] is not None:
            part = Fraction(r["technical"])
        part = min(part, left)
        left -= part
        if receipt_good(case, c, r):
            adds += part
    return adds


def receipt_good(case: Case, c: Case, r: Case) -> bool:
    rule = case["rule"]
    if r["on"] < case["from"] or r["on"] > case["to"] or r["on"] > case["decided"]:
        return False
    for level, role in r["paid"]:
        if level == rule["level"] and role == rule["role"]:
            return False
    if not r["labelled"]:
        return False
    return r["payer"] is None or r["payer"] == c["buyer"]


def stands(case: Case, c: Case, party: str) -> Fraction:
    """The party's share of the contract in the award's role; 0 = none."""
    role = case["rule"]["role"]
    if role == "broker":
        for person, share in c["brokers"]:
            if person == party and c["proof"]:
                return Fraction(share)
        return Fraction(0)
    if role == "intermediary" and not c["proof"]:
        return Fraction(0)
    return Fraction(1 if c[role] == party else 0)


def banded(rule: Case, base: Fraction) -> Fraction:
    if not rule["bands"]:
        return base * rule["rate"]
    sum_ = Fraction(0)
    for low, high, rate in rule["bands"]:
        for_this = base - low
        if high is not None and base > high:
            for_this = Fraction(high - low)
        if for_this > 0:
            sum_ += for_this * rate
    return sum_


def base_of(case: Case, party: str) -> Fraction:
    """Fen of an applicant's base."""
    base = Fraction(0)
    if party not in case["barred"]:
        for c in case["contracts"]:
            share = stands(case, c, party)
            if share and not contract_bad(case, c):
                base += contract_adds(case, c) * share
    return base


def paid(case: Case) -> dict[str, int]:
    """Fen for each applicant."""
    rule = case["rule"]
    capped: dict[str, Fraction] = {}
    for a in case["applicants"]:
        base = base_of(case, a["id"])
        gross = banded(rule, a["prior"] + base) - banded(rule, Fraction(a["prior"]))
        if rule["cap"] is not None and gross > rule["cap"] - a["paid"]:
            gross = Fraction(rule["cap"] - a["paid"])
        capped[a["id"]] = gross if gross > 0 else Fraction(0)
    wanted = sum(capped.values(), Fraction(0))
    out = {}
    for who, sum_ in capped.items():
        if case["budget"] is not None and wanted > case["budget"]:
            sum_ = sum_ * case["budget"] / wanted
        out[who] = int(sum_ // rule["step"]) * rule["step"]
    return out


def shared(net: int, pct: int | None, people: list[tuple[int, bool]]) -> str | tuple[int, list[int]]:
    """Fen of the pool and of each person, or the word for why not. People: (hundredths of a percent, main)."""
    if net <= 0:
        return "no_net_income"
    used = 5000 if pct is None else pct
    if used < 5000:
        return "below_legal_floor"
    if used > 10000:
        return "above_whole"
    if sum(share for share, _ in people) != 10000:
        return "shares_not_100"
    if sum(share for share, main in people if main) < 5000:
        return "main_below_floor"
    pool = -((-net * used) // 10000)
    least = -((-pool) // 2)
    got, rest = [], []
    for share, _ in people:
        got.append(pool * share // 10000)
        rest.append(pool * share % 10000)
    odd = pool - sum(got)
    queue = sorted(range(len(people)), key=lambda n: (-rest[n], n))
    lucky = queue[:odd]
    while sum(got[n] + (n in lucky) for n in range(len(people)) if people[n][1]) < least:
        out = [n for n in lucky if not people[n][1]][-1]
        into = next(n for n in queue if people[n][1] and n not in lucky)
        lucky.remove(out)
        lucky.append(into)
    return pool, [got[n] + (n in lucky) for n in range(len(people))]
