"""The key outside the database: with it every event row is marked when it is written, and every seal signed.

Whoever can write to the database but does not have the key can neither add a row nor make a chain anew unnoticed. The
key is ``EVENT_SEAL_KEY`` or, without it, a file that is made at the first need, readable by its owner only.
"""

import hashlib
import hmac
import ipaddress
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

ALGORITHM = "sm3" if "sm3" in hashlib.algorithms_available else "sha256"
FILE = "seal.key"
NONCE, LENGTH = 16, 48
FIELDS = (
    "actor_id", "actor_name", "post_id", "post_label", "organisation_id", "content_type_id", "object_id",
    "root_type_id", "root_id", "key", "label", "from_state", "to_state", "text", "reason", "audience",
)  # fmt: skip
NUMBERS = ("actor_id", "post_id", "organisation_id", "content_type_id", "object_id", "root_type_id", "root_id")


def key() -> bytes:
    """The key of this installation. Raises OSError where its file can be neither read nor made."""
    return settings.EVENT_SEAL_KEY.encode() or _from_file(Path(settings.VAR_DIR) / FILE)


def key_name() -> str:
    """By which the key is told from others, and nothing of it is told."""
    return hmac.digest(key(), b"name", ALGORITHM).hex()[:16]


@lru_cache(maxsize=8)
def _from_file(path: Path) -> bytes:
    new = path.with_name(f".{FILE}.{os.getpid()}-{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        try:
            os.link(new, path)  # whole or not at all, by whichever process comes first
        except FileExistsError:
            pass
        finally:
            new.unlink(missing_ok=True)
    return path.read_bytes().strip()


def sign(*parts: Any) -> str:
    """The signature of these parts, in 64 hexadecimal digits."""
    return hmac.digest(key(), json.dumps(parts, ensure_ascii=False).encode(), ALGORITHM).hex()


def mark_of(event: Any) -> str:
    """A new mark for a row about to be written."""
    nonce = secrets.token_hex(NONCE // 2)
    return nonce + _signature(nonce, event)


def is_marked(event: Any) -> bool:
    """Whether the program itself wrote the row as it is."""
    mark = event.mark or ""
    return len(mark) == LENGTH and hmac.compare_digest(mark[NONCE:], _signature(mark[:NONCE], event))


def _signature(nonce: str, event: Any) -> str:
    """Over what the row says, in a form that is the same before it is written and after it is read."""
    said: list[Any] = [nonce, event.at.timestamp()]
    for name in FIELDS:
        value = getattr(event, name)
        said.append((None if value is None else int(value)) if name in NUMBERS else str(value or ""))
    said.append(json.loads(json.dumps(event.facts)))
    said.append(int(ipaddress.ip_address(event.ip)) if event.ip else None)
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hmac.digest(key(), content, ALGORITHM).hex()[: LENGTH - NONCE]
