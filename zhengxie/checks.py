"""What an installation on the open network must never start with."""

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("local", "production")
SHORTEST_SECRET = 50


def refusals(*, environment: str, secret: str, default_secret: str, debug: bool, allowed_hosts: list[str]) -> list[str]:
    """Sentences that say why this installation may not start; empty when it may."""
    if environment not in ENVIRONMENTS:
        return [f"ZHENGXIE_ENV 只能是 {' 或 '.join(ENVIRONMENTS)}，现为“{environment}”。"]
    if environment != "production":
        return []
    found = []
    if secret == default_secret:
        found.append("SECRET_KEY 未设置：正式环境不得使用默认密钥，请填写一串至少50位的随机字符。")
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < 5:
        found.append(f"SECRET_KEY 过于简单：请填写一串至少{SHORTEST_SECRET}位的随机字符。")
    if debug:
        found.append("DEBUG 已打开：正式环境不得打开调试，请删去 DEBUG 或设为 false。")
    if not allowed_hosts:
        found.append("ALLOWED_HOSTS 未设置：请填写本站的域名，多个以逗号分隔。")
    elif any(host.strip() in {"*", "."} for host in allowed_hosts):
        found.append("ALLOWED_HOSTS 不得为“*”：请逐一填写本站的域名。")
    return found


def refuse_unsafe(**values) -> None:
    """Raise ImproperlyConfigured with every reason at once, so that one restart mends them all."""
    found = refusals(**values)
    if found:
        raise ImproperlyConfigured("系统未启动 (refusing to start): " + " ".join(found))
