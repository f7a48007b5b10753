from django.urls import path

from workbench import views

app_name = "workbench"
urlpatterns = [
    path("", views.home, name="home"),
    path("workbench/search/", views.search, name="search"),
    path("workbench/audit/", views.audit, name="audit"),
    path("workbench/verify/", views.verify, name="verify"),
    path("workbench/unlock/", views.unlock, name="unlock"),
]
