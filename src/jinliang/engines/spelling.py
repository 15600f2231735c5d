"""Chinese in both scripts: what is typed in traditional characters finds what is written in simplified ones, and the other way round."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def scripts(words: str) -> tuple[str, ...]:
    """Words as they were typed, in simplified and in traditional characters, each spelling once.

    >>> scripts("機器人"), scripts("汽车"), scripts("PLC")
    (('機器人', '机器人'), ('汽车', '汽車'), ('PLC',))
    """
    if words.isascii():
        return (words,)
    simple = _converter("t2s").convert(words)
    return tuple(dict.fromkeys((words, simple, _converter("s2t").convert(simple))))


@lru_cache(maxsize=2)
def _converter(way: str) -> Any:
    import opencc  # loads its tables, which only words in Chinese need

    return opencc.OpenCC(way)
