"""From a request to an answer; the only package that knows Flask."""
