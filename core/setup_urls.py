from django.urls import path

from core.views import setup

app_name = "setup"
urlpatterns = [
    path("rules/", setup.rules, name="rules"),
    path("calendar/", setup.calendar, name="calendar"),
    path("calendar/<int:pk>/clear/", setup.clear_day, name="clear_day"),
    path("organisations/", setup.organisations, name="organisations"),
    path("accounts/", setup.account_list, name="accounts"),
    path("accounts/new/", setup.new_account, name="account_new"),
    path("accounts/<int:pk>/", setup.account, name="account"),
]
