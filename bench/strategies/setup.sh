#!/bin/sh
# Makes the virtual environments of the problems and the peers: setup.sh FOLDER. Then LODE_BENCH_VENVS=FOLDER.
set -eu
folder=${1:?"usage: setup.sh FOLDER"}
here=$(cd "$(dirname "$0")" && pwd)
install() { # NAME OPTIONS...
  name=$1
  shift
  test -d "$folder/$name" || python3 -m venv "$folder/$name"
  "$folder/$name/bin/pip" install --quiet "$@"
}
install base -r "$here/requirements.txt"
install classic -r "$here/requirements/classic.txt"
install torch -r "$here/requirements/torch.txt"
install torch --no-deps -r "$here/requirements/torch-nodeps.txt"
install multifidelity -r "$here/requirements/multifidelity.txt"
install syne013 -r "$here/requirements/syne013.txt"
