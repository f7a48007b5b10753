"""Writing a proposal: start, write, save by itself, check, receipt. Nothing typed is lost."""

import uuid

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_GET, require_POST

from core import rulebook
from core.files import uploads
from core.files.attachments import UploadRefused, add_attachment, remove_attachment
from core.matters.lifecycle import ActError, Forbidden, Refused, lifecycle_of
from core.models import Attachment
from core.models.generic import aimed_at
from core.people.access import signed_in
from core.people.actors import Actor
from members.services.terms import NoSession
from proposals import permissions, services
from proposals.documents import access
from proposals.forms import OnBehalfForm, WriteForm
from proposals.kinds import PROPOSALS
from proposals.models import Proposal, ProposalState, Signatory
from proposals.page import ProposalPage
from proposals.reading import proposal_for_page

NONCE_SECONDS = 24 * 3600


def limits() -> dict:
    """How long title and text may be, and how many files, as the committee's rules say."""
    names = ("title_max", "body_max", "section_max", "title_form", "attachments_max")
    return {name: rulebook.value(f"proposal.{name}") for name in names}


def save(proposal: Proposal, form: WriteForm, actor: Actor, *, version: int | None, keep: bool) -> bool:
    """Save texts and suggested units of a valid form; see ``services.save_draft`` for what it raises."""
    changed = services.save_draft(proposal=proposal, actor=actor, seen_version=version, keep=keep, **form.texts)
    lead, joints = form.cleaned_data.get("lead"), list(form.cleaned_data.get("joints") or [])
    before = {(row.unit_id, row.is_lead) for row in proposal.suggested_units.all()}
    wanted = {(unit.pk, False) for unit in joints if unit != lead} | ({(lead.pk, True)} if lead else set())
    if before != wanted:
        services.suggest_units(proposal=proposal, actor=actor, lead=lead, joints=joints)
    return changed or before != wanted


def given_version(request: HttpRequest) -> int | None:
    """The version of the text that the page was showing."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def clock_time() -> str:
    """“9:42”, local time."""
    now = timezone.localtime()
    return f"{now.hour}:{now.minute:02d}"


@method_decorator(signed_in, name="dispatch")
class NewProposal(View):
    """A new proposal. The row is made when the first words are saved, not when the page is opened."""

    def get(self, request):
        actor = Actor.of(request.user, request=request)
        if not services.may_start(actor):
            return refused_page(request, Forbidden("您当前的岗位不能提出提案。"))
        on_behalf = OnBehalfForm() if actor.is_in(*services.ENTERS_FOR_OTHERS) else None
        return self._page(request, WriteForm(), on_behalf, uuid.uuid4().hex)

    def post(self, request):
        actor = Actor.of(request.user, request=request)
        form, nonce = WriteForm(request.POST), request.POST.get("nonce", "")[:32]
        on_behalf = OnBehalfForm(request.POST) if actor.is_in(*services.ENTERS_FOR_OTHERS) else None
        if not form.is_valid() or (on_behalf is not None and not on_behalf.is_valid()):
            if wants_json(request):
                return JsonResponse({"errors": {**form.errors, **(on_behalf.errors if on_behalf else {})}}, status=400)
            return self._page(request, form, on_behalf, nonce, status=400)
        chosen = on_behalf.cleaned_data if on_behalf else {}
        key = f"new-proposal:{request.user.pk}:{nonce}"
        try:
            proposal = self._already_started(key, actor) or services.start_draft(
                actor=actor, member=chosen.get("member"), organisation=chosen.get("organisation")
            )
            cache.set(key, proposal.pk, NONCE_SECONDS)
            save(proposal, form, actor, version=None, keep=request.POST.get("do") == "save")
        except (ActError, NoSession) as error:
            return refused_page(request, error)
        return after_saving(request, proposal, actor)

    def _already_started(self, key: str, actor: Actor) -> Proposal | None:
        """The draft that an earlier click on the same page has made."""
        pk = cache.get(key)
        return Proposal.objects.visible_to(actor.user).filter(pk=pk, state=ProposalState.DRAFT).first() if pk else None

    def _page(self, request, form, on_behalf, nonce, status=200):
        drafts = Proposal.objects.visible_to(request.user).filter(state=ProposalState.DRAFT, author=request.user)
        context = {"form": form, "on_behalf": on_behalf, "nonce": nonce, "limits": limits()}
        context |= {"drafts": list(drafts.only("pk", "title", "saved_at").order_by("-saved_at")[:3])}
        context["accept"] = uploads.accept_attribute()
        return render(request, "proposals/write.html", context, status=status)


@method_decorator(signed_in, name="dispatch")
class WriteProposal(View):
    """The writing page of one draft: save, attach, go on to invite or to check."""

    def get(self, request, pk):
        proposal = self._fetch(request, pk)
        try:
            services.check_editable(proposal, Actor.of(request.user, request=request))
        except Forbidden as error:
            return refused_page(request, error)
        except Refused as error:
            messages.info(request, error.sentence)
            return redirect(proposal.get_absolute_url())
        return self.page(request, proposal, WriteForm(initial=WriteForm.initial_of(proposal)))

    def post(self, request, pk):
        proposal = self._fetch(request, pk)
        actor, form = Actor.of(request.user, request=request), WriteForm(request.POST)
        if not form.is_valid():
            return self.page(request, proposal, form, status=400)
        try:
            save(proposal, form, actor, version=given_version(request), keep=request.POST.get("do") == "save")
        except Forbidden as error:
            return refused_page(request, error)
        except Refused as error:
            return self.page(request, self._fetch(request, pk), form, refusal=error.sentence, status=error.status)
        return after_saving(request, proposal, actor)

    @staticmethod
    def _fetch(request, pk) -> Proposal:
        rows = Proposal.objects.visible_to(request.user).select_related("session__term")
        return get_object_or_404(rows, pk=pk)

    @staticmethod
    def page(request, proposal, form, *, refusal="", status=200):
        files = Attachment.objects.filter(**aimed_at(proposal), removed_at__isnull=True)
        signers = list(proposal.signatories.select_related("member", "organisation"))
        context = {
            "proposal": proposal,
            "form": form,
            "refusal": refusal,
            "limits": limits(),
            "files": list(files),
            "leading": [s for s in signers if s.position != Signatory.Position.COSIGNER],
            "cosigners": [s for s in signers if s.position == Signatory.Position.COSIGNER],
            "accept": uploads.accept_attribute(),
        }
        return render(request, "proposals/write.html", context, status=status)


def after_saving(request: HttpRequest, proposal: Proposal, actor: Actor) -> HttpResponse:
    """Files chosen with the text are stored; then to where the pressed button leads."""
    do = request.POST.get("do", "save")
    if wants_json(request):
        urls = {name: f"/proposals/{proposal.pk}/{name}/" for name in ("write", "autosave")}
        version = Proposal.objects.values_list("text_version", flat=True).get(pk=proposal.pk)
        return JsonResponse({"saved": clock_time(), "version": version, "id": proposal.pk, **urls})
    _store_files(request, proposal, actor)
    if "remove" in request.POST:
        _remove_file(request, proposal, actor)
        return redirect("proposals:write", pk=proposal.pk)
    if do == "check":
        return redirect("proposals:check", pk=proposal.pk)
    if do == "invite":
        return redirect(f"{proposal.get_absolute_url()}do/invite/")
    if do == "save":
        messages.success(request, f"草稿已于{clock_time()}保存，可以随时回来接着写。")
    return redirect("proposals:write", pk=proposal.pk)


def _store_files(request: HttpRequest, proposal: Proposal, actor: Actor) -> None:
    for upload in request.FILES.getlist("files"):
        try:
            stored = add_attachment(
                target=proposal, upload=upload, actor=actor, at_most=rulebook.value("proposal.attachments_max")
            )
        except (UploadRefused, Refused) as error:
            messages.error(request, f"{uploads.safe_name(upload.name)}：{getattr(error, 'sentence', error)}")
        else:
            messages.success(request, f"已上传“{stored.name}”。")


def _remove_file(request: HttpRequest, proposal: Proposal, actor: Actor) -> None:
    wanted = request.POST["remove"]
    files = Attachment.objects.filter(**aimed_at(proposal), removed_at__isnull=True)
    file = files.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if file is not None and remove_attachment(attachment=file, actor=actor):
        messages.success(request, f"已移除“{file.name}”。")


@signed_in
@require_POST
def autosave(request, pk):
    """Save what stands in the form now; answers JSON. A newer version elsewhere is never overwritten."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), pk=pk)
    actor, form = Actor.of(request.user, request=request), WriteForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    try:
        save(proposal, form, actor, version=given_version(request), keep=False)
    except ActError as error:
        current = Proposal.objects.values_list("text_version", flat=True).get(pk=pk)
        return JsonResponse({"detail": error.sentence, "version": current}, status=error.status)
    current = Proposal.objects.values_list("text_version", flat=True).get(pk=pk)
    return JsonResponse({"saved": clock_time(), "version": current})


