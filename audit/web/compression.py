"""Files that are the same for everybody are sent compressed; pages never are (see docs/decisions)."""

import gzip
from functools import lru_cache

from flask import Flask, request
from werkzeug.wrappers import Response

_KINDS = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
_LEVEL = 6


def install_compression(app: Flask) -> None:
    """Compress what the static folder answers to browsers that take gzip."""

    def squeeze(response: Response) -> Response:
        if request.endpoint != "static" or response.mimetype not in _KINDS:
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code != 200 or not request.accept_encodings["gzip"]:
            return response
        response.direct_passthrough = False
        etag, _ = response.get_etag()
        response.set_data(_compress(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
        if etag:
            # The same file in another form: a browser that asks again names this one.
            response.set_etag(etag, weak=True)
        return response

    app.after_request(squeeze)


@lru_cache(maxsize=64)
def _compress(data: bytes) -> bytes:
    return gzip.compress(data, _LEVEL, mtime=0)
