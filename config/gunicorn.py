"""How pages are served for real, by gunicorn: a few processes with a few threads each."""

import os
from pathlib import Path

bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", str(min(2 * (os.cpu_count() or 1), 8))))
threads = 4
backlog = 64  # a long queue helps nobody: better a quick 503 of the proxy
timeout = 30
graceful_timeout = 20
keepalive = 75
max_requests = 20_000
max_requests_jitter = 2_000
_memory = Path("/dev/shm")  # noqa: S108 - heartbeat files that must not wait for a disk
worker_tmp_dir = str(_memory) if _memory.is_dir() else None
forwarded_allow_ips = "*"  # only the proxy reaches this port; whom it speaks for is TRUSTED_PROXY_COUNT's matter

# The product writes a line a request; this is for what the server itself has to say.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kit.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}},
}
