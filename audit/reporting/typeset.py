"""HTML -> PDF/UA with WeasyPrint. Only the child process loads this module."""

import hashlib
import logging
import os
from urllib.parse import unquote

from weasyprint import HTML  # type: ignore[import-untyped]
from weasyprint.document import Document  # type: ignore[import-untyped]
from weasyprint.pdf import fonts  # type: ignore[import-untyped]
from weasyprint.urls import (  # type: ignore[import-untyped]
    FatalURLFetchingError,
    URLFetcher,
    URLFetcherResponse,
)

from audit.folders import folder
from audit.reporting.content import ReportContent
from audit.reporting.render import render_html
from audit.reporting.scopes import add_scopes
from audit.reporting.years_content import YearsContent
from audit.reporting.years_paper import render_years

# A name that resolves nowhere (RFC 2606): relative addresses need some base, and nothing is asked of it.
BASE_URL = "http://packaged.invalid/"
# Where a machine has this library WeasyPrint cuts fonts with it, else with the locked fontTools: other bytes.
fonts.harfbuzz_subset = None
# fontTools writes the moment of the cut into each font.
os.environ["SOURCE_DATE_EPOCH"] = "0"
_TYPES = {".css": "text/css", ".ttf": "font/ttf"}


class PackagedFetcher(URLFetcher):  # type: ignore[misc]
    """Serves the packaged style sheets and fonts by name, and data: URIs; anything else ends the report."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        reports = folder("reports")
        files = [*reports.glob("*.css"), *reports.glob("fonts/*.ttf")]
        self._files = {BASE_URL + path.relative_to(reports).as_posix(): path for path in files}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The answer to one request, or FatalURLFetchingError."""
        if url[:5].lower() == "data:":
            return super().fetch(url, headers)
        path = self._files.get(unquote(url))
        if path is None:
            raise FatalURLFetchingError(
                f"the report asks for {url[:200]!r}, which is not one of its own files"
            )
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})


def typeset(content: ReportContent | YearsContent) -> bytes:
    """The whole way from content to PDF bytes."""
    return typeset_html(render_years(content) if isinstance(content, YearsContent) else render_html(content))


def typeset_html(html: str) -> bytes:
    """HTML as PDF/UA-1; the identifier comes from the text, so the same text gives the same bytes."""
    for name in ("weasyprint", "fontTools", "fontTools.subset"):
        logging.getLogger(name).setLevel(logging.ERROR)
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    document: Document = HTML(string=html, base_url=BASE_URL, url_fetcher=PackagedFetcher()).render(
        pdf_variant="pdf/ua-1", presentational_hints=False
    )
    pdf: bytes = document.write_pdf(finisher=add_scopes, pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return pdf
