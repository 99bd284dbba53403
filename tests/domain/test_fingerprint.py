import dataclasses

from analysis_tables import small_tables

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.fingerprint import fingerprint

PLAN = AnalysisPlan()


def test_the_fingerprint_does_not_see_the_order_of_rows():
    tables = small_tables()
    turned = dataclasses.replace(tables, scores=tables.scores[::-1], cases=tables.cases[::-1])
    assert fingerprint(turned, PLAN) == fingerprint(tables, PLAN)


def test_the_fingerprint_sees_every_change():
    tables = small_tables()
    first = dataclasses.replace(tables.scores[0], level=4)
    changed = [
        (dataclasses.replace(tables, scores=(first, *tables.scores[1:])), PLAN),
        (dataclasses.replace(tables, scores=tables.scores[1:]), PLAN),
        (dataclasses.replace(tables, scores=(tables.scores[0], *tables.scores)), PLAN),
        (dataclasses.replace(tables, sections=()), PLAN),
        (tables, dataclasses.replace(PLAN, margin=0.1)),
    ]
    marks = {fingerprint(*each) for each in [(tables, PLAN), *changed]}
    assert len(marks) == len(changed) + 1


def test_the_fingerprint_is_a_sha_256_that_stays_the_same_for_ever():
    empty = dataclasses.replace(small_tables(), scores=(), cases=(), sections=())
    assert fingerprint(empty, PLAN) == fingerprint(empty, PLAN)
    assert len(fingerprint(empty, PLAN)) == 64
