"""Imports of lists, and the column mappings a party has saved."""

from __future__ import annotations

from django.db import models


class Import(models.Model):
    """One table on its way in: tried, then loaded in one act as a whole, or not at all."""

    kind = models.CharField(max_length=60)
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="imports")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="imports")
    paper = models.ForeignKey("site.Paper", on_delete=models.PROTECT, related_name="imports")
    document = models.ForeignKey("site.Evidence", null=True, on_delete=models.PROTECT, related_name="imports")
    official = models.BooleanField(default=False)
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=16, default="trying")
    rows = models.IntegerField(default=0)
    good = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    flaws = models.JSONField(default=list)
    choice = models.CharField(max_length=8, blank=True)
    number = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told = models.TextField(blank=True)


class Mapping(models.Model):
    """Which column of a party's own table means which field of a kind, saved for the next time."""

    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="mappings")
    kind = models.CharField(max_length=60)
    columns = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party", "kind"], name="mapping_once"),)