@signed_in
@require_GET
def check_before_submitting(request, pk):
    """Everything that is missing, told at once (一次性告知); then the button that submits."""
    proposal = proposal_for_page(request.user, pk)
    actor = Actor.of(request.user, request=request)
    row = lifecycle_of(proposal).row("submit")
    if not permissions.is_proposer(actor, proposal):
        return refused_page(request, Forbidden("只有提案者可以提交。"))
    if proposal.state not in row.source:
        messages.info(request, f"提案现为“{proposal.get_state_display()}”，不须再提交。")
        return redirect(proposal.get_absolute_url())
    problems = [sentence for guard in row.guards if (sentence := guard(proposal, actor))]
    waiting = [s for s in proposal.signatories.all() if s.state == Signatory.State.INVITED]
    context = {
        "proposal": proposal,
        "problems": problems,
        "waiting": waiting,
        "limits": limits(),
        "page": ProposalPage(proposal, actor),
        "locked": proposal.state == ProposalState.COSIGNING,
    }
    return render(request, "proposals/check.html", context)


@signed_in
@require_GET
def receipt(request, pk):
    """收件回执 on the screen, with the way to print it; for the proposers and the office."""
    proposal = proposal_for_page(request.user, pk)
    actor = Actor.of(request.user, request=request)
    if not access.may_have_receipt(actor, proposal):
        return refused_page(request, Forbidden("收件回执只给提案者和政协机关。"))
    if not proposal.receipt_number:
        return refused_page(request, Refused("提案还没有提交，没有收件回执。"))
    return render(request, "proposals/receipt.html", {"proposal": proposal, "page": ProposalPage(proposal, actor)})


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")


def refused_page(request: HttpRequest, error) -> HttpResponse:
    """A sentence instead of the page, with the status that the refusal has."""
    status = getattr(error, "status", 409)
    if wants_json(request):
        return JsonResponse({"detail": error.sentence}, status=status)
    context = {"sentence": error.sentence, "back": PROPOSALS.list_url, "kind_title": PROPOSALS.title}
    return render(request, "matters/refused.html", context, status=status)
