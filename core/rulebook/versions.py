"""Acts on the rule book (制度库): entering a version, withdrawing a pending one, loading a regulation's file.

Nothing here edits or deletes a version in force. Who may do it is decided by whoever offers the act; every act leaves
an event whose target is the rule (or the regulation) and whose root is the regulation.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from core import rulebook
from core.chinese import long_date
from core.clock import calendar
from core.matters import events
from core.matters.lifecycle import Refused
from core.models import Regulation, Rule
from core.people.actors import Actor
from core.rulebook.answering import keep_left_out
from core.rulebook.formats import chains, nodes
from core.rulebook.formats.faults import Fault, Faults
from core.rulebook.formats.files import LONGEST, read_file
from core.rulebook.formats.packs import is_pack, read_pack
from core.rulebook.formats.plans import (
    ARTICLE_MAX,
    NOTE_MAX,
    FilePlan,
    RegulationFacts,
    coming_after,
    planned,
    recommended_day,
)

__all__ = [
    "Fault",
    "Faults",
    "FilePlan",
    "RegulationFacts",
    "enter_version",
    "load_plan",
    "make_regulation",
    "plan_file",
    "withdraw_version",
]


def enter_version(
    *,
    actor: Actor,
    key: str,
    value: Any,
    effective_from: date,
    regulation: Regulation,
    applies_to: str = "",
    effective_to: date | None = None,
    article: str = "",
    article_text: str = "",
    note: str = "",
) -> Rule:
    """Enter one version of ``key``; ``effective_to`` only where the regulation itself names an end.

    Raises ``Faults`` where the value cannot be held, ``Refused`` where the version overlaps another one, leaves a gap
    or is there already. The event's text says the old value and the new one.
    """
    wrong = [Fault(0, key, sentence) for sentence in rulebook.check_value(key, value, applies_to)]
    for text, most, name in ((article, ARTICLE_MAX, "条款"), (note, NOTE_MAX, "说明")):
        if len(text) > most:
            wrong.append(Fault(0, key, f"{name}不能超过{most}字，现有{len(text)}字。"))
    if wrong:
        raise Faults(wrong)
    with _whole():
        return _enter(
            actor=actor, key=key, value=value, effective_from=effective_from, regulation=regulation,
            applies_to=applies_to, effective_to=effective_to, article=article, article_text=article_text, note=note,
        )  # fmt: skip


def withdraw_version(*, actor: Actor, rule: Rule, reason: str) -> None:
    """Take back a version whose day has not come. Raises ``Refused`` for any other one, and without a reason."""
    if not reason.strip():
        raise Refused("请写明撤回的原因。")
    with _whole():
        found = Rule.objects.select_for_update(of=("self",)).select_related("regulation").filter(pk=rule.pk).first()
        if found is None:
            raise Refused("这个版本已经撤回，请刷新后再看。")
        if found.effective_from <= actor.today:
            raise Refused("已经施行的版本不能撤回或修改。如有变动，请按新的制度录入新的版本。")
        chain = [rulebook.span(other) for other in _chain(found.key, found.applies_to) if other.pk != found.pk]
        left = chains.faults(chain)
        if left:
            raise Refused(f"撤回后，{left[0]}请先撤回其后的版本。")
        text = f"撤回{_named(found)}自{long_date(found.effective_from)}起的{rulebook.words(found)}"
        events.record(
            found, root=found.regulation, actor=actor, key="rule_withdrawn", label="撤回规则", text=text,
            reason=reason.strip(), facts=_facts(found),
        )  # fmt: skip
        try:
            found.delete()
        except ProtectedError:
            raise Refused("已有期限按这个版本计算，不能撤回。") from None


def make_regulation(
    *,
    actor: Actor,
    title: str,
    adopted_by: str = "",
    adopted_on: date | None = None,
    effective_from: date | None = None,
    place: str = "",
    note: str = "",
    code: str = "",
) -> Regulation:
    """Enter a document (制度文件) on which rules rest. Raises ``Refused`` where it is entered already."""
    title = title.strip().removeprefix("《").removesuffix("》").strip()
    if not title:
        raise Refused("请填写制度文件的名称。")
    given = {"title": title, "adopted_by": adopted_by, "place": place, "code": code}
    for name, most in LONGEST.items():
        if len(given[name]) > most:
            label = Regulation._meta.get_field(name).verbose_name
            raise Refused(f"{label}不能超过{most}字。")
    if Regulation.objects.filter(title=title, adopted_on=adopted_on).exists():
        raise Refused(f"制度文件《{title}》已经录入，请直接选用。")
    with _whole():
        try:
            with transaction.atomic():
                made = Regulation.objects.create(
                    title=title, adopted_by=adopted_by, adopted_on=adopted_on, effective_from=effective_from,
                    place=place, note=note, code=code,
                )  # fmt: skip
        except IntegrityError:
            raise Refused(f"制度文件《{title}》已经录入，请直接选用。") from None
        adopted = f"，{adopted_by}{long_date(adopted_on)}通过" if adopted_on else ""
        events.record(
            made, actor=actor, key="regulation_made", label="录入制度文件", text=f"录入制度文件《{title}》{adopted}"
        )
        return made


def plan_file(text: str, *, effective_from: date | None = None) -> FilePlan:
    """What loading the file would change: our own form, or a pack of ``kind: deadlines``. Writes nothing, never raises.

    ``effective_from`` holds for rules that the file itself does not date.
    """
    try:
        tree = nodes.read(text)
        reading = read_pack(tree, effective_from) if is_pack(tree) else read_file(tree, effective_from)
    except Faults as error:
        return FilePlan("", RegulationFacts(), faults=tuple(error.faults))
    return planned(reading)


def load_plan(*, actor: Actor, plan: FilePlan, skip_bad: bool = False) -> dict:
    """Enter the plan's new rows; returns how many were ``created``, ``unchanged`` and ``skipped``.

    All or nothing: raises ``Faults`` where the plan has any, unless ``skip_bad`` leaves those out. A document of the
    same title and day of adoption is used again.
    """
    if plan.faults and not (skip_bad and plan.rows):
        raise Faults(plan.faults)
    counts = {"created": 0, "unchanged": len(plan.unchanged), "skipped": len(plan.faults)}
    if not plan.new:
        _keep_left_out(plan, _known_document(plan.regulation))
        return counts
    with _whole():
        documents = _documents(actor, plan)
        refused = []
        for row in sorted(plan.new, key=lambda row: row.effective_from):
            try:
                _enter(
                    actor=actor, key=row.key, value=row.value, effective_from=row.effective_from,
                    regulation=documents[row.document or plan.regulation], applies_to=row.applies_to,
                    effective_to=row.effective_to, article=row.article, article_text=row.article_text, note=row.note,
                    coming=coming_after(row, plan.new),
                )  # fmt: skip
            except Refused as error:  # entered by somebody else since the plan was made
                refused.append(Fault(row.line, row.key, error.sentence))
            else:
                counts["created"] += 1
        if refused and not skip_bad:
            raise Faults(refused)
        counts["skipped"] += len(refused)
        _keep_left_out(plan, documents.get(plan.regulation))
        for regulation in documents.values():
            text = f"载入《{regulation.title}》：新录入{counts['created']}项，未变{counts['unchanged']}项"
            events.record(regulation, actor=actor, key="rules_loaded", label="载入制度文件", text=text, facts=counts)
    return counts


def _keep_left_out(plan: FilePlan, document: Regulation | None) -> None:
    """What of the file was refused stays with its document, until the same is entered."""
    if document is not None:
        keep_left_out(document, plan.left_out, {(row.key, row.applies_to) for row in plan.rows})


def _known_document(facts: RegulationFacts) -> Regulation | None:
    return Regulation.objects.filter(title=facts.title, adopted_on=facts.adopted_on, is_default=False).first()


def _documents(actor: Actor, plan: FilePlan) -> dict[RegulationFacts, Regulation]:
    """The documents on which the plan's new rows rest. Raises ``Faults`` where one cannot be entered."""
    found = {}
    for facts in dict.fromkeys(row.document or plan.regulation for row in plan.new):
        try:
            found[facts] = _document(actor, facts)
        except Refused as error:
            raise Faults([Fault(0, "title", error.sentence)]) from None
    return found


