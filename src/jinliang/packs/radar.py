"""The lines of the radar in force on a day, from the dated parameters (口径)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jinliang.core.radar import RadarRule
from jinliang.packs.parameter import large_contract, parameter, whole


def radar_rule(on: date) -> RadarRule:
    """What the radar goes by on the day. Raises Refusal parameter_not_in_force.

    >>> radar_rule(date(2021, 6, 18)).return_days
    30
    """
    blocks = parameter("radar.blocks", on)
    assert isinstance(blocks, tuple)
    return RadarRule(
        control=Decimal(whole("radar.control", on)),
        insider=Decimal(whole("radar.insider", on)),
        split_lines=(large_contract(on),),
        split_days=whole("radar.split_days", on),
        return_share=Decimal(whole("radar.return_share", on)),
        return_days=whole("radar.return_days", on),
        return_hops=whole("radar.return_hops", on),
        piece_days=whole("radar.piece_days", on),
        text_alike=Decimal(whole("radar.text_alike", on)),
        passed_share=Decimal(whole("radar.passed_share", on)),
        passed_days=whole("radar.passed_days", on),
        own_office=bool(whole("radar.own_office", on)),
        blocks=frozenset(blocks),
    )
