"""Every figure and every bar on everybody's home opens a list of exactly so many, with matters at every stage."""

import pytest
from django.test import Client

from core.models import Post, User
from core.models.roles import posts_that
from members.models import Session
from proposals.models import Proposal, ProposalState

pytestmark = pytest.mark.django_db


def opened(client: Client, url: str) -> int:
    return client.get(url).context["table"].page.count


def test_every_figure_on_every_home_equals_its_list(cast, stages, monkeypatch):
    session = Session.objects.get()
    monkeypatch.setattr("workbench.home.current_session", lambda _day: session)
    merged = Proposal.objects.filter(state=ProposalState.MERGED)
    assert merged and all(one.number is None and one.receipt_number for one in merged)
    seen = 0
    for post in Post.objects.exclude(role__in=posts_that(admin=True)).select_related("user"):
        User.objects.filter(pk=post.user_id).update(current_post=post)
        client = Client()
        client.force_login(User.objects.get(pk=post.user_id), backend="core.backends.PostBackend")
        page = client.get("/")
        tiles = [tile for card in page.context["cards"] for tile in card.tiles]
        bars = [bar for kind in page.context.get("stages", ()) for bar in kind.bars]
        for figure in (*tiles, *bars):
            assert opened(client, figure.url) == figure.number, f"{post}: {figure.label} {figure.url}"
        if bars:
            received = next(tile.number for tile in tiles if tile.label == "收到")
            assert sum(bar.number for bar in bars) == received, "every matter received stands at some step"
        seen += len(tiles)
    assert seen > 40
