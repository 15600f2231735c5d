"""Parties (主体), their dated names, and the seats people sit in for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Party(models.Model):
    """A university, institute, enterprise, park, bureau, agency or person. A person's identity is name and home unit."""

    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=18, blank=True)
    area = models.CharField(max_length=12, blank=True)
    pinyin = models.CharField(max_length=300, blank=True)
    home = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    known = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="party_code_once"),
            models.UniqueConstraint(
                fields=["name", "home"], condition=models.Q(kind="person"), name="person_once", nulls_distinct=False
            ),
        )
        indexes = (models.Index(fields=["kind", "pinyin"]), models.Index(fields=["name"]))

    def __str__(self) -> str:
        return self.name


class PartyName(models.Model):
    """A name a party bore from one day to another: bodies get renamed, reports print the name of their date."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=120, db_index=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)


class Seat(models.Model):
    """A user in a role at a party; an official's seat has the area it looks after (blank = the whole city)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=12, blank=True)
    active = models.BooleanField(default=True)
    unread = 0
    """How many messages it has not read, where that was asked together with the seat."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "party", "role"], name="seat_once"),)


class Token(models.Model):
    """A key to the API for one seat; only its digest is kept."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
