#!/bin/sh
# Makes .venv from a lock file, and installs the few Debian packages this takes. `make` calls it when it is needed.
#   sh scripts/setup.sh       what writing and publishing need (requirements.lock)
#   sh scripts/setup.sh dev   what the tests need as well (requirements-dev.lock holds both)
#   sh scripts/setup.sh quality   the same, and the Node tools of quality/ (package-lock.json)
#   sh scripts/setup.sh web-editor   the first, and the form of /admin/ (web_editor/package-lock.json)
# PYTHON names another interpreter than python3; pip's own settings (PIP_*, pip.conf) are respected.
# Says nothing where nothing is missing. Exit code 0: ready. 1: not ready, with the reason and the remedy. 2: wrong usage.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
PACKAGES='python3-venv git' # one per word, installed only if is_there does not find it
# The tests build under another locale too (they make it themselves from what this package brings), look at
# pages in a browser (through Playwright, whose wheel lacks libatomic), and at what it prints.
# nginx and its module serve the site as deploy/nginx says; newsboat is a reader that polls it.
# Kannel is an SMS gateway to send through, PostgreSQL a ledger that several processes share.
# Decap's own server, which commits what the form saves, is a program of Node; npm fetches it and the form itself.
FOR_WEB_EDITOR='nodejs npm'
FOR_DEV="locales chromium libatomic1 poppler-utils nginx libnginx-mod-http-brotli-static newsboat kannel postgresql $FOR_WEB_EDITOR"
FOR_QUALITY='default-jre-headless' # the Nu checker

is_there() {
    case $1 in # by what it does, not by its name: a Python that Debian does not know may be a good one
    python3-venv) "$PYTHON" -c 'import ensurepip, venv' ;;
    git) git --version ;;
    chromium) chromium --version ;;
    libatomic1) "$PYTHON" -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' ;;
    poppler-utils) pdftoppm -v ;;
    nodejs) node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 1816 ? 1 : 0)' ;;
    npm) npm --version ;;
    default-jre-headless) java -version ;;
    *) dpkg-query --show --showformat='${db:Status-Status}\n' "$1" | grep -qx installed ;;
    esac >"$log" 2>&1
}

say() { printf '%s\n' "setup: $*" >&2; }

fail() { # what failed, what to do
    [ ! -s "$log" ] || tail -n 5 "$log" >&2
    say "$1"
    say "What to do: $2"
    exit 1
}

install_packages() { # package...
    : >"$log"
    by_hand="apt-get install --no-install-recommends $*"
    command -v apt-get >/dev/null || fail "this system lacks: $*, and it is not a Debian." \
        "install them its own way, then run the same command again."
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    elif [ -t 0 ] && say "to install $*, sudo may ask for your password." && sudo true; then
        as_root='sudo -n'
    else
        fail "this system lacks: $*, and this account may not install packages." \
            "ask an administrator for: $by_hand"
    fi
    say "installing Debian packages: $*"
    # A machine that publishes must not begin to serve something because of us: for the time of the installation
    # Debian asks policy-rc.d before it starts a daemon. One left behind by a kill forbids nothing.
    $as_root sh -eu -s -- "$@" >"$log" 2>&1 <<'ROOT' || fail "installing $* failed." \
        "see that this machine is online, then run the same command again; or by hand: $by_hand"
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ] || grep -q 'Tarvij setup' $policy; then
    trap 'rm -f $policy' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\n# Tarvij setup: no new daemons while process %s lives.\nkill -0 %s 2>/dev/null && exit 101\nexit 0\n' $$ $$ >$policy
    chmod 755 $policy
fi
patience='-o DPkg::Lock::Timeout=120' # another installation may be under way
apt-get $patience -q update </dev/null || true # one dead source must not stop the others
apt-get $patience -q -y --no-install-recommends install "$@" </dev/null
ROOT
}

home() { # where .venv stands and whose Python it is: moved or upgraded, it is useless
    printf '%s:%s\n' "$(pwd -P)" "$(readlink -f .venv/bin/python 2>/dev/null)"
}

is_usable() {
    [ ! -e .venv/.unfinished ] && [ "$(cat .venv/.home)" = "$(home)" ] && .venv/bin/python -c 'import pip'
} 2>/dev/null

