"""Small tables for tests of the analysis, with rows that a right analysis must ignore."""

from audit.domain.tables import Tables


def score(plan_id, rater_id, criterion, level=None, **changed):
    """One answer of a first document of 2024, scored in 2026."""
    row = {"review_no": 0, "cohort_year": 2024, "audit_year": 2026}
    return {
        "plan_id": plan_id,
        "rater_id": rater_id,
        "criterion": criterion,
        "level": level,
        **row,
        **changed,
    }


def case(plan_id, **changed):
    """One sampled first document of 2024."""
    return {"plan_id": plan_id, "review_no": 0, "cohort_year": 2024, **changed}


SECTIONS = [
    {"criterion": "voice", "section": "A"},
    {"criterion": "needs", "section": "B", "fed_by": ("health",)},
    {"criterion": "signed", "section": "K", "type": "legal"},
]


def small_tables(**changed):
    """Three cases of two criteria: p1 (2.5, two raters), p2 (3.5), p3 (1.5); noise beside them."""
    scores = [
        score("p1", "ama", "voice", 3),
        score("p1", "ben", "voice", 2),
        score("p1", "ama", "needs", 3),
        score("p1", "ben", "needs", 2),
        score("p2", "ama", "voice", 4),
        score("p2", "ama", "needs", 3),
        score("p3", "ben", "voice", 2),
        score("p3", "ben", "needs", 1),
        score("p1", "ama", "signed", 1),
        score("p2", "ama", "signed", 0),
        score("p3", "ben", "signed", reason="cannot_tell"),
        # noise: settled, practice and meeting answers, no level, and a case chosen on purpose
        score("p1", "mo", "voice", 1, source="moderated"),
        score("p2", "chidi", "voice", 1, source="training"),
        score("p2", "ben", "needs", reason="outside_role"),
        score("link", "ama", "voice", 1),
    ]
    rows = {
        "scores": scores,
        "cases": [case("p1"), case("p2"), case("p3"), case("link", in_sample=False)],
        "sections": SECTIONS,
    }
    return Tables.from_rows(**(rows | changed))


def cohort_tables(n_cohorts=4, n_per_cohort=6, audit_year_of=lambda cohort_year: 2026, raters=("ama", "ben")):
    """Cohorts from 2021 on, each a little lower than the one before, each case scored by all the raters."""
    scores, cases = [], []
    for cohort_year in range(2021, 2021 + n_cohorts):
        for number in range(n_per_cohort):
            plan_id = f"{cohort_year}-{number}"
            cases.append(case(plan_id, cohort_year=cohort_year))
            for rater_no, rater_id in enumerate(raters):
                for criterion_no, criterion in enumerate(("voice", "needs")):
                    level = (
                        1 + (2024 - cohort_year + number + criterion_no + (rater_no and number % 3 == 0)) % 4
                    )
                    changed = {"cohort_year": cohort_year, "audit_year": audit_year_of(cohort_year)}
                    scores.append(score(plan_id, rater_id, criterion, level, **changed))
    return Tables.from_rows(scores=scores, cases=cases, sections=SECTIONS)
