#!/bin/sh
# Ten thousand damaged stores of each of two kinds: read right or refused, told, and salvaged.
TALLY_DAMAGES=${TALLY_DAMAGES:-10000}
export TALLY_DAMAGES
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for test in test_damage test_store; do
	if "$BUILD/tests/$test" >"$log" 2>&1; then
		echo "ok - $test: $(grep -hoE '[0-9]+ (of [0-9]+ )?damages.*' "$log" | head -n 1)"
	else
		echo "not ok - $test: $(grep -m 1 -E 'ERROR|gave|damage' "$log")"
	fi
done
