"""Settings of one installation, read from the environment (see .env.example).

Defaults make a working site on one machine: SQLite in ``var/``, no Redis, no Docker. ``ZHENGXIE_ENV=production``
turns on what the open network needs and refuses to start on an unsafe value (zhengxie/checks.py).
"""

import os
from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab

from zhengxie.celery import celery_settings
from zhengxie.checks import refuse_unsafe
from zhengxie.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(os.environ.get("ZHENGXIE_ENV_FILE") or BASE_DIR / ".env")


def given(name: str, default: str = "") -> str:
    """The variable's text; an empty one counts as not given, as in a copied .env.example."""
    return env.str(name, default="").strip() or default


def switch(name: str, *, default: bool) -> bool:
    return env.bool(name) if given(name) else default


def listed(name: str) -> list[str]:
    return [part.strip() for part in given(name).split(",") if part.strip()]


# --- which installation this is -------------------------------------------------------------------------------------
ENVIRONMENT = given("ZHENGXIE_ENV", "local")  # local | production
PRODUCTION = ENVIRONMENT == "production"
DEBUG = switch("DEBUG", default=False)
DEFAULT_SECRET = "dev-only-secret-never-in-production-0123456789-abcdefghij"  # noqa: S105 - refused in production
SECRET_KEY = given("SECRET_KEY", DEFAULT_SECRET)
ALLOWED_HOSTS = listed("ALLOWED_HOSTS")
refuse_unsafe(
    environment=ENVIRONMENT,
    secret=SECRET_KEY,
    default_secret=DEFAULT_SECRET,
    debug=DEBUG,
    allowed_hosts=ALLOWED_HOSTS,
    site_url=given("SITE_URL"),
    gateway_url=given("NOTICE_GATEWAY_URL"),
    gateway_secret=given("NOTICE_GATEWAY_SECRET"),
)
# Health probes ask over the loopback; testserver is the name of Django's test client.
ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"] + ([] if PRODUCTION else ["testserver"])
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

# Everything that one machine keeps: database, uploads, queue, cache. A second machine shares PostgreSQL and Redis.
VAR_DIR = Path(given("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Where the daily backup goes and how many are kept (core/backup/); 0 turns it off.
BACKUP_DIR = Path(given("BACKUP_DIR", str(VAR_DIR / "backups")))
BACKUP_KEEP = int(given("BACKUP_KEEP", "14"))
# The key with which events are marked and sealed; empty: a file of its own in VAR_DIR. And the book of seals there.
EVENT_SEAL_KEY = given("EVENT_SEAL_KEY")
EVENT_SEAL_LOG = given("EVENT_SEAL_LOG", str(VAR_DIR / "seals.log"))
# Below so many megabytes of free space the administrator is warned.
FREE_SPACE_FLOOR_MB = int(given("FREE_SPACE_FLOOR_MB", "2048"))

# The committee this installation serves, as long as its own row in the database does not say (core/committee/).
COMMITTEE_NAME = given("COMMITTEE_NAME", "江岭区政协")
COMMITTEE_FULL_NAME = given("COMMITTEE_FULL_NAME", "中国人民政治协商会议江岭区委员会")
COMMITTEE_REGION = given("COMMITTEE_REGION", "江岭区")
# What ``start_committee --ask`` need not ask for.
STARTING = {
    "name": given("COMMITTEE_NAME"),
    "level": given("COMMITTEE_LEVEL"),
    "region": given("COMMITTEE_REGION"),
    "admin": given("COMMITTEE_ADMIN"),
}

# --- applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "simple_history",
    "axes",
    "csp",
    "core",
    "members",
    "proposals",
    "opinions",
    "consultations",
    "supervision",
    "workbench",
    "demo",
    "bench",
]
MIDDLEWARE = [
    "zhengxie.middleware.RequestCounter",
    "zhengxie.middleware.LostConnection",
    "zhengxie.middleware.FullDisk",
    "zhengxie.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhengxie.middleware.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhengxie.body_limit.BodyLimit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.frame.visible_input.VisibleInput",
    "core.people.middleware.SignInRules",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "zhengxie.urls"
WSGI_APPLICATION = "zhengxie.wsgi.application"
ASGI_APPLICATION = "zhengxie.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.frame.context.frame",
            ]
        },
    }
]

