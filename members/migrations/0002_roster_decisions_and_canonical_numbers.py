import re
import unicodedata

from django.db import migrations, models

DASHES = re.compile("[‐‑‒–—―−－﹣﹘~～]+|-{2,}")
MOBILE = re.compile(r"^(?:\+?(?:0{0,2}86)?-?)?\(?(1[3-9]\d)\)?-?(\d{4})-?(\d{4})$")


def card_number(text):
    """Half width, capitals, no blanks, plain dashes: what the site stored from this migration on."""
    return DASHES.sub("-", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper())


def phone_number(text):
    """The same of every number in the text; a mobile number as its eleven digits."""
    plain = [card_number(part) for part in re.split(r"[/、，,；;|\n\r]+", unicodedata.normalize("NFKC", text))]
    found = ["".join(match.groups()) if (match := MOBILE.match(one)) else one for one in plain]
    return "、".join(dict.fromkeys(number for number in found if number))


def canonical(apps, schema_editor):
    """Store every card number and telephone number in its one form; where two cards would become one, the later stays."""
    mandates, members = apps.get_model("members", "Mandate"), apps.get_model("members", "Member")
    rows = list(mandates.objects.exclude(card_no="").order_by("pk").values_list("pk", "term_id", "card_no"))
    taken = {(term, card) for _, term, card in rows}
    for pk, term, card in rows:
        plain = card_number(card)[:30]
        if plain and plain != card and (term, plain) not in taken:
            mandates.objects.filter(pk=pk).update(card_no=plain)
            taken.add((term, plain))
    for pk, phone in members.objects.exclude(phone="").values_list("pk", "phone"):
        plain = phone_number(phone)
        if plain != phone and 0 < len(plain) <= 30:
            members.objects.filter(pk=pk).update(phone=plain)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [
        migrations.AddField(
            "rosterimport", "decisions", models.JSONField(blank=True, default=dict, verbose_name="核对中的决定")
        ),
        migrations.RunPython(canonical, migrations.RunPython.noop, elidable=True),
    ]
