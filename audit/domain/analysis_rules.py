"""Which rules an analysis followed, so that results of the study under older ones are made anew."""

from audit.domain.scenario import Scenario

# Raised whenever a data set of the study could come out with another verdict, estimate or interval. A test
# makes sets anew and holds them against the committed results, so a change cannot pass unseen.
RULES_VERSION = 1
# The same for what only plans show that are followed from review to review.
REVIEW_RULES_VERSION = 2


def rules_of(scenario: Scenario) -> int:
    """The version of the rules that a scenario's sets are analysed by; of one with reviews both, as in 102.

    >>> from audit.domain.scenario_list import find_scenario
    >>> rules_of(find_scenario("no_change"))
    1
    """
    if scenario.reviews is None:
        return RULES_VERSION
    return RULES_VERSION * 100 + REVIEW_RULES_VERSION
