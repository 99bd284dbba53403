import subprocess
import sys

import pytest

from audit.domain.findings import Claim, Verdict
from audit.statistics.interval import Interval

HEAVY = ("numpy", "scipy", "krippendorff", "matplotlib", "openpyxl", "lxml")


def test_the_types_and_the_analysis_load_no_heavy_library():
    program = (
        "import sys, audit.domain.hypothesis, audit.domain.grades, audit.intake.analysis_folder;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_a_claim_cannot_carry_what_is_not_a_number():
    with pytest.raises(ValueError, match="not an interval"):
        Claim(verdict=Verdict.DECLINED, interval=Interval(float("nan"), 0, 0.9, "t"))
