"""A user's own password. Changing it is an act: the journal says that and when, never what."""

from __future__ import annotations

from django.contrib.auth.models import User

from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act


@act("password.change", "改密码")
def change(doing: Doing, password: str) -> User:
    """Sets the viewer's own password, which the caller has checked. Raises Refusal `not_yours`."""
    user = User.objects.select_for_update().filter(id=doing.viewer.user or 0).first()
    if user is None:
        raise Refusal("not_yours", "只能改自己的密码", "先登录")
    user.set_password(password)
    user.save(update_fields=["password"])
    doing.touch("user", user.id)
    return user
