from django.urls import path

from members.views import accounts, carry_over, register, roster, roster_check, terms

app_name = "members"
urlpatterns = [
    path("", register.register, name="list"),
    path("add/", register.add, name="add"),
    path("roster/", roster.start, name="roster"),
    path("roster/<int:pk>/", roster.show, name="roster_import"),
    path("roster/<int:pk>/confirm/", roster.confirm, name="roster_confirm"),
    path("roster/<int:pk>/statements/", roster_check.statements, name="roster_statements"),
    path("roster/<int:pk>/spellings/", roster_check.spellings, name="roster_spellings"),
    path("roster/<int:pk>/settle/", roster_check.settle, name="roster_settle"),
    path("roster/<int:pk>/discard/", roster.discard, name="roster_discard"),
    path("roster/<int:pk>/refused.xlsx", roster.refused, name="roster_refused"),
    path("accounts/", accounts.sheet, name="accounts"),
    path("terms/", terms.terms, name="terms"),
    path("terms/<int:pk>/", terms.session, name="session"),
    path("terms/<int:pk>/remove/", terms.remove_session, name="session_remove"),
    path("terms/<int:pk>/carry-over/", carry_over.carry_over, name="carry_over"),
    path("terms/<int:pk>/carry-over/<int:member>/", carry_over.place, name="carry_place"),
    path("terms/<int:pk>/carry-over/<int:member>/join/", carry_over.join, name="carry_join"),
    path("terms/<int:pk>/carry-over/confirm/", carry_over.confirm, name="carry_confirm"),
    path("terms/<int:pk>/carry-over/reopen/", carry_over.reopen, name="carry_reopen"),
    path("terms/<int:pk>/day/", terms.day, name="term_day"),
    path("terms/<int:pk>/give-up/", terms.give_up, name="term_give_up"),
    path("<int:pk>/", register.card, name="detail"),
    path("<int:pk>/end/", register.end, name="end"),
]
