"""What is broken by hand: the file, the text, what is put in its place, and the tests one of which must notice."""

# ruff: noqa: E501  # what is broken is quoted as it stands
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "jinliang"

CORE = "tests/packs/test_reading_case.py"
SQL = "tests/site/test_reading_sql.py"
RULES = "tests/site/test_journal_rules.py"
ACTS = "tests/site/test_acts.py"
MENDS = "tests/site/test_claim_mends.py"
INDICATOR = "tests/core/test_indicator.py"
WALK = "tests/core/test_journal_walk.py"
LIFE = "tests/site/test_lifecycle.py"
ACCESS = "tests/site/test_access.py"
FIRST = f"{RULES}::test_every_table_is_append_only_or_says_why_not"
WORLD = f"{SQL}::test_sql_reads_the_world_as_it_is_judged"
KEPT = f"{SQL}::test_the_tally_kept_act_by_act_is_the_tally_made_anew"


@dataclass(frozen=True)
class Mutation:
    """One change; `old` stands exactly once in `file` (under src/jinliang). `schema` says that the database is made anew for it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    schema: bool = False


def _core(name: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    return Mutation(f"core: {name}", f"core/{file}.py", old, new, tests or (CORE,))


def _sql(name: str, old: str, new: str, *tests: str, file: str = "reads/tally") -> Mutation:
    return Mutation(f"sql: {name}", f"site/{file}.py", old, new, tests or (WORLD,))


def _site(name: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    return Mutation(f"site: {name}", f"site/{file}.py", old, new, tests)


def _access(*names: str) -> tuple[str, ...]:
    return tuple(f"{ACCESS}::test_{name}" for name in names)


OPERATORS = [
    _core(
        "equals asks for all",
        "select",
        'if op == "equals":\n        return any(',
        'if op == "equals":\n        return all(',
    ),
    _core(
        "one of takes the first alone",
        "select",
        "for value in got for one in want)",
        "for value in got for one in want[:1])",
    ),
    _core("at least leaves out the bound", "select", "bool(left >= right)", "bool(left > right)"),
    _core("at most leaves out the bound", "select", "bool(left <= right)", "bool(left < right)"),
    _core(
        "not wants a value",
        "select",
        "return not any(same(value, want)",
        "return bool(got) and not any(same(value, want)",
    ),
    _core("holds is always so", "select", "return holds is not None and any(", "return holds is not None or any("),
    _core(
        "holds on the as-of day", "indicator", "one.stands(day, known_by) for", "one.stands(span.as_of, known_by) for"
    ),
    _core(
        "holds in any role",
        "indicator",
        "party in one.roles.get(held.role, ())",
        "any(party in who for who in one.roles.values())",
    ),
    _core("sums compare as text", "select", "return _number(got), _number(want)", "return str(got), str(want)"),
    _core(
        "one condition is enough",
        "select",
        "return None if all(meets(",
        "return None if not selector.where or any(meets(",
    ),
]

DAYS = [
    _core("the as-of day is not yet", "select", "if fact.on > self.as_of:", "if fact.on >= self.as_of:"),
    _core(
        "the period's first day is outside",
        "select",
        "self.period.first <= fact.on <=",
        "self.period.first < fact.on <=",
    ),
    _core(
        "the period's last day is outside", "select", "<= fact.on <= self.period.last", "<= fact.on < self.period.last"
    ),
    _core("the day of an end has ended", "select", "end.on < self.as_of", "end.on <= self.as_of"),
    _core("the last day of a term has expired", "select", "fact.until < self.as_of", "fact.until <= self.as_of"),
    _core("ends are forgotten", "select", "if end is not None and end.on", "if False and end.on"),
    _core("terms are forgotten", "select", "if fact.until is not None and", "if False and"),
    _core("a flow is asked as a stock", "select", 'if self.mode == "flow":', "if False:"),
    _core("one holds only from the day after", "fact", "and self.on <= day\n", "and self.on < day\n"),
    _core("one holds to the day before", "fact", "or day <= self.until)", "or day < self.until)"),
    _core("a post has ended on its last day", "fact", "or day <= end.on)", "or day < end.on)"),
    _core(
        "a statement may end before it begins", "fact", "if until is not None and until < on:", "if False:", CORE, RULES
    ),
    _core("a statement of one day is refused", "fact", "and until < on:", "and until <= on:"),
    _core(
        "an end may come before the beginning",
        "fact",
        "if last_on is None or last_on < fact.on:",
        "if last_on is None:",
        CORE,
    ),
    _core(
        "a day's number is the day before's",
        "indicator",
        "for number, on in days if on <= day",
        "for number, on in days if on < day",
    ),
]

KNOWN = [
    _core(
        "known by its own number is not known", "indicator", "if fact.known <= known_by]", "if fact.known < known_by]"
    ),
    _core("a reversal is known late", "fact", "self.gone.known <= number", "self.gone.known < number"),
    _core("an end is known late", "fact", "self.end.known <= number", "self.end.known < number"),
    _core("what one holds is known late", "fact", "self.known <= known_by\n", "self.known < known_by\n"),
    _core("a reversal does not take a post away", "fact", "and self.gone_by(known_by) is None\n", "\n"),
    _core(
        "reversals are forgotten", "select", "    if gone is not None:\n        return", "    if False:\n        return"
    ),
    _core(
        "replaced is told as reversed", "select", 'if gone.way == "reverse" else "replaced"', 'if gone else "replaced"'
    ),
    _core("an entry counts twice", "indicator", "if fact.entry in entries:", "if False:"),
    _core("the first day carries the entry", "indicator", "(one.known, one.id)", "(one.on, one.id)"),
    _core("a missing value is zero", "indicator", "fact.values.get(name)", "fact.values.get(name, 0)"),
    _core("the slice is forgotten", "indicator", "if slice is not None and not slice.takes(fact):", "if False:"),
    _core(
        "the slice has those with one party alone",
        "select",
        "return self.value in fact.roles.get(",
        "return (self.value,) == fact.roles.get(",
    ),
    _core("more than is at least", "indicator", "return value > target", "return value >= target", INDICATOR),
]

WAYS = [
    _core("a reversed fact may go on", "fact", 'if fact.gone_way == "reverse":', "if False:", CORE),
    _core("a replaced fact may go on", "fact", 'if fact.gone_way == "replace":', "if False:", RULES),
    _core("an end may be set twice", "fact", "if fact.has_end:", "if False:", CORE),
    _core("a replacement may change the entry", "fact", "if entry != fact.entry_id:", "if False:", CORE),
    _core(
        "an end is asked before a reversal",
        "fact",
        'raise refuse("already_reversed")',
        'raise refuse("already_ended" if fact.has_end else "already_reversed")',
        RULES,
    ),
]

CHAIN = [
    _core(
        "the hash forgets the line before",
        "journal",
        "for name in self.__slots__}",
        'for name in self.__slots__ if name != "previous"}',
        WALK,
    ),
    _core(
        "the hash forgets the note",
        "journal",
        "for name in self.__slots__}",
        'for name in self.__slots__ if name != "note"}',
        WALK,
    ),
    _core("the walk trusts the links", "journal", "line.previous != before or ", "", WALK),
    _core("the walk trusts the hashes", "journal", " or line.hash != stored)", ")", WALK),
    _core("the walk trusts the numbers", "journal", "line.number != expected or ", "", WALK),
    _core("the walk names the last bad line", "journal", "if bad is None and (", "if (", WALK),
]

LIVES = [
    _core(
        "one may check the own party",
        "claim",
        "    if viewer.stands_for(case.party):",
        "    if False:",
        RULES,
    ),
    _core(
        "one may check where one has another seat",
        "claim",
        "    if viewer.stands_for(case.party):",
        "    if viewer.party == case.party:",
        f"{MENDS}::test_nobody_checks_a_claim_of_a_party_where_he_has_another_seat",
    ),
    _core(
        "who wrote it may check",
        "claim",
        "viewer.user in (case.user, case.first_checker, *case.writers)",
        "viewer.user in (case.user, case.first_checker)",
        f"{MENDS}::test_nobody_checks_what_he_wrote_on_a_seat_that_he_has_left",
    ),
    _core(
        "the same person may check twice",
        "claim",
        "viewer.user in (case.user, case.first_checker, *case.writers)",
        "viewer.user in (case.user, *case.writers)",
        RULES,
    ),
    _core(
        "who stated may check",
        "claim",
        "viewer.user in (case.user, case.first_checker, *case.writers)",
        "viewer.user in (case.first_checker,)",
        RULES,
    ),
    _core("any level may check", "claim", "    if viewer.role != level:", "    if False:", RULES),
    _core(
        "two levels may be passed in one",
        "claim",
        'return "这一类审两级：先初审，再由市科技局复核" if waits_first else None',
        "return None",
        RULES,
    ),
    _core("papers need not be there", "claim", "if case.papers.get(need.type, 0) < need.min", "if False", ACTS),
    _core(
        "anybody may withdraw",
        "claim",
        "if viewer.party == case.party and viewer.role in case.kind.states:",
        "if viewer.role:",
        ACTS,
    ),
    _core(
        "any state may be left",
        "life",
        "    if state not in row.source:",
        "    if False:",
        f"{LIFE}::test_nothing_leads_on_from_the_end",
    ),
    _core(
        "guards are not asked",
        "life",
        "for why in (guard(case, pack, today) for guard in row.needs) if why]",
        "for why in (guard(case, pack, today) for guard in ()) if why]",
        ACTS,
    ),
]

READS = [
    _sql(
        "reversals are forgotten in sums",
        'here = Sql("(t.gone IS NULL OR t.gone > %s)"',
        'here = Sql("(t.gone IS NULL OR t.gone > %s OR true)"',
    ),
    _sql(
        "a reversal is known late",
        'here = Sql("(t.gone IS NULL OR t.gone > %s)"',
        'here = Sql("(t.gone IS NULL OR t.gone >= %s)"',
    ),
    _sql("replaced is told as reversed", "OR t.gone_way = 'replace')", "OR t.gone_way = 'reverse')"),
    _sql("the as-of day is not yet", """Sql(f't."on" <= {day}', of)""", """Sql(f't."on" < {day}', of)"""),
    _sql("the period's first day is outside", "BETWEEN %s AND %s', period", "BETWEEN %s::date + 1 AND %s', period"),
    _sql("the period's last day is outside", "BETWEEN %s AND %s', period", "BETWEEN %s AND %s::date - 1', period"),
    _sql("the day of an end has ended", "OR t.end_on >= {day})", "OR t.end_on > {day})"),
    _sql("an end is known late", "t.ended > %s OR t.end_on >= {day}", "t.ended >= %s OR t.end_on >= {day}"),
    _sql("the last day of a term has expired", "t.until >= {day})", "t.until > {day})"),
    _sql("ends are forgotten", 'found.append(("ended", Sql(ended, (n, *of))))', 'found.append(("ended", Sql("true")))'),
    _sql("terms are forgotten", 'Sql(f"(t.until IS NULL OR t.until >= {day})", of)', 'Sql("true")'),
    _sql("another question's bit", "(1 << bit,)", "(2 << bit,)"),
    _sql("conditions are forgotten", 'Sql("(t.fits & %s) <> 0", (1 << bit,))', 'Sql("true")'),
    _sql("known by its own number is not known", '"t.kind = %s AND t.known <= %s"', '"t.kind = %s AND t.known < %s"'),
    _sql("the area is forgotten", '" AND t.area = %s"', '" AND (t.area = %s OR true)"'),
    _sql(
        "a party's slice in any role",
        "WHERE kind = %s AND role = %s AND party = %s)",
        "WHERE kind = %s AND (role = %s OR true) AND party = %s)",
    ),
    _sql(
        "an entry counts twice",
        'return "count(DISTINCT t.entry)::numeric, count(DISTINCT t.entry)"',
        'return "count(t.entry)::numeric, count(t.entry)"',
    ),
    _sql("an entry is told twice", "ORDER BY known, fact) > 1", "ORDER BY known, fact) > 2"),
    _sql(
        "the last known carries the entry",
        "OVER (PARTITION BY why, entry ORDER BY known, fact)",
        "OVER (PARTITION BY why, entry ORDER BY known DESC, fact)",
    ),
    _sql("a missing value is told as counted", "IS NULL THEN 'no_value'", "IS NULL THEN NULL"),
    _sql("a missing value counts as a fact", "count(t.{column})", "count(*)"),
    _sql("one holds only from the day after", 'h."on" <= t."on"', 'h."on" < t."on"'),
    _sql("one holds to the day before", 'h.until >= t."on"', 'h.until > t."on"'),
    _sql("a post has ended on its last day", 'h.end_on >= t."on"', 'h.end_on > t."on"'),
    _sql(
        "a reversal does not take a post away",
        "(h.gone IS NULL OR h.gone > %s)",
        "(h.gone IS NULL OR h.gone > %s OR true)",
    ),
    _sql("what one holds is known early", "h.known <= %s", "(h.known <= %s OR true)"),
    _sql("what one holds is known late", "h.known <= %s", "h.known < %s"),
    _sql(
        "an end of a post is known early",
        "(h.ended IS NULL OR h.ended > %s OR",
        "(h.ended IS NULL OR (h.ended > %s AND false) OR",
    ),
    _sql("holds in any role", "h.kind = %s AND h.role = %s\n", "h.kind = %s AND (h.role = %s OR true)\n"),
]

TALLY = [
    _sql(
        "one condition is enough",
        "if all(meets(fact, one) for one in where)",
        "if not where or any(meets(fact, one) for one in where)",
        file="reads/recount",
    ),
    _sql("a reversal is not marked", "update(gone=number, gone_way=way)", "update(gone_way=way)", file="acts/tally"),
    _sql(
        "a reversal is not marked for posts",
        "update(gone=number)\n",
        "update(gone=None)\n",
        KEPT,
        WORLD,
        file="acts/tally",
    ),
    _sql("an end is not marked", "update(ended=number, end_on=last_on)", "update(ended=number)", file="acts/tally"),
    _sql(
        "a tally made anew forgets ends",
        "ended=fact.end.known if fact.end else None",
        "ended=None",
        KEPT,
        file="acts/tally",
    ),
    _sql(
        "remembered readings forget ways on",
        "WHERE a.known > %s AND a.known <= %s",
        "WHERE a.known > %s AND a.known <= %s AND false",
    ),
    _sql(
        "remembered readings forget what others hold",
        "        if entries:\n            found |= _leaning(",
        "        if False:\n            found |= _leaning(",
    ),
    _sql(
        "remembered readings are not mended",
        "_mended(ask, days, number, old, entries) if entries else old",
        "old if entries else old",
        file="reads/reading",
    ),
    _sql("the old part is not taken out", "other.value - less.value", "other.value"),
    _sql(
        "the old part is read as of now", "[replace(part, known_by=number), part]", "[part, part]", file="reads/reading"
    ),
]

SITE = [
    _site("an act leaves no line", "acts/perform", "        Act.objects.create(\n            number=line.number,", "        Act(\n            number=line.number,", ACTS),
    _site("the head stays where it was", "acts/perform", "update(number=line.number, hash=line.hash)", "update(number=line.number)", ACTS),
    _site("numbers have gaps", "acts/perform", "self.number = number + 1", "self.number = number + 2", ACTS),
    _site("a line names no seat", "acts/perform", "seat_id=self.viewer.seat,", "seat_id=None,", ACTS),
    _site("an act is not one transaction", "acts/perform", "            with transaction.atomic():\n                doing", "            if True:\n                doing", ACTS),
    _site("anybody may reverse", "acts/fact", '    require(doing.viewer, "bureau", act="冲销、终止或更正事实")\n', "", RULES),
    _site("no reason need be given", "acts/fact", "    if not reason.strip():", "    if False:", RULES),
    _site("a return needs no reason", "acts/claim", "    if not reason.strip():", "    if False:", RULES),
    _site("a return keeps the first check", "acts/claim", 'claim.level, claim.checked_by, claim.returned, claim.sent = 0, None, "", True', 'claim.level, claim.returned, claim.sent = 0, "", True', RULES),
    _site("a correction needs no papers", "acts/fact", "    if short or not evidence:", "    if False:", f"{MENDS}::test_a_correction_of_what_was_claimed_needs_the_papers_of_its_kind"),
    _site("the same money is verified twice", "acts/claim", "    doing.finally_(lambda _: facts.refuse_again(statement))", "    doing.finally_(lambda _: None)", f"{MENDS}::test_money_that_a_living_fact_says_already_is_not_verified_again"),
    _site("a verified claim has no papers", "acts/claim", "claim=claim.id, source=claim.source_id, evidence=papers)", "claim=claim.id, source=claim.source_id)", ACTS),
    _site("anybody may publish a list", "acts/roll", "    require(doing.viewer, *found.official, act=Composed(\"导入%(kind)s名单\", kind=found.label))\n", "", ACTS),
    _site("drafts are seen by officers", "reads/claim", '    sent = Q(sent=True)', "    sent = Q(sent__in=(True, False))", *_access("a_draft_is_seen_by_its_party_alone")),
    _site("a district sees the whole city", "reads/claim", 'sent & Q(area=viewer.area or "-")', "sent", *_access("a_list_of_claims_holds_what_one_may_see_and_no_more")),
    _site("everybody is inside a fact", "reads/dossier", "        return Verdict(True)\n    return INSIDE\n", "        return Verdict(True)\n    return Verdict(True)\n", *_access("amounts_and_persons_are_shown_to_those_inside")),
    _site("names are not masked", "reads/dossier", 'return name[:1] + "*" * (len(name) - 1)', "return name", *_access("the_public_sees_masked_names_and_no_amounts", "a_page_for_anyone_names_no_person_and_no_amount_to_the_public")),
    _site("amounts are public", "reads/dossier", "amount=row.amount if may else None", "amount=row.amount", *_access("the_public_sees_masked_names_and_no_amounts")),
    _site("papers are open to every seat", "reads/evidence", '    raise Refusal("not_inside", dossier.INSIDE.why, dossier.INSIDE.who)', "    return row", *_access("a_paper_of_another_party_is_not_opened")),
    _site("a revoked key still opens", "reads/viewer", "digest=digest, revoked_at=None, ", "digest=digest, ", *_access("a_key_that_is_wrong_revoked_or_of_somebody_who_left_opens_nothing")),
    _site("a seat taken away is still sat in", "reads/viewer", "WHERE s.user_id = %s AND s.active AND", "WHERE s.user_id = %s AND", *_access("a_seat_that_was_taken_away_is_the_public")),
    _site("any seat opens any page", "pages/shell", "if isinstance(may, tuple) and request.viewer.role not in may:", "if False:", *_access("an_address_opens_to_those_it_says_and_to_nobody_else[party_new]")),
    _site("the public opens any page", "pages/shell", 'if may != "anyone" and request.viewer.public:', "if False:", *_access("an_address_opens_to_those_it_says_and_to_nobody_else[claims]", "an_address_opens_to_those_it_says_and_to_nobody_else[parties]")),
    _site("anybody takes any seat", "pages/door", "if row is None or not (settings.DEMO or row.user_id == request.user.id):", "if row is None:", *_access("nobody_takes_a_seat_of_others_outside_demo_mode")),
    _site("the public lists claims by the API", "api/fact", '@router.get("/claims", response=list[ClaimOut])', '@router.get("/claims", response=list[ClaimOut], auth=OPEN)', *_access("the_public_may_open_what_is_listed_and_nothing_else")),
    Mutation("site: facts may be changed", "site/migrations/0002_beyond_django.py", '    "fact",\n', "", (RULES,), schema=True),
    Mutation("site: facts may be emptied", "site/migrations/0002_beyond_django.py", 'BEFORE TRUNCATE ON site_{table}"\n        f" FOR EACH STATEMENT EXECUTE FUNCTION site_append_only();"', 'BEFORE TRUNCATE ON site_{table}"\n        f" FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION site_append_only();"', (RULES,), schema=True),
]  # fmt: skip

OPINIONS = "tests/core/test_two_opinions.py"
AWARDS = "tests/packs/test_award_case.py"
SHARES = "tests/core/test_distribution.py"


def _money(name: str, file: str, old: str, new: str, *tests: str) -> Mutation:
    return Mutation(f"money: {name}", f"core/{file}.py", old, new, tests or (OPINIONS,))


MONEY = [
    _money("the window never ends", "counting", "not (first <= one.on <= last and", "not (first <= one.on and"),
    _money("a receipt uses up what counts for nothing", "counting", "        left -= counted\n", "        left -= used\n"),
    _money("a receipt that does not count uses nothing up", "counting", "        left -= counted\n", "        left -= counted if not why else 0\n"),
    _money("receipts count as they are listed", "counting", "receipts = sorted(receipts, key=_ON)", "receipts = list(receipts)"),
    _money("an allocated receipt is rounded", "counting", "else one.fen * technical", "else one.fen * technical // turnover * turnover"),
    _money("cancelled on the day of the decision still stands", "eligibility", "one.cancelled_on <= decided_on", "one.cancelled_on < decided_on"),
    _money("registered on the day of the decision is too late", "eligibility", "one.registered_on > decided_on", "one.registered_on >= decided_on"),
    _money("another role closes a receipt", "eligibility", "if self.key in one.paid:", "if one.paid:"),
    _money("sisters are strangers", "contract", "        found.add(at)\n", "        if at == id:\n            found.add(at)\n"),
    _money("a cap forgets what was paid", "award", "Fraction(self.cap) - Fraction(already_paid)", "Fraction(self.cap)"),
    _money("bands start anew with each claim", "award", "over_bands(prior + base, self.bands) - over_bands(prior, self.bands)", "over_bands(base, self.bands)"),
    _money("a call sets any rate", "award", "if self.rate_max is not None and rate > self.rate_max:", "if False:", AWARDS),
    _money("a budget cuts the last one only", "decision", "if budget is not None and wanted > budget:", "if False:"),
    _money("awards are rounded half up", "decision", "paid=down_to(one.capped, award.step)", "paid=down_to(one.capped + award.step / 2, award.step)"),
    _money("who gives back is topped up", "decision", "return max(self.paid - self.recomputed, Decimal(\"0.00\"))", "return self.paid - self.recomputed", "tests/core/test_claw_back.py"),
    _money("a pool may miss the legal half by a fen", "distribution", "fen_up(percent(net, floors.pool)), fen_up(percent(net, used))", "fen_up(percent(net, floors.pool)), down_to(percent(net, used), 1)", SHARES),
    _money("shares near the whole do", "reward", "if total != _HUNDRED:", "if abs(total - _HUNDRED) > 1:", SHARES),
    _money("odd fen cost the main contributors their half", "reward", "if sum((kept[place] for place", "if False and sum((kept[place] for place", SHARES),
    _money("a voucher need not balance", "ledger", "    if gap:\n", "    if False:\n", "tests/core/test_ledger.py"),
    _money("a reward may be paid on the last day of the notice", "reward_tax", "paid.paid_on <= paid.notice_ends", "paid.paid_on < paid.notice_ends", "tests/core/test_reward_tax.py"),
]  # fmt: skip

MUTATIONS: list[Mutation] = [*OPERATORS, *DAYS, *KNOWN, *WAYS, *CHAIN, *LIVES, *READS, *TALLY, *SITE, *MONEY]


def misplaced(some: list[Mutation]) -> list[str]:
    """Changes whose text does not stand exactly once in their file: the source has moved on, and the change must follow."""
    found = []
    for one in some:
        times = (SOURCE / one.file).read_text("utf-8").count(one.old)
        if times != 1 or one.old == one.new:
            found.append(f"{one.name}: the text stands {times} times in {one.file}")
    return found
