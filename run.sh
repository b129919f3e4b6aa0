#!/usr/bin/env bash
# ./run.sh starts the dashboard, ./run.sh test passes the tests, ./run.sh setup only sets up.
# Each sets up what is missing; an interrupted set-up is finished, or begun anew, by the next call.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Glyphlab needs Python 3.11 or newer; install it, or name it: PYTHON=/path/to/python3 ./run.sh" >&2
  return 1
}

# Installs a requirements file once: the stamp, written last, holds what was installed.
install() {
  local file=$1 stamp=".venv/installed-$1"
  cmp -s "$file" "$stamp" && return
  echo "Installing $file (once; a few minutes) ..." >&2
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$file" >&2
  cp "$file" "$stamp"
}

setup() {
  if ! .venv/bin/python -c "import pip" 2>/dev/null; then
    local python
    python=$(find_python)
    echo "Creating .venv with $("$python" --version) ..." >&2
    rm -rf .venv
    "$python" -m venv .venv
  fi
  install requirements.txt
}

case "${1:-start}" in
  start)
    [ $# -eq 0 ] || shift
    setup
    exec .venv/bin/python -m streamlit run app.py "$@"
    ;;
  setup)
    setup
    ;;
  test)
    shift
    setup
    install requirements-dev.txt
    .venv/bin/ruff format --check --quiet . || { echo "run .venv/bin/ruff format ." >&2; exit 1; }
    .venv/bin/ruff check --quiet .
    .venv/bin/mypy --no-error-summary
    exec .venv/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder "$@"
    ;;
  *)
    echo "usage: ./run.sh [start | test | setup]" >&2
    exit 2
    ;;
esac
