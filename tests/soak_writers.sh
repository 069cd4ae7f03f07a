#!/bin/sh
# 8 writers and 16 readers on one store for a minute (SECONDS_LONG), some writers killed on the way:
# every batch that was reported is there exactly once, no reader fails, and every reader sees whole
# batches only. Then a small disk that fills up, where mounting is allowed.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'touch "$dir/stop"; wait; umount "$dir/disk" 2>/dev/null; rm -rf "$dir"' EXIT
unset TALLY_STORE
seconds=${SECONDS_LONG:-60}
rows=50
"$TALLY" -s "$dir/s.h5" init 2>/dev/null || exit 1

# Each batch has $rows rows of one source of its own, so that a part of one would be seen.
batch() { # writer number
	awk -v w="$1" -v k="$2" -v n=$rows 'BEGIN {
		print "metric,region,period,value,unit,source"
		for (i = 0; i < n; i++) printf "gdp,CN,%d,%d.%d,亿元,w%d-%d\n", 1900 + i, w * 1000 + k, i, w, k }'
}
writer() {
	k=0
	while [ ! -e "$dir/stop" ]; do
		k=$((k + 1))
		batch "$1" $k >"$dir/in-$1.csv"
		if [ $((k % 7)) -eq 0 ]; then # this one dies at some moment
			timeout -s KILL "0.0$((k % 10))" "$TALLY" -s "$dir/s.h5" ingest "$dir/in-$1.csv" >/dev/null 2>&1
			[ $? -eq 0 ] && echo "w$1-$k" >>"$dir/done-$1" || echo "w$1-$k" >>"$dir/perhaps-$1"
		elif "$TALLY" -s "$dir/s.h5" ingest "$dir/in-$1.csv" >/dev/null 2>"$dir/said-$1"; then
			echo "w$1-$k" >>"$dir/done-$1"
		else
			echo "writer $1: $(cat "$dir/said-$1")" >>"$dir/failed"
		fi
	done
}
reader() {
	while [ ! -e "$dir/stop" ]; do
		"$TALLY" -s "$dir/s.h5" export csv >"$dir/read-$1" 2>"$dir/told-$1" || echo "reader $1: $(cat "$dir/told-$1")" >>"$dir/failed"
		awk -F, -v n=$rows 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "source") c = i } NR > 1 { seen[$c]++ } END { for (s in seen) if (seen[s] != n) print "mixture: " seen[s] " rows of " s }' \
			"$dir/read-$1" >>"$dir/failed"
		echo >>"$dir/reads-$1"
	done
}
touch "$dir/failed"
for i in 1 2 3 4 5 6 7 8; do writer $i & done
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do reader $i & done
sleep "$seconds"
touch "$dir/stop"
wait
if [ -s "$dir/failed" ]; then echo "not ok - nobody fails: $(sort "$dir/failed" | uniq -c | head -n 3)"; else echo "ok - nobody fails or sees a part"; fi
cat "$dir"/done-* | sort >"$dir/done"
cat "$dir"/perhaps-* 2>/dev/null | sort >"$dir/perhaps"
"$TALLY" -s "$dir/s.h5" export csv | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "source") c = i } NR > 1 { n[$c]++ } END { for (s in n) print s, n[s] }' | sort >"$dir/there"
awk -v n=$rows '$2 != n' "$dir/there" >"$dir/broken"
cut -d' ' -f1 "$dir/there" >"$dir/names"
missing=$(comm -23 "$dir/done" "$dir/names" | wc -l)
invented=$(sort "$dir/done" "$dir/perhaps" | comm -13 - "$dir/names" | wc -l)
told="$(wc -l <"$dir/done") batches, $(wc -l <"$dir/perhaps") writers killed, $(cat "$dir"/reads-* | wc -l) reads"
if [ "$missing" -eq 0 ] && [ "$invented" -eq 0 ] && [ ! -s "$dir/broken" ] && [ -s "$dir/done" ]; then
	echo "ok - every batch exactly once: $told"
else
	echo "not ok - every batch exactly once: $missing missing, $invented invented, $(wc -l <"$dir/broken") in part; $told"
fi
"$TALLY" -s "$dir/s.h5" verify 2>/dev/null && echo "ok - verify" || echo "not ok - verify"

# --- a disk that fills up ----------------------------------------------------------------
mkdir "$dir/disk"
if ! mount -t tmpfs -o size=512k none "$dir/disk" 2>"$dir/said"; then
	echo "not ok - a small disk: $(cat "$dir/said") (run as root)"
	exit 1
fi
"$TALLY" -s "$dir/disk/s.h5" init 2>/dev/null
k=0 code=0
while [ $k -lt 500 ] && [ $code -eq 0 ]; do
	k=$((k + 1))
	cp "$dir/disk/s.h5" "$dir/before.h5"
	batch 9 $k >"$dir/in.csv"
	"$TALLY" -s "$dir/disk/s.h5" ingest "$dir/in.csv" >/dev/null 2>"$dir/said"
	code=$?
done
if [ $code -eq 4 ] && [ -s "$dir/said" ] && cmp -s "$dir/before.h5" "$dir/disk/s.h5" && [ "$(ls -A "$dir/disk" | wc -l)" -eq 2 ]; then
	echo "ok - a full disk after $k batches: exit 4, the store as before, nothing left"
else
	echo "not ok - a full disk after $k batches: exit $code, $(cat "$dir/said"), $(ls -A "$dir/disk" | tr '\n' ' ')"
fi
