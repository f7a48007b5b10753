"""What an installation on the open network must never start with."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("local", "production")
SHORTEST_SECRET = 50
SHORTEST_GATEWAY_SECRET = 16
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def refusals(
    *,
    environment: str,
    secret: str,
    default_secret: str,
    debug: bool,
    allowed_hosts: list[str],
    site_url: str = "",
    gateway_url: str = "",
    gateway_secret: str = "",
) -> list[str]:
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
    return found + _about_messages(site_url, gateway_url, gateway_secret)


def _about_messages(site_url: str, gateway_url: str, gateway_secret: str) -> list[str]:
    found = []
    if site_url and not site_url.startswith(("https://", "http://")):
        found.append(f"SITE_URL 应以 https:// 开头，例如 https://zx.example.gov.cn，现为“{site_url}”。")
    if not gateway_url:
        return found
    if len(gateway_secret) < SHORTEST_GATEWAY_SECRET:
        found.append(
            "NOTICE_GATEWAY_SECRET 未设置或太短："
            f"填写了 NOTICE_GATEWAY_URL 时，须有至少{SHORTEST_GATEWAY_SECRET}位的签名密钥。"
        )
    address = urlsplit(gateway_url)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
        found.append("NOTICE_GATEWAY_URL 须以 https:// 开头；只有本机的网关可以用 http://。")
    return found


def refuse_unsafe(**values) -> None:
    """Raise ImproperlyConfigured with every reason at once, so that one restart mends them all."""
    found = refusals(**values)
    if found:
        raise ImproperlyConfigured("系统未启动 (refusing to start): " + " ".join(found))
