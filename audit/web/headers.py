"""What every answer says to the browser about safety."""

from flask import Flask, request
from werkzeug.wrappers import Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# What also a script's answer says, which no browser shows as a page.
BARE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HEADERS = BARE_HEADERS | {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"


def install_headers(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer of the application."""

    def add(response: Response) -> Response:
        # Looking each of them up again took as long as two statements to the database.
        said = {name.lower() for name, _ in response.headers}
        is_bare = response.headers.get("Content-Type") == "application/json"
        for name, value in (BARE_HEADERS if is_bare else HEADERS).items():
            if name.lower() not in said:
                response.headers.add(name, value)
        if secure:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        if request.endpoint != "static":
            if "cache-control" not in said:
                response.headers.add("Cache-Control", "no-store")
            if "vary" in said:
                response.vary.add("Cookie")
            else:
                response.headers.add("Vary", "Cookie")
        return response

    app.after_request(add)
