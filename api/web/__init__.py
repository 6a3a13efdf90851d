"""From a request to a response: what each path shows, and how an answer or an error is sent; alone knows Flask.

* `app`: the application, put together: from a request to a response; Flask finds its route and speaks WSGI.
* `routes`: the paths, and the view of each.
* `request`: one request, read from ASGI or WSGI; what the client accepts.
* `responses`: one response: ETag, 304, gzip, headers.
* `problems`: every error as a problem, and the types of problem.
* `ranges`: a part of a long answer, for who resumes a download.
* `address`: the public address, under which links are moved.
* `headers`: the headers of every answer, and the policies for browsers.
* `served`: what views answer from: the served release.
* `views`: the lists and the records of all kinds.
* `index`, `accounts`, `history`, `verify`, `changes`, `dataset`, `vocabulary`, `contract`, `docs`: the other
  paths.
* `drafts`, `verdicts`: what is right of each quotation of a draft, which comes by POST.
* `asking`: how pages and texts ask those; `pages`: the page at each path; `texts`: the Markdown.
* `mcp`: the tools for language models, each over a text; their words in `mcp.toml`.
* `csv_format`: records as the rows of a table.
* `status`: what a server serves, and what it refused.
* `openapi`: the contract.
"""
