"""The committee that this installation serves: one row, read by pages, papers and messages."""

from django.db import models


class Committee(models.Model):
    """The committee's own facts (本级政协). There is one row, with the key 1; ``core.committee.identity`` reads it."""

    class Level(models.TextChoices):
        DISTRICT = "district", "区"
        COUNTY = "county", "县、自治县、旗"
        COUNTY_CITY = "county_city", "县级市"
        PREFECTURE = "prefecture", "设区的市、州、盟"
        PROVINCE = "province", "省、自治区、直辖市"

    ONLY = 1

    name = models.CharField("简称", max_length=60, help_text="如“江岭区政协”，显示在页面和消息里")
    full_name = models.CharField("全称", max_length=120, help_text="如“中国人民政治协商会议江岭区委员会”，用于公文落款")
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    region = models.CharField("行政区划", max_length=60, help_text="如“江岭区”，用于公文里的会议名称和单位全称")
    revision = models.PositiveIntegerField(default=1)
    set_up_at = models.DateTimeField("宣布开办的时间", null=True, blank=True)

    class Meta:
        verbose_name = "本级政协"
        verbose_name_plural = "本级政协"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_committee")]

    def __str__(self) -> str:
        return self.name
