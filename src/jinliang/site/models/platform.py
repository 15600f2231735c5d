"""Other platforms (平台) that needs and offers are exchanged with, and what went over."""

from __future__ import annotations

from django.db import models


class Platform(models.Model):
    """A platform that exchanges listings with this one; `party` runs it and owns here what comes from it. `code`: its name as an origin."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="platforms")
    made_at = models.DateTimeField()


class Transfer(models.Model):
    """One lot of records that came in or went out: by whom, when, a receipt for each (`core.record.Slip`), the act's number."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="transfers")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=4)
    rows = models.IntegerField()
    slips = models.JSONField(default=list)
    number = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["platform", "-made_at"]),)
