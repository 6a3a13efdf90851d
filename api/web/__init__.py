"""From a request to a response: what each path shows, and how an answer or an error is sent; alone knows Flask.

A request takes one way: `request` -> `app` -> `routes` -> a view -> `responses`, or `problems`.
"""
