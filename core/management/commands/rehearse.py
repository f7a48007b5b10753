"""``rehearse``: one step of a rehearsal, in the process that works on the copy (see core/rehearsal)."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.matters.lifecycle import ActError
from core.rehearsal import acting, casting, copying, running, script


class Command(BaseCommand):
    help = "试办一件的内部命令，只在副本里运行；由“设置 → 开办向导 → 试办一件”调用。"

    def add_arguments(self, parser):
        parser.add_argument("step", help="fill、prepare，或第几步（从 0 起）")
        parser.add_argument("--kind", default="", help="试办哪一类件（应用名.模型名）；不写则为第一类")

    def handle(self, *, step: str, kind: str, **options):
        folder = Path(os.environ.get("REHEARSAL") or "/nowhere")
        if str(settings.DATABASES["default"]["NAME"]) != str(folder / copying.DATABASE):
            raise CommandError("这个命令只在试办的副本里运行。")
        if step == "fill":
            copying.fill(folder)
            return
        kept = running.current_in(folder)
        what = script.chosen(kept.kind if kept else kind)
        if what is None:
            raise CommandError("没有可以试办的业务。")
        memory = kept.memory if kept else {}
        answer: dict[str, Any]
        try:
            if step == "prepare":
                memory, people = casting.prepare(what)
                answer = {"cast": people, "kind": what.kind}
            else:
                answer = {"outcome": acting.walk(what, int(step), memory).as_json()}
        except ActError as error:
            answer = {"refused": error.sentence}
        self.stdout.write(json.dumps(answer | {"memory": memory}, ensure_ascii=False))
