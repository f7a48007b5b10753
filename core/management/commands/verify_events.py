from django.core.management.base import BaseCommand, CommandError

from core.models import Event, EventSeal
from core.seals import chain


class Command(BaseCommand):
    help = "Check the chain of event rows; fails and says where if anything was changed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--begin-anew", metavar="理由", default="", help="密钥或封签簿确已更换：从现在起重新记，理由写进封签簿"
        )

        parser.add_argument(
            "--head", metavar="封签", default="", help="另行保管的一个封签（64位），核对它是否还在这条链上"
        )

    def handle(self, *args, begin_anew: str, head: str, **options):
        if begin_anew:
            chain.begin_anew(begin_anew)
        found = chain.examined()
        if head and not EventSeal.objects.filter(digest=head.strip().lower()).exists():
            found.faults.append(
                f"另行保管的封签“{head.strip()}”不在这条链上：请核对有没有抄错；没有抄错，就是那时的记录后来被删去或换过。"
            )
        for note in found.notes:
            self.stdout.write(note)
        if found.faults:
            raise CommandError("\n".join(found.faults))
        sealed = Event.objects.filter(seal__isnull=False).count()
        waiting = Event.objects.filter(seal__isnull=True).count()
        if (last := EventSeal.objects.order_by("-number").first()) is not None:
            # Whoever holds the whole machine can put database and book back to an earlier day together.
            self.stdout.write(
                f"末封：第{last.number}号，累计{last.total or 0}条，{last.digest}。"
                "请与另行保管的一份对照；更早抄下的，用 --head 核对。"
            )
        self.stdout.write(f"{EventSeal.objects.count()} 个封签、{sealed} 条记录核对无误；{waiting} 条待封存。")