make_venv() {
    rm -rf .venv
    mkdir .venv
    : >.venv/.unfinished
    "$PYTHON" -m venv .venv >"$log" 2>&1 || fail "$PYTHON could not make .venv." "see the lines above; then run the same command again."
    home >.venv/.home
    rm .venv/.unfinished
}

pip_install() { # requirements file, option...
    : >.venv/.unfinished
    # Unbuffered, so that even a kill leaves in the log whether pip had begun to change anything.
    if PYTHONUNBUFFERED=1 .venv/bin/python -m pip install --disable-pip-version-check --no-input --no-user \
        --require-hashes --no-build-isolation --use-pep517 -r "$@" >"$log" 2>&1; then
        rm .venv/.unfinished
        return
    fi
    # What pip had only wanted to do is no harm: .venv stays as it was, and an older lock file still works offline.
    grep -q '^Installing collected packages' "$log" || rm .venv/.unfinished
    fail "pip could not install what $lock lists." \
        "see pip's reason above. Offline: go online, or name a mirror in PIP_INDEX_URL. Then run the same command again."
}

install_node_tools() { # folder, its stamp, option of npm...
    lock=$1/package-lock.json ready=$1/node_modules/.ready stamp=$1/node_modules/$2
    [ ! "$stamp" -nt "$lock" ] || { touch "$ready" "$stamp" && return; }
    say "preparing $1/node_modules from $lock (up to a minute, only when it has changed)"
    # npm takes the old folder away first, and the stamp with it. Debian's looks for the lock file where it stands
    # itself, whatever --prefix says.
    (cd "$1" && shift 2 && npm ci --no-progress "$@") >"$log" 2>&1 || fail "npm could not install what $lock lists." \
        "see npm's reason above. Offline: go online, or name a mirror in npm_config_registry. Then run the same command again."
    touch "$ready" "$stamp"
}

case ${1-} in
'' | web-editor)
    lock=requirements.lock stamps=.venv/.ready
    [ -z "${1-}" ] || PACKAGES="$PACKAGES $FOR_WEB_EDITOR"
    ;;
dev | quality)
    lock=requirements-dev.lock stamps='.venv/.ready .venv/.ready-dev' PACKAGES="$PACKAGES $FOR_DEV"
    [ "$1" = dev ] || PACKAGES="$PACKAGES $FOR_QUALITY"
    ;;
bench) lock=requirements-bench.lock stamps='.venv/.ready .venv/.ready-dev .venv/.ready-bench' PACKAGES="$PACKAGES $FOR_DEV" ;;
*) say "usage: sh scripts/setup.sh [dev | bench | quality | web-editor]" && exit 2 ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 1' HUP INT TERM

# Two makes at once: the second waits. The lock is on this very file, so that none is left behind.
exec 9<scripts/setup.sh
! command -v flock >/dev/null || flock 9

missing=
for package in $PACKAGES; do
    is_there "$package" || missing="$missing $package"
done
[ -z "$missing" ] || install_packages $missing
for package in $missing; do
    is_there "$package" || case $package in
    python3-venv) fail "$package is installed, but $PYTHON does not find what it brings." \
        "set PYTHON to a Python 3.11 or newer that has the module venv, for example: make PYTHON=/usr/bin/python3" ;;
    nodejs) fail "Node 18.16 or newer is needed, and this is $(node --version 2>&1)." \
        "put a newer one first on the PATH." ;;
    *) fail "$package is installed, but does not work." "see the lines above." ;;
    esac
done
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >"$log" 2>&1 || fail \
    "Python 3.11 or newer is needed, and $PYTHON is $("$PYTHON" --version 2>&1)." \
    "install a newer one and name it, for example: make PYTHON=python3.11"

prepare_venv() {
    if is_usable && [ "${stamps##* }" -nt "$lock" ]; then
        touch $stamps # perhaps only this file had changed
        return
    fi
    say "preparing .venv from $lock (up to a minute, only when it has changed)"
    is_usable || make_venv
    # feedgen is published as source alone. setuptools, which builds it, is in the lock file and goes first;
    # left alone, pip would fetch one of its own choice with no hash.
    sed -n '/^setuptools==/,/[^\\]$/p' "$lock" >.venv/build.txt
    pip_install .venv/build.txt
    pip_install "$lock"
    touch $stamps
}

prepare_venv
case ${1-} in
dev) install_node_tools web_editor .ready-dev ;;
quality) install_node_tools quality .ready ;;
web-editor) install_node_tools web_editor .ready --omit=dev ;;
esac
