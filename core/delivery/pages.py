"""Delivery outside the site: one's own channels, the words of messages, and what did not arrive."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import EmailValidator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.committee import identity
from core.delivery import channels, message_templates, office, outbox, personal, quiet
from core.delivery.tables import DeliveryTable, OfficeDeliveryTable
from core.frame.unsent_input import refill
from core.lists import TableView
from core.matters.lifecycle import ActError
from core.models import Channel, Delivery, Notice, Role, User
from core.people.access import roles, signed_in
from core.people.actors import Actor
from core.text import keys_of

LIST = "/settings/deliveries/"
MOST = 500


# --- one's own -----------------------------------------------------------------------------------------------------
class ChannelsForm(forms.Form):
    """Addresses as a person types them. What was there before is not judged again."""

    phone = forms.CharField(
        label="手机号码", max_length=40, required=False, help_text="11位手机号码，接收短信或企业微信",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    gateway_choice = forms.ChoiceField(label="短信或企业微信", choices=User.Choice.choices, widget=forms.RadioSelect)
    email = forms.CharField(
        label="邮箱", max_length=254, required=False, help_text="例如 name@example.cn",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    mail_choice = forms.ChoiceField(label="邮件", choices=User.Choice.choices, widget=forms.RadioSelect)

    def __init__(self, user, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_phone(self):
        if self.cleaned_data["phone"].strip() == self.user.phone:
            return self.user.phone
        number = personal.tidy_phone(self.cleaned_data["phone"])
        if number and not personal.is_mobile(number):
            raise forms.ValidationError("手机号码应为1开头的11位数字，请核对后重填。")
        return number

    def clean_email(self):
        address = self.cleaned_data["email"].strip()
        if address and address != self.user.email:
            EmailValidator("邮箱写法不对，应为 名称@域名，例如 name@example.cn。")(address)
        return address


@signed_in
@require_http_methods(["GET", "POST"])
def my_channels(request):
    """Where notices reach this person outside the site, and which of them."""
    user = request.user
    given = {name: getattr(user, name) for name in personal.FIELDS}
    form = refill(ChannelsForm(user, request.POST or None, initial=given), request)
    if request.method == "POST" and form.is_valid():
        changed = personal.choose(actor=Actor.of(user, request=request), **form.cleaned_data)
        messages.success(request, f"已保存：{'、'.join(changed)}。" if changed else "没有改动。")
        return redirect("core:channels")
    have = channels.configured()
    context = {
        "form": form,
        "ways": [
            {"value": way.value, "label": way.label, "open": way in have, "address": channels.address_of(user, way)}
            for way in (Channel.GATEWAY, Channel.MAIL)
        ],
        "quiet": quiet.words(),
    }
    return render(request, "accounts/channels.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def try_my_channel(request, channel: str):
    """A trial message to oneself."""
    way = _one_of(Channel, channel)
    try:
        personal.try_channel(
            actor=Actor.of(request.user, request=request), channel=way, committee=identity.current().name
        )
    except ActError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, f"已试发{way.label}，请查收。几分钟内没有收到，请核对地址或联系系统管理员。")
    return redirect("core:channels")


def _one_of(choices, value: str):
    if value not in choices.values:
        raise Http404
    return choices(value)


# --- the words of messages -----------------------------------------------------------------------------------------
class WordingForm(forms.Form):
    """Subject (mail only) and body; placeholders are checked, nothing typed is lost."""

    subject = forms.CharField(label="主题", max_length=120)
    body = forms.CharField(label="正文", max_length=2000, widget=forms.Textarea(attrs={"rows": 9}))

    def __init__(self, channel: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if channel == Channel.GATEWAY:
            del self.fields["subject"]

    def clean_subject(self):
        return _checked(self.cleaned_data["subject"])

    def clean_body(self):
        return _checked(self.cleaned_data["body"].replace("\r\n", "\n").strip())


def _checked(text: str) -> str:
    found = message_templates.faults(text)
    if found:
        raise forms.ValidationError(found)
    return text


@roles(Role.SYSADMIN)
@require_GET
def message_list(request):
    """Every kind of message on every channel, with the wording in use."""
    rows = message_templates.every_wording()
    for row in rows:
        row["wording"] = row["template"] or row["default"]
    context = {"rows": rows, "channels": office.settings_in_words(), "site_url": settings.SITE_URL}
    return render(request, "delivery/messages.html", context)


@roles(Role.SYSADMIN)
@require_http_methods(["GET", "POST"])
def message(request, kind: str, channel: str):
    """One wording: edit it, see it filled in with made-up values, go back to the default, send it to oneself."""
    kind, channel = _one_of(Notice.Kind, kind), _one_of(Channel, channel)
    current = message_templates.wording_of(kind, channel)
    actor = Actor.of(request.user, request=request)
    data = request.POST if "body" in request.POST else None
    initial = {"subject": current.subject, "body": current.body}
    form = refill(WordingForm(channel, data, initial=initial), request)
    try:
        if "reset" in request.POST:
            office.reset_wording(actor=actor, kind=kind, channel=channel)
            messages.success(request, "已恢复为系统自带的模板。")
            return redirect(request.path)
        if form.is_bound and form.is_valid():
            typed = message_templates.Wording(form.cleaned_data.get("subject", ""), form.cleaned_data["body"], own=True)
            if "save" in request.POST:
                office.save_wording(actor=actor, kind=kind, channel=channel, subject=typed.subject, body=typed.body)
                messages.success(request, "已保存，以后发出的消息用新的模板。")
                return redirect(request.path)
            current = typed
            if "try" in request.POST:
                office.try_wording(actor=actor, kind=kind, channel=channel, wording=typed)
                messages.success(request, "已试发给您本人，请查收。模板尚未保存。")
    except ActError as error:
        messages.error(request, error.sentence)
    context = {
        "form": form,
        "name": office.name_of(kind, channel),
        "is_own": message_templates.wording_of(kind, channel).own,
        "preview": message_templates.sample(current, kind, str(request.user)) if not form.errors else None,
        "placeholders": [(f"{{{name}}}", text) for name, text in message_templates.PLACEHOLDERS.items()],
        "is_mail": channel == Channel.MAIL,
        "configured": channel in channels.configured(),
        "address": channels.address_of(request.user, channel),
        "site_url": settings.SITE_URL,
    }
    return render(request, "delivery/message.html", context, status=422 if form.errors else 200)


# --- what did not arrive -------------------------------------------------------------------------------------------
class Deliveries(TableView):
    """For the system administrator."""

    table_class = DeliveryTable
    template_name = "delivery/list.html"

    def queryset_for(self, user):
        return Delivery.objects.all()

    def extra_context(self, table):
        condition = outbox.condition()
        figures = [
            {"label": state.label, "number": condition["counts"][state], "url": f"{LIST}?state={state.value}"}
            for state in (Delivery.State.HELD, Delivery.State.WAITING, Delivery.State.SENDING, Delivery.State.DEAD)
        ]
        return {
            "figures": figures,
            "waited_minutes": int(condition["oldest_seconds"] // 60),
            "channels": office.settings_in_words(),
            "quiet": quiet.words(),
            "kept": "、".join(Notice.Kind(kind).label for kind in outbox.kinds_to_release()),
        }


class OfficeDeliveries(Deliveries):
    """For the office, with the titles of what it may see."""

    table_class = OfficeDeliveryTable


_for_sysadmin, _for_office = Deliveries.as_view(), OfficeDeliveries.as_view()


@roles(*office.KEEPERS)
@require_http_methods(["GET", "POST"])
def delivery_list(request) -> HttpResponse:
    """What is to leave the site, what has left, and what did not arrive."""
    return (_for_office if request.user.post_in_use.role == Role.OFFICE_CLERK else _for_sysadmin)(request)


@roles(*office.KEEPERS)
@require_POST
def resend(request):
    """Send the chosen ones again."""
    ids = _ids(request)
    count = office.resend(actor=Actor.of(request.user, request=request), ids=ids)
    left = len(ids) - count
    if not ids:
        messages.error(request, "请先勾选要重新发送的消息。")
    elif count:
        when = "，免打扰时段结束后发出" if quiet.is_quiet(timezone.now()) else ""
        messages.success(request, f"已安排重新发送{count}条{when}。" + (_not_these(left) if left else ""))
    else:
        messages.info(request, _not_these(left))
    return redirect(_back(request))


def _not_these(count: int) -> str:
    return f"另有{count}条不在“未送达”或“不再发送”之列，没有重发。"


@roles(Role.OFFICE_CLERK)
@require_POST
def release(request):
    """Let the chosen ones go that waited for somebody's word."""
    ids = _ids(request)
    count = office.release(actor=Actor.of(request.user, request=request), ids=ids)
    others = f"另有{len(ids) - count}条不在“待放行”之列，没有改动。" if len(ids) > count else ""
    if not ids:
        messages.error(request, "请先勾选要放行的消息。")
    elif count:
        when = "，免打扰时段结束后发出" if quiet.is_quiet(timezone.now()) else ""
        messages.success(request, f"已放行{count}条{when}。{others}")
    else:
        messages.info(request, others)
    return redirect(_back(request))


