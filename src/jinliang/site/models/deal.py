"""Deals (交易): what two parties that said yes to each other do from then on."""

from __future__ import annotations

from django.db import models


class Deal(models.Model):
    """What two parties that said yes to each other do from then on (交易)."""

    match = models.OneToOneField("site.Match", on_delete=models.PROTECT, related_name="deal")
    buyer = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="bought")
    seller = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="sold")
    state = models.CharField(max_length=16, default="talking")
    since = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
