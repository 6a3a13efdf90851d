"""The server by gunicorn's own command, `gunicorn -c deploy/gunicorn.conf.py`, with the same settings."""

from api import server
from api.commands import serve

globals().update(server.settings(serve.configured()), wsgi_app="api.commands.serve:application()")
