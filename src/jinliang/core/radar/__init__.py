"""The radar (核查): schemes to draw public money by contracts that are none, found before anything is paid.

It is shown a scene of flat values and gives alarms with their paths; people decide.
"""

from jinliang.core.radar.alarm import SCHEMES, Alarm, Grade, RadarRule, holds
from jinliang.core.radar.case import Scene, SeenContract, SeenInvoice, SeenReceipt, Tie, Transfer
from jinliang.core.radar.look import look

__all__ = [
    "SCHEMES", "Alarm", "Grade", "RadarRule", "Scene", "SeenContract", "SeenInvoice", "SeenReceipt", "Tie", "Transfer", "holds", "look",
]  # fmt: skip
