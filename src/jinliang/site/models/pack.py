"""Adopted packs, proposals of new ones, the questions the tally knows, and the city clock."""

from __future__ import annotations

from django.db import models


class AdoptedPack(models.Model):
    """A version of a pack, or of the holiday list: known from the act that adopted it, in force from its day. Append-only by trigger."""

    known = models.BigIntegerField()
    pack = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    valid_from = models.DateField()
    text = models.TextField()
    plan_text = models.TextField(blank=True)

    class Meta:
        ordering = ("known", "id")


class Proposal(models.Model):
    """A version that one person has brought and another is to adopt or drop; `known` is the act that brought it.

    `state` is proposed, adopted or dropped (core/proposal.py).
    """

    known = models.BigIntegerField()
    pack = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    valid_from = models.DateField()
    text = models.TextField()
    plan_text = models.TextField(blank=True)
    note = models.TextField()
    seat = models.ForeignKey("site.Seat", on_delete=models.PROTECT, related_name="proposals")
    proposed_on = models.DateField()
    state = models.CharField(max_length=10, default="proposed")

    class Meta:
        ordering = ("id",)


class Question(models.Model):
    """A set of still conditions on a kind that some adopted indicator asks; its bit in `Tally.fits` says who meets it."""

    kind = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    bit = models.SmallIntegerField()
    where = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "digest"], name="question_once"),
            models.UniqueConstraint(fields=["kind", "bit"], name="question_bit_once"),
        )


class CityClock(models.Model):
    """The city's day in demo mode; outside demo mode there is no row and the clock is the real one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    day = models.DateField()
