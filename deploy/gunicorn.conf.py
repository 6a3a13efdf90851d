"""The server by gunicorn's own command, `gunicorn -c deploy/gunicorn.conf.py`, with the same settings."""

from api import cli, server

globals().update(server.settings(cli.configured()), wsgi_app="api.cli:application()")
