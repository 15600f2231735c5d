"""Papers (佐证): put behind a claim, taken off, and opened by those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jinliang.core.day import day as parse_day
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim as acts
from jinliang.site.pages.claim import keep, opened
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.upload import files, kept, uploading
from jinliang.site.reads import claim as claims
from jinliang.site.reads import evidence as reads
from jinliang.site.reads.claim import ClaimView
from jinliang.site.reads.papers import store
from jinliang.store import Kept

INLINE = ("application/pdf", "image/png", "image/jpeg")
"""What a browser may show itself; everything else is handed over as a file."""
POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; sandbox"


@uploading
@page("seated")
@posted("claim", claims.claim)
def attach(request: Request, id: int) -> HttpResponse:
    """Puts papers behind a claim, several at once; what was typed into the form around them is kept first."""
    view = claims.claim(request.viewer, id)
    try:
        keep(request, view)
        got = files(request, "paper-file")
        if not got:
            raise Refusal("file_missing", _("没有选择文件"), _("选择一个或几个文件，再点“附上”"))
        dated = _dated(request.POST.get("paper-dated_on", ""))
        # All are kept before the first is named: one wrong file leaves none attached.
        papers = [kept(file) for file in got]
        _refuse_twice(view, papers)
        for one in papers:
            acts.attach(
                request.viewer, id, one, request.POST.get("paper-type", ""), request.POST.get("paper-title", ""), dated
            )
    except Refusal as no:
        return opened(request, id, no=no)
    messages.success(request, _("已附上 %(count)s 份佐证") % {"count": len(got)})
    return _back(id)


def _refuse_twice(view: ClaimView, papers: Sequence[Kept]) -> None:
    """The same file does not prove more by standing behind a claim twice. Raises Refusal `file_twice`."""
    there = {one.paper_id: one.title for one in view.evidence}
    for place, one in enumerate(papers):
        if one.digest in {before.digest for before in papers[:place]}:
            raise Refusal("file_twice", _("%(name)s选了两次") % {"name": one.name}, _("同一个文件只附一份"))
        if one.digest in there:
            why = _("%(name)s和已附的“%(title)s”是同一个文件") % {"name": one.name, "title": there[one.digest]}
            raise Refusal("file_twice", why, _("附别的文件，或先取下那一份"))


def _dated(text: str) -> date | None:
    return parse_day(text) if text.strip() else None


def _back(id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("claim", args=[id]) + "#evidence")


@page("seated")
@posted("claim", claims.claim)
def detach(request: Request, id: int, evidence: int) -> HttpResponse:
    """Takes a paper off a claim that is still being written."""
    view = claims.claim(request.viewer, id)
    try:
        keep(request, view)
        acts.detach(request.viewer, id, evidence)
    except Refusal as no:
        return opened(request, id, no=no)
    messages.success(request, _("已取下一份佐证；留痕里仍有记录"))
    return _back(id)


@require_safe
@page("seated")
def evidence(request: Request, id: int) -> HttpResponse:
    """A paper, as it was kept: shown by the browser where that is safe, else handed over as a file."""
    row = reads.evidence(request.viewer, id)
    paper = row.paper
    shown = paper.media_type in INLINE and request.GET.get("download") != "1"
    response = FileResponse(
        store().open(paper.digest), as_attachment=not shown, filename=paper.name, content_type=paper.media_type
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]
