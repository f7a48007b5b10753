"""Members (委员) with mandates (任期内资格), seats in committees and groups, parties and offices held."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models import KeptRecord, Organisation
from members.levels import said
from members.models.holding import HeldInMandate
from members.models.terms import Term
from members.querysets import HeldInMandateQuerySet, MandateQuerySet, MemberQuerySet


class Member(KeptRecord):
    """A person who is or was a member. What changes from term to term hangs on ``Mandate``."""

    class Gender(models.TextChoices):
        MALE = "男", "男"
        FEMALE = "女", "女"

    class Level(models.TextChoices):
        """Of which committee the person is a member: those of higher ones who live here are kept in the list too."""

        OWN = "", "本级委员"
        CITY = "city", "住区市政协委员"
        PROVINCE = "province", "住区省政协委员"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="member"
    )
    name = models.CharField("姓名", max_length=60)
    other_names = models.JSONField("曾用名", default=list, blank=True)
    gender = models.CharField("性别", max_length=2, choices=Gender.choices, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    birth = models.CharField("出生年月", max_length=10, blank=True, help_text="YYYY-MM 或 YYYY-MM-DD")
    employer_post = models.CharField("工作单位及职务", max_length=300, blank=True)
    phone = models.CharField("手机", max_length=30, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    address = models.CharField("通信地址", max_length=200, blank=True)
    postcode = models.CharField("邮编", max_length=10, blank=True)
    sort_key = models.CharField("拼音", max_length=120, blank=True, db_index=True)
    note = models.CharField("备注", max_length=300, blank=True)
    level = models.CharField("层级", max_length=10, choices=Level.choices, default=Level.OWN, blank=True)
    photo = models.FileField("照片", upload_to="member_photos/", max_length=120, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    mandates_newest_first: list["Mandate"]  # read by ``for_list``

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "委员"
        verbose_name_plural = "委员"
        ordering = ["sort_key", "id"]
        indexes = [models.Index(fields=["name"]), models.Index(fields=["sort_key", "id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def level_words(self) -> str:
        """The level in the words of the place."""
        return said(self.Level(self.level).label)

    def get_absolute_url(self) -> str:
        return f"/members/{self.pk}/"

    @property
    def birth_year(self) -> str:
        """What others than the office and oneself may know of the day of birth."""
        return self.birth[:4]

    def search_text(self) -> str:
        """What full-text search reads."""
        return "\n".join((self.name, *self.other_names, self.employer_post))


class MemberParty(models.Model):
    """A party or political status of a member; two-party members have two rows, in the order written."""

    CANONICAL = (
        "中共", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟", "无党派", "群众",
    )  # fmt: skip
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="parties")
    party = models.CharField("党派", max_length=12, choices=[(p, p) for p in CANONICAL])
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "党派"
        verbose_name_plural = "党派"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["member", "party"], name="party_once_per_member")]

    def __str__(self) -> str:
        return self.party


class Mandate(KeptRecord):
    """A member's seat in the committee for one term: from, to, sector, how gained and how ended."""

    class Gained(models.TextChoices):
        ORIGINAL = "original", "换届提名"
        ADDED = "added", "届中增补"
        SUBSTITUTED = "substitute", "递补"

    class Ended(models.TextChoices):
        RESIGNED = "resigned", "辞职"
        RELEASED = "released", "免职"
        REMOVED = "removed", "撤销资格"
        MOVED = "moved", "调离"
        DIED = "died", "去世"
        TERM_END = "term_end", "届满"

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="mandates")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="mandates", verbose_name="届")
    sector = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="sector_mandates",
        verbose_name="界别",
        limit_choices_to={"kind": Organisation.Kind.SECTOR},
    )
    card_no = models.CharField("委员证号", max_length=30, blank=True)
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    gained = models.CharField("产生方式", max_length=10, choices=Gained.choices, default=Gained.ORIGINAL)
    ended = models.CharField("退出方式", max_length=10, choices=Ended.choices, blank=True)
    ended_reason = models.CharField("退出原因", max_length=200, blank=True)
    decided_by = models.CharField("决定机构与日期", max_length=120, blank=True)
    gained_paper = models.CharField("产生文号", max_length=80, blank=True)
    ended_by = models.CharField("退出决定机构与日期", max_length=120, blank=True)
    paper = models.CharField("退出文号", max_length=80, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", verbose_name="接替"
    )

    suspended_today: bool  # read by ``Member.objects.for_list``
    shown_on: date  # the same

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "委员资格"
        verbose_name_plural = "委员资格"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "term"], condition=Q(ends_on__isnull=True), name="one_open_mandate_per_term"
            ),
            models.UniqueConstraint(
                fields=["term", "card_no"], condition=~Q(card_no=""), name="card_number_once_per_term"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["term", "sector"])]

    def __str__(self) -> str:
        return f"{self.member} · {self.term}"

    @property
    def left_on(self) -> date | None:
        """The last day: its own, or that of the term once that is over. None while nothing of it is known."""
        self.tell_term()
        return min((day for day in (self.ends_on, self.term.ended_on) if day), default=None)

    @property
    def until(self) -> date | None:
        """The last day as far as it is known by now, also where only the term's end is, and that is yet to come."""
        self.tell_term()
        return min((day for day in (self.ends_on, self.term.last_day) if day), default=None)

    def tell_term(self) -> None:
        """Tell the term what ``with_last_day`` has read of it, so that its end costs no statement."""
        if "term_next_on" in self.__dict__:
            self.term.know_next(self.__dict__["term_next_on"])

    @property
    def is_over(self) -> bool:
        """The last day lies behind; a day yet to come may be known already."""
        last = self.left_on
        return last is not None and last < timezone.localdate()

    @property
    def how_left(self) -> str:
        """退出方式 in words; a mandate that nobody ended before the term was over ends as 届满."""
        if self.ends_on and self.ends_on == self.left_on:
            return self.get_ended_display() or "已离任"
        return self.Ended.TERM_END.label if self.left_on else ""


