"""What making bulk answers, and why it may be refused."""

from dataclasses import dataclass


class Unsuitable(Exception):
    """This database cannot or must not take bulk; the message is a sentence."""


@dataclass(frozen=True)
class Made:
    """What was written."""

    proposals: int
    members: int
    works: int
    running: int
    stopped: int
