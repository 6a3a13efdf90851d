"""A running server: processes, connections, memory, releases that come and go, log and counts; alone knows gunicorn.

* `gunicorn`: the server, its options and the settings of gunicorn.
* `worker`: a process and its connections: time limits, problems for what is no HTTP.
* `asgi`: the ASGI application: from memory, or on a thread.
* `mcp_endpoint`: the way to `/mcp`: who may ask there, and how.
* `cache`: the responses in memory.
* `clients`: who asks.
* `thread_pool`: the threads, and whose turn it is.
* `reload`: which release is served, and when another takes its place.
* `fixture_status`: what is wrong with fixtures that are followed.
* `access_log`: a line for each request.
* `metrics`: counts for Prometheus.
* `settings`: the environment variables.
"""
