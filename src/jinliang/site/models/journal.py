"""The journal (留痕): every act is exactly one line in a hash chain."""

from __future__ import annotations

from django.db import models


class Act(models.Model):
    """One line of the journal: who did what to what and when, chained to the line before. Append-only by trigger."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    day = models.DateField(db_index=True)
    seat = models.ForeignKey("site.Seat", null=True, on_delete=models.PROTECT)
    act = models.CharField(max_length=40)
    subjects = models.JSONField(default=list)
    change = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    rows = models.JSONField(default=dict)
    pack = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)


class Head(models.Model):
    """The chain's head: one row, locked as the last step of every act to give the next number."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
