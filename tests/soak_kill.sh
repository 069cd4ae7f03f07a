#!/bin/sh
# kill -9 at random moments of an ingest, a compact and a revert: the store is always the old or
# the new one, and sound. KILLS: how many of each (default 200).
set -u
tally=$TALLY
kills=${KILLS:-200}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
unset TALLY_STORE SOURCE_DATE_EPOCH
failed=0

awk 'BEGIN {
	print "metric,region,period,value,unit,locator"
	for (r = 1; r <= 30; r++) for (y = 1900; y < 2000; y++)
		printf "gdp,CN-%s,%d,%d.%02d,亿元,p%d\n", r % 2 ? "GD" : "JS", y, r * 1000 + y, y % 100, r
}' >one.csv
sed 's/,p\([0-9]\)/,q\1/' one.csv >two.csv
"$tally" -s base.h5 init 2>/dev/null
"$tally" -s base.h5 ingest one.csv >/dev/null 2>&1 || exit 1
"$tally" -s base.h5 ingest two.csv >/dev/null 2>&1 || exit 1
sed 's/,p\([0-9]\)/,z\1/' one.csv >three.csv

# run_once VERB...: on a fresh copy; prints the milliseconds it took
run_once() {
	cp base.h5 s.h5
	start=$(date +%s%N)
	"$tally" -s s.h5 "$@" >/dev/null 2>&1
	echo $(((($(date +%s%N) - start) / 1000)))
}

# kill_many NAME VERB...
kill_many() {
	name=$1
	shift
	whole=$(run_once "$@")
	cp s.h5 new.h5
	old=0 new=0 wrong=0 killed=0
	i=0
	while [ $i -lt "$kills" ]; do
		cp base.h5 s.h5
		delay=$(awk -v seed="$i$$" -v whole="$whole" 'BEGIN { srand(seed); printf "%.6f", rand() * whole * 1.15 / 1e6 }')
		timeout -s KILL "$delay" "$tally" -s s.h5 "$@" >/dev/null 2>&1
		[ $? -eq 137 ] && killed=$((killed + 1))
		if cmp -s s.h5 base.h5; then
			old=$((old + 1))
		elif cmp -s s.h5 new.h5; then
			new=$((new + 1))
		else
			wrong=$((wrong + 1))
		fi
		"$tally" -s s.h5 verify >/dev/null 2>&1 || wrong=$((wrong + 1))
		i=$((i + 1))
	done
	if [ $wrong -eq 0 ]; then
		echo "ok - $name: $killed of $kills killed, $old old, $new new"
	else
		echo "not ok - $name: $wrong of $kills left something else"
		failed=1
	fi
	"$tally" -s s.h5 "$@" >/dev/null 2>&1
	if [ -e .s.h5.tally-tmp ]; then
		echo "not ok - $name: a temporary file is left"
		failed=1
	fi
}

kill_many "ingest" ingest three.csv
kill_many "compact" compact
kill_many "revert" revert 1
exit $failed
