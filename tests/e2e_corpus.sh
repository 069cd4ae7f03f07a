#!/bin/sh
# Every fuzz target goes through its seeds and through whatever was found once.
here=$(cd "$(dirname "$0")" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for source in "$here"/fuzz_*.c; do
	name=$(basename "$source" .c)
	corpus=$here/corpus/${name#fuzz_}
	if "$BUILD/tests/$name" "$corpus" >"$log" 2>&1; then echo "ok - $name: $(tail -n 1 "$log")"; else
		echo "not ok - $name: $(tail -n 30 "$log")"
	fi
done
