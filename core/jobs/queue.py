"""Handing work to the workers, whatever the condition of the broker: an act never waits for it and never fails with it.

Nothing is lost with a message: jobs and deliveries are rows, and beat asks for them again.
"""

import logging
import time

from celery import current_app

logger = logging.getLogger(__name__)
REST_SECONDS = 5
_away_until = 0.0


def known(name: str):
    """The task of that name, or None; a web process may not have imported the tasks yet."""
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()
    return current_app.tasks.get(name)


def send(name: str, *args, expires: int | None = None) -> bool:
    """Send the task ``name`` with ``args``; False, within about a second, where the broker does not take it.

    Never raises. After a failure the broker is left in peace for five seconds, so that a page that sends several
    messages does not wait for each. ``expires``: seconds after which a message that still waits is dropped.
    """
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        known(name).apply_async(args, retry=False, expires=expires)
    except Exception as error:  # whatever a transport raises: the caller's work is done already
        _away_until = time.monotonic() + REST_SECONDS
        logger.warning("the broker did not take %s: %r", name, error)
        return False
    return True


def forget() -> None:
    """Ask the broker again at the next message, however lately it failed."""
    global _away_until
    _away_until = 0.0
