"""Imports of lists, and the column mappings a party has saved."""

from __future__ import annotations

from django.db import models


class Import(models.Model):
    """One table on its way in: tried, then loaded in one act as a whole, or not at all.

    `columns` maps the table's heads to fields; `accepted` says that the proposals for its flaws are taken. `state` is trying, tried,
    running, done or interrupted; `seat` brought it or, once it is being loaded, had it loaded; `number` is the act that loaded it.
    """

    kind = models.CharField(max_length=60)
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="imports")
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="imports")
    paper = models.ForeignKey("site.Paper", on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    official = models.BooleanField(default=False)
    document = models.ForeignKey("site.Paper", null=True, on_delete=models.PROTECT, related_name="+")
    document_type = models.CharField(max_length=40, blank=True)
    document_title = models.CharField(max_length=200, blank=True)
    document_on = models.DateField(null=True)
    columns = models.JSONField(default=dict)
    accepted = models.BooleanField(default=False)
    state = models.CharField(max_length=16, default="trying")
    rows = models.IntegerField(default=0)
    good = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)
    repeats = models.IntegerField(default=0)
    blocked = models.BooleanField(default=False)
    done = models.IntegerField(default=0)
    flaws = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    preview = models.JSONField(default=list)
    choice = models.CharField(max_length=8, blank=True)
    number = models.BigIntegerField(null=True)
    told = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Mapping(models.Model):
    """Which column of a party's own table means which field of a kind, saved for the next time."""

    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="mappings")
    kind = models.CharField(max_length=60)
    columns = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party", "kind"], name="mapping_once"),)
