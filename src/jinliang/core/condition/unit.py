"""Units (计量单位) as drawings, papers and the workshop write them, reduced to one unit for each dimension.

A unit is a product of atoms with exponents, so that what has never been listed (kWh/t, 元/亩, mAh/g) is read too.
Factors are exact fractions of SI (GB 3100 量和单位; 1 公斤力 = 9.80665 N, 1 英寸 = 25.4 mm). The workshop's own are
here: 丝 and 道 are 0.01 mm, a bare μ is a micrometre, 公斤 is a mass until `unit_at` is told that a pressure or a force
is spoken of. Pieces (件) and cycles (次) count as dimensions of their own, and so does each hardness scale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from jinliang.core.condition.atom import (
    ATOMS,
    NAMED,
    NOT_BEFORE,
    ONLY_BELOW,
    PREFIXES,
    RARE,
    SCALED,
    SPOKEN,
    SPOKEN_SCALED,
)

Powers = tuple[tuple[str, int], ...]
"""The exponents of a unit's base symbols, in the order of the alphabet."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number is counted in. `name` is the dimension, `base` the unit its values are told in.

    `factor` and `offset` lead from a written value to the base: base = written × factor + offset.

    >>> unit("μm").in_base(Decimal("22"))
    Decimal('0.022')
    >>> unit("km/h").name, unit("km/h").in_base(Decimal("36"))
    ('speed', Decimal('10'))
    """

    name: str
    base: str
    factor: Fraction
    powers: Powers
    offset: Fraction = Fraction(0)

    def in_base(self, value: Decimal) -> Decimal:
        """The value in the base unit, to 24 digits where a fraction has no end."""
        return _decimal(Fraction(value) * self.factor + self.offset)

    def from_base(self, value: Decimal) -> Decimal:
        """The way back from the base unit."""
        return _decimal((Fraction(value) - self.offset) / self.factor)

    def per(self, other: Unit) -> Unit:
        """This unit for each of the other: 元 and t give 元/t."""
        powers = _product(self.powers, other.powers, -1)
        return _unit(self._size() / other._size(), powers)

    def _size(self) -> Fraction:
        """How many base symbols one written unit is."""
        return self.factor * _dimension(self.powers)[2]


def _decimal(value: Fraction) -> Decimal:
    told = (Decimal(value.numerator) / Decimal(value.denominator)).normalize()
    return told.quantize(Decimal(1)) if told == told.to_integral_value() and told.adjusted() < 24 else told


def _powers(text: str) -> Powers:
    found = re.findall(r"([^\s\d-]+)(-?\d+)?", text)
    return tuple(sorted((symbol, int(power or 1)) for symbol, power in found))


def _product(left: Powers, right: Powers, sign: int) -> Powers:
    total = dict(left)
    for symbol, power in right:
        total[symbol] = total.get(symbol, 0) + sign * power
    return tuple(sorted((symbol, power) for symbol, power in total.items() if power))


_DIMENSIONS = {_powers(powers): (name, base, Fraction(size)) for powers, name, base, size in NAMED}


def _dimension(powers: Powers) -> tuple[str, str, Fraction]:
    """A dimension of the list, or one told by its own symbols."""
    told = "·".join(symbol if power == 1 else f"{symbol}{power}" for symbol, power in powers)
    return _DIMENSIONS.get(powers, (told, told, Fraction(1)))


def _unit(size: Fraction, powers: Powers, offset: Fraction = Fraction(0)) -> Unit:
    name, base, scale = _dimension(powers)
    return Unit(name, base, size / scale, powers, offset)


@cache
def _atoms() -> Mapping[str, tuple[Fraction, Powers]]:
    """Every spelling of an atom: its size in base symbols and their exponents."""
    atoms: dict[str, tuple[Fraction, Powers]] = {}
    plain: dict[str, tuple[Fraction, Powers]] = {}
    for line in ATOMS.strip().splitlines():
        symbol, size, powers, names = (part.strip() for part in line.split("|"))
        value = (Fraction(size), _powers(powers))
        for name in (symbol, *names.split()) if symbol not in plain else names.split():
            plain[name] = value if name != "g" else (Fraction(1, 1000), value[1])
    for name, (size_of, powers_of) in plain.items():
        steps = PREFIXES if name in SCALED else SPOKEN if name in SPOKEN_SCALED else {}
        for prefix, power in steps.items():
            if prefix + name not in plain and prefix + name not in RARE:
                atoms[prefix + name] = (size_of * Fraction(10) ** power, powers_of)
    return atoms | plain


_EXPONENTS = {"²": 2, "³": 3, "2": 2, "3": 3}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted((*_atoms(), *ONLY_BELOW), key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, names))})(⁻¹|\^?-1(?![0-9])|\^?[23²³](?![0-9.]))?")


_INVERSE = re.compile(r"⁻|-")


def _atom_at(text: str, at: int, below: bool) -> tuple[Fraction, Powers, int] | None:
    found = _pattern().match(text, at)
    if not found or (found[1] in ONLY_BELOW and not below) or (found[1] == "日" and not below):
        return None
    end = found.end()
    if text[end - 1].isascii() and text[end - 1].isalpha() and re.match(r"[A-Za-z]", text[end : end + 1]):
        return None
    if text[end : end + 1] and text[end : end + 1] in NOT_BEFORE.get(found[1][-1], ""):
        return None
    size, powers = _atoms()[found[1]] if found[1] not in ONLY_BELOW else (ONLY_BELOW[found[1]], (("s", 1),))
    written = found[2] or ""
    power = -1 if _INVERSE.search(written) else _EXPONENTS.get(written.strip("^"), 1)
    return size**power, tuple((symbol, each * power) for symbol, each in powers), end


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The longest unit that starts here, and where it ends; None where no unit stands.

    >>> found = unit_at("0.42元/米", 4)
    >>> found and (found[0].name, found[1])
    ('m-1·¥', 7)
    """
    first = _atom_at(text, at, below=False)
    if first is None:
        return None
    size, powers, end = first
    closing = ""
    sign = 1
    while True:
        step = re.compile(r"\s?([/／每])\s?([(（]?)|([·*•⋅.]|(?<=[a-z])×(?=[a-zA-Z]))").match(text, end)
        if not step or (step[1] and sign < 0 and not closing):
            break
        below = sign < 0 or bool(step[1])
        following = _atom_at(text, step.end(), below)
        if following is None:
            break
        sign, closing = (-1, step[2] or closing) if step[1] else (sign, closing)
        size, powers = size * following[0] ** sign, _product(powers, following[1], sign)
        end = following[2]
        if closing and text[end : end + 1] in ")）":
            closing, end = "", end + 1
    return _unit(size, powers, _offset(text[at:end])), end


def _offset(written: str) -> Fraction:
    """Where the scale of a temperature starts; only a unit of its own has one."""
    if written in ("K", "开尔文", "开氏度"):
        return Fraction("-273.15")
    return Fraction(-160, 9) if written in ("℉", "°F", "华氏度") else Fraction(0)


@cache
def unit(written: str) -> Unit:
    """The unit so written. Raises KeyError where there is none.

    >>> unit("MPa").in_base(Decimal(1)) == unit("N/mm²").in_base(Decimal(1))
    True
    """
    found = unit_at(written, 0)
    if found is None or found[1] != len(written):
        raise KeyError(written)
    return found[0]
