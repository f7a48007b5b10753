"""Hats: which post a person acts in, and which ones the person may switch to."""

from django.utils import timezone

from core.models.accounts import Post, User


def posts_of(user: User):
    """Posts valid today, oldest first, with their organisations."""
    return user.posts.valid_on(timezone.localdate()).select_related("organisation").order_by("id")


def hat_of(user: User) -> Post | None:
    """The post in use: the chosen one while it is valid, else the first valid one, else nothing."""
    if not user.is_authenticated:
        return None
    chosen = user.current_post if user.current_post_id else None
    today = timezone.localdate()
    if chosen and (chosen.valid_from or today) <= today <= (chosen.valid_to or today):
        return chosen
    return posts_of(user).first()


def users_in(role: str, organisation=None):
    """People who hold ``role`` today (in ``organisation`` where one is given) and may sign in."""
    posts = Post.objects.valid_on(timezone.localdate()).filter(role=role)
    if organisation is not None:
        posts = posts.filter(organisation=organisation)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


def change_hat(user: User, post_id: int) -> Post | None:
    """Make one of the person's valid posts the post in use from now on; None (nothing changed) if it is not theirs."""
    post = posts_of(user).filter(pk=post_id).first()
    if post is None:
        return None
    User.objects.filter(pk=user.pk).update(current_post=post)
    user.current_post = user.hat = post
    return post
