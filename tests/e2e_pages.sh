#!/bin/sh
# The reader on annotated pages of our own: per page a floor for numbers found and for claims that
# are right in everything (F1), no wrong claim of tier A, few distractors taken for claims.
set -u
: "${TALLY:=build/tally}"
export TALLY
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$TALLY" init -s "$work/s.h5" >/dev/null 2>&1
"$TALLY" list metrics --format tsv -s "$work/s.h5" > "$work/metrics.tsv"
"$TALLY" list regions --format tsv -s "$work/s.h5" > "$work/regions.tsv"
python3 "$here/score_pages.py" "$here/cases/reading" "$work/metrics.tsv" "$work/regions.tsv" > "$work/scores" || exit 1

# floor PAGE NUMBERS EVERYTHING
floor() {
	grep "^$1-" "$work/scores" | awk -v n="$2" -v e="$3" '
		{ split($4, a, "/"); good = $2 >= n && $3 >= e && a[1] >= 0.98 * a[2] && $5 <= 1
		  print (good ? "ok" : "not ok") " - " $1 ": numbers " $2 " (>= " n "), everything " $3 " (>= " e "), tier A " $4 ", distractors " $5
		  seen = 1 }
		END { if (!seen) print "not ok - a page is missing" }'
}
{
	floor p1 0.99 0.98
	floor p2 0.99 0.98
	floor p3 0.99 0.92
	floor p4 0.98 0.97
	floor p5 0.99 0.94
	floor p6 0.99 0.98
	floor p7 0.99 0.97
	floor p8 0.99 0.94
	floor q1 0.99 0.99
	floor q2 0.98 0.98
	floor q3 0.99 0.92
	floor r1 0.99 0.98
	floor r2 0.99 0.98
	floor s1 0.99 0.97
	floor s2 0.99 0.95
	floor s3 0.95 0.84
	floor t1 0.98 0.91
	floor t3 0.93 0.85
	floor t2 0.99 0.88
	floor r3 0.99 0.88
	floor u1 0.99 0.97
	floor u2 0.99 0.91
	floor u3 0.99 0.96
} > "$work/out"
cat "$work/out"
! grep -q "^not ok" "$work/out"
