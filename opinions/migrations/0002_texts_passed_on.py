"""What was passed on (转送) becomes a matter of its own: rows, running clocks, and the state of the proposal.

Events stay where they were written: they tell what happened on the proposal, under the names it had then.
"""

from django.db import migrations

WAYS = {"opinion": "社情民意", "letter": "一般来信", "reference": "参考案"}
RETIRED = {f"state={state}": "state=passed_on" for state in ("passed_taken", "passed_done")}
NEW_STATE = {"passed_on": "received", "passed_taken": "handled", "passed_done": "signed"}


def take_over(apps, schema_editor):
    Proposal, Signatory = apps.get_model("proposals", "Proposal"), apps.get_model("proposals", "Signatory")
    ForwardedText, Event = apps.get_model("opinions", "ForwardedText"), apps.get_model("core", "Event")
    ContentType = apps.get_model("contenttypes", "ContentType")
    old_type = ContentType.objects.get_or_create(app_label="proposals", model="proposal")[0]
    new_type = ContentType.objects.get_or_create(app_label="opinions", model="forwardedtext")[0]
    Clock = apps.get_model("core", "Clock")
    for proposal in Proposal.objects.filter(state__in=NEW_STATE).order_by("id").iterator():
        about = Event.objects.filter(root_type=old_type, root_id=proposal.pk).order_by("at", "id")
        acts = {event.key: event for event in about.filter(key__in=("pass_on", "take_over", "sign_passed_on"))}
        text = ForwardedText.objects.create(
            source=proposal,
            number=f"收{proposal.receipt_number:04d}" if proposal.receipt_number else "",
            way=proposal.passed_on_as or "opinion",
            title=proposal.title,
            text=_text_of(proposal),
            people=_people_of(Signatory, proposal),
            state=NEW_STATE[proposal.state],
            received_at=_at(acts, "pass_on") or proposal.submitted_at or proposal.saved_at,
            handled=_fact(acts, "take_over", "handled") if proposal.state != "passed_on" else "",
            handled_at=_at(acts, "take_over"),
            handled_by_id=_by(acts, "take_over"),
            note=_fact(acts, "sign_passed_on", "note"),
            signed_at=_at(acts, "sign_passed_on"),
            signed_by_id=_by(acts, "sign_passed_on"),
        )
        Clock.objects.filter(content_type=old_type, object_id=proposal.pk, kind="passed_on").update(
            content_type=new_type, object_id=text.pk, root_type=new_type, root_id=text.pk
        )
        Event.objects.create(
            content_type=new_type, object_id=text.pk, root_type=new_type, root_id=text.pk, at=text.received_at,
            actor_name="系统", key="received", label="转来", to_state="received",
            text=f"转为{WAYS[text.way]}。本系统升级前的经过记在来源提案上。", audience="all",
        )
    Proposal.objects.filter(state__in=NEW_STATE).update(state="passed_on")
    for view in apps.get_model("core", "SavedView").objects.filter(query__contains="state=passed_"):
        view.query = "&".join(dict.fromkeys(RETIRED.get(part, part) for part in view.query.split("&")))
        view.save(update_fields=["query"])
    # Kept from the acts; what is not there is computed anew once the migrations are done.
    apps.get_model("core", "OpenTurn").objects.all().delete()


def give_back(apps, schema_editor):
    ForwardedText, Proposal = apps.get_model("opinions", "ForwardedText"), apps.get_model("proposals", "Proposal")
    ContentType, Clock = apps.get_model("contenttypes", "ContentType"), apps.get_model("core", "Clock")
    old_type = ContentType.objects.get_or_create(app_label="proposals", model="proposal")[0]
    new_type = ContentType.objects.get_or_create(app_label="opinions", model="forwardedtext")[0]
    former = {new: old for old, new in NEW_STATE.items()}
    for text in ForwardedText.objects.order_by("id").iterator():
        Proposal.objects.filter(pk=text.source_id).update(state=former[text.state])
        Clock.objects.filter(content_type=new_type, object_id=text.pk).update(
            content_type=old_type, object_id=text.source_id, root_type=old_type, root_id=text.source_id
        )
    ForwardedText.objects.all().delete()
    apps.get_model("core", "OpenTurn").objects.all().delete()


def _text_of(proposal):
    return "\n\n".join(part for part in (proposal.situation, proposal.analysis, proposal.suggestion) if part)


def _people_of(Signatory, proposal):
    rows = Signatory.objects.filter(proposal=proposal, state="agreed").select_related("member", "organisation")
    names = [row.member.name if row.member_id else row.organisation.name for row in rows.order_by("order", "id")]
    return f"{names[0]}等{len(names)}人"[:200] if len(names) > 1 else "".join(names)[:200]


def _at(acts, key):
    return acts[key].at if key in acts else None


def _by(acts, key):
    return acts[key].actor_id if key in acts else None


def _fact(acts, key, name):
    return str(acts[key].facts.get(name) or "") if key in acts else ""


class Migration(migrations.Migration):
    dependencies = [
        ("opinions", "0001_initial"),
        ("proposals", "0004_the_clock"),
        ("core", "0006_open_turns"),
    ]

    operations = [migrations.RunPython(take_over, give_back)]
