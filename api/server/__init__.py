"""A running server: processes, connections, memory, releases that come and go, log and counts; alone knows gunicorn."""
