"""Pages of a text that is written over days: begin, write, save by itself, look through. Nothing typed is lost.

The script of the page (``static/js/write.js``) saves through the same addresses and reads their JSON.
"""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core.files import uploads
from core.files.attachments import UploadRefused
from core.frame import unsent_input
from core.matters import drafts
from core.matters.drafts import address, writing_of
from core.matters.lifecycle import ActError, Forbidden, Refused
from core.matters.page_views import KindView, refused_page, wants_json
from core.matters.pages import page_of
from core.matters.writing import DraftForm
from core.people.access import SignedInRequest
from core.people.actors import Actor
from core.text import number_of

CHECKED = "check"  # in the address by which one comes from the page that told the faults


class WritingView(KindView):
    """What the pages of a written text share."""

    def fetch(self, request: SignedInRequest, pk: int) -> Any:
        """The matter as it is now; Http404 for strangers."""
        return get_object_or_404(self.matter_kind.visible_to(request.user), pk=pk)

    def form_class(self) -> type[DraftForm]:
        return writing_of(self.matter_kind).form_for(self.matter_kind.model)

    def page(self, request: SignedInRequest, form: DraftForm, *, status: int = 200, **more: Any) -> HttpResponse:
        """The page on which one writes; ``more`` has ``matter`` once there is one."""
        writing, matter = writing_of(self.matter_kind), more.get("matter")
        context = {
            "form": form,
            "kind": self.matter_kind,
            "row": self.matter_kind.lifecycle.row(writing.hand_in),
            "limits": writing.limits(),
            "accept": uploads.accept_attribute(),
            "barred": writing.barred(Actor.of(request.user, request=request)),
            "begun": matter is not None and matter.state == self.matter_kind.lifecycle.initial,
            **(writing.more(matter) if writing.more else {}),
            **more,
        }
        return render(request, writing.template, context, status=status)

    def after_saving(self, request: SignedInRequest, matter: Any, actor: Actor) -> HttpResponse:
        """Files chosen with the text are stored; then to where the pressed button leads."""
        if wants_json(request):
            urls = {name: address(matter, name) for name in ("write", "autosave")}
            return JsonResponse({"saved": clock_time(), "version": _version(matter), "id": matter.pk, **urls})
        for upload in request.FILES.getlist("files"):
            _attach(request, matter, upload, actor)
        if "remove" in request.POST:
            _detach(request, matter, actor)
            return redirect(address(matter, "write"))
        do = request.POST.get("do", "save")
        if do == "check":
            return redirect(address(matter, "check"))
        if do in {row.key for row in self.matter_kind.lifecycle.rows}:
            return redirect(f"{matter.get_absolute_url()}do/{do}/")
        if do == "save":
            messages.success(request, f"草稿已于{clock_time()}保存，可以随时回来接着写。")
        return redirect(address(matter, "write"))


class NewDraft(WritingView):
    """A new one. The row is made when the first words are saved, not when the page is opened."""

    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest) -> HttpResponse:
        actor = Actor.of(request.user, request=request)
        try:
            drafts.check_start(self.matter_kind, actor)
        except Forbidden as error:
            return refused_page(request, self.matter_kind, error)
        if sentence := writing_of(self.matter_kind).barred(actor):
            return refused_page(request, self.matter_kind, Refused(sentence))
        asked = writing_of(self.matter_kind).for_whom(actor)
        unsent = unsent_input.for_page(request)
        form = unsent_input.fill(self.form_class()(), unsent)
        on_behalf = unsent_input.fill(asked(), unsent) if asked else None
        nonce = unsent.get("nonce", "")[:32] if unsent else ""
        return self._page(request, form, on_behalf, nonce or uuid.uuid4().hex)

    def post(self, request: SignedInRequest) -> HttpResponse:
        actor, nonce = Actor.of(request.user, request=request), request.POST.get("nonce", "")[:32]
        asked = writing_of(self.matter_kind).for_whom(actor)
        form, on_behalf = self.form_class()(request.POST), asked(request.POST) if asked else None
        if not form.is_valid() or (on_behalf is not None and not on_behalf.is_valid()):
            if wants_json(request):
                return JsonResponse({"errors": {**form.errors, **(on_behalf.errors if on_behalf else {})}}, status=400)
            return self._page(request, form, on_behalf, nonce, status=400)
        chosen = {name: value for name, value in on_behalf.cleaned_data.items() if value} if on_behalf else {}
        try:
            matter = self._saved_once(nonce, request, actor, form.cleaned_data, chosen)
        except ActError as error:
            return refused_page(request, self.matter_kind, error)
        return self.after_saving(request, matter, actor)

    def _saved_once(
        self, nonce: str, request: SignedInRequest, actor: Actor, data: dict[str, Any], chosen: dict[str, Any]
    ) -> Any:
        """One page begins one draft: the button may be pressed while the page is saving itself for the first time."""
        with transaction.atomic():
            matter = drafts.start_once(self.matter_kind, actor, nonce, **chosen)
            drafts.save(matter, actor, data, keep=request.POST.get("do") == "save")
        return matter

    def _page(
        self, request: SignedInRequest, form: DraftForm, on_behalf: forms.Form | None, nonce: str, status: int = 200
    ) -> HttpResponse:
        initial = self.matter_kind.lifecycle.initial
        own = self.matter_kind.visible_to(request.user).filter(state=initial, author=request.user)
        begun = list(own.only(*self.matter_kind.brief, "saved_at").order_by("-saved_at")[:3])
        return self.page(request, form, status=status, on_behalf=on_behalf, nonce=nonce, drafts=begun)


