"""Signing in by account and password; every request reads the person, the post in use and its organisation at once."""

from django.contrib.auth.backends import ModelBackend

from core.models import User


class PostBackend(ModelBackend):
    """Django's own backend with one joined read per request."""

    def get_user(self, user_id):
        user = User.objects.select_related("current_post__organisation").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
