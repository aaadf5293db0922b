"""Settings. Everything an operator may choose is an environment variable; docs/operating.md lists them.

Without any variable this is the embedded form: SQLite, files under VAR_DIR, no server needed.
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from kit.vault.keyfile import ensure_master_key, ensure_secret

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules


def switch(name: str, default: bool = False) -> bool:
    """An on/off variable: 1, true, yes and on mean on."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve()
DEMO = switch("DEMO")
DEBUG = switch("DEBUG")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")

# --- Secrets: files, never values in the environment. The embedded form makes its own on first run.
SECRET_KEY_FILE = Path(os.environ.get("SECRET_KEY_FILE", VAR_DIR / "keys" / "secret.key"))
SECRET_KEY = ensure_secret(SECRET_KEY_FILE)
KEK_FILE = Path(os.environ.get("KEK_FILE", VAR_DIR / "keys" / "master.key"))
if "KEK_FILE" not in os.environ:
    ensure_master_key(KEK_FILE)

# --- Where we answer
_host = urlsplit(PUBLIC_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [*filter(None, os.environ.get("ALLOWED_HOSTS", "").split(",")), _host, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    # Ours, lowest first: subscribers of an activity run in this order.
    "kit.vault",
    "activity",
    "people",
    "oneonones",
    "agendas",
    "actions",
    "integrations",
    "live",
    "pages",
]

MIDDLEWARE = [
    "kit.logs.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kit.http.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kit.http.SignedInByDefault",
    "people.adapter.SessionLimits",
    "people.adapter.PersonLocale",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "kit.components.Components",
        "NAME": "jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "kit.components.environment",
            "context_processors": ["pages.rail.rail"],
        },
    },
    {
        # Third-party pages only (none of them is shown to anybody).
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# --- Database: PostgreSQL for real, SQLite for the demo and the smallest teams
_database_url = os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR}/db/andante.sqlite3")
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(_database_url, conn_max_age=0 if TESTING else 600, conn_health_checks=True),
}
_database = DATABASES["default"]
if _password_file := os.environ.get("DATABASE_PASSWORD_FILE"):
    _database["PASSWORD"] = Path(_password_file).read_text().strip()
STATEMENT_TIMEOUT_MS = int(os.environ.get("STATEMENT_TIMEOUT_MS", "0" if TESTING else "5000"))
if "sqlite" in _database["ENGINE"]:
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # Tests that press at once need what the demo has: a file. Readers of one in memory do not wait for writers.
    _database["TEST"] = {"NAME": str(Path(_database["NAME"]).with_name("test.sqlite3"))}
    # IMMEDIATE: a writer waits for its turn at BEGIN instead of failing in the middle of its work.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # PgBouncer in transaction mode: no cursors that outlive a transaction; STATEMENT_TIMEOUT_MS=0 sends no option.
    _database["DISABLE_SERVER_SIDE_CURSORS"] = True
    # A database that cannot be reached, and one whose machine is gone: nobody waits for either for long.
    _database["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
    if STATEMENT_TIMEOUT_MS:
        _database["OPTIONS"]["options"] = (
            f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=30000"
        )

# The default cache holds sign-in limits and must survive Redis: it lives in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        # A stranger's tries fill the cache too; too small a one would forget the limits of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Redis carries only what may vanish. Without it (the demo) Celery uses files and live pages an in-process hub.
REDIS_URL = os.environ.get("REDIS_URL", "")
REDIS_PREFIX = os.environ.get("REDIS_PREFIX", "andante:")
if TESTING:  # each test process has its own database, and its own corner of Redis
    REDIS_PREFIX = f"andante:{os.environ.get('PYTEST_XDIST_WORKER', 'main')}:"

# --- People and sessions
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "job_title")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; without password1 allauth asks for none at sign-in
ACCOUNT_EMAIL_VERIFICATION = "none"  # verified by whoever adds the person
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "reset_password": "20/m/ip,5/h/key"
}  # the rest as allauth has it: 5 wrong passwords in 5 minutes
ACCOUNT_FORMS = {"login": "people.forms.SignInForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # "this is my device"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pages.views.errors.csrf_failure"

# --- Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, "'strict-dynamic'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

# --- Bad input: a note may hold 1 MB of text, which is 3 MB of percent-encoded emoji and more
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Language and time
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English (United Kingdom)")]
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Static files: bundled and hashed by esbuild at set-up, served by whitenoise
STATIC_URL = "/static/"
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist"), ("img", BASE_DIR / "static" / "img")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Z]{8}\.(js|css)$"
SETUP_UI = switch("SETUP_UI", DEMO or DEBUG or TESTING)

# --- Mail: to the console, or to files where MAIL_DIR says so. Channels proper come with reminders.
MAIL_DIR = os.environ.get("MAIL_DIR", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if MAIL_DIR else 'console'}.EmailBackend"
EMAIL_FILE_PATH = MAIL_DIR or None
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Andante <andante@localhost>")

# --- Celery: the database is the truth, messages are hints (privacy.md 1.9)
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "global_keyprefix": REDIS_PREFIX,
        "visibility_timeout": 180,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    }
else:
    _broker = VAR_DIR / "broker"
    for _folder in ("queue", "processed", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "processed_folder": str(_broker / "processed"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "activity.tasks.sweep", "schedule": 10.0},
    "say that beat and a worker are alive": {"task": "activity.tasks.beat", "schedule": 30.0},
    "settle meetings nobody wrapped up": {"task": "oneonones.tasks.settle_meetings", "schedule": 60.0},
    "compact what was typed into notes": {"task": "agendas.tasks.compact_notes", "schedule": 60.0},
    "reveal items whose moment has come": {"task": "agendas.tasks.reveal_items", "schedule": 60.0},
    "plan the meetings ahead": {"task": "oneonones.tasks.plan_meetings", "schedule": 6 * 3600.0},
    "close the acting pairs": {"task": "oneonones.tasks.close_acting_pairs", "schedule": 1800.0},
    "mark the days off": {"task": "oneonones.tasks.mark_days_off", "schedule": crontab(hour=1, minute=40)},
}

# --- Logs: one JSON object a line on stderr; never a query string, a body, an address or a title
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kit.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.server": {"level": "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "kit.logs.NothingPersonal"
SILENCED_SYSTEM_CHECKS: list[str] = []
