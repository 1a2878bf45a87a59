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
command -v accord > /dev/null || accord=(python3 -m accord)

contract=$1
roles=(--provider "$2")
shift 2
for folder in "$@"; do
  roles+=(--consumer "$folder")
done

"${accord[@]}" check "$contract" "${roles[@]}" || exit 1
