"""The tally: narrow tables derived from the facts, so that readings are fast. One command rebuilds them.

Both are partitioned by kind (migration 0002), so that a reading runs over its own kind's rows alone.
"""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """One row a fact, with what has since happened to it; `fits` has a bit for each question whose still conditions it meets."""

    pk = models.CompositePrimaryKey("kind", "fact")
    kind = models.CharField(max_length=60)
    fact = models.BigIntegerField()
    entry = models.BigIntegerField()
    on = models.DateField()
    until = models.DateField(null=True)
    known = models.BigIntegerField()
    gone = models.BigIntegerField(null=True)
    gone_way = models.CharField(max_length=8, null=True)  # noqa: DJ001  # goes with `gone`, which is null while it stands
    ended = models.BigIntegerField(null=True)
    end_on = models.DateField(null=True)
    area = models.CharField(max_length=12, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    quantity = models.BigIntegerField(null=True)
    fits = models.BigIntegerField(default=0)

    class Meta:
        managed = False
        db_table = "site_tally"


class TallyRole(models.Model):
    """A party in a role of a tallied fact, for slices; with the fact's dates and fate once more, for `holds`."""

    pk = models.CompositePrimaryKey("kind", "role", "party", "fact")
    kind = models.CharField(max_length=60)
    role = models.CharField(max_length=24)
    party = models.BigIntegerField()
    fact = models.BigIntegerField()
    entry = models.BigIntegerField()
    on = models.DateField()
    until = models.DateField(null=True)
    known = models.BigIntegerField()
    gone = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)
    end_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "site_tallyrole"
