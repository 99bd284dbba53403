#!/usr/bin/env bash
# Playwright's own Chromium, for Ubuntu, whose chromium package is a stub for snap.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
. tools/system.sh

can_start() {
    .venv/bin/python 2>/dev/null <<'PY'
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    playwright.chromium.launch(args=["--no-sandbox"]).close()
PY
}

can_start && exit 0
say "Installing the browser for the tests"
.venv/bin/playwright install chromium </dev/null
can_start && exit 0
root=$(become_root) || stop_for_root "'$PWD/.venv/bin/playwright' install-deps chromium"
# shellcheck disable=SC2086  # $root is no word or two
$root env DEBIAN_FRONTEND=noninteractive .venv/bin/playwright install-deps chromium </dev/null
can_start || stop "The browser that playwright installed does not start."
