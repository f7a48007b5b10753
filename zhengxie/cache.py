"""A cache in Redis that may be away: then nothing is remembered, and nothing breaks."""

import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
REST_SECONDS = 5


class RedisOrNothing(RedisCache):
    """Answers as an empty cache while Redis does not answer; asks it again after five seconds."""

    _away_until = 0.0

    def _ask(self, name: str, otherwise, *args, **kwargs):
        if time.monotonic() < RedisOrNothing._away_until:
            return otherwise
        try:
            return getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError) as error:
            RedisOrNothing._away_until = time.monotonic() + REST_SECONDS
            log.warning("the cache does not answer: %r", error)
            return otherwise

    def add(self, *args, **kwargs):
        return self._ask("add", True, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._ask("get", default, key, default, version)

    def set(self, *args, **kwargs):
        return self._ask("set", None, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._ask("touch", False, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._ask("delete", False, *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._ask("get_many", {}, *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self._ask("set_many", [], *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._ask("delete_many", None, *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._ask("has_key", False, *args, **kwargs)

    def incr(self, key, *args, **kwargs):
        """Raises ValueError while Redis is away, as for a key that is not there."""
        value = self._ask("incr", None, key, *args, **kwargs)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def clear(self):
        return self._ask("clear", False)
