#!/bin/sh
# The store's life on the command line: init, log, list, revert, compact, verify, diff, kills.
set -u
tally=$TALLY
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0
unset TALLY_STORE SOURCE_DATE_EPOCH

ok() { echo "ok - $1"; }
bad() {
	echo "not ok - $1: $2"
	failed=1
}
# same NAME EXPECTED FOUND
same() {
	if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "expected '$2', found '$3'"; fi
}
# has NAME PATTERN FILE
has() {
	if grep -q -e "$2" "$3"; then ok "$1"; else bad "$1" "no '$2' in $(head -c 300 "$3")"; fi
}

cat >a.csv <<'CSV'
metric,region,period,value,unit,source,published,locator
gdp,CN,2021,114.92,万亿元,nbs-2022,2022-02-28,p1
gdp,CN,2022,121.02,万亿元,nbs-2023,2023-02-28,p1
gdp,CN-GD,2022,129118.58,亿元,nbs-2023,2023-02-28,p10
CSV
cat >b.csv <<'CSV'
metric,region,period,value,unit,source,published,locator
gdp,CN,2022,121.02,万亿元,nbs-2023,2023-02-28,p1
gdp,CN,2022,120.47,万亿元,nbs-2023-12,2023-12-29,p2
CSV

"$tally" init >out 2>err
same "init makes tally.h5" 0 $?
has "init tells what is in it" 'new store with [0-9]* metrics' err
"$tally" init >out 2>err
same "init never overwrites" 3 $?
has "and says so" 'exists' err
"$tally" verify 2>err
same "an empty store verifies" 0 $?
"$tally" log >out 2>err
same "log of an empty store" 0 $?

"$tally" ingest a.csv >out 2>err || cat err
"$tally" ingest b.csv >out 2>err || cat err
has "a row that is known is counted" '1 already known' out
same "log lists two batches" 2 "$("$tally" log --json | grep -c '"number"')"
same "log keeps base names only" 0 "$("$tally" log --json | grep -c "$dir")"
"$tally" list batches >out
has "list batches is the log" 'b.csv' out
"$tally" list series >out
has "list series" 'CN-GD' out
"$tally" list sources --json >out
has "list sources counts claims" '"source":"nbs-2023","family":"nbs","claims":2' out
"$tally" list metrics --format tsv >out
has "tsv: code, tab, names with bars" '^gdp	.*国内生产总值' out
"$tally" list regions --group CN-HTZ --at 2022-12-31 >out
has "members of a group" '^CN-HTZ-E' out
"$tally" list metricz >out 2>err
same "an unknown list is wrong usage" 2 $?
has "with a did-you-mean" 'did you mean metrics' err
"$tally" list regions --group CN-HTX >out 2>err
same "an unknown group is wrong usage" 2 $?

"$tally" verify 2>err
same "verify is content" 0 $?
has "and counts the rows" '4 rows' err
cp tally.h5 before.h5
"$tally" diff before.h5 tally.h5 >out
same "diff of equal stores" 0 $?
"$tally" revert 2 2>err
same "revert" 0 $?
"$tally" diff before.h5 tally.h5 >out
same "diff tells of differences" 1 $?
has "diff shows the figure that went" '120.47' out
"$tally" revert 2 2>err
same "revert twice is wrong usage" 2 $?
"$tally" revert x 2>err
same "revert needs a number" 2 $?
"$tally" compact 2>err
same "compact" 0 $?
"$tally" verify 2>err
same "verify after compact" 0 $?
"$tally" revert 1 2>err
same "revert of a folded batch" 0 $?
"$tally" show gdp CN >out 2>err
same "nothing is left" 1 $?
"$tally" ingest a.csv >out 2>err
"$tally" show gdp CN --all-claims >out
has "ingested again" '114.92' out
"$tally" compact --json >out 2>err
has "compact tells the sizes" '"bytes_after":[0-9]' out
"$tally" -s nowhere.h5 log >out 2>err
same "no store: bad input" 3 $?
"$tally" -s a.csv log >out 2>err
same "a CSV is no store" 3 $?
has "and the message says so" 'not a tally store' err

