"""Settings of every installation, from a few environment variables.

HOCBA_HOME   folder for everything written (default: `var/` beside the package)
HOCBA_DB     `sqlite:///path` or `postgresql://user:pass@host:port/name` (default: SQLite in HOCBA_HOME)
HOCBA_URL    public base address, frozen into QR codes (default: http://127.0.0.1:8000)
HOCBA_HOSTS  comma-separated host names that are served besides loopback
HOCBA_LAW_API  `public` lets anybody ask the law through /api/ (default: whoever is logged in)
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("HOCBA_HOME", ROOT / "var")).resolve()
PUBLIC_URL = os.environ.get("HOCBA_URL", "http://127.0.0.1:8000").rstrip("/")


def _secret_key() -> str:
    """The installation's own key, made once and readable by its owner alone."""
    path = HOME / "secret.key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        made, name = tempfile.mkstemp(prefix="secret.", dir=HOME)  # for its owner alone
        with os.fdopen(made, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        # Whole or not at all, and the first of several processes that start at once wins.
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    return path.read_text()


def database(url: str) -> dict[str, Any]:
    """One Django database entry from `sqlite:///…` or `postgresql://…`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "/" + unquote(parts.path).lstrip("/"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
            },
            "CONN_MAX_AGE": None,
        }
    if parts.scheme in ("postgresql", "postgres"):
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "OPTIONS": {"prepare_threshold": 0 if query.get("prepare") != "no" else None},
            "CONN_MAX_AGE": None,
        }
    raise ImproperlyConfigured(
        f"HOCBA_DB bắt đầu bằng “{parts.scheme}”; cần sqlite:///đường-dẫn hoặc"
        " postgresql://người:mật-khẩu@máy:cổng/tên."
    )


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS += [h for h in os.environ.get("HOCBA_HOSTS", "").split(",") if h]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
SECURE = PUBLIC_URL.startswith("https://")
LAW_API_PUBLIC = os.environ.get("HOCBA_LAW_API") == "public"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks_db",
    "hocba.kernel",
    "hocba.org",
    "hocba.people",
    "hocba.documents",
    "hocba.year",
    "hocba.books",
    "hocba.promotion",
    "hocba.exams",
    "hocba.forms",
    "hocba.exchange",
    "hocba.reports",
    "hocba.web",
]

MIDDLEWARE = [
    "hocba.web.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hocba.web.compress.CompressText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hocba.web.middleware.content_policy",
    "allauth.account.middleware.AccountMiddleware",
    "hocba.web.middleware.actor",
]

ROOT_URLCONF = "hocba.urls"
WSGI_APPLICATION = "hocba.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "hocba/web/templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "hocba.web.jinja.environment",
            "trim_blocks": True,
            "lstrip_blocks": True,
            "auto_reload": False,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": database(os.environ.get("HOCBA_DB", f"sqlite://{quote(str(HOME))}/hocba.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["hocba.web.accounts.Backend"]
PASSWORD_HASHERS = [
    "hocba.people.passwords.OwaspArgon2",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "hocba.web.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
# A whole school shares one address: limits count per account, never per address.
ACCOUNT_RATE_LIMITS = {
    "login": False,
    "login_failed": "10/5m/key",
    "reauthenticate": "20/m/user",
    "change_password": "5/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"] + (["webauthn"] if SECURE else [])
MFA_PASSKEY_LOGIN_ENABLED = SECURE
MFA_ADAPTER = "hocba.web.accounts.MFAAdapter"
MFA_TOTP_ISSUER = "HocBa"

SESSION_ENGINE = "hocba.web.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self';"
    " form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load and where it may be shown: nothing from elsewhere, nothing inline."""
CSRF_FAILURE_VIEW = "hocba.web.errors.forbidden"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
UPLOAD_LIMIT = 20 * 2**20

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [ROOT / "hocba/web/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOT / "hocba/web/static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
BLOBS = HOME / "blobs"
PKI = HOME / "pki"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "hocba.kernel.logs.LogFormatter",
            "format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
