import dataclasses

from analysis_tables import case, cohort_tables, score

from audit.domain.ratings import gather_ratings
from audit.domain.tables import BridgeRow, Tables


def test_neither_the_order_of_rows_nor_names_decide_anything():
    tables = cohort_tables()
    names = {"ama": "zoe", "ben": "abe"}
    other = dataclasses.replace(
        tables,
        scores=tuple(
            dataclasses.replace(row, rater_id=names[row.rater_id]) for row in reversed(tables.scores)
        ),
    )
    one, two = gather_ratings(tables), gather_ratings(other)
    assert [names[rater] for rater in one.raters] == list(two.raters)
    for name in ("level", "case", "criterion", "rater", "audit_year"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


def test_only_auditors_can_link_two_years():
    def links(author, source="original"):
        rows = [
            score("p1", "ama", "voice", 3, audit_year=year, author=author, source=source)
            for year in (2025, 2026)
        ]
        return gather_ratings(Tables.from_rows(scores=rows, cases=[case("p1")])).links.tolist()

    assert links("auditor") == [True]
    assert links("meeting") == [False]


def test_a_question_of_another_version_is_another_question_unless_bridged():
    rows = [score("p1", "ama", "voice", 3, rubric_version=version) for version in ("1", "2")]
    rows += [score("p1", "ben", "views", 3, rubric_version="2")]
    tables = Tables.from_rows(scores=rows, cases=[case("p1")])
    assert len(gather_ratings(tables).criteria) == 3
    bridge = BridgeRow(
        from_version="1", from_criterion="voice", to_version="2", to_criterion="views", relation="same"
    )
    bridged = gather_ratings(dataclasses.replace(tables, bridges=(bridge,)))
    assert len(bridged.criteria) == 2
    one_version = Tables.from_rows(scores=[dict(row, rubric_version="1") for row in rows], cases=[case("p1")])
    assert gather_ratings(one_version).criteria == ("views", "voice")
