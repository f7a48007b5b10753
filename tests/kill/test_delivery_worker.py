"""A worker killed in the middle of sending: what it had not sent is sent, what it had sent is not sent anew."""

import os

import pytest

from tests.builders.installation import until

GATEWAY_ROWS, MAIL_ROWS = 420, 80
FILL = """
from core.models import Channel, Delivery, Notice, Organisation, User
from core.models.generic import about
unit = Organisation.objects.create(name="区水利局", kind="unit")
user = User.objects.create_user("w", full_name="江水", email="w@example.cn", phone="13800000001")
gateway, mail = int(sys.argv[1]), int(sys.argv[2])
Notice.objects.bulk_create(
    Notice(**about(unit), recipient=user, title=f"第{n}件", url="/notices/", dedupe_key=f"k{n}")
    for n in range(gateway + mail)
)
notices = list(Notice.objects.order_by("pk"))
Delivery.objects.bulk_create(
    Delivery(notice=notice, channel=Channel.GATEWAY if n < gateway else Channel.MAIL)
    for n, notice in enumerate(notices)
)
keys = dict(Delivery.objects.values_list("key", "channel"))
print(json.dumps({str(key): channel for key, channel in keys.items()}))
"""


@pytest.fixture
def redis_url(request) -> str:
    """A Redis of its own where the tests run over Redis; empty: the folders of this machine."""
    return request.getfixturevalue("own_redis").url if os.environ.get("TEST_REDIS_URL") else ""


def test_every_message_arrives_and_none_twice(make_site, receiver, mailbox, redis_url):
    site = make_site(
        NOTICE_GATEWAY_URL=receiver.url,
        NOTICE_GATEWAY_SECRET="a-secret-of-tests",
        EMAIL_URL=mailbox.url,
        DELIVERY_LEASE_SECONDS="3",
        REDIS_URL=redis_url,
    )
    keys = site.run(FILL, GATEWAY_ROWS, MAIL_ROWS)
    receiver.pause = 0.01  # slow enough to be met at work
    site.start("ticker")

    cut_off = 0
    for share in (0.25, 0.6):
        site.start("worker")
        until(lambda share=share: len(receiver.keys) >= share * GATEWAY_ROWS, f"{share} of them\n{site.logs()}")
        site.kill("worker")
        cut_off += 1
        assert len(receiver.keys) < GATEWAY_ROWS, "killed before the end, else this test says nothing"
    assert site.states()["sent"] < len(keys)

    receiver.pause = 0
    site.start("worker")
    until(lambda: site.states()["sent"] == len(keys), f"all are sent\n{site.logs()}")
    wanted = {key for key, channel in keys.items() if channel == "gateway"}
    assert set(receiver.keys) == wanted, "none is lost, none is strange"
    # Of each killed run one message may have gone without being marked.
    assert sum(receiver.keys.values()) <= len(wanted) + cut_off
    mails = {key for key, channel in keys.items() if channel == "mail"}
    assert {mail_id[1:37] for mail_id in mailbox.ids} == mails
    assert sum(mailbox.ids.values()) <= len(mails) + cut_off
