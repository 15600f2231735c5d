"""The ranker's weights in use, by version: the one place where jobs take them from."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from jinliang.site.reads import ranker as reads

if TYPE_CHECKING:  # the engines bring large libraries, which only the worker should load
    from jinliang.engines.retrieval.ranker import Weights


def running() -> Weights:
    """The weights in use: those adopted last, or those that come with the product."""
    from jinliang.engines.retrieval.ranker import shipped

    version, told = reads.running()
    return _opened(version, json.dumps(told)) if version else shipped()


@lru_cache(maxsize=2)
def _opened(version: str, told: str) -> Weights:
    from jinliang.engines.retrieval.ranker import Weights

    return Weights.from_json(json.loads(told) | {"version": version})
