from django.urls import include, path

from core.committee import pages as committee
from core.delivery import pages as delivery
from core.frame import calendar_setup, setup
from core.rulebook import pages as rulebook

app_name = "setup"
urlpatterns = [
    path("rules/", rulebook.rules, name="rules"),
    path("rules/load/", rulebook.load, name="rules_load"),
    path("rules/download/", rulebook.download, name="rules_download"),
    path("rules/sheet/", rulebook.sheet, name="rules_sheet"),
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
    path("accounts/", setup.account_list, name="accounts"),
    path("accounts/new/", setup.new_account, name="account_new"),
    path("accounts/<int:pk>/", setup.account, name="account"),
    path("messages/", delivery.message_list, name="messages"),
    path("messages/<str:kind>/<str:channel>/", delivery.message, name="message"),
    path("deliveries/", delivery.delivery_list, name="deliveries"),
    path("deliveries/resend/", delivery.resend, name="deliveries_resend"),
    path("deliveries/drop/", delivery.drop, name="deliveries_drop"),
]
