"""Reports to print: made-up rounds of any size, from one seeded generator."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from math import sqrt

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.case import Basis
from audit.domain.findings import (
    Agreement,
    CaseSummary,
    Claim,
    Cohort,
    Companions,
    CriterionSummary,
    Doubt,
    Findings,
    PathwayClaim,
    Power,
    SectionSummary,
    Verdict,
)
from audit.domain.grades import GradeCount, Grades
from audit.reporting.content import (
    AgencyPresence,
    Correction,
    CriterionText,
    MeetingLine,
    Moderation,
    NamedCount,
    Panel,
    ReportContent,
    RoundLine,
    RubricText,
    Sample,
    SectionText,
    Stratum,
    TrailHead,
)
from audit.reporting.sentences import BASIS_SENTENCES
from audit.statistics.group_differences import DunnPair, KruskalWallis
from audit.statistics.interval import Interval
from audit.statistics.page_trend import PageL
from audit.statistics.proportion_trend import CochranArmitage
from audit.statistics.theil_sen import TheilSen
from audit.statistics.trend import JonckheereTerpstra

LEVELS = ("Inadequate", "Requires improvement", "Good", "Outstanding")
CHANCES = (0.06, 0.5, 0.38, 0.06)
_TITLES = {
    "A": (
        "Views, interests and aspirations",
        ("The child’s own voice", "The family’s story", "Aspirations that lead the plan"),
    ),
    "B": (
        "Special educational needs",
        ("Strengths beside needs", "Every need described and evidenced", "Clear to a new teacher"),
    ),
    "C": ("Health needs", ("Health needs related to education", "Current health advice used")),
    "D": ("Social care needs", ("Social care needs identified", "Current social care advice used")),
    "E": ("Outcomes", ("Outcomes, not provision", "Specific and measurable", "Steps towards adulthood")),
    "F": (
        "Special educational provision",
        ("Specific and quantified", "Every need met by provision", "Who does what, how often"),
    ),
    "G": ("Health provision", ("Specific health provision", "Agreed by the health commissioner")),
    "H": ("Social care provision", ("H1 provision for disabled children", "H2 other provision")),
    "I": ("Placement", ("Placement named as the law asks", "Type of setting named")),
    "JK": ("Personal budget and advice", ("Personal budget explained", "Advice listed and attached")),
    "T": ("The golden thread", ("Needs, outcomes and provision tie up", "One plan, not three")),
    "W": ("The whole plan", ("Plain, respectful language", "Lawful overall", "Tells this child’s story")),
}
_WORDING = (
    "Look for what the child or young person said, in their own words where that is possible, "
    "and how it was found out. "
    "A reader who has never met them should come away knowing them a little."
)
_LIMITS = (
    "Plans that ceased are missing from the list, so an early end of good plans would not be seen.",
    "Auditors read what was in the document, not what happened for the child.",
)


def make_content(
    n_cases: int = 24,
    *,
    n_sections: int = 12,
    years: tuple[int, ...] = tuple(range(2018, 2027)),
    seed: int = 1,
    n_corrections: int = 9,
    strata: int = 9,
) -> ReportContent:
    """One closed round of the made-up area with `n_cases` scored cases."""
    chance = random.Random(seed)
    sections = _sections(n_sections)
    return ReportContent(
        area="Exampleshire",
        is_example=True,
        programme="Audit programme 2026 to 2027",
        rounds=(
            RoundLine(
                title="September 2026 plan audit",
                period="September 2026",
                opened_on=date(2026, 9, 1),
                closed_on=date(2026, 9, 30),
            ),
        ),
        period="September 2026",
        kind="plans",
        closed_at=datetime(2026, 9, 30, 15, 4, 5, tzinfo=UTC),
        rubric=RubricText(
            title="EHC plan standards 2026",
            version="2026.1",
            sha256="9f" * 32,
            level_names=LEVELS,
            sections=sections,
        ),
        sample=_sample(n_cases, strata),
        panel=_panel(n_cases),
        findings=_findings(chance, n_cases, sections, years),
        moderation=_moderation(n_cases),
        trail_head=TrailHead(sequence=4812, hash="3c" * 32, at=datetime(2026, 9, 30, 15, 4, 4, tzinfo=UTC)),
        fingerprint="b7" * 32,
        grades=_grades(n_cases),
        corrections=_corrections(chance, n_cases, n_corrections if n_cases else 0),
        limits=_LIMITS,
        method=(
            "Every case was read by auditors of two agencies. The figures use their first, separate answers.",
        ),
    )


def fill_with(content: ReportContent, text: str) -> ReportContent:
    """The content with `text` in every place where a person's words can stand."""
    sections = tuple(
        replace(
            section,
            title=text,
            scored_by=(text,),
            criteria=tuple(replace(criterion, title=text, wording=text) for criterion in section.criteria),
        )
        for section in content.rubric.sections
    )
    return replace(
        content,
        area=text,
        programme=text,
        period=text,
        kind=text,
        method=(text,),
        limits=(text,),
        rounds=tuple(replace(line, title=text, period=text) for line in content.rounds),
        rubric=replace(content.rubric, title=text, version=text, level_names=(text,) * 4, sections=sections),
        sample=replace(
            content.sample,
            basis=text,
            how_drawn=text,
            strata=tuple(replace(stratum, name=text) for stratum in content.sample.strata),
        ),
        panel=replace(
            content.panel,
            agencies=tuple(replace(agency, name=text) for agency in content.panel.agencies),
            absent=(text,),
            meetings=tuple(
                replace(meeting, present=(NamedCount(name=text, n=1),), absent=(text,))
                for meeting in content.panel.meetings
            ),
        ),
        moderation=replace(
            content.moderation,
            by_method=(NamedCount(name=text, n=1),),
            by_reason=(NamedCount(name=text, n=1),),
        ),
        grades=replace(
            content.grades,
            counts=tuple(replace(count, grade=text) for count in content.grades.counts),
            good_from=text,
        ),
        corrections=tuple(replace(line, owner=text, status=text, text=text) for line in content.corrections),
        findings=replace(content.findings, warnings=(text,)),
    )


