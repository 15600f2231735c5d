"""Numeric conditions (数值条件) in the words of a need or an offer, and whether what is offered meets what is asked.

A condition is a quantity and the values it may take: 耐300℃以上 is a temperature from 300 ℃ up, 一件最多给40秒 a takt up to 40 s.
`conditions` reads them from a text, `verdicts` compares what is asked with what is offered.
"""

from jinliang.core.condition.bound import Change, Condition, Sense, conditions
from jinliang.core.condition.verdict import Result, Verdict, verdicts

__all__ = ["Change", "Condition", "Result", "Sense", "Verdict", "conditions", "verdicts"]
