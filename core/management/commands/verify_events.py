from django.core.management.base import BaseCommand, CommandError

from core.matters import events
from core.models import Event, EventSeal


class Command(BaseCommand):
    help = "Check the chain of event rows; fails and says where if anything was changed."

    def handle(self, *args, **options):
        faults = events.verify()
        if faults:
            raise CommandError("\n".join(faults))
        sealed = Event.objects.filter(seal__isnull=False).count()
        waiting = Event.objects.filter(seal__isnull=True).count()
        self.stdout.write(f"{EventSeal.objects.count()} 个封签、{sealed} 条记录核对无误；{waiting} 条待封存。")