class Seat(HeldInMandate):
    """A place in a special committee (at most two) or in a member group or liaison office, with its post there."""

    class Duty(models.TextChoices):
        MEMBER = "member", "委员"
        HEAD = "head", "主任"
        DEPUTY = "deputy", "副主任"
        CONVENOR = "convenor", "召集人"
        LEADER = "leader", "组长"

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    duty = models.CharField("职务", max_length=10, choices=Duty.choices, default=Duty.MEMBER)

    objects = HeldInMandateQuerySet.as_manager()

    class Meta:
        verbose_name = "专委会与小组"
        verbose_name_plural = "专委会与小组"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "organisation"], condition=Q(ends_on__isnull=True), name="one_open_seat_per_body"
            )
        ]
        indexes = [models.Index(fields=["organisation"])]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_duty_display()}"

    @property
    def brief(self) -> str:
        """The body in short, with the duty of who is more than a member there: “经济委员会（副主任）”."""
        duty = "" if self.duty == self.Duty.MEMBER else f"（{self.get_duty_display()}）"
        return f"{self.organisation.brief}{duty}"


class OfficeHeld(HeldInMandate):
    """政协职务: chair, vice-chair, secretary-general, standing member, from a day to a day."""

    class Office(models.TextChoices):
        CHAIR = "chair", "主席"
        VICE_CHAIR = "vice_chair", "副主席"
        SECRETARY_GENERAL = "secretary_general", "秘书长"
        STANDING = "standing", "常委"

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="offices")
    office = models.CharField("政协职务", max_length=20, choices=Office.choices)

    objects = HeldInMandateQuerySet.as_manager()

    class Meta:
        verbose_name = "政协职务"
        verbose_name_plural = "政协职务"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate", "office"], condition=Q(ends_on__isnull=True), name="one_open_office"
            )
        ]

    def __str__(self) -> str:
        return self.get_office_display()

    @property
    def rank(self) -> int:
        """Its place in the order in which lists name offices."""
        return self.Office.values.index(self.office)
