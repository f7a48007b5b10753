"""Proposals and units' works for other systems: what they look like in JSON, and how drafts are written."""
