"""Keys to the API, made and revoked by the seat they stand for. The secret is shown once; only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets

from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Token
from jinliang.site.reads import clock

MOST = 20
"""Keys in force a seat may have."""
LONGEST = 60


@act("token.make", "生成接口令牌")
def make(doing: Doing, label: str) -> str:
    """Makes a key for the viewer's seat and returns the secret, which is nowhere kept. Raises Refusal."""
    label = " ".join(label.split())
    if doing.viewer.seat is None:
        raise Refusal("not_yours", "没有席位，不能生成令牌", "先登录，选一个席位")
    if not label:
        raise Refusal("label_missing", "没有写令牌的用途", "写明哪个系统用它，如“学校科研系统”")
    if len(label) > LONGEST:
        raise Refusal("label_too_long", f"用途有 {len(label)} 个字，最多 {LONGEST} 个", "写短一些")
    if Token.objects.filter(seat_id=doing.viewer.seat, revoked_at=None).count() >= MOST:
        raise Refusal("too_many_tokens", f"已有 {MOST} 个在用的令牌", "先作废不用的")
    secret = f"jl_{secrets.token_urlsafe(32)}"
    row = Token.objects.create(
        seat_id=doing.viewer.seat,
        label=label,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        made_at=clock.now(),
    )
    doing.touch("token", row.id)
    doing.change = {"label": label}
    return secret


@act("token.revoke", "作废接口令牌")
def revoke(doing: Doing, token_id: int) -> None:
    """Takes one of the seat's own keys out of force, for ever. Raises Refusal `no_such_token`, `wrong_state`."""
    row = Token.objects.select_for_update().filter(id=token_id, seat_id=doing.viewer.seat or 0).first()
    if row is None:
        raise Refusal("no_such_token", "没有这个令牌，或不是您的席位的", "从账号页操作")
    if row.revoked_at is not None:
        raise Refusal("wrong_state", "这个令牌已经作废", "要用请另生成一个")
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    doing.touch("token", row.id)
    doing.change = {"label": row.label}
