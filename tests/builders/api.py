"""Acts through the interface, each answered 200, so that tests read as a story."""

from django.utils import timezone

from tests.builders import acts
from tests.builders.cast import TEXTS, draft


def start(client, **texts) -> dict:
    """A complete draft of this person."""
    answer = client.post("/api/v1/proposals/", {**TEXTS, **texts}, format="json")
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def do(client, things: str, pk: int, key: str, **facts) -> dict:
    """Perform one act; the object as it then is."""
    answer = client.post(f"/api/v1/{things}/{pk}/do/{key}/", facts, format="json")
    assert answer.status_code == 200, f"{key}: {answer.status_code} {answer.content.decode()}"
    return answer.json()


def refused(client, things: str, pk: int, key: str, status: int, **facts) -> str:
    """An act that is refused with this status; the sentence."""
    answer = client.post(f"/api/v1/{things}/{pk}/do/{key}/", facts, format="json")
    assert answer.status_code == status, f"{key}: {answer.status_code} {answer.content.decode()}"
    sentence = answer.json()["detail"]
    assert any("一" <= letter <= "鿿" for letter in sentence), sentence
    return sentence


def read(client, things: str, pk: int) -> dict:
    """The detail of an object this person may see."""
    answer = client.get(f"/api/v1/{things}/{pk}/")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def work_of(client, proposal: int, unit, round: int = 1) -> int:
    """The id of the unit's work on the proposal in that round, as this person's list shows it."""
    rows = client.get("/api/v1/assignments/", {"proposal": proposal, "unit": unit.pk, "round": round}).json()["results"]
    return next(row["id"] for row in rows if row["state"] not in ("returned", "revoked"))


def file_and_assign(c, lead, joints=(), cosigners=()) -> int:
    """A proposal of 沈岚 filed and handed to units today; by the engine: the interface is not what is tested here."""
    day = timezone.localdate()
    proposal = draft(c, day=day)
    if cosigners:
        acts.do(proposal, "invite", c.shen, day, members=[c.__dict__[f"{name}_member"].pk for name in cosigners])
        for name in cosigners:
            acts.do(proposal, "agree_cosign", c.__dict__[name], day)
    acts.do(proposal, "submit", c.shen, day)
    acts.do(proposal, "recommend", c.clerk, day, outcome="file", category="city", text="建议立案")
    acts.do(proposal, "file", c.chair, day, category="city")
    acts.do(proposal, "hand_over", c.clerk, day, channel=c.gov.pk)
    acts.do(proposal, "assign", c.gov_office, day, lead=lead.pk, joints=[unit.pk for unit in joints])
    return proposal.pk


def sign(api, pk, unit, user, round: int = 1) -> int:
    """The unit signs for its work."""
    work = work_of(api(user), pk, unit, round)
    do(api(user), "assignments", work, "sign", handler_name="马宁", handler_phone="010-1")
    return work


def contact(api, work, user) -> None:
    """A talk face to face, today."""
    do(
        api(user), "assignments", work, "record_contact",
        mode="visit", held_on=timezone.localdate().isoformat(), with_whom="沈岚", content="上门说明办理打算",
    )  # fmt: skip