@contextmanager
def _whole() -> Iterator[None]:
    """A transaction after which nothing of it is remembered if it did not come to pass."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        rulebook.forget()
        calendar.forget()
        raise


def _chain(key: str, applies_to: str) -> list[Rule]:
    """What regulations say for this key and class, locked until the act is done; recommended settings do not count."""
    rules = Rule.objects.select_for_update(of=("self",)).select_related("regulation")
    return list(rules.filter(key=key, applies_to=applies_to, regulation__is_default=False))


def _enter(
    *, actor: Actor, key: str, effective_from: date, regulation: Regulation, coming: Iterable[date] = (), **more
) -> Rule:
    rule = Rule(key=key, effective_from=effective_from, regulation=regulation, entered_by=actor.user, **more)
    if regulation.is_default:
        raise Refused("系统推荐设置不能作为依据，请选择或录入本委员会的制度文件。")
    chain = [rulebook.span(other) for other in _chain(key, rule.applies_to)]
    if any(chains.same(other, rulebook.span(rule)) for other in chain):
        raise Refused(f"{_named(rule)}自{long_date(effective_from)}起已经是{rulebook.words(rule)}，不必重复录入。")
    there = Rule.objects.filter(key=key, applies_to=rule.applies_to).select_related("regulation")
    span = rulebook.span(rule)
    wrong = chains.objections(chains.until_next(chain, span, coming), span) or recommended_day(there, effective_from)
    if wrong:
        raise Refused("".join(wrong))
    found = rulebook.rule_or_none(key, effective_from, rule.applies_to)
    former = rulebook.words(found) if found else ""
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        raise Refused("刚刚有人录入了同一天起的另一个版本，请刷新后再看。") from None
    change = f"由{former}改为{rulebook.words(rule)}" if former else f"定为{rulebook.words(rule)}"
    until = f"（至{long_date(rule.effective_to)}）" if rule.effective_to else ""
    text = f"{_named(rule)}自{long_date(effective_from)}起{until}{change}，依据{rule.source}"
    events.record(
        rule, root=regulation, actor=actor, key="rule_entered", label="录入规则", text=text, facts=_facts(rule)
    )
    return rule


def _document(actor: Actor, facts: RegulationFacts) -> Regulation:
    return _known_document(facts) or make_regulation(
        actor=actor, title=facts.title, adopted_by=facts.adopted_by, adopted_on=facts.adopted_on,
        effective_from=facts.effective_from, place=facts.place, note=facts.note, code=facts.code,
    )  # fmt: skip


def _named(rule: Rule) -> str:
    key = rulebook.find_key(rule.key)
    label = f"“{key.label if key else rule.key}”"
    return f"{label}（{rulebook.class_label(rule.applies_to)}）" if rule.applies_to else label


def _facts(rule: Rule) -> dict:
    return {
        "key": rule.key, "applies_to": rule.applies_to, "value": rule.value,
        "effective_from": rule.effective_from.isoformat(),
        "effective_to": rule.effective_to.isoformat() if rule.effective_to else None,
        "regulation": rule.regulation.title,
    }  # fmt: skip
