"""Texts that members sign together: asking for it, finding them by who signed, and going on once a signer has left.

A line derives its signatures from ``Signature`` (``members/models/signing.py``), names the link to its matter
``signatories`` from the other side, and declares one ``Signing``, ``Asking`` and ``SignersDesk``.
"""
