"""What the web and the command line load of reporting is light."""

import subprocess
import sys

HEAVY = ("numpy", "scipy", "matplotlib", "weasyprint", "xlsxwriter", "fontTools", "openpyxl", "lxml")
MODULES = ("charts", "pdf", "render", "figures", "sentences", "workbook", "workbook_summaries", "cells")


def test_the_web_can_use_reporting_without_the_heavy_libraries():
    imports = "; ".join(f"import audit.reporting.{module}" for module in MODULES)
    code = f"import sys; {imports}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
