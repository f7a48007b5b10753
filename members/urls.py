from django.urls import path

from members.views import accounts, register, roster, terms

app_name = "members"
urlpatterns = [
    path("", register.register, name="list"),
    path("add/", register.add, name="add"),
    path("roster/", roster.start, name="roster"),
    path("roster/<int:pk>/", roster.show, name="roster_import"),
    path("roster/<int:pk>/confirm/", roster.confirm, name="roster_confirm"),
    path("roster/<int:pk>/discard/", roster.discard, name="roster_discard"),
    path("roster/<int:pk>/refused.xlsx", roster.refused, name="roster_refused"),
    path("accounts/", accounts.sheet, name="accounts"),
    path("terms/", terms.terms, name="terms"),
    path("terms/<int:pk>/", terms.session, name="session"),
    path("terms/<int:pk>/remove/", terms.remove_session, name="session_remove"),
    path("terms/<int:pk>/day/", terms.day, name="term_day"),
    path("terms/<int:pk>/give-up/", terms.give_up, name="term_give_up"),
    path("<int:pk>/", register.card, name="detail"),
    path("<int:pk>/end/", register.end, name="end"),
]
