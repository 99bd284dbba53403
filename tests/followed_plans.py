"""Fourteen made-up plans followed over reviews, as arrays; what R makes of them stands in the tests."""

import numpy as np

_PLAN = "1 1 2 2 2 3 3 3 3 4 4 5 5 5 6 6 6 6 7 7 8 8 9 9 9 10 10 10 10 11 11 11 11 11 12 12 13 14 14 14"
_REVIEW = "0 1 0 1 2 0 1 2 3 0 1 0 1 2 0 1 2 3 0 1 0 1 0 1 2 0 1 2 3 0 1 2 3 4 0 1 0 0 1 2"
_RATER = "a b c b c c b c a b a a a a a a b b a b c b c b c a c c b c a c b b a c b a b a"
_SCORE = """2.29 1.78 2.28 1.9 1.65 2.44 2.54 2.26 1.87 2.67 2.29 1.55 1.56 1.93 2.91 2.66 3.06 2.43 3.18 3.27
2.41 2.64 1.88 2.24 1.54 2.8 2.53 2.9 2.48 2.95 2.31 2.11 2.41 2.27 1.17 0.92 3.1 2.85 2.81 2.02"""
_WEIGHT = "1 1 2 1 3 1 1 2 2 2 1 3 2 3 2 3 1 1 1 2 2 3 1 2 2 1 3 1 3 1 2 1 3 2 3 2 3 1 1 1"

PLANS = np.array([int(word) for word in _PLAN.split()]) - 1
REVIEWS = np.array([float(word) for word in _REVIEW.split()])
SCORES = np.array([float(word) for word in _SCORE.split()])
WEIGHTS = np.array([float(word) for word in _WEIGHT.split()])
_RATERS = np.array(_RATER.split())
COLUMNS = np.column_stack([REVIEWS, _RATERS == "a", _RATERS == "b", _RATERS == "c"]).astype(float)
