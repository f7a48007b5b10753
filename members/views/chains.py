"""联系: who keeps in contact with whom, as a list."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from core.lists import TableView
from core.people.access import roles
from core.text import number_of
from members.contact_table import ContactTable
from members.duty_forms import ContactForm, EndContactForm
from members.models import Contact, Member
from members.readers import READERS, keeps_register
from members.services import chains, mandates
from members.views.act import act_page

HERE = "/members/contacts/"


class Contacts(TableView):
    """The list; the office may add to it."""

    table_class = ContactTable
    template_name = "members/contacts.html"

    def queryset_for(self, user):
        """Whoever sees the register sees who keeps in contact with whom in it."""
        seen = Member.objects.visible_to(user)
        return Contact.objects.filter(member__in=seen)

    def extra_context(self, table) -> dict:
        return {"may_keep": keeps_register(self.request.user)}


contacts = roles(*READERS)(Contacts.as_view())


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def add(request):
    """One contact more; ``?member=`` chooses who keeps it."""
    asked = number_of(request.GET.get("member", ""))
    initial = {"member": asked} if asked is not None else {}
    form = ContactForm(request.POST or None, initial=initial)
    return act_page(
        request, title="登记委员联系", button="登记", form=form, back=HERE,
        do=lambda actor: chains.connect(actor=actor, **form.cleaned_data), done="已登记，双方的资料页上都能看到。",
    )  # fmt: skip


@roles(*mandates.KEEPERS)
@require_http_methods(["GET", "POST"])
def end(request, pk: int):
    """The last day of a contact."""
    contact = get_object_or_404(Contact.objects.select_related("member", "contacted"), pk=pk)
    form = EndContactForm(request.POST or None)
    return act_page(
        request, title=f"结束{contact.member.name}对{contact.contacted.name}的联系", button="登记结束", form=form,
        back=HERE,
        do=lambda actor: chains.disconnect(actor=actor, contact=contact, **form.cleaned_data), done="已登记结束。",
    )  # fmt: skip
