#!/usr/bin/env bash
# Write requirements.lock anew: one lock for running and testing, for every Python that we take, with hashes
# and without the address of any package index (pip's own configuration says where packages come from).
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null; then
    python=.cache/uv/bin/python
    [ -x .cache/uv/bin/uv ] || { "${PYTHON:-python3}" -m venv --clear .cache/uv && $python -m pip install --quiet uv; }
    PATH="$PWD/.cache/uv/bin:$PATH"
fi
uv pip compile setup.cfg --extra test --upgrade --generate-hashes --universal --python-version 3.11 \
    --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock
if grep -nE '://|--(extra-)?index|--find-links' requirements.lock; then
    echo "requirements.lock names a place to fetch from: take that out." >&2
    exit 1
fi