def wilson(n: int, total: int) -> Interval | None:
    """The Wilson score interval at 95% (Wilson 1927): enough truth for a picture."""
    if total == 0:
        return None
    z, share = 1.959964, n / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return Interval(max(0.0, middle - half), min(1.0, middle + half), 0.95, "Wilson")


def _sections(n_sections: int) -> tuple[SectionText, ...]:
    return tuple(
        SectionText(
            key=key,
            title=f"Section {key}: {title}" if len(key) == 1 and key < "L" else title,
            scored_by=_scored_by(key),
            criteria=(
                *(
                    CriterionText(key=f"{key}{place}", title=words, wording=_WORDING if place == 0 else "")
                    for place, words in enumerate(questions)
                ),
                *(
                    (
                        CriterionText(
                            key=f"{key}-law", title="Names the type or name of the setting", type="legal"
                        ),
                    )
                    if key == "I"
                    else ()
                ),
            ),
        )
        for key, (title, questions) in list(_TITLES.items())[:n_sections]
    )


def _scored_by(key: str) -> tuple[str, ...]:
    return {"C": ("Health",), "G": ("Health",), "D": ("Social care",), "H": ("Social care",)}.get(
        key, ("Education", "Health", "Social care", "Parent carer forum")
    )


def _sample(n_cases: int, strata: int) -> Sample:
    names = [f"Plans issued in {2018 + place}" for place in range(strata)]
    lines = tuple(
        Stratum(
            name=name,
            n_listed=310 + 27 * place,
            n_drawn=n_cases // max(strata, 1) + (place < n_cases % max(strata, 1)),
        )
        for place, name in enumerate(names)
    )
    return Sample(
        basis=BASIS_SENTENCES[Basis.FIRST_PLANS],
        how_drawn="Cases were drawn at random within each group, as many as were set before the draw.",
        n_rows=3797,
        n_listed=3762,
        n_refused=35,
        n_restricted_left_out=14,
        n_drawn_before_left_out=25,
        n_could_be_drawn=3723,
        n_drawn=n_cases,
        n_scored=n_cases,
        n_double_marked=n_cases // 3,
        strata=lines,
        seed=20260901,
    )