# --- data -----------------------------------------------------------------------------------------------------------
DATABASE_URL = given("DATABASE_URL", f"sqlite:///{VAR_DIR / 'zhengxie.sqlite3'}")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at the start, so that a read-then-write transaction waits instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = given("REDIS_URL")
# Web and worker are two processes: what one of them forgets the other must forget too, so never a cache per process.
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "zhengxie.cache.RedisOrNothing",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }

# --- work in the background -----------------------------------------------------------------------------------------
BEAT_SCHEDULE = {
    # A task that waited behind a long job is dropped when the next one of its kind is due anyway.
    "seal-events": {"task": "core.tasks.seal_events", "schedule": 10, "options": {"expires": 10}},
    "tell-seal-head": {"task": "core.tasks.tell_seal_head", "schedule": crontab(hour=17, minute=30)},
    "resume-jobs": {"task": "core.tasks.resume_jobs", "schedule": 60, "options": {"expires": 60}},
    "clean-up-jobs": {"task": "core.tasks.clean_up_jobs", "schedule": crontab(hour=3, minute=40)},
    "clean-up-sheets": {"task": "core.tasks.clean_up_sheets", "schedule": crontab(hour=3, minute=50)},
    "count-words": {"task": "core.tasks.count_words", "schedule": crontab(hour=4, minute=20)},
    "sweep-files": {"task": "core.tasks.sweep_files", "schedule": crontab(hour=4, minute=30)},
    "rebuild-turns": {"task": "core.tasks.rebuild_turns", "schedule": crontab(hour=4, minute=0)},
    "close-accounts": {"task": "core.tasks.close_accounts", "schedule": crontab(hour=0, minute=20)},
    "settle-left": {"task": "members.tasks.settle_left", "schedule": crontab(hour=0, minute=30)},
    "forget-sessions": {"task": "core.tasks.forget_sessions", "schedule": crontab(hour=3, minute=20)},
    # At 7:30; and every quarter of an hour after it, for machines that were off then. It runs once a working day.
    "run-reminders": {
        "task": "core.tasks.run_reminders",
        "schedule": crontab(hour="7-19", minute="0,15,30,45"),
        "options": {"expires": 15 * 60},
    },
    # From two in the morning; asked every hour, for machines that were off then. It runs once a day.
    "back-up": {"task": "core.tasks.back_up", "schedule": crontab(minute=10), "options": {"expires": 3600}},
    "heartbeat": {"task": "zhengxie.heartbeat", "schedule": 30, "options": {"expires": 30}},
    "deliver": {"task": "core.tasks.deliver", "schedule": 20, "options": {"expires": 20}},
}
TIME_ZONE = given("TIME_ZONE", "Asia/Shanghai")
JOB_SILENT_SECONDS = int(given("JOB_SILENT_SECONDS", "120"))  # silent for so long, a job is taken for cut off
celery_values = celery_settings(REDIS_URL, VAR_DIR) | {"timezone": TIME_ZONE, "beat_schedule": BEAT_SCHEDULE}
globals().update({f"CELERY_{name.upper()}": value for name, value in celery_values.items()})

# --- language, files ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(given("MEDIA_ROOT", str(VAR_DIR / "media")))
if PRODUCTION:
    staticfiles_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
else:
    # Served straight from static/, so that a fresh checkout needs no collectstatic.
    staticfiles_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
    STATIC_ROOT.mkdir(exist_ok=True)
    WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "core.files.storage.WholeFiles"},
    "staticfiles": {"BACKEND": staticfiles_storage},
}
WHITENOISE_AUTOREFRESH = DEBUG
COMPILED_CHECKED = 0  # each how many times what core/compiled.py has worked out is compared; 0: never; for tests
# Read by the renderer or by developers, hardly ever by a browser: not worth the time of packing.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "gz", "br", "woff", "woff2", "otf", "ttf", "map"]
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # larger uploads wait on disk, not in memory
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # form fields without files: a long text pasted from Word fits
# Larger requests are refused unread (zhengxie/body_limit.py): of strangers, of a form or document, of files together.
BODY_MAX_ANONYMOUS = 2 * 1024 * 1024
BODY_MAX_FORM = DATA_UPLOAD_MAX_MEMORY_SIZE + 1024 * 1024
BODY_MAX_FILES = int(given("REQUEST_MAX_MB", "200")) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # batch pages send one field per row

