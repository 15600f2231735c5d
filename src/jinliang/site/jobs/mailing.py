"""Sending messages on by e-mail, outside every act: at once to those who want it so, once a day to the others.

A mail counts as sent when the server has taken it. A run that dies between the two sends one mail twice rather than never.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from jinliang.core.message import told
from jinliang.site.acts import message as acts
from jinliang.site.reads import message as reads

MOST = 50
"""Messages told in one mail; the page has them all."""
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="messages.mail", lock="messages.mail")
def at_once(timestamp: int = 0) -> None:
    """Sends what has come in since the last minute."""
    send("now")


@app.periodic(cron="10 8 * * *")
@app.task(name="messages.digest", lock="messages.mail")
def digest(timestamp: int = 0) -> None:
    """Sends the day's messages in one mail."""
    send("daily")


def send(how: str) -> int:
    """Sends one mail to each seat that has chosen this way and has something new; how many mails went out.

    An address that a server refuses keeps its messages for the next run; the others do not wait for it.
    """
    if not settings.MAIL:
        return 0
    sent = 0
    for chosen, rows in reads.to_send(how):
        lines = [f"· {told(one.what, one.said)}" for one in rows[:MOST]]
        more = [f"还有 {len(rows) - MOST} 条，见消息页。"] if len(rows) > MOST else []
        where = [f"打开消息：{settings.SITE_URL}/messages/"] if settings.SITE_URL else []
        mail = EmailMessage(
            subject=f"津梁：{told(rows[0].what, rows[0].said)[:60]}"
            if len(rows) == 1
            else f"津梁：{len(rows)} 条新消息",
            body="\n".join([f"{chosen.seat.name}，您好：", "", *lines, *more, "", *where, "在消息页可以改送达方式。"]),
            to=[chosen.address],
        )
        try:
            mail.send()
        except (SMTPException, OSError) as wrong:
            log.warning("mail to seat %s was not taken: %s", chosen.seat_id, wrong)
            continue
        acts.mailed([one.id for one in rows])
        sent += 1
    return sent
