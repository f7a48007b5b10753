"""One directory (组织机构) of handling units, special committees, sectors, parties, groups and liaison offices."""

from django.db import models
from django.db.models import Q

from core.models.records import KeptRecord
from core.models.sheets import KeptSheet


class OrganisationQuerySet(models.QuerySet):
    def handling(self) -> "OrganisationQuerySet":
        """Bodies to which matters may be handed: handling units, and bodies of another kind that handle as well."""
        return self.filter(Q(kind=Organisation.Kind.UNIT) | Q(also_handles=True))


class Organisation(KeptRecord):
    """A body that may hold posts, propose, handle or supervise. Merged or renamed units keep their history."""

    class Kind(models.TextChoices):
        UNIT = "unit", "承办单位"
        SUPERVISION_OFFICE = "supervision_office", "督查室"
        CPPCC_OFFICE = "cppcc_office", "政协机关"
        SPECIAL_COMMITTEE = "special_committee", "专门委员会"
        SECTOR = "sector", "界别"
        PARTY = "party", "党派"
        PEOPLES_ORGANISATION = "peoples_organisation", "人民团体"
        LIAISON_OFFICE = "liaison_office", "联络办"
        MEMBER_GROUP = "member_group", "委员小组"

    class Branch(models.TextChoices):
        PARTY = "party", "党群"
        GOVERNMENT = "government", "政府"
        CONGRESS = "congress", "人大"
        CPPCC = "cppcc", "政协"
        COURT = "court", "法院"
        PROCURATORATE = "procuratorate", "检察院"
        OTHER = "other", "其他"

    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=60, blank=True)
    kind = models.CharField("类别", max_length=24, choices=Kind.choices)
    branch = models.CharField("系统", max_length=16, choices=Branch.choices, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    supervised_by = models.ForeignKey(
        "self", verbose_name="交办督查渠道", null=True, blank=True, on_delete=models.PROTECT, related_name="supervises"
    )
    succeeded_by = models.ForeignKey(
        "self", verbose_name="并入", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    also_handles = models.BooleanField("也是承办单位", default=False)
    contact_name = models.CharField("联系人", max_length=80, blank=True)
    contact_phone = models.CharField("联系电话", max_length=120, blank=True)
    head_name = models.CharField("分管领导", max_length=80, blank=True)
    head_phone = models.CharField("分管领导电话", max_length=120, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    document_word = models.CharField("发文代字", max_length=40, blank=True, help_text="如“江建提”，用于答复函编号")
    is_active = models.BooleanField("在用", default=True)
    order = models.PositiveIntegerField("排序", default=0)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "组织机构"
        verbose_name_plural = "组织机构"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"], condition=Q(is_active=True), name="one_active_organisation_per_name"
            )
        ]
        indexes = [models.Index(fields=["kind", "order", "id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def brief(self) -> str:
        """Short form for lists."""
        return self.short_name or self.name

    @property
    def handles(self) -> bool:
        """Whether matters may be handed to it, whatever else it is."""
        return self.also_handles or self.kind == self.Kind.UNIT

    @property
    def present(self) -> "Organisation":
        """The body that does its work today: itself, or the one it was merged into, however often."""
        body, steps = self, 0
        while not body.is_active and body.succeeded_by is not None and steps < 20:
            body, steps = body.succeeded_by, steps + 1
        return body

    def get_absolute_url(self) -> str:
        return f"/settings/organisations/{self.pk}/"


class OrganisationName(models.Model):
    """Another spelling or a former name, so that imports and searches find the same body."""

    class Kind(models.TextChoices):
        ALIAS = "alias", "别称"
        FORMER = "former", "曾用名"
        MERGED = "merged", "并入单位名称"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=8, choices=Kind.choices, default=Kind.ALIAS)
    valid_to = models.DateField("使用至", null=True, blank=True)
    registered_at = models.DateTimeField(
        "更名登记时间", null=True, blank=True, help_text="在此以前发出的文书都印这个名称，更名日期更早的也是"
    )

    class Meta:
        verbose_name = "别称与曾用名"
        verbose_name_plural = "别称与曾用名"
        constraints = [  # a body may have been called the same in two periods
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(valid_to__isnull=True),
                name="one_spelling_per_organisation",
            )
        ]
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class OrganisationImport(KeptSheet):
    """A sheet of bodies on its way into the directory; ``rows`` are its rows in words."""

    CONTENT = ("rows",)

    rows = models.JSONField("读到的行", default=list)

    class Meta(KeptSheet.Meta):
        verbose_name = "单位导入"
        verbose_name_plural = "单位导入"
