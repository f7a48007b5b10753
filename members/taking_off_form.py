"""换届名单更正（撤列）: why somebody is taken off the list of the running term, and which other posts go on."""

from typing import Any, cast

from django import forms

from core.models import Post
from members.forms import ToldFirst


class TakeOffForm(ToldFirst):
    """Who decided it, under which number, and why."""

    TOLD = ("decided_by", "stays")
    stays = forms.ModelMultipleChoiceField(
        label="撤列后仍保留的岗位", queryset=Post.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="不勾选的随上一届结束；有管理或决定权的，须两位管理员办理",
    )  # fmt: skip
    decided_by = forms.CharField(label="决定机构与日期", max_length=120, help_text="如“常委会第一次会议 2027-02-20”")
    paper = forms.CharField(label="文号", max_length=80, required=False, help_text="决定或更正通知的文号")
    reason = forms.CharField(label="原因", max_length=200, help_text="记入经过，如“名单录入时误列，本人未获推荐”")

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any):
        super().__init__(*args, **kwargs)
        keys = [post.pk for post in posts]
        rows = Post.objects.filter(pk__in=keys).select_related("organisation").order_by("pk")
        cast(forms.ModelMultipleChoiceField, self.fields["stays"]).queryset = rows
        if not posts:
            self.fields["stays"].widget = forms.MultipleHiddenInput()