class DropForm(forms.Form):
    reason = forms.CharField(label="为什么不再发送", max_length=200, help_text="例如：号码已停用，已电话告知")


@roles(*office.KEEPERS)
@require_http_methods(["GET", "POST"])
def drop(request):
    """Give up the chosen ones, with a reason."""
    ids = _ids(request)
    if not ids:
        if request.method == "POST":
            messages.error(request, "请先勾选不再发送的消息。")
        return redirect(LIST)
    form = DropForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        actor = Actor.of(request.user, request=request)
        count = office.drop(actor=actor, ids=ids, reason=form.cleaned_data["reason"])
        messages.success(request, f"已登记{count}条不再发送。" if count else "所选消息已经发出或已登记，没有改动。")
        return redirect(_back(request))
    rows = Delivery.objects.filter(pk__in=ids).select_related("notice__recipient").order_by("pk")
    context = {"form": form, "rows": rows[:50], "ids": ids, "next": _back(request), "count": len(ids)}
    return render(request, "delivery/drop.html", context, status=422 if form.errors else 200)


def _ids(request) -> list[int]:
    """The keys ticked, or with ``every`` those of all that the list finds; at most 500 at a time."""
    if "every" in request.POST:
        path, _, query = _back(request).partition("?")
        table = DeliveryTable(queryset=Delivery.objects.all(), user=request.user, params=QueryDict(query), path=path)
        return list(table.found.values_list("pk", flat=True)[:MOST])
    return keys_of(request.POST, "ids")[:MOST]


def _back(request) -> str:
    given = request.POST.get("next", "")
    ours = given.startswith(LIST) and url_has_allowed_host_and_scheme(given, {request.get_host()})
    return given if ours else LIST
