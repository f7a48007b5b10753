"""What one person sees of a forwarded text: where it came from, the text, what was done with it."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from core.matters import kinds
from core.matters.pages import ActPage, MatterPage, Section
from core.matters.progress import Progress, Step
from core.models import Event
from opinions.permissions import reads_handling
from opinions.states import CAME_BACK
from opinions.states import ForwardedState as S

HEADING = re.compile(r"^【(.+?)】\n", re.MULTILINE)
PROGRESS = Progress(
    (
        Step("转来", (), "received_at"),
        Step("处理", (S.RECEIVED,), "handled_at"),
        Step("签发", (S.HANDLED,), "signed_at"),
    ),
    endings={S.RECALLED: "撤回", S.GIVEN_BACK: "退回"},
)


def sections_of(text: str) -> list[Section]:
    """A text in its parts, each of which begins with its heading on a line of its own: 【情况与问题】."""
    before, *parts = HEADING.split(text)
    headed = [Section(heading, part.strip()) for heading, part in zip(parts[::2], parts[1::2], strict=True)]
    return headed if headed and not before.strip() else [Section("内容", before.strip()), *headed]


class ForwardedTextPage(MatterPage):
    """The reader needs the text beside the form of every act."""

    template = "opinions/forwarded.html"
    act_template = "opinions/act.html"
    progress = PROGRESS
    acts = {key: ActPage(text_open=True) for key in ("take_over", "give_back", "sign_passed_on")}

    def context(self) -> dict[str, Any]:
        return super().context() | {"text": self.matter}

    @cached_property
    def sees_source(self) -> bool:
        """Whether this person may open the matter that the text came from."""
        source = kinds.of(type(self.matter).source.field.related_model)
        return source.visible_to(self.actor.user).filter(pk=self.matter.source_id).exists()

    @property
    def came_back(self) -> Event | None:
        """The act by which the text went back to where it came from: whose, and why."""
        return next((event for event in self.timeline if event.to_state in CAME_BACK), None)

    @cached_property
    def sent_back(self) -> Event | None:
        """Why what was written of its handling is to be changed, as long as it is: who said so, and the reason."""
        if self.matter.state != S.RECEIVED:
            return None
        latest = next((event for event in self.timeline if event.to_state), None)
        return latest if latest and latest.key in ("send_back_text", "recall_handling") else None

    @property
    def tags(self) -> Sequence[str]:
        return (self.matter.get_way_display(),)

    @property
    def outcome(self) -> str:
        return self.matter.handled if self.matter.state == S.SIGNED else ""

    @property
    def sections(self) -> Sequence[Section]:
        said = sections_of(self.matter.text)
        if self.matter.handled and reads_handling(self.actor, self.matter):
            said.append(Section("处理情况", self.matter.handled))
        if self.matter.note:
            said.append(Section("签发说明", self.matter.note))
        return said
