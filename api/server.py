"""The server: gunicorn with our settings, in this process."""

from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from api.app import create_app


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves a release with gunicorn; each worker opens it for itself, after the fork."""

    def __init__(self, release: Path, settings: dict[str, object]) -> None:
        self.release = release
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Take our settings, and nothing from the environment or from files."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give each worker its application."""
        return create_app(self.release)


def settings(host: str, port: int, workers: int, threads: int) -> dict[str, object]:
    """Give the settings of gunicorn that hold everywhere, with those that an operator sets."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "http_parser": "python",
        "control_socket_disable": True,
        "graceful_timeout": 20,
        "proc_name": "crisis-facts",
        "loglevel": "warning",
    }
