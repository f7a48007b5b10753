from django.core.management.base import BaseCommand, CommandError

from core.models import Event, EventSeal
from core.seals import chain


class Command(BaseCommand):
    help = "Check the chain of event rows; fails and says where if anything was changed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--begin-anew", metavar="理由", default="", help="密钥或封签簿确已更换：从现在起重新记，理由写进封签簿"
        )

    def handle(self, *args, begin_anew: str, **options):
        if begin_anew:
            chain.begin_anew(begin_anew)
        found = chain.examined()
        for note in found.notes:
            self.stdout.write(note)
        if found.faults:
            raise CommandError("\n".join(found.faults))
        sealed = Event.objects.filter(seal__isnull=False).count()
        waiting = Event.objects.filter(seal__isnull=True).count()
        self.stdout.write(f"{EventSeal.objects.count()} 个封签、{sealed} 条记录核对无误；{waiting} 条待封存。")
