"""Which rules an analysis followed."""

# Raised whenever the same tables and plan could come out with another verdict, estimate or interval, so that
# results of the simulation study under older rules are told apart and made anew.
RULES_VERSION = 1
