# Installs what the project needs from Debian's packages, and sets up the folder `build`. Sourced by
# examples/quickstart.sh and tests/run.sh; there is no need to run it by hand.
packages="g++ meson ninja-build pkg-config libopenblas-dev libfmt-dev libboost-dev libboost-test-dev librandom123-dev \
nlohmann-json3-dev libxxhash-dev zlib1g-dev libprotozero-dev libcli11-dev libmujoco-dev gnuplot-nox esbuild node-d3 ${also:-}"

# Says what is missing, and installs it: as root as it is, else with sudo.
install_missing() {
    if ! command -v apt-get >/dev/null; then
        echo "This is not Debian or a relative of it; what follows needs the like of: $packages"
        return
    fi
    missing=""
    for package in $packages; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "Needed, and only root can install it:$missing" >&2; exit 1; }
        as_root="sudo"
    fi
    echo "About to install from Debian's packages:$missing"
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

install_missing
[ -e build/build.ninja ] || { echo "meson setup build"; meson setup build; }
