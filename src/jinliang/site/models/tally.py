"""The tally: a narrow table derived from the facts, so that readings are fast. One command rebuilds it."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """One row a fact, with what has since happened to it; `fits` has a bit for each question whose still conditions it meets."""

    fact = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=60)
    entry = models.BigIntegerField()
    on = models.DateField()
    until = models.DateField(null=True)
    known = models.BigIntegerField()
    gone = models.BigIntegerField(null=True)
    gone_way = models.CharField(max_length=8, null=True)
    ended = models.BigIntegerField(null=True)
    end_on = models.DateField(null=True)
    area = models.CharField(max_length=12, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    quantity = models.BigIntegerField(null=True)
    fits = models.BigIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["kind", "on"]),
            models.Index(fields=["entry"]),
            models.Index(fields=["known"]),
            models.Index(fields=["gone"], condition=models.Q(gone__isnull=False), name="tally_gone"),
            models.Index(fields=["ended"], condition=models.Q(ended__isnull=False), name="tally_ended"),
        )


class TallyRole(models.Model):
    """A party in a role of a tallied fact, for slices and for `holds`."""

    fact = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=60)
    role = models.CharField(max_length=24)
    party = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["kind", "role", "party"]),)
