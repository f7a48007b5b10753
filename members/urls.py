from django.urls import path

from members.views import register

app_name = "members"
urlpatterns = [
    path("", register.register, name="list"),
    path("add/", register.add, name="add"),
    path("<int:pk>/", register.card, name="detail"),
    path("<int:pk>/end/", register.end, name="end"),
]
