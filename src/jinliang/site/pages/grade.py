"""Grades of a match, as those who broker give them: one tap and a line, shown to nobody else."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jinliang.core.grade import GRADES
from jinliang.core.refusal import Refusal
from jinliang.site.acts import grade as acts
from jinliang.site.pages import match
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import match as matches


@page("seated")
@posted("match", matches.match)
def grade(request: Request, id: int) -> HttpResponse:
    """Keeps a grade."""
    said = request.POST
    matches.match(request.viewer, id)
    try:
        made = acts.grade(
            request.viewer, id, int(said["grade"]) if said.get("grade", "").isdecimal() else -1, said.get("note", "")
        )
    except Refusal as no:
        return match.opened(request, id, no)
    messages.success(request, _("已评：%(word)s。供需双方看不到评分") % {"word": tr(GRADES[made.grade])})
    return redirect("match", id)
