"""Redis stopped in the middle of the day: people go on working, and nothing that was to be told is lost."""

from kombu import Connection

from tests.builders.installation import PATIENCE, until
from zhengxie import message_redis

#: One process of the site that goes on answering, as a web process does.
WEB = """
import time
from django.conf import settings
from django.test import Client
from django.utils import timezone
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the cast is large
from core.models import User
from tests.builders.cast import PASSWORD, draft, fresh, make_cast

def say(**told):
    print(json.dumps(told), flush=True)

c = make_cast()
User.objects.filter(pk=c.clerk.pk).update(phone="13800000001")
drafts = [draft(c, day=timezone.localdate(), title=f"关于第{n}件事的提案") for n in range(3)]
me, client = {"username": "shen", "password": PASSWORD}, Client()
say(ready=True)
for line in sys.stdin:
    proposal, began = drafts[int(line)], time.monotonic()
    sign_in = client.post("/accounts/login/", me).status_code
    submitted = client.post(f"/proposals/{proposal.pk}/do/submit/", {"seen": fresh(proposal).revision}).status_code
    token = client.post("/api/v1/token/", me, content_type="application/json").status_code
    pages = [client.get(url).status_code for url in ("/", "/notices/", "/proposals/", "/accounts/me/")]
    client.post("/accounts/logout/")
    wrong = client.post("/accounts/login/", me | {"password": "x"}).status_code
    say(
        sign_in=sign_in, submitted=submitted, state=fresh(proposal).state, token=token, pages=pages, wrong=wrong,
        ready=client.get("/readyz").json()["checks"]["broker"], seconds=time.monotonic() - began,
    )
"""
WELL = {"sign_in": 302, "submitted": 302, "state": "submitted", "token": 200, "pages": [200] * 4, "wrong": 401}


def well(answer: dict) -> bool:
    """Everything went as it should, whatever the broker's condition."""
    return {name: answer[name] for name in WELL} == WELL


def test_people_go_on_working_and_are_told_afterwards(make_site, receiver, own_redis):
    site = make_site(
        REDIS_URL=own_redis.url, NOTICE_GATEWAY_URL=receiver.url, NOTICE_GATEWAY_SECRET="a-secret-of-tests"
    )
    site.start("worker")
    site.start("beat")
    submit = site.converse(WEB)
    assert submit()["ready"] is True

    before = submit(0)
    assert well(before) and before["ready"] == "ok", before
    until(lambda: len(receiver.keys) == 1, f"the first is delivered\n{site.logs()}")

    own_redis.kill()
    without = submit(1)
    assert well(without), without
    assert without["ready"] == "failed", "whoever watches the machine is told"
    assert without["seconds"] < PATIENCE, "nobody waits for a broker that is away"
    assert site.states() == {"sent": 1, "waiting": 1}

    own_redis.start()
    until(lambda: len(receiver.keys) == 2, f"what was written meanwhile is delivered\n{site.logs()}")
    after = submit(2)
    assert well(after) and after["ready"] == "ok", after
    until(lambda: site.states()["sent"] == 3, f"and all goes on as before\n{site.logs()}")
    assert sorted(receiver.keys.values()) == [1, 1, 1]


def test_a_message_in_hand_when_the_broker_goes_ends_nobody(own_redis):
    message_redis.use()
    with Connection(own_redis.url) as connection:
        channel = connection.channel()
        queue = connection.SimpleQueue("trial", serializer="json")
        queue.put({"work": 1})
        queue.get(timeout=PATIENCE)  # at work, and not acknowledged
        in_hand = queue.consumer.channel
        own_redis.kill()
        connection.transport.client = None  # as the library lets a lost connection go
        for one in (channel, in_hand):
            connection.maybe_close_channel(one)
    own_redis.start()
