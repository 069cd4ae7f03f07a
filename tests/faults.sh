#!/bin/sh
# Every call that can fail, failed one by one (and killed there): the store stays the old or the new one.
# HDF5 1.10 itself does not live through every failed malloc; then the store is whole and the line says how often.
# usage: faults.sh STEP_IO STEP_MEMORY: every STEP-th call (1: all; 0: none)
cd "$(dirname "$0")/.." || exit 1
step_io=$1 step_memory=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
${CC:-cc} -O1 -D_GNU_SOURCE -shared -fPIC -o "$dir/fault.so" tests/fault.c -ldl || exit 1
export TALLY_STORE="$dir/store.h5"

"$TALLY" init >/dev/null && "$TALLY" ingest datasets/herald.csv >/dev/null &&
	"$TALLY" ingest datasets/anchors.csv >/dev/null || { echo "not ok - a store to harm"; exit 1; }
cp "$TALLY_STORE" "$dir/old.h5"

content() { # what a reader sees, and the log
	"$TALLY" export csv 2>/dev/null && "$TALLY" log --json 2>/dev/null
}

try() { # name, verb...
	name=$1
	shift
	cp "$dir/old.h5" "$TALLY_STORE"
	content >"$dir/old"
	"$TALLY" "$@" >/dev/null 2>&1
	content >"$dir/new"
	for kind in io memory; do
		[ $kind = memory ] && [ "$step_memory" -eq 0 ] && continue
		[ $kind = io ] && hows="fail kill short" step=$step_io || hows="fail" step=$step_memory
		cp "$dir/old.h5" "$TALLY_STORE"
		FAULT_KIND=$kind FAULT_AT=0 FAULT_COUNT=$dir/count LD_PRELOAD=$dir/fault.so "$TALLY" "$@" >/dev/null 2>&1
		calls=$(cat "$dir/count")
		for how in $hows; do
			n=1 bad=0 struck=0 died=0
			while [ "$n" -le "$calls" ]; do
				cp "$dir/old.h5" "$TALLY_STORE"
				FAULT_KIND=$kind FAULT_AT=$n FAULT_HOW=$how LD_PRELOAD=$dir/fault.so \
					timeout 60 "$TALLY" "$@" >"$dir/said" 2>&1
				code=$?
				content >"$dir/now"
				whole=no
				"$TALLY" verify >/dev/null 2>&1 && whole=yes
				[ $kind = memory ] && [ $code -gt 4 ] && died=$((died + 1))
				if [ $whole = no ] || { ! cmp -s "$dir/now" "$dir/old" && ! cmp -s "$dir/now" "$dir/new"; } ||
					{ [ $code -eq 0 ] && ! cmp -s "$dir/now" "$dir/new"; } ||
					{ [ $how != kill ] && [ $kind = io ] && [ $code -gt 4 ]; }; then
					bad=$((bad + 1))
					[ $bad -le 3 ] && echo "    $name: $kind call $n, $how: exit $code, whole $whole: $(head -n 1 "$dir/said")"
				fi
				struck=$((struck + 1))
				n=$((n + step))
			done
			if [ $bad -eq 0 ] && [ $struck -gt 0 ]; then
				echo "ok - $name: $struck of $calls $kind calls, $how: old or new, whole; died $died times"
			else
				echo "not ok - $name: $kind, $how: $bad of $struck left harm"
			fi
		done
	done
	"$TALLY" log >/dev/null
}

try ingest ingest datasets/nbs-releases.csv
try revert revert 1
try compact compact
