"""How a member stands besides the seat: suspensions, offices in a party, and who keeps in contact with whom."""

from django.db import models
from django.db.models import F, Q

from members.models.holding import Held, HeldInMandate
from members.models.people import Mandate, Member, MemberParty
from members.querysets import ContactQuerySet, HeldQuerySet, SuspensionQuerySet


class Suspension(HeldInMandate):
    """中止履职: the member goes on reading, and neither hands in nor signs, from a day to a day."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="suspensions")
    starts_on = models.DateField("自")
    reason = models.CharField("原因", max_length=200)
    decided_by = models.CharField("决定机构与日期", max_length=120)
    paper = models.CharField("文号", max_length=80, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "中止履职"
        verbose_name_plural = "中止履职"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["mandate"], condition=Q(ends_on__isnull=True), name="one_open_suspension"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="suspension_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate} 中止履职"


class PartyOffice(Held):
    """党派职务: an office in a party (民盟区委主委)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="party_offices")
    party = models.CharField("党派", max_length=12, choices=[(p, p) for p in MemberParty.CANONICAL])
    title = models.CharField("职务", max_length=60)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = "党派职务"
        verbose_name_plural = "党派职务"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "party", "title"], condition=Q(ends_on__isnull=True), name="one_open_party_office"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Contact(Held):
    """联系: who keeps in contact with whom."""

    class Kind(models.TextChoices):
        STANDING = "standing", "常委联系委员"
        PARTY = "party", "党员委员联系党外委员"

    kind = models.CharField("联系类别", max_length=10, choices=Kind.choices)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contacts", verbose_name="联系人")
    contacted = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="contacted_by", verbose_name="联系对象"
    )
    starts_on = models.DateField("自")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "联系关系"
        verbose_name_plural = "联系关系"
        ordering = ["member__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "member", "contacted"], condition=Q(ends_on__isnull=True), name="one_open_contact"
            ),
            models.CheckConstraint(condition=~Q(member=F("contacted")), name="nobody_contacts_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.member}联系{self.contacted}"


class ContactChange(models.Model):
    """What a member asks to have changed of the own contact data (资料变更申请), and what the office made of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "待核对"
        APPROVED = "approved", "已采纳"
        REFUSED = "refused", "未采纳"
        REPLACED = "replaced", "已由新的申请代替"
        WITHDRAWN = "withdrawn", "已撤回"
        CLOSED = "closed", "随离任关闭"

    FIELDS = ("phone", "email", "address", "postcode", "employer_post")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contact_changes")
    asked = models.JSONField("申请内容", default=dict)
    before = models.JSONField("申请时的内容", default=dict)
    taken = models.JSONField("采纳的项目", default=list)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        "core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="处理人"
    )
    reason = models.CharField("处理说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "资料变更申请"
        verbose_name_plural = "资料变更申请"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(state="waiting"), name="one_waiting_change")
        ]

    def __str__(self) -> str:
        return f"{self.member}的资料变更申请"

    @property
    def outcome(self) -> str:
        """The state in words; of what was asked only a part may have been taken over."""
        in_part = self.state == self.State.APPROVED and len(self.taken) < len(self.asked)
        return "部分采纳" if in_part else self.get_state_display()