def _panel(n_cases: int) -> Panel:
    if n_cases == 0:
        return Panel(absent=("Education", "Health", "Social care", "Parent carer forum"))
    agencies = (("Education", 4), ("Health", 2), ("Social care", 1))
    return Panel(
        agencies=tuple(
            AgencyPresence(name=name, n_auditors=n, n_sheets=n * n_cases // 5 + 1) for name, n in agencies
        ),
        absent=("Parent carer forum",),
        meetings=(
            MeetingLine(
                held_on=date(2026, 9, 24),
                present=(NamedCount(name="Education", n=2), NamedCount(name="Social care", n=1)),
                absent=("Health", "Parent carer forum"),
            ),
        ),
        n_scored_by_meeting=1,
        n_reviewed_by_meeting=2,
    )


def _moderation(n_cases: int) -> Moderation:
    if n_cases == 0:
        return Moderation()
    return Moderation(
        n_differing=n_cases // 4,
        n_settled=n_cases // 4,
        by_method=(NamedCount(name="Agreed in the panel meeting", n=n_cases // 4),),
        by_reason=(
            NamedCount(name="Evidence was overlooked", n=n_cases // 8),
            NamedCount(name="The standard was read differently", n=n_cases // 8),
        ),
    )


def _grades(n_cases: int) -> Grades:
    if not n_cases:
        return Grades()
    counts = [round(n_cases * share) for share in CHANCES[1:]]
    n_per_grade = [n_cases - sum(counts), *counts]
    n_good = sum(n_per_grade[2:])
    return Grades(
        counts=tuple(
            GradeCount(grade=name, n=n, n_judged=n // 2) for name, n in zip(LEVELS, n_per_grade, strict=True)
        ),
        good_from="Good",
        has_caps=True,
        n_graded=n_cases,
        n_good=n_good,
        n_capped=n_cases // 3,
        n_judged=sum(n // 2 for n in n_per_grade),
        good_interval=wilson(n_good, n_cases),
    )


def _corrections(chance: random.Random, n_cases: int, n: int) -> tuple[Correction, ...]:
    texts = (
        "Section F does not say how often speech and language therapy is given.",
        "The health advice is three years old; ask for a new one.",
        "Section A is about another child.",
    )
    return tuple(
        Correction(
            case_number=1 + place * max(n_cases // max(n, 1), 1),
            owner=chance.choice(("Plan writer", "Designated clinical officer", "Social care lead")),
            status="put right" if place % 3 else "open",
            due_on=date(2026, 10, 1 + place % 28),
            replied_on=date(2026, 9, 20 + place % 9) if place % 3 else None,
            text=texts[place % 3],
        )
        for place in range(n)
    )


def _findings(
    chance: random.Random, n_cases: int, sections: tuple[SectionText, ...], years: tuple[int, ...]
) -> Findings:
    criteria = tuple(
        _criterion(chance, text, section.key, n_cases) for section in sections for text in section.criteria
    )
    counts = {"n_cohorts": len(years) if n_cases else 0}
    cannot = Claim(verdict=Verdict.CANNOT_TELL, reasons=(Doubt.EFFECTS_NOT_SEPARATED,), counts=counts)
    test = JonckheereTerpstra(
        statistic=212.0,
        expected=256.0,
        standard_deviation=31.2,
        z=-1.41,
        p_value=0.158,
        alternative="two-sided",
        method="normal approximation",
        n_cases=n_cases,
        n_groups=len(years),
    )
    page = PageL(133.5, 120.0, 4.47, 3.02, 0.0018, "two-sided", "exact", 10, 3)
    trend = (
        replace(
            cannot,
            companions=_companions(n_cases, years),
            jonckheere_terpstra=test,
            kendall_tau_b=-0.12,
            unadjusted_slope=-0.0412,
            unadjusted_slope_interval=Interval(-0.101, 0.0186, 0.95, "t on case means, unadjusted"),
        )
        if n_cases and len(years) > 1
        else cannot
    )
    agreement = Agreement(
        n_cases=n_cases // 3,
        n_raters=7 if n_cases else 0,
        n_pairs=n_cases // 3 * 25,
        n_exact=round(n_cases // 3 * 25 * 0.583),
        n_adjacent=round(n_cases // 3 * 25 * 0.941),
        krippendorff_alpha_ordinal=0.612 if n_cases else None,
        interval=Interval(0.48, 0.71, 0.95, "bootstrap by case") if n_cases else None,
        exact_interval=Interval(0.52, 0.64, 0.95, "bootstrap by case") if n_cases else None,
        adjacent_interval=Interval(0.91, 0.97, 0.95, "bootstrap by case") if n_cases else None,
        exact_rate=0.583 if n_cases else None,
        adjacent_rate=0.941 if n_cases else None,
        gwet_ac2=0.803 if n_cases else None,
        gwet_ac2_interval=Interval(0.74, 0.86, 0.95, "bootstrap by case") if n_cases else None,
        mean_weighted_kappa=0.571 if n_cases else None,
        mean_weighted_kappa_interval=Interval(0.43, 0.68, 0.95, "bootstrap by case") if n_cases else None,
        n_rater_pairs=6 if n_cases else 0,
    )
    good = round(n_cases * 0.44)
    overall = CaseSummary(
        n_cases=n_cases,
        n_good=good,
        mean=2.41 if n_cases else None,
        good_share=good / n_cases if n_cases else None,
        good_interval=wilson(good, n_cases),
    )
    return Findings(
        cohort_trend=trend,
        review_trend=replace(cannot, page_l=page) if n_cases else cannot,
        pathway=PathwayClaim(verdict=Verdict.CANNOT_TELL, reasons=(Doubt.NO_CONTRIBUTIONS,)),
        hypothesis=cannot,
        overall=overall,
        cohorts=_cohorts(chance, n_cases, years),
        criteria=criteria,
        sections=tuple(_section(section.key, criteria, n_cases) for section in sections),
        raters=(),
        agreement=agreement,
        contributions=(),
        power=Power(reason="the design was not simulated"),
        counts={"cases": n_cases},
        warnings=(),
        plan=AnalysisPlan(levels=4),
        fingerprint="5d" * 32,
    )


def _companions(n_cases: int, years: tuple[int, ...]) -> Companions:
    n_good, n_each = n_cases * 11 // 25, n_cases // len(years)
    return Companions(
        cochran_armitage=CochranArmitage(
            -1.2, 0.2301, "two-sided", "normal approximation", n_good, n_cases, len(years)
        ),
        kruskal_wallis=KruskalWallis(5.12, len(years) - 1, 0.163, "chi-squared approximation", n_cases),
        dunn_holm=tuple(
            DunnPair(earlier, later, -1.04, 0.298, 1.0, n_each, n_each)
            for earlier, later in combinations(years, 2)
        ),
        theil_sen=TheilSen(-0.04, Interval(-0.1, 0.02, 0.95, "Sen, on case means, unadjusted"), n_cases),
    )


def _criterion(chance: random.Random, text: CriterionText, section: str, n_cases: int) -> CriterionSummary:
    n = n_cases - n_cases // 9
    reasons = {
        "not_applicable": n_cases // 12,
        "not_supplied": n_cases // 30,
        "outside_role": n_cases // 9 - n_cases // 12 if n_cases > 11 else 0,
    }
    if text.type == "legal":
        met = round(n * 0.8)
        return CriterionSummary(
            criterion=text.key,
            section=section,
            type="legal",
            n_cases=n,
            n_ratings=n,
            n_per_reason=reasons,
            n_met=met,
            n_not_met=n - met,
            n_cannot_tell=n // 10,
            met_share=met / n if n else None,
            met_interval=wilson(met, n),
        )
    drawn = chance.choices(range(4), CHANCES, k=n)
    levels = tuple(drawn.count(level) for level in range(4))
    good = levels[2] + levels[3]
    return CriterionSummary(
        criterion=text.key,
        section=section,
        type="quality",
        n_cases=n,
        n_ratings=n,
        n_per_reason=reasons,
        n_per_level=levels,
        mean=sum(level * k for level, k in enumerate(levels, 1)) / n if n else None,
        n_good=good,
        good_share=good / n if n else None,
        good_interval=wilson(good, n),
    )


def _section(key: str, criteria: tuple[CriterionSummary, ...], n_cases: int) -> SectionSummary:
    own = [criterion for criterion in criteria if criterion.section == key and criterion.type == "quality"]
    levels = tuple(
        sum(criterion.n_per_level[level] for criterion in own if criterion.n_per_level) for level in range(4)
    )
    n, good = sum(levels), levels[2] + levels[3]
    mean = sum(level * k for level, k in enumerate(levels, 1)) / n if n else None
    half = 0.8 / sqrt(n_cases) if n_cases else 0.0
    return SectionSummary(
        section=key,
        n_criteria=len(own),
        n_cases=n_cases,
        n_ratings=n,
        n_per_level=levels,
        n_good=good,
        mean=mean,
        mean_interval=Interval(mean - half, mean + half, 0.95, "t on case means") if mean else None,
        good_share=good / n if n else None,
        good_interval=wilson(good, n),
    )


def _cohorts(chance: random.Random, n_cases: int, years: tuple[int, ...]) -> tuple[Cohort, ...]:
    cohorts = []
    for place, year in enumerate(years):
        n = n_cases // len(years) + (place < n_cases % len(years))
        mean = 2.62 - 0.045 * place + chance.uniform(-0.08, 0.08) if n else None
        half = 1.2 / sqrt(n) if n else 0.0
        good = round(n * 0.45)
        cohorts.append(
            Cohort(
                cohort_year=year,
                n_first_documents=n,
                n_unscored=place % 2,
                n_cases=n,
                n_good=good,
                mean=mean,
                good_share=good / n if n else None,
                good_interval=wilson(good, n),
                mean_interval=Interval(max(1.0, mean - half), min(4.0, mean + half), 0.95, "t on case means")
                if mean and n > 1
                else None,
            )
        )
    return tuple(cohorts) if n_cases else ()
