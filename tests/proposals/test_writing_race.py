"""A page that is saving itself for the first time while its button is pressed begins one draft, not two."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from proposals.models import Proposal
from tests.builders.cast import TEXTS
from tests.builders.pages import signed_in


@pytest.mark.django_db(transaction=True)
def test_the_button_and_the_first_autosave_in_the_same_moment_make_one_draft(cast):
    client, ready, answers = signed_in(cast.shen), Barrier(2), []
    typed = {**TEXTS, "publish_consent": "yes", "nonce": "n"}

    def post(do):
        ready.wait()
        try:
            accept = "application/json" if do == "autosave" else "text/html"
            answer = client.post("/proposals/new/", typed | {"do": do}, headers={"accept": accept})
            answers.append(answer.status_code)
        finally:
            connections.close_all()

    threads = [Thread(target=post, args=[do]) for do in ("autosave", "check")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302], answers
    assert Proposal.objects.count() == 1
