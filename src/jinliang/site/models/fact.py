"""Entries (台账), facts (事实) about them, and the ways on: reversals, ends, replacements. All append-only by trigger."""

from __future__ import annotations

from datetime import date

from django.db import models


class Entry(models.Model):
    """A thing the plan watches; the same natural key within a kind is the same entry."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=400)
    title = models.CharField(max_length=300)
    known = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="entry_once"),)

    def __str__(self) -> str:
        return self.title


class Fact(models.Model):
    """A dated, evidenced, verified statement about one entry; the only thing that counts.

    `title` is what the statement calls the entry where that is not the entry's own title, which is the first statement's.
    """

    kind = models.CharField(max_length=60)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="facts")
    on = models.DateField()
    until = models.DateField(null=True)
    known = models.BigIntegerField(db_index=True)
    area = models.CharField(max_length=12, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    quantity = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    title = models.CharField(max_length=300, blank=True, db_default="")
    claim = models.ForeignKey("site.Claim", null=True, on_delete=models.PROTECT, related_name="facts")
    source = models.ForeignKey("site.Import", null=True, on_delete=models.PROTECT, related_name="facts")

    class Meta:
        indexes = (models.Index(fields=["kind", "on"]), models.Index(fields=["entry"]))

    @property
    def called(self) -> str:
        """What the statement calls its entry."""
        return self.title or self.entry.title

    @property
    def gone_way(self) -> str | None:
        """`reverse` or `replace` when the fact is gone; needs the amendments prefetched or costs a query."""
        return next((one.way for one in self.amendments.all() if one.way != "end"), None)

    @property
    def has_end(self) -> bool:
        """Whether an end is set."""
        return any(one.way == "end" for one in self.amendments.all())

    def stands_open(self, day: date) -> bool:
        """Whether nothing in the row itself says that it is over by a day."""
        return self.on <= day and (self.until is None or day <= self.until)


class FactRole(models.Model):
    """A party in a role of a fact."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=24)
    party = models.ForeignKey("site.Party", on_delete=models.PROTECT, related_name="facts_in")

    class Meta:
        indexes = (models.Index(fields=["party", "role"]),)


class FactEvidence(models.Model):
    """A paper behind a fact; one official paper may stand behind hundreds."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="evidence")
    evidence = models.ForeignKey("site.Evidence", on_delete=models.PROTECT, related_name="facts")


class Amendment(models.Model):
    """A way on of a fact: reverse 冲销, end 终止 (with its last day), replace 更正 (with the fact in its place)."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="amendments")
    way = models.CharField(max_length=8)
    last_on = models.DateField(null=True)
    successor = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="replaces")
    known = models.BigIntegerField(db_index=True)
    reason = models.TextField()
