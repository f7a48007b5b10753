"""Addresses of the directory, below the settings' (their names are in the namespace ``setup``)."""

from django.urls import path

from core.organisations import several, views
from core.organisations.sheets.pages import PAGES

urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("new/", views.new, name="organisation_new"),
    path("channels/", several.channels, name="organisations_channels"),
    path("words/", several.letters, name="organisations_letters"),
    path("sectors/", several.sectors, name="organisations_sectors"),
    path("import/", PAGES.start, name="organisations_import"),
    path("import/<int:pk>/", PAGES.show, name="organisations_sheet"),
    path("import/<int:pk>/confirm/", PAGES.confirm, name="organisations_sheet_confirm"),
    path("import/<int:pk>/discard/", PAGES.discard, name="organisations_sheet_discard"),
    path("import/<int:pk>/decide/", PAGES.decide, name="organisations_sheet_decide"),
    path("import/<int:pk>/undo/", PAGES.undo, name="organisations_sheet_undo"),
    path("import/<int:pk>/tabs/", PAGES.tabs_chosen, name="organisations_sheet_tabs"),
    path("import/<int:pk>/refused.xlsx", PAGES.refused, name="organisations_sheet_refused"),
    path("import/<int:pk>/original.xlsx", PAGES.original, name="organisations_sheet_original"),
    path("<int:pk>/", views.organisation, name="organisation"),
    path("<int:pk>/edit/", views.edit, name="organisation_edit"),
    path("<int:pk>/rename/", views.rename, name="organisation_rename"),
    path("<int:pk>/merge/", views.merge, name="organisation_merge"),
    path("<int:pk>/close/", views.close, name="organisation_close"),
    path("<int:pk>/reopen/", views.reopen, name="organisation_reopen"),
]
