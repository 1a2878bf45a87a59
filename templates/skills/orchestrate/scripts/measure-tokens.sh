#!/usr/bin/env bash
# What did a session cost, and what did delegating save?
#
#   measure-tokens.sh SESSION               one session (a .jsonl file or a folder of them)
#   measure-tokens.sh BASELINE DELEGATED    two, compared
#
# Exit code: 0 measured; 1 not.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: measure-tokens.sh SESSION | measure-tokens.sh BASELINE DELEGATED" >&2
  exit 1
fi

accord=(accord)
if ! command -v accord > /dev/null; then
  accord=(python3 -m accord)
  if ! python3 -c 'import accord' 2> /dev/null; then
    echo "accord is not installed here; run: pip install pytest-accord" >&2
    exit 1
  fi
fi

if [ $# -eq 1 ]; then
  "${accord[@]}" tokens "$1" || exit 1
else
  "${accord[@]}" tokens "$2" --against "$1" || exit 1
fi
