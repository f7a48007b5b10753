"""A roster file on its way into the register, kept so that a time-out or a second click loses and doubles nothing."""

from django.db import models

from core.models.sheets import KeptSheet


class RosterImport(KeptSheet):
    """One uploaded roster. What it says is read anew from its file each time, with what was decided on its preview."""

    CONTENT = ("decisions",)

    term = models.ForeignKey("members.Term", on_delete=models.PROTECT, related_name="+", verbose_name="届")
    decisions = models.JSONField("核对中的决定", default=dict, blank=True)

    class Meta(KeptSheet.Meta):
        verbose_name = "名册导入"
        verbose_name_plural = "名册导入"

    @property
    def outcome(self) -> str:
        """What became of it; one that was taken back does not read as written."""
        undone = self.summary.get("undone")
        if undone is None:
            return super().outcome
        return "已部分撤销" if undone.get("left") else "已撤销"
