"""The address that opens a source at a passage: at its page, at its time, or at its words; knows no records."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

#: A video that an address of YouTube plays from the second that its query names.
_YOUTUBE = re.compile(r"(?i)https?://((www|m)\.)?(youtube\.com/(watch\?|live/.)|youtu\.be/.)")
_VIMEO = re.compile(r"(?i)https?://((www|player)\.)?vimeo\.com/.*\d")
#: The files that every browser plays from a second (W3C Media Fragments).
_MEDIA = ("aac", "flac", "m4a", "m4v", "mov", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "wav", "webm")


def link(url: str, start: str, end: str | None, page: str | None = None, time: str | None = None) -> str:
    """Return the address that makes a browser open a source at a passage, as near as its form allows.

    A PDF opens at the page, counted from the first (RFC 8118), and a video at the time. Words are scrolled to and
    highlighted (a text fragment); beside a time only where both have places of their own in the address.
    """
    address = urlsplit(url)
    suffix = address.path.lower().rpartition(".")[2]
    if page and suffix == "pdf" and re.fullmatch("[1-9][0-9]*", page):
        return f"{url}#page={page}"
    if time and (_VIMEO.match(url) or suffix in _MEDIA):
        return f"{url}#t={_seconds(time)}{'' if suffix in _MEDIA else 's'}"
    if time and _YOUTUBE.match(url):
        asked = [one for one in address.query.split("&") if one and not one.startswith("t=")]
        url = urlunsplit(address._replace(query="&".join([*asked, f"t={_seconds(time)}s"])))
    parts = (quote(part, safe="").replace("-", "%2D") for part in (start, end) if part)  # `-` is a delimiter there
    return f"{url}#:~:text={','.join(parts)}"


def _seconds(time: str) -> int:
    hours, minutes, seconds = ("0:" * (time.count(":") < 2) + time).split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)
