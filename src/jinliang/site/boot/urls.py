"""Every address of the site. Each view says who may open it (`may`); the API has its own routes under /api/."""

from django.urls import path
from django.views.i18n import set_language

from jinliang.site.api.routes import api
from jinliang.site.pages import (
    account,
    board,
    claim,
    door,
    evidence,
    fact,
    health,
    home,
    importing,
    journal,
    party,
    plan,
    proposal,
    reading,
    search,
    trial,
    worklist,
)

urlpatterns = [
    path("health", health.health, name="health"),
    path("door/", door.door, name="door"),
    path("leave/", door.leave, name="leave"),
    path("board/", board.board, name="board"),
    path("reading/<slug:plan>/<slug:indicator>/", reading.reading, name="reading"),
    path("facts/", fact.facts, name="facts"),
    path("facts/<int:id>/", fact.fact, name="fact"),
    path("facts/<int:id>/reverse/", fact.fact_reverse, name="fact_reverse"),
    path("facts/<int:id>/end/", fact.fact_end, name="fact_end"),
    path("facts/<int:id>/replace/", fact.fact_replace, name="fact_replace"),
    path("plan/", plan.plan, name="plan"),
    path("plan/propose/", proposal.propose, name="propose"),
    path("plan/proposals/<int:id>/", proposal.proposal, name="proposal"),
    path("plan/proposals/<int:id>/<slug:act>/", proposal.act, name="proposal_act"),
    path("plan/<str:id>/", plan.clause, name="clause"),
    path("", home.home, name="home"),
    path("claims/", worklist.listed, name="claims"),
    path("claims/new/", worklist.choose, name="claim_new"),
    path("claims/new/<str:kind>/", worklist.new, name="claim_new_kind"),
    path("claims/<int:id>/", claim.claim, name="claim"),
    path("claims/<int:id>/save/", claim.save, name="claim_save"),
    path("claims/<int:id>/evidence/", evidence.attach, name="evidence_attach"),
    path("claims/<int:id>/evidence/<int:evidence>/remove/", evidence.detach, name="evidence_detach"),
    path("claims/<int:id>/<slug:act>/", claim.act, name="claim_act"),
    path("offers/<str:kind>/<slug:field>/", search.offers, name="offers"),
    path("evidence/<int:id>/", evidence.evidence, name="evidence"),
    path("imports/", importing.imports, name="imports"),
    path("imports/new/", importing.new, name="import_new"),
    path("imports/template/<str:kind>/", importing.template, name="import_template"),
    path("imports/<int:id>/", trial.importing, name="import"),
    path("imports/<int:id>/progress/", trial.progress, name="import_progress"),
    path("imports/<int:id>/columns/", trial.map_columns, name="import_columns"),
    path("imports/<int:id>/accept/", trial.accept, name="import_accept"),
    path("imports/<int:id>/load/", trial.load, name="import_load"),
    path("imports/<int:id>/corrected/", trial.corrected, name="import_corrected"),
    path("parties/", party.parties, name="parties"),
    path("parties/new/", party.register, name="party_new"),
    path("parties/<int:id>/", party.party, name="party"),
    path("journal/", journal.journal, name="journal"),
    path("journal/csv/", journal.table, name="journal_csv"),
    path("journal/<int:number>/", journal.entry, name="entry"),
    path("search/", search.search, name="search"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="account_password"),
    path("account/tokens/", account.make, name="token_make"),
    path("account/tokens/<int:token>/revoke/", account.revoke, name="token_revoke"),
    path("api/", api.urls),
    path("language/", set_language, name="language"),
]

handler400 = "jinliang.site.pages.door.unreadable"
handler403 = "jinliang.site.pages.door.forbidden"
handler404 = "jinliang.site.pages.door.missing"
handler500 = "jinliang.site.pages.door.broken"
