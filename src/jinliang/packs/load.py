"""Reading packs (计划包): from those shipped, from a file, or from the stored text of an adopted one.

A pack is judged as a whole and all its flaws come at once; only a pack without flaws is given out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinliang.core.pack import Pack
from jinliang.core.refusal import Flaw, Refusal
from jinliang.packs import checks, toml
from jinliang.packs.assembly import assembled
from jinliang.packs.checks.draft import Draft
from jinliang.packs.flaw import mend
from jinliang.packs.schema import PackTable
from jinliang.packs.shape import shaped

FOLDER = Path(__file__).parent
"""The shelf: packs that come with the product."""

LARGEST = 4_000_000
"""Bytes; a pack is written by people, and the seed plan takes 1 % of this."""


@dataclass(frozen=True)
class Checked:
    """A pack as examined: what it holds, its flaws and, when there are none, the pack itself.

    `digest` is the SHA-256 of the pack as written followed by the plan's text, in hexadecimal. `found` is False when there was
    nothing to read.
    """

    name: str
    pack: Pack | None
    flaws: tuple[Flaw, ...]
    digest: str = ""
    clauses: int = 0
    targets: int = 0
    mentions: int = 0
    found: bool = True


def shipped() -> list[str]:
    """The names of the packs that come with the product. Other tables in the folder, such as holidays, are no packs."""
    return sorted(
        one.stem
        for one in FOLDER.glob("*.toml")
        if re.search(rf'^id = "{re.escape(one.stem)}"$', one.read_text("utf-8"), re.MULTILINE)
    )


def precedents() -> list[str]:
    """The names of packs of other plans and cities that come along and that no first start adopts: a pack on disk is a proposal."""
    return sorted(f"precedent/{one.stem}" for one in (FOLDER / "precedent").glob("*.toml"))


def source_of(name: str) -> str:
    """A shipped pack as written (TOML). Raises FileNotFoundError."""
    return (FOLDER / f"{name}.toml").read_bytes().decode("utf-8")


def text_of(name: str) -> str:
    """The plan's text that a shipped pack quotes, to the character; empty when it quotes none. Raises FileNotFoundError."""
    return shipped_pack(name).text


def read(source: str | Path | bytes) -> tuple[Pack | None, list[Flaw]]:
    """A pack by shipped name, by path or as bytes, or None with every flaw it has. Never raises for what is in it."""
    found = check(source)
    return found.pack, list(found.flaws)


def parse(text: str, plan_text: str = "", uses: Mapping[str, Pack] | None = None) -> Pack:
    """A pack from its stored text and the stored text of its plan. `uses` are the packs it may name (default: those shipped).

    Raises Refusal `pack_flawed`: what was adopted had no flaws, so one is only met when the rules of packs have changed since.
    """
    return _sound(check_text(text, plan_text, uses=uses))


def _sound(found: Checked) -> Pack:
    if found.pack is None:
        first = found.flaws[0]
        raise Refusal(
            "pack_flawed", f"计划包 {found.name} 有 {len(found.flaws)} 处不对，如 {first.place}：{first.why}", first.fix
        )
    return found.pack


def check(source: str | Path | bytes) -> Checked:
    """A pack examined, by shipped name, by path or as bytes."""
    if isinstance(source, bytes):
        return _check_bytes(source, "", None)
    if isinstance(source, str) and source in (*shipped(), *precedents()):
        return _shipped(source)
    path = Path(source)
    if not path.is_file():
        return Checked(
            str(source),
            None,
            (Flaw(str(source), str(source), "没有这个计划包，也没有这个文件", _offer(source)),),
            found=False,
        )
    if path.stat().st_size > LARGEST:
        fix = "计划包只放条款、指标和代码，附件不要放进来"
        flaw = Flaw(str(path), f"{path.stat().st_size} 字节", f"文件太大，最多 {LARGEST} 字节", fix)
        return Checked(path.stem, None, (flaw,))
    return _check_bytes(path.read_bytes(), path.stem, path.parent)


def check_text(
    text: str,
    plan_text: str = "",
    *,
    uses: Mapping[str, Pack] | None = None,
    name: str = "",
    above: tuple[str, ...] = (),
) -> Checked:
    """A pack examined from its text and its plan's text. `above` are the packs on whose behalf it is read."""
    data = toml.read(text)
    if isinstance(data, Flaw):
        return Checked(name, None, (data,), _digest(text, plan_text))
    return _check_data(data, text, plan_text, uses, name, above)


