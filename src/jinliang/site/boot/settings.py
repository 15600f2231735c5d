"""What the site runs with. Everything that differs between installations comes from the environment (table in the README).

Nothing is started here and no secret is made: `jinliang serve` and the commands do that before Django reads this.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from jinliang import postgres

HERE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("JINLIANG_DATA", "var")).resolve()
DEBUG = os.environ.get("JINLIANG_DEBUG") == "1"
HTTPS = os.environ.get("JINLIANG_HTTPS") == "1"
HOSTS = os.environ.get("JINLIANG_HOSTS", "").split()
EMBEDDER = os.environ.get("JINLIANG_EMBEDDER", "builtin")
"""Which sentence model the matching uses; `none` leaves it to the words."""

# The demo city and its day. Outside demo mode nobody can set the clock.
# A data folder that holds the demo city stays one, whoever opens it.
DEMO = os.environ.get("JINLIANG_DEMO") == "1" or (DATA / "demo").exists()
if "JINLIANG_TODAY" in os.environ and not DEMO:
    raise ImproperlyConfigured("JINLIANG_TODAY is for the demo city only; unset it, or set JINLIANG_DEMO=1")
TODAY = date.fromisoformat(os.environ.get("JINLIANG_TODAY", "2021-06-18")) if DEMO else None


def _secret() -> str:
    """From the environment, else from the file `jinliang serve` made. Without either Django refuses to sign anything."""
    file = DATA / "secret"
    kept = file.read_text().strip() if file.exists() else ""
    return os.environ.get("JINLIANG_SECRET_KEY") or kept or ("for debugging only" if DEBUG else "")


SECRET_KEY = _secret()

INSTALLED_APPS = [
    "jinliang.site.boot.app.Site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jinliang.site.pages.shell.Shell",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "jinliang.site.boot.urls"
WSGI_APPLICATION = "jinliang.site.boot.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jinliang.site.pages.frame.frame",
            ],
        },
    }
]


def _database(url: str, pool: int) -> dict[str, Any]:
    """Django's description of a PostgreSQL address; what Django has no word for (passfile, sslmode) goes on to libpq."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    database = {name: parts.pop(part, "") for name, part in named.items()}
    if pool:
        # Threads of a web process share these; a connection that died with a restarted server is noticed and replaced.
        parts["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {"ENGINE": "django.db.backends.postgresql", **database, "OPTIONS": parts, "CONN_HEALTH_CHECKS": True}


# Only web processes have threads to share connections; `jinliang serve` sets this for them.
DATABASES = {"default": _database(postgres.database_url(DATA), int(os.environ.get("JINLIANG_POOL", "0")))}

# Jobs: the modules of `jinliang.site.jobs` are found by this name.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Language and time: the city's days are Shanghai's, instants are stored in UTC.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files. Uploads go to disk from 2.5 MB on; a form's text may not be longer than a plan.
MEDIA_ROOT = DATA / "files"
UPLOAD_LIMIT = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "/static/"
# A release collects its static files once, with hashed names, into this folder; without it they are served as they lie.
STATIC_ROOT = os.environ.get("JINLIANG_STATIC")
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# People sign in with a name they were given; nobody signs up.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_ADAPTER = "jinliang.site.boot.account.Closed"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "door"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# E-mail: off, to the log of the process (`console:`), or by a server (`smtp://name:password@host:587?tls=1`, `smtps://…`).
MAIL = os.environ.get("JINLIANG_MAIL", "")
DEFAULT_FROM_EMAIL = os.environ.get("JINLIANG_MAIL_FROM", "jinliang@localhost")
SITE_URL = f"{'https' if HTTPS else 'http'}://{HOSTS[0]}" if HOSTS else ""
"""Where a mail says that the site is."""


def _mail(address: str) -> dict[str, Any]:
    """Django's settings for sending as an address says."""
    parts = urlsplit(address)
    if parts.scheme in ("", "console"):
        kind = "console" if parts.scheme else "dummy"
        return {"EMAIL_BACKEND": f"django.core.mail.backends.{kind}.EmailBackend"}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("JINLIANG_MAIL is console:, smtp://… or smtps://…, with the server's name")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(parts.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 20,
    }


globals().update(_mail(MAIL))

# What a browser may do with our pages.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *HOSTS]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "jinliang.site.pages.door.forged"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    # TLS ends at the proxy in front, which must set this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Until the site is ready, every look at /health would be an error in the log.
    "filters": {
        "not_health": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: not record.getMessage().endswith(": /health"),
        }
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["not_health"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jinliang": {"level": "INFO"}},
}
