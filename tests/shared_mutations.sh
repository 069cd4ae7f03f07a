#!/bin/sh
# Figures changed in 200 places of the pages: read as changed, and noticed where arithmetic can.
set -u
: "${TALLY:=build/tally}" "${SHARED:=../shared}"
texts=$SHARED/texts
[ -d "$texts" ] || { echo "ok - no shared texts here"; exit 0; }
pages=$(tail -n +2 "$texts/published.tsv" | while IFS="$(printf '\t')" read -r doc date; do printf '%s=%s ' "$texts/$doc" "$date"; done)
# shellcheck disable=SC2086
if out=$(python3 "$(dirname "$0")/read_mutations.py" "$TALLY" 200 $pages); then
	echo "ok - mutations: $(echo "$out" | tail -1)"
else
	echo "not ok - mutations: $out"
	exit 1
fi
