"""What lets somebody in is kept as a digest: whoever reads the database or a copy of it cannot sign in with it."""

import hashlib

#: As many characters as the columns of keys hold; 160 bits of SHA-256.
LENGTH = 40


def kept(secret: str) -> str:
    """What is stored of a session's key or a token: enough to know it again, not to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:LENGTH]
