from django.urls import include, path

from core.backup import pages as backup
from core.committee import pages as committee
from core.delivery import pages as delivery
from core.frame import calendar_setup
from core.people import account_pages, closing_pages, grant_pages, post_end_pages
from core.people.batch import handlers as batch_handlers
from core.people.batch import pages as batch_pages
from core.rulebook import pages as rulebook

app_name = "setup"
urlpatterns = [
    path("rules/", rulebook.rules, name="rules"),
    path("rules/load/", rulebook.load, name="rules_load"),
    path("rules/download/", rulebook.download, name="rules_download"),
    path("rules/sheet/", rulebook.sheet, name="rules_sheet"),
    path("rules/import/", rulebook.RULE_SHEETS.start, name="rule_sheets"),
    path("rules/import/template.xlsx", rulebook.rules_template, name="rules_template"),
    path("rules/import/<int:pk>/", rulebook.RULE_SHEETS.show, name="rule_sheet"),
    path("rules/import/<int:pk>/confirm/", rulebook.RULE_SHEETS.confirm, name="rule_sheet_confirm"),
    path("rules/import/<int:pk>/discard/", rulebook.RULE_SHEETS.discard, name="rule_sheet_discard"),
    path("rules/import/<int:pk>/refused.xlsx", rulebook.RULE_SHEETS.refused, name="rule_sheet_refused"),
    path("rules/import/<int:pk>/original.xlsx", rulebook.RULE_SHEETS.original, name="rule_sheet_original"),
    path("rules/pending/", rulebook.pending, name="rules_pending"),
    path("rules/<str:name>/", rulebook.key_page, name="rule"),
    path("rules/<str:name>/compare/", rulebook.compare, name="rule_compare"),
    path("rules/<str:name>/next/", rulebook.next_version, name="rule_next"),
    path("rules/<str:name>/withdraw/<int:pk>/", rulebook.withdraw, name="rule_withdraw"),
    path("calendar/", calendar_setup.calendar, name="calendar"),
    path("calendar/notice/", calendar_setup.notice, name="calendar_notice"),
    path("calendar/<int:pk>/clear/", calendar_setup.clear_day, name="clear_day"),
    path("committee/", committee.committee, name="committee"),
    path("organisations/", include("core.organisations.urls")),
    path("accounts/", account_pages.account_list, name="accounts"),
    path("accounts/new/", account_pages.new_account, name="account_new"),
    path("accounts/import/", batch_pages.PAGES.start, name="accounts_import"),
    path("accounts/import/template.xlsx", batch_pages.template, name="accounts_template"),
    path("accounts/import/<int:pk>/", batch_pages.PAGES.show, name="accounts_batch"),
    path("accounts/import/<int:pk>/confirm/", batch_pages.PAGES.confirm, name="accounts_confirm"),
    path("accounts/import/<int:pk>/discard/", batch_pages.PAGES.discard, name="accounts_discard"),
    path("accounts/import/<int:pk>/refused.xlsx", batch_pages.PAGES.refused, name="accounts_refused"),
    path("accounts/import/<int:pk>/original.xlsx", batch_pages.PAGES.original, name="accounts_original"),
    path("accounts/import/<int:pk>/slips/", batch_pages.slips, name="accounts_slips"),
    path("accounts/handlers/", batch_handlers.handlers, name="accounts_handlers"),
    path("accounts/over/", closing_pages.over, name="accounts_over"),
    path("accounts/<int:pk>/", account_pages.account, name="account"),
    path("accounts/<int:pk>/posts/<int:post>/end/", post_end_pages.end, name="post_end"),
    path("accounts/<int:pk>/leave/", account_pages.leave, name="account_leave"),
    path("grants/", grant_pages.grants, name="grants"),
    path("grants/<int:pk>/", grant_pages.decide, name="grant"),
    path("backups/", backup.backups, name="backups"),
    path("messages/", delivery.message_list, name="messages"),
    path("messages/<str:kind>/<str:channel>/", delivery.message, name="message"),
    path("deliveries/", delivery.delivery_list, name="deliveries"),
    path("deliveries/resend/", delivery.resend, name="deliveries_resend"),
    path("deliveries/release/", delivery.release, name="deliveries_release"),
    path("deliveries/drop/", delivery.drop, name="deliveries_drop"),
]
