"""The headers of every answer, whoever gives it; what a browser may do with it."""

#: The headers of an answer that a page of another origin may read beside those that every page may.
_EXPOSED = (
    "Accept-Ranges, Allow, Content-Disposition, Content-Encoding, Content-Range, ETag, Last-Modified, Link, "
    "Repr-Digest, Retry-After, Vary, X-Release, X-Request-ID, X-Total-Count, X-Total-Relation"
)
#: The header that says what an answer may do where it is shown.
POLICY = "Content-Security-Policy"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The headers of every answer: any page may read it, none may frame or reinterpret it, and nothing in it runs; a
#: page wears our styles, and its forms ask us.
ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED,
    POLICY: _POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
#: What the docs page may do: run our scripts, wear its own styles, ask this server.
OF_DOCS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