def shipped_pack(name: str) -> Pack:
    """A shipped pack. Raises FileNotFoundError when there is none of that name, Refusal `pack_flawed` when it is broken."""
    if name not in (*shipped(), *precedents()):
        raise FileNotFoundError(name)
    return _sound(_shipped(name))


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a pack, for editors that complete and check TOML."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | PackTable.model_json_schema(by_alias=True)


@lru_cache(maxsize=16)
def _shipped(name: str, above: tuple[str, ...] = ()) -> Checked:
    return _check_bytes((FOLDER / f"{name}.toml").read_bytes(), name, FOLDER, above)


def _check_bytes(source: bytes, name: str, folder: Path | None, above: tuple[str, ...] = ()) -> Checked:
    text = toml.decoded(source, name or "计划包")
    if isinstance(text, Flaw):
        return Checked(name, None, (text,), hashlib.sha256(source).hexdigest())
    data = toml.read(text)
    if isinstance(data, Flaw):
        return Checked(name, None, (data,), _digest(text, ""))
    plan_text = _plan_text(data.get("text_file"), folder)
    if isinstance(plan_text, Flaw):
        found = _check_data(data, text, "", None, name, above)
        others = tuple(one for one in found.flaws if one.place != "text_file")
        return replace(found, pack=None, flaws=(plan_text, *others))
    return _check_data(data, text, plan_text, None, name, above)


def _plan_text(name: object, folder: Path | None) -> str | Flaw:
    """The plan's text beside a pack; a name that is no text is left for the shape to report."""
    if not isinstance(name, str) or not name or folder is None:
        return ""
    if Path(name).name != name:
        return Flaw("text_file", name, "计划正文要和计划包放在同一文件夹", "只写文件名，不写路径")
    path = folder / name
    if not path.is_file() or path.stat().st_size > LARGEST:
        others = [one.name for one in folder.glob("*.txt")]
        return Flaw("text_file", name, "同一文件夹里没有这个文件，或它太大", mend(name, others))
    return toml.decoded(path.read_bytes(), "text_file")


def _check_data(
    data: dict[str, Any], source: str, text: str, uses: Mapping[str, Pack] | None, name: str, above: tuple[str, ...]
) -> Checked:
    shape = shaped(data)
    table = shape.table
    digest = _digest(source, text)
    used, missing = _used(table, uses, above)
    pack = assembled(table, source, text, digest)
    draft = Draft(table, pack, used, tuple(shape.broken), complete=not missing)
    found = [*shape.flaws, *missing, *(one for one in checks.flaws(draft) if shape.fresh(one))]
    whole = replace(
        pack,
        kinds=tuple(one for it in (*used, pack) for one in it.kinds),
        lists=tuple(one for it in (*used, pack) for one in it.lists),
    )
    return Checked(
        name=table.id or name,
        pack=None if found else whole,
        flaws=tuple(found),
        digest=digest,
        clauses=len(table.clauses),
        targets=len(table.indicators),
        mentions=sum(len(one.mentions) for one in table.indicators),
    )


def _used(
    table: PackTable, uses: Mapping[str, Pack] | None, above: tuple[str, ...]
) -> tuple[tuple[Pack, ...], list[Flaw]]:
    """The packs a pack uses, each once, and flaws for those that cannot be had."""
    used: dict[str, Pack] = {}
    flaws: list[Flaw] = []
    known = shipped() if uses is None else list(uses)
    for number, name in enumerate(table.uses):
        place = f"uses[{number}]"
        if name == table.id or name in above:
            flaws.append(Flaw(place, name, "计划包不能绕回来引用自己", "去掉这一项"))
        elif name not in known:
            flaws.append(Flaw(place, name, f"没有叫 {name} 的计划包", mend(name, known)))
        elif uses is not None:
            used[name] = uses[name]
        else:
            found = _shipped(name, (*above, table.id))
            if found.pack is None:
                why = f"引用的计划包 {name} 自己有 {len(found.flaws)} 处不对"
                flaws.append(Flaw(place, name, why, f"先改好它：jinliang check {name}"))
            else:
                used[name] = found.pack
    return tuple(used.values()), flaws


def _digest(source: str, text: str) -> str:
    return hashlib.sha256(source.encode() + text.encode()).hexdigest()


def _offer(source: str | Path) -> str:
    return mend(Path(source).stem, shipped())
