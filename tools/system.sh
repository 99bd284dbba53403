# shellcheck shell=bash
# What the operating system must bring: asked first, installed through apt only where something is missing.
# Read by setup.sh; needs $PYTHON.

say() { printf '%s\n' "$*"; }

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

check_python() {
    command -v "$PYTHON" >/dev/null || stop "There is no $PYTHON here. Install Python 3.11, 3.12 or 3.13 and try again."
    "$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' ||
        stop "Python 3.11, 3.12 or 3.13 is needed; $PYTHON is $("$PYTHON" -V 2>&1)." \
            "If another one is installed, name it: make PYTHON=python3.12 ..."
}

# Ubuntu's chromium package is a stub for snap, so playwright brings its own browser there.
has_chromium_package() {
    ! grep -qsiE '^ID(_LIKE)?=.*ubuntu' /etc/os-release
}

missing_packages() {
    local want_venv=$1 want_browser=$2
    if $want_venv && ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        say python3-venv
    fi
    # WeasyPrint loads this very file; it pulls in Pango, HarfBuzz, fontconfig and a font.
    if ! "$PYTHON" -c 'import ctypes; ctypes.CDLL("libpangoft2-1.0.so.0")' 2>/dev/null; then
        say libpangoft2-1.0-0
    fi
    if $want_browser && has_chromium_package && ! command -v chromium >/dev/null; then
        say chromium
    fi
    # What drives the browser in the tests is linked to it, and a bare system lacks it.
    if $want_browser && ! "$PYTHON" -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null; then
        say libatomic1
    fi
}

# The word that goes before a command that needs root: nothing for root, "sudo -n" where it asks no password.
become_root() {
    if [ "$(id -u)" -eq 0 ]; then
        return 0
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        say sudo -n
    else
        return 1
    fi
}

stop_for_root() {
    local prefix=
    if command -v sudo >/dev/null; then prefix='sudo '; fi
    stop "" "Something is missing that only root can install. Run this${prefix:+ line}${prefix:- as root}, then try again:" \
        "" "    $prefix$*" ""
}

apt_install() {
    local root
    command -v apt-get >/dev/null ||
        stop "This machine has no apt-get. Install what Debian calls: $*. Then try again."
    root=$(become_root) || stop_for_root "apt-get install --yes --no-install-recommends $*"
    say "Installing with apt: $*"
    # shellcheck disable=SC2086  # $root is no word or two
    {
        $root apt-get update -qq </dev/null || say "apt-get update had trouble; trying to install all the same."
        $root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends \
            -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" </dev/null >/dev/null ||
            stop "apt could not install: $*"
    }
}
