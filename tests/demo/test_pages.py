"""Every page of the demo opens for every role: the home, every entry of the navigation, every thing that waits."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from core.frame import nav
from core.models import User
from demo.accounts import ACCOUNTS
from proposals.models import Assignment, Proposal
from workbench.todo import todo_list

pytestmark = pytest.mark.usefixtures("demo")
NAMES = list(ACCOUNTS)


@pytest.mark.parametrize("username", NAMES)
def test_home_navigation_and_everything_that_waits_open(username):
    user = User.objects.get(username=username)
    client = Client()
    client.force_login(user, backend="core.backends.PostBackend")
    paths = ["/", "/notices/", "/accounts/me/"]
    paths += [item.url for _, items in nav.for_role(user.post_in_use.role) for item, _ in items]
    waiting = todo_list(user, timezone.localdate())
    paths += [item.turn.url for item in waiting.items] + [item.turn.page for item in waiting.items]
    paths += [p.get_absolute_url() for p in Proposal.objects.visible_to(user).order_by("-id")[:6]]
    if "proposals:assignments" in {
        item.url_name for _, items in nav.for_role(user.post_in_use.role) for item, _ in items
    }:
        paths += [w.get_absolute_url() for w in Assignment.objects.visible_to(user).order_by("-id")[:6]]
    wrong = []
    for path in dict.fromkeys(paths):
        response = client.get(path)
        if response.status_code != 200:
            wrong.append((path, response.status_code, [str(m) for m in get_messages(response.wsgi_request)]))
    assert wrong == []
