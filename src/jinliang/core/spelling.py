"""Words as people type them: one character off, or a Chinese name by its pinyin or initials. Patterns that any engine reads."""

from __future__ import annotations

import re

SHORTEST, LONGEST = 3, 12
"""Characters of a word that may be one off: in a shorter one everything is, in a longer one the rest of it is enough."""


def one_off(word: str) -> str:
    """The pattern of what a word may have been meant to say: one character another, one missing, one too many, or two changed about.

    Empty for a word too short or too long to guess at.

    >>> bool(re.search(one_off("激光旱接"), "铝合金激光焊接")), bool(re.search(one_off("激焊接"), "激光焊接"))
    (True, True)
    >>> one_off("焊接")
    ''
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return ""
    each = [re.escape(one) for one in word]
    found: dict[str, None] = {}
    for at in range(len(each)):
        before, after = each[:at], each[at + 1 :]
        found["".join([*before, ".", *after])] = None
        if at:
            found["".join([*before, ".", *each[at:]])] = None
        if len(word) > SHORTEST:
            found["".join([*before, *after])] = None
        if after:
            found["".join([*before, after[0], each[at], *after[1:]])] = None
    return f"({'|'.join(found)})"


def pinyin_pattern(letters: str) -> str:
    """The pattern of pinyin keys (syllables with spaces between) that letters may stand for: written out, by initials, or both mixed.

    >>> [bool(re.search(pinyin_pattern(one), "shen zhi yuan")) for one in ("shenzhiyuan", "szy", "shenzy", "zhiyuan", "sy")]
    [True, True, True, True, False]
    """
    return r"(^| )" + "([a-z]* )?".join(re.sub(r"[^a-z]", "", letters.lower()))
