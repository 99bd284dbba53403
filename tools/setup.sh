#!/usr/bin/env bash
# Everything that must be there before a command can run; does nothing where nothing is missing.
#
#   tools/setup.sh                   what `make run` needs
#   tools/setup.sh --with-browser    and a browser for the tests
#
# A stamp in .venv is written after a step has ended, and says what the step was made from: a step that was
# interrupted, or whose source has changed, is done again.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
. tools/system.sh

want_browser=false
if [ "${1:-}" = --with-browser ]; then want_browser=true; fi

is_stamped() { [ "$(cat ".venv/.stamp-$1" 2>/dev/null)" = "$2" ]; }

stamp() { printf '%s\n' "$2" >".venv/.stamp-$1"; }

fingerprint() { cat "$@" | sha256sum | cut -d ' ' -f 1; }

# pip, when killed in the middle, can leave half a package that it later takes for a whole one.
install() {
    touch .venv/.unfinished
    .venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet "$@" </dev/null
    rm .venv/.unfinished
}

has_sound_venv() {
    is_stamped venv "$1" && [ ! -e .venv/.unfinished ] && .venv/bin/python -c '' 2>/dev/null
}

make_venv() {
    say "Making the Python environment in .venv"
    # A Debian python3 without ensurepip leaves half an environment behind, hence --clear.
    "$PYTHON" -m venv --clear .venv
    stamp venv "$1"
}

# Wheels only, because a source package builds with whatever it finds.
install_packages() {
    say "Installing the $(grep -c '^[a-z].*==' requirements.lock) locked packages (a minute or two, most of it downloading)"
    install --require-hashes --only-binary :all: -r requirements.lock
    stamp packages "$1"
}

install_project() {
    say "Installing ehcp-audit itself"
    install --no-deps --no-build-isolation --editable .
    stamp project "$1"
}

# One at a time: `make run` and `make test` may be started together in one checkout.
exec 9<tools/setup.sh
flock 9

check_python
venv_mark="$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])') in $PWD"
packages_mark=$(fingerprint requirements.lock)
project_mark=$(fingerprint setup.cfg pyproject.toml requirements.lock)

want_venv=true
if has_sound_venv "$venv_mark"; then want_venv=false; fi

packages=$(missing_packages $want_venv $want_browser)
# shellcheck disable=SC2086  # one word for each package
if [ -n "$packages" ]; then apt_install $packages; fi

if $want_venv; then make_venv "$venv_mark"; fi
is_stamped packages "$packages_mark" || install_packages "$packages_mark"
is_stamped project "$project_mark" || install_project "$project_mark"
if $want_browser && ! has_chromium_package; then tools/browser.sh; fi