class WriteDraft(WritingView):
    """The writing page of one draft: save, attach, go on to what comes next."""

    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        matter = self.fetch(request, pk)
        try:
            drafts.check_editable(matter, Actor.of(request.user, request=request))
        except Forbidden as error:
            return refused_page(request, self.matter_kind, error)
        except Refused as error:
            messages.info(request, error.sentence)
            return redirect(matter.get_absolute_url())
        form_class = self.form_class()
        unsent = unsent_input.for_page(request)
        form = unsent_input.fill(form_class(initial=form_class.initial_of(matter)), unsent)
        more = {"faults": self._marked(request, form, pk)} if CHECKED in request.GET and not unsent else {}
        return self._page(request, matter, form, version=given_version(unsent) if unsent else None, **more)

    def _marked(self, request: SignedInRequest, form: DraftForm, pk: int) -> list[drafts.Fault]:
        """What stands against handing in, as the page before that has told; marked in the form."""
        whole = self.matter_kind.fetch_whole(request.user, pk)
        found = drafts.faults(whole, Actor.of(request.user, request=request))
        form.mark({place.name: place.words for fault in found for place in fault.places})
        return found

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        matter = self.fetch(request, pk)
        actor, form = Actor.of(request.user, request=request), self.form_class()(request.POST)
        if not form.is_valid():
            return self._page(request, matter, form, status=400)
        keep = request.POST.get("do") == "save"
        try:
            drafts.save(matter, actor, form.cleaned_data, seen=given_version(request.POST), keep=keep)
        except Forbidden as error:
            return refused_page(request, self.matter_kind, error)
        except Refused as error:
            newest = self.fetch(request, pk)
            return self._page(request, newest, form, refusal=error.sentence, status=error.status)
        return self.after_saving(request, matter, actor)

    def _page(
        self, request: SignedInRequest, matter: Any, form: DraftForm, *, version: int | None = None, **more: Any
    ) -> HttpResponse:
        """``version`` is the one that was being written on, where that is not the stored one."""
        more |= {"version": matter.text_version if version is None else version, "sent_back": drafts.sent_back(matter)}
        return self.page(request, form, matter=matter, files=list(drafts.files_of(matter)), **more)


class Autosave(WritingView):
    """Save what stands in the form now; answers JSON. A newer version elsewhere is never overwritten."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, pk: int) -> JsonResponse:
        matter = self.fetch(request, pk)
        actor, form = Actor.of(request.user, request=request), self.form_class()(request.POST)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        try:
            drafts.save(matter, actor, form.cleaned_data, seen=given_version(request.POST))
        except ActError as error:
            return JsonResponse({"detail": error.sentence, "version": _version(matter)}, status=error.status)
        return JsonResponse({"saved": clock_time(), "version": _version(matter)})


class CheckDraft(WritingView):
    """Everything that is missing, told at once (一次性告知); then the button that hands it in."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        kind = self.matter_kind
        writing, matter = writing_of(kind), kind.fetch_whole(request.user, pk)
        actor, row = Actor.of(request.user, request=request), kind.lifecycle.row(writing.hand_in)
        if not writing.actor_may(actor, matter):
            return refused_page(request, self.matter_kind, Forbidden(f"只有{writing.writers}可以{row.label}。"))
        if matter.state not in row.source:
            state = matter.get_state_display()
            messages.info(request, f"{kind.title}现为“{state}”，不须再{row.label}。")
            return redirect(matter.get_absolute_url())
        context = page_of(matter, actor).context() | {
            "faults": drafts.faults(matter, actor),
            "limits": writing.limits(),
            "locked": matter.state in writing.locked,
            "row": row,
            "write_url": address(matter, "write"),
        }
        return render(request, writing.check_template, context)


def _attach(request: SignedInRequest, matter: Any, upload: Any, actor: Actor) -> None:
    try:
        stored = drafts.attach(matter, upload, actor)
    except (UploadRefused, Refused) as error:
        messages.error(request, f"{uploads.safe_name(upload.name)}：{getattr(error, 'sentence', error)}")
    else:
        messages.success(request, f"已上传“{stored.name}”。")


def _detach(request: SignedInRequest, matter: Any, actor: Actor) -> None:
    wanted = number_of(request.POST["remove"])
    file = drafts.detach(matter, wanted, actor) if wanted is not None else None
    if file is not None:
        messages.success(request, f"已移除“{file.name}”。")


def _version(matter: Any) -> int:
    """The version as stored now, whatever this request knew."""
    return type(matter)._base_manager.values_list("text_version", flat=True).get(pk=matter.pk)


def given_version(fields: QueryDict) -> int | None:
    """The version of the text that the page was showing."""
    return number_of(fields.get("version", ""), 9)


def clock_time() -> str:
    """“9:42”, local time."""
    now = timezone.localtime()
    return f"{now.hour}:{now.minute:02d}"
