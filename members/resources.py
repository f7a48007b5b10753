"""Members as tables for django-import-export: loading planned rows into the register."""

from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from tablib import Dataset

from core import bulk
from members.models import Member

LOADED = (
    "id", "name", "other_names", "gender", "ethnicity", "birth", "employer_post", "phone", "email", "note",
    "sort_key",
)  # fmt: skip


class KnownMembers(BaseInstanceLoader):
    """Hands out the members read beforehand in one statement; no look-up per row."""

    def get_instance(self, row):
        return self.resource.known.get(row["id"])


class MemberLoader(resources.ModelResource):
    """Writes planned rows: new members in bulk, changed ones by upsert. ``created`` keeps the order of the rows.

    The plan has compared every field already, so nothing is compared or reported here a second time.
    """

    class Meta:
        model = Member
        fields = LOADED
        import_id_fields = ("id",)
        instance_loader_class = KnownMembers
        use_bulk = True
        batch_size = None
        skip_diff = True
        use_transactions = False

    def __init__(self, known: dict[int, Member]):
        super().__init__()
        self.known = known
        self.created: list[Member] = []

    def load(self, rows: list[tuple]) -> None:
        """Write ``rows`` (values in the order of ``LOADED``, ``id`` empty for a new member) or raise."""
        if rows:
            self.import_data(Dataset(*rows, headers=LOADED), raise_errors=True, use_transactions=False)

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        self.created = bulk.create(Member, self.create_instances)
        self.create_instances = []

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        for member in self.update_instances:
            member.revision += 1  # whoever has the member's form open is told
        Member.objects.bulk_create(
            self.update_instances,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*LOADED[1:], "revision", "updated_at"],
        )
        self.update_instances = []

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        """Values come from the plan as the model wants them."""
        if field.attribute != "id":
            setattr(instance, field.attribute, row[field.column_name])
