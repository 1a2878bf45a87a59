#!/usr/bin/env bash
# Does the code keep the API contract?
#
#   validate-contract.sh CONTRACT BACKEND_DIR [FRONTEND_DIR...]
#
# The first folder serves the endpoints, further ones call them.
# Exit code: 0 kept; 1 not kept, or could not be examined.
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "usage: validate-contract.sh CONTRACT BACKEND_DIR [FRONTEND_DIR...]" >&2
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

contract=$1
roles=(--provider "$2")
shift 2
for folder in "$@"; do
  roles+=(--consumer "$folder")
done

"${accord[@]}" check "$contract" "${roles[@]}" || exit 1