# --- who signs in ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
CSRF_FAILURE_VIEW = "core.frame.errors.csrf_failure"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: a locked account is refused before its password is tried
    "core.backends.PostBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "core.people.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "core.people.passwords.CharacterClassesValidator"},
    {
        "NAME": "core.people.passwords.SimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "phone", "email")},
    },
    {"NAME": "core.people.passwords.CommonValidator"},
    {"NAME": "core.people.passwords.PatternValidator"},
    {"NAME": "core.people.passwords.OwnNameValidator"},
    {"NAME": "core.people.former_passwords.FormerValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
SESSION_ENGINE = "core.people.sessions"  # the key itself is kept by the browser alone
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = 8 * 60 * 60  # the longest a session lasts, however busy
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
AXES_HANDLER = "zhengxie.lockout.WaitingHandler"
AXES_FAILURE_LIMIT = 5  # by the name and where it is typed; how long one waits then: core/people/guesses.py
AXES_NAME_FAILURE_LIMIT = 30  # of one name within the hour, from wherever: fewer are let pass
AXES_ADDRESS_FAILURE_LIMIT = 50  # the same of one address, which a whole office may share
AXES_NAME_CEILING = 300  # of one name within the day by strangers: then only devices known to it are heard at once
AXES_ADDRESS_CEILING = 1000  # of one address within the day by strangers
AXES_CLIENT_IP_CALLABLE = "core.people.locking.counted_address"
AXES_COOLOFF_TIME = timedelta(days=1)  # failures are remembered for so long
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # what is typed while one waits is not looked at
AXES_LOCKOUT_CALLABLE = "core.people.locking.locked_page"
AXES_USERNAME_CALLABLE = "core.people.locking.counted_name"
AXES_VERBOSE = False

# --- what a browser is told -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# How many proxies of our own stand in front; each adds one entry to X-Forwarded-For (zhengxie/middleware.py).
TRUSTED_PROXIES = int(given("TRUSTED_PROXIES", "0"))
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HTTPS_ONLY = switch("HTTPS_ONLY", default=PRODUCTION)
if HTTPS_ONLY:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = int(given("HSTS_SECONDS", str(365 * 24 * 3600)))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Entering a name in the browsers' preload list is the office's own decision about its domain.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- the interface for other systems --------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.people.authentication.TokenAuthentication",
        "core.people.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.people.authentication.SignedIn"],
    "EXCEPTION_HANDLER": "core.api.errors.exception_handler",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],  # the browsable pages need inline scripts
    "DEFAULT_PARSER_CLASSES": [
        "core.api.parsers.StorableJSONParser",
        "core.api.parsers.VisibleFormParser",
        "core.api.parsers.VisibleMultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.PageNumbers",
    "PAGE_SIZE": 50,
    "SEARCH_PARAM": "q",
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": given("API_ANON_RATE", "120/min"),
        "user": given("API_USER_RATE", "1200/min"),
    },
    "NUM_PROXIES": 0,  # ClientAddress has already put the caller's address where DRF looks
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "政协协商履职平台接口",
    "DESCRIPTION": "与页面同一套办理规则：每个写入接口所做的事与页面按钮完全相同。",
    "VERSION": "1",
    "DEFAULT_GENERATOR_CLASS": "core.matters.api_schema.Generator",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "Role": "core.models.Role",
        "JobState": "core.models.JobRun.State",
        "OrganisationKind": "core.models.Organisation.Kind",
    },
}
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- what goes out --------------------------------------------------------------------------------------------------
mail_values = env.email_url_config(given("EMAIL_URL", "consolemail://"))
globals().update(mail_values)
# The console, the memory of a test and nowhere are no ways out of the site.
MAIL_GOES_OUT = mail_values["EMAIL_BACKEND"].split(".")[-2] not in {"console", "locmem", "dummy"}
DEFAULT_FROM_EMAIL = given("DEFAULT_FROM_EMAIL", "noreply@localhost")
NOTICE_GATEWAY_URL = given("NOTICE_GATEWAY_URL")
NOTICE_GATEWAY_SECRET = given("NOTICE_GATEWAY_SECRET")
SITE_URL = given("SITE_URL").rstrip("/")  # what links in messages begin with; empty: messages carry no links
# How long one mail or message may take, and after how long a sender that fell silent is taken for killed.
EMAIL_TIMEOUT = DELIVERY_TIMEOUT_SECONDS = float(given("DELIVERY_TIMEOUT_SECONDS", "10"))
DELIVERY_LEASE_SECONDS = float(given("DELIVERY_LEASE_SECONDS", "180"))

# --- what operators see ---------------------------------------------------------------------------------------------
METRICS_TOKEN = given("METRICS_TOKEN")
LOG_LEVEL = given("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")
LOGGING = logging_settings(PRODUCTION, LOG_LEVEL)
