"""The web application under gunicorn: worker, cache, log, metrics, reload; the only package that knows gunicorn."""
