"""The server by gunicorn's own command, `gunicorn -c deploy/gunicorn.conf.py`, with the same settings."""

from api.cli import serve
from api.server import gunicorn

globals().update(gunicorn.settings(serve.configured()), wsgi_app="api.cli.serve:application()")
