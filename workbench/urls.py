from django.urls import path

from workbench import views
from workbench.audit import views as audit
from workbench.board import views as board
from workbench.due_calendar import views as duecal
from workbench.feed import views as feed

app_name = "workbench"
urlpatterns = [
    path("", views.home, name="home"),
    path("workbench/search/", views.search, name="search"),
    path("workbench/audit/", audit.audit, name="audit"),
    path("workbench/verify/", views.verify, name="verify"),
    path("workbench/unlock/", views.unlock, name="unlock"),
    path("workbench/board/", board.board, name="board"),
    path("workbench/board/list/", board.DutyList.as_view(), name="board_list"),
    path("workbench/board/urge/<slug:key>/", board.Urge.as_view(), name="board_urge"),
    path("calendar/", duecal.calendar, name="calendar"),
    path("calendar/feed/", feed.manage, name="feed"),
    path("calendar/<str:token>.ics", feed.ics, name="feed_ics"),
]
