"""Vendor GOV.UK Frontend without what belongs to GOV.UK alone: its typeface, crest and source maps.

Run by hand when the release changes:  npm pack govuk-frontend@6.3.0 && tar xzf govuk-frontend-6.3.0.tgz
                                       python tools/vendor_govuk_frontend.py package
It writes the two files and SHA256SUMS into audit/web/static/vendor/govuk-frontend/.
"""

import hashlib
import re
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "audit/web/static/vendor/govuk-frontend"
SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'


def cut_style(css: str) -> str:
    """The style sheet with the system's own typeface and without any address."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("font-family:GDS Transport,arial,sans-serif", f"font-family:{SYSTEM_FONTS}")
    css = re.sub(r"url\(/assets/images/govuk-crest\.svg\)", "none", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/\s*$", "", css)
    if "GDS Transport" in css or "url(" in css:
        raise SystemExit("the style sheet still names a typeface or an address: look at this release by hand")
    return css


def main(package: Path) -> None:
    """Cut, write, and note the checksums."""
    dist = package / "dist" / "govuk"
    script = (dist / "govuk-frontend.min.js").read_text(encoding="utf-8")
    files = {
        "govuk-frontend.min.css": cut_style((dist / "govuk-frontend.min.css").read_text(encoding="utf-8")),
        "govuk-frontend.min.js": re.sub(r"//# sourceMappingURL=.*\s*$", "", script),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    sums = []
    for name, text in files.items():
        (TARGET / name).write_text(text, encoding="utf-8", newline="\n")
        sums.append(f"{hashlib.sha256((TARGET / name).read_bytes()).hexdigest()}  {name}\n")
    (TARGET / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
