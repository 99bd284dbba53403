"""Nothing of one auditor's answers reaches another auditor of the same case before they submit."""

import re

import pytest
from builders import begin, build_round, score_case

CANARY = "CANARY-7Q4"


def addresses(app, keys: dict[str, list[str]]) -> list[str]:
    """Every page of the application with every known key in its place."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
        paths = [rule.rule]
        for name in names:
            values = keys.get(name, keys["key"])
            paths = [re.sub(rf"<(?:\w+:)?{name}>", value, path) for path in paths for value in values]
        found += paths
    return found


@pytest.mark.parametrize("name", ["Ben", "Pat", "Max", "Adi"])
def test_a_canary_in_one_sheet_is_on_no_page_of_anybody_else(name, app, client_as, sessions, cast) -> None:
    shared_out = {1: {"Ama": "whole", "Ben": "whole", "Pat": "whole"}}
    built = build_round(sessions, cast, shared_out=shared_out)
    sheet = score_case(sessions, cast, built, 1, "Ama", evidence=CANARY)
    own = {"Ben", "Pat"} & {name}
    mine = [begin(sessions, cast, built, 1, each) for each in own]
    assignments = [built.assignments[1, each].key for each in ("Ama", "Ben", "Pat")]
    keys = {
        "key": [sheet, *mine, *assignments, built.audit_round.key, built.cases[1].key],
        "round_key": [built.audit_round.key],
        "case_key": [built.cases[1].key],
        "section_key": ["a"],
    }
    client, n_shown = client_as(name), 0
    for path in addresses(app, keys):
        answer = client.get(path)
        assert answer.status_code < 500, path
        assert CANARY not in answer.text, path
        n_shown += answer.status_code == 200
    assert n_shown > 2
    assert CANARY in client_as("Ama").get(f"/scoresheets/{sheet}").text
