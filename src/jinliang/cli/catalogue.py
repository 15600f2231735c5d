"""Keeps the message catalogue (the English of every Chinese word a screen can show) in step with the code, without GNU gettext.

`python -m jinliang.cli.catalogue` reads the site's pages and templates, the sentences that stand whole in the core, the reads and the
acts, and the labels of the shipped packs; it keeps the translations there are, drops what is gone and lists what is still missing.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import normalize, read_po
from django.utils.translation.template import templatize

from jinliang.core.pack import Indicator, Kind, Pack
from jinliang.packs import load

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = PACKAGE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"

# What pgettext and ngettext take first and second; babel reads it so.
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_noop", "gettext_lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Below the pages nothing knows the reader's language: labels and sentences stand there in Chinese and are looked up where they are
# shown. Left out are checks that only the command line or a whole-city move reports, and text that is read, not shown.
_CORE = (
    "access", "application", "award", "batch", "brief", "claim", "contact", "day", "deal", "fact", "field", "grade", "life",
    "listing", "message", "money", "naming", "pack", "patent", "patent_advice", "patent_fee", "patent_value", "ranker",
    "record", "register", "response", "select", "statement", "valuation",
)  # fmt: skip
_BELOW = (
    *(f"core/{name}.py" for name in _CORE),
    *(f"site/{folder}/*.py" for folder in ("acts", "reads")),
    "packs/credit.py",
)
_ELSEWHERE = ("acts/whole.py", "reads/whole.py", "acts/tally.py")
_HEAD = """\
# The English of Jinliang. Kept by `python -m jinliang.cli.catalogue`; translations are written here by hand.
# The words are those of the glossary. Money stays in the units it is told in: 万元 is "10k CNY", 亿元 is "100m CNY",
# so that an English figure is the Chinese figure, digit for digit, and nothing is rounded anew.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """Something a screen can show: its Chinese, the plural form where the code counts, and the context that tells it from a namesake."""

    id: str
    context: str = ""
    plural: str = ""


Translations = Mapping[Message, tuple[str, ...]]


def han(text: str) -> int:
    """How many Chinese characters a text has.

    >>> han("截至 2021-06-18，已知于")
    5
    """
    return sum("\u3400" <= one <= "\u9fff" for one in text)


def of_pages() -> Iterator[Message]:
    """What pages and templates mark as words of the interface."""
    for file in sorted((PACKAGE / "site").rglob("*.py")):
        yield from _calls(file.read_bytes())
    for file in sorted((PACKAGE / "site" / "templates").rglob("*.html")):
        # Within brackets Python's tokenizer does not mind how the lines of a template are indented.
        yield from _calls(f"({templatize(file.read_text(encoding='utf-8'))})".encode())


def _calls(source: bytes) -> Iterator[Message]:
    for _line, found, _comments, context in extract("python", io.BytesIO(source), _KEYWORDS):
        one, *more = found if isinstance(found, tuple) else (found,)
        yield Message(one, context or "", more[0] if more else "")


def of_core() -> Iterator[Message]:
    """Labels and sentences that stand whole in the code below the pages; those put together from values stay Chinese."""
    for pattern in _BELOW:
        for file in sorted(PACKAGE.glob(pattern)):
            if not file.as_posix().endswith(_ELSEWHERE):
                yield from _constants(file.read_text(encoding="utf-8"))


def _constants(source: str) -> Iterator[Message]:
    """Chinese texts of two characters and more; not docstrings, pieces of f-strings, patterns, nor what a method is called on."""
    tree, aside = ast.parse(source), set[ast.AST]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.Attribute):
            aside.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            aside.update(one for one in node.values if isinstance(one, ast.Constant))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            aside.update(node.args)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in aside:
            yield from (Message(text) for text in (node.value,) if han(text) > 1 and "(?:" not in text)


def of_packs() -> Iterator[Message]:
    """The labels, helps and notes of the shipped packs. What they quote from the plan is no label and is never translated."""
    for name in load.shipped():
        pack = load.shipped_pack(name)
        words = [*_plan(pack), *(word for kind in pack.kinds for word in _kind(kind))]
        words += [word for one in pack.indicators for word in _indicator(one)]
        yield from (Message(word) for word in words if han(word))
        units = {one.unit for one in pack.indicators} | {one.unit for kind in pack.kinds for one in kind.fields}
        yield from (Message(unit, "unit") for unit in sorted(units) if unit)


def _plan(pack: Pack) -> Iterator[str]:
    yield from (pack.title, pack.short, pack.issuer)
    for codes in pack.lists:
        yield codes.label
        yield from (item.label for item in codes.items)
    yield from (area.label for area in pack.areas)
    for body in pack.bodies:
        yield from (body.name, body.role)
    for award in pack.awards:
        yield from (award.label, award.note, *(example.say for example in award.examples))


def _kind(kind: Kind) -> Iterator[str]:
    yield from (kind.label, kind.help)
    for field in kind.fields:
        yield from (field.label, field.help)
    yield from (rule.say for rule in kind.rules)


def _indicator(one: Indicator) -> Iterator[str]:
    yield from (one.label, one.short, one.basis, one.evidence, one.target.question)
    yield from (mention.note for mention in one.mentions)


def messages() -> list[Message]:
    """Everything a screen can show in Chinese, each once, in the order of its characters. A plural form wins over the plain one."""
    found = {*of_pages(), *of_core(), *of_packs()}
    counted = {(one.id, one.context) for one in found if one.plural}
    return sorted(one for one in found if one.plural or (one.id, one.context) not in counted)


def translations(text: str) -> dict[Message, tuple[str, ...]]:
    """What a catalogue says, by message. Raises Babel's PoFileError on a flawed one."""
    catalogue: Catalog = read_po(io.StringIO(text), abort_invalid=True)
    found = {}
    for one in catalogue:
        if one.id:
            id, *more = one.id if isinstance(one.id, tuple) else (one.id,)
            said = one.string if isinstance(one.string, tuple) else (one.string,)
            found[Message(str(id), one.context or "", more[0] if more else "")] = tuple(str(part) for part in said)
    return found


def written(wanted: list[Message], known: Translations) -> str:
    """The catalogue as text: no dates, no places in the code, so that it changes only when a word does.

    A message that has become a plural, or is one no more, keeps what was said of it.
    """
    said = {(one.id, one.context): told for one, told in known.items()}
    parts = [_HEAD]
    for one in wanted:
        told = said.get((one.id, one.context), ("",))
        lines = [f"msgctxt {normalize(one.context)}"] if one.context else []
        lines.append(f"msgid {normalize(one.id)}")
        if one.plural:
            lines.append(f"msgid_plural {normalize(one.plural)}")
            lines += [f"msgstr[{place}] {normalize(told[min(place, len(told) - 1)])}" for place in (0, 1)]
        else:
            lines.append(f"msgstr {normalize(told[-1])}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def main() -> int:
    """Writes the catalogue anew; 1 when a word has no English yet."""
    wanted = messages()
    known = translations(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.exists() else {}
    text = written(wanted, known)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(text, encoding="utf-8")
    now = translations(text)
    missing = [one.id for one in wanted if not all(now[one])]
    for word in missing:
        print(f"没有英文：{word}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
