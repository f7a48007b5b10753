"""Keys of sessions and tokens of the interface become digests; whoever is signed in stays so, tokens go on."""

import hashlib

from django.db import migrations


def kept(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:40]


def keep_digests(apps, schema_editor):
    Session = apps.get_model("sessions", "Session")
    for key in list(Session.objects.values_list("session_key", flat=True)):
        Session.objects.filter(session_key=key).update(session_key=kept(key))
    Token = apps.get_model("authtoken", "Token")
    for key in list(Token.objects.values_list("key", flat=True)):
        Token.objects.filter(key=key).update(key=kept(key))


def end_all(apps, schema_editor):
    """The way back: a digest cannot be undone, so that everybody signs in anew."""
    apps.get_model("sessions", "Session").objects.all().delete()
    apps.get_model("authtoken", "Token").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0026_keyed_seals"),
        ("sessions", "0001_initial"),
        ("authtoken", "0004_alter_tokenproxy_options"),
    ]

    operations = [migrations.RunPython(keep_digests, end_all)]
