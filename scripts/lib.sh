# shellcheck shell=bash
# Shared by the scripts here, which source it after `set -euo pipefail`: where the project is, progress lines, packages,
# building.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cores=$(nproc)

# step TEXT: a progress line with the seconds since the script began.
step() { printf '\n[%4d s] %s\n' "$SECONDS" "$*"; }

# die TEXT...: one line each on stderr, then ends the script.
die() {
  printf '%s\n' "$@" >&2
  exit 1
}

# The packages of packages.txt that dpkg does not know as installed, one a line.
missing_packages() {
  local package
  while read -r package; do
    case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) in
      installed) ;;
      *) printf '%s\n' "$package" ;;
    esac
  done < <(grep -v -e '^#' -e '^$' "$project/scripts/packages.txt")
}

# How apt-get is run by this user: directly, through sudo, or (nothing printed) not at all.
root_command() {
  if [ "$(id -u)" -eq 0 ]; then
    echo env
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    echo sudo
  fi
}

# Installs what packages.txt names and is missing. Does nothing where nothing is missing.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system: what scripts/packages.txt names must be there already; CMake says what is not."
    return
  fi
  local missing root
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -gt 0 ] || return 0
  root=$(root_command)
  if [ -z "$root" ] || ! command -v apt-get >/dev/null; then
    die "These packages are missing, and there is neither root nor sudo here to install them:" "  ${missing[*]}" \
      "Ask an administrator for: apt-get install ${missing[*]}"
  fi
  step "Installing with apt: ${missing[*]}"
  "$root" DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null ||
    echo "The package lists could not be renewed; going on with those that are here."
  "$root" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
}

# configure PRESET [CMake options...]: uses ccache where it is installed.
configure() {
  local preset=$1 launchers=()
  shift
  if command -v ccache >/dev/null; then
    launchers=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
      -DCMAKE_CUDA_COMPILER_LAUNCHER=ccache)
  fi
  (cd "$project" && cmake --preset "$preset" "${launchers[@]}" "$@" >/dev/null)
}

# build PRESET [TARGET...]: everything, or the targets named.
build() {
  local preset=$1
  shift
  (cd "$project" && cmake --build --preset "$preset" -j "$cores" ${1:+--target "$@"})
}