# The same input gives the same bytes; a date enters only on request.
for k in 1 2; do
	"$tally" -s same$k.h5 init 2>/dev/null
	"$tally" -s same$k.h5 ingest a.csv >/dev/null 2>&1
	"$tally" -s same$k.h5 ingest b.csv >/dev/null 2>&1
	"$tally" -s same$k.h5 revert 1 2>/dev/null
	sleep 1
done
if cmp -s same1.h5 same2.h5; then ok "byte-identical stores"; else bad "byte-identical stores" "they differ"; fi

SOURCE_DATE_EPOCH=1700000000 "$tally" -s same1.h5 ingest a.csv >/dev/null 2>&1
has_stamp=$("$tally" -s same1.h5 log | grep -c '2023-11-14')
same "SOURCE_DATE_EPOCH stamps a batch" 1 "$has_stamp"
"$tally" -s same2.h5 ingest --date 2023-11-14 a.csv >/dev/null 2>&1
if cmp -s same1.h5 same2.h5; then ok "as --date does"; else bad "as --date does" "they differ"; fi

# Vintages
"$tally" -s v.h5 init 2>/dev/null
"$tally" -s v.h5 ingest a.csv b.csv >/dev/null 2>&1
"$tally" -s v.h5 diff --vintages gdp CN >out
same "vintages" 0 $?
has "the revision in per cent" '-0.45' out
"$tally" -s v.h5 diff 2023-06-30 2024-01-01 >out
same "diff of two dates" 1 $?
has "what was learned between them" '120.47' out

# A write that runs out of room leaves the store as it was.
cp v.h5 full.h5
cp full.h5 full-before.h5
sed 's/2021,114.92/2020,101.36/' a.csv >c.csv
(trap '' XFSZ; ulimit -f 100; "$tally" -s full.h5 ingest c.csv >/dev/null 2>err)
code=$?
same "no room: the system failed" 4 $code
if cmp -s full.h5 full-before.h5; then ok "and leaves the store alone"; else bad "and leaves the store alone" "it changed"; fi

# Eight writers and readers at once: all batches arrive, readers always see a whole store.
"$tally" -s many.h5 init 2>/dev/null
for w in 1 2 3 4 5 6 7 8; do
	(
		for i in 1 2 3; do
			printf 'metric,region,period,value,unit\ngdp,CN,%d,%d.5,亿元\n' $((2000 + i)) $w >w$w.$i.csv
			"$tally" -s many.h5 ingest w$w.$i.csv >/dev/null 2>&1 || echo "writer $w failed"
		done
	) >>writers &
	(
		for i in 1 2 3; do
			"$tally" -s many.h5 verify >/dev/null 2>&1 || echo "reader $w: not sound"
		done
	) >>readers &
done
wait
same "eight writers all succeed" "" "$(cat writers)"
same "readers see sound stores meanwhile" "" "$(cat readers)"
same "every batch arrived" 24 "$("$tally" -s many.h5 log --json | grep -c '"number"')"
"$tally" -s many.h5 verify 2>err
same "and the store is sound" 0 $?

# Killed at random moments: old or new, never anything else.
KILLS=${KILLS:-12} sh "$here/soak_kill.sh" || failed=1
# rows known among those of many chunks, which are read ahead: every 37th again, and every 41st with another figure
sh "$here/many_rows.sh" 31 4000 >large.csv
awk -F, -v OFS=, 'NR == 1 || NR % 37 == 0 { print; next } NR % 41 == 0 { $4 = "100000.50"; print }' large.csv >again.csv
again=$(awk 'NR > 1 && NR % 37 == 0' large.csv | wc -l)
new=$(awk 'NR > 1 && NR % 37 && NR % 41 == 0' large.csv | wc -l)
for threads in 1 2; do
	rm -f many.h5
	"$tally" -s many.h5 init 2>/dev/null
	"$tally" -s many.h5 ingest large.csv >/dev/null 2>err || cat err
	SOURCE_DATE_EPOCH=0 "$tally" -s many.h5 ingest again.csv --threads $threads >out 2>err || cat err
	has "known rows in many chunks, $threads threads" "$new stored, $again already known" out
	"$tally" -s many.h5 export csv -o "many$threads.csv" >/dev/null
done
same "one thread and two store the same" "$(cksum <many1.csv)" "$(cksum <many2.csv)"

exit $failed
