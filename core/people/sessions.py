"""Sessions of the browser in the database, each under the digest of its key (``SESSION_ENGINE``)."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from core.people.digests import kept


class SessionStore(DatabaseStore):
    """Django's own, but the row of a session bears a digest: the key itself is in the browser's cookie alone."""

    def _get_session_from_db(self):
        try:
            return self.model.objects.get(session_key=kept(self.session_key or ""), expire_date__gt=timezone.now())
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    async def _aget_session_from_db(self):
        try:
            return await self.model.objects.aget(
                session_key=kept(self.session_key or ""), expire_date__gt=timezone.now()
            )
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key) -> bool:
        """Whether there is a session of this key."""
        return super().exists(kept(session_key))

    async def aexists(self, session_key) -> bool:
        return await super().aexists(kept(session_key))

    def create_model_instance(self, data):
        """The row that keeps ``data``."""
        row = super().create_model_instance(data)
        row.session_key = kept(row.session_key)
        return row

    async def acreate_model_instance(self, data):
        row = await super().acreate_model_instance(data)
        row.session_key = kept(row.session_key)
        return row

    def delete(self, session_key=None) -> None:
        """Forget the session of this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept(key))

    async def adelete(self, session_key=None) -> None:
        key = session_key or self.session_key
        if key is not None:
            await super().adelete(kept(key))
