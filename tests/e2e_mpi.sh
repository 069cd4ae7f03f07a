#!/bin/sh
# One, two, three and four processes give what the ordinary command gives: files of a store, what is
# printed, the exit code. And a process that is killed harms no store.
BUILD=${BUILD:-build}
TALLY=${TALLY:-$PWD/$BUILD/tally}
TALLY_MPI=${TALLY_MPI:-$(dirname "$TALLY")/tally-mpi}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tool=$PWD/$BUILD/tests/tool_random_store
data=$PWD/datasets
cd "$dir" || exit 1
unset TALLY_STORE
export LC_ALL=C.UTF-8

job() { # PROCESSES WORD...
	n=$1
	shift
	timeout -k 5 60 mpirun --allow-run-as-root --oversubscribe -n "$n" "$TALLY_MPI" "$@"
}

ok() {
	echo "ok - $1"
}

not_ok() {
	echo "not ok - $1"
}

# same NAME STORE WORD...: with STORE (copied for each) the ordinary command and the jobs print and store
# the same. `{}` stands for a file that is written.
same() {
	name=$1
	store=$2
	shift 2
	run_one alone "$store" "$@"
	for n in ${PROCESSES:-1 2 3 4}; do
		run_one "$n" "$store" "$@"
		for what in out err code h5 file; do
			cmp -s "alone.$what" "$n.$what" || {
				not_ok "$name: $n processes: another $what"
				head -n 3 "alone.$what" "$n.$what" | cut -c 1-300
				return
			}
		done
	done
	ok "$name"
}

run_one() { # WHO STORE WORD...
	who=$1
	cp "$2" "$who.h5"
	shift 2
	: >"$who.file"
	i=$#
	while [ "$i" -gt 0 ]; do # {} -> the file
		word=$1
		shift
		[ "$word" = "{}" ] && word=written.csv
		set -- "$@" "$word"
		i=$((i - 1))
	done
	rm -f written.csv
	cp "$who.h5" one.h5
	if [ "$who" = alone ]; then
		"$TALLY" -s one.h5 "$@" >"$who.out" 2>err
	else
		job "$who" -s one.h5 "$@" >"$who.out" 2>err
	fi
	echo $? >"$who.code"
	sed '/^-----/,$d' err >"$who.err" # what mpirun adds
	mv one.h5 "$who.h5"
	[ -f written.csv ] && mv written.csv "$who.file"
}

"$TALLY" -s empty.h5 init >/dev/null 2>&1

# --- files -------------------------------------------------------------------------------------

# 1.1 million rows: several blocks of a scan for each process.
awk 'BEGIN { srand(7); print "metric,region,period,value,unit,source,status"
	for (m = 0; m < 900; m++) for (r = 0; r < 31; r++) { v = 1000 + int(rand() * 9000)
		for (y = 2014; y < 2024; y++) for (q = 1; q <= 4; q++) {
			v += int(rand() * 200) - 90
			if (rand() < 0.01) continue
			printf "m%04d,R%03d,%d-Q%d,%d.%02d,USD,src%d,A\n", m, r, y, q, v, int(rand() * 100), m % 3 } } }' >large.csv
same "a large file in order" empty.h5 ingest --define large.csv
cp alone.h5 large.h5

# Shuffled, quoted, with a text for every row, hedged figures, vintages, ranges and duplicates.
awk 'BEGIN { srand(11)
	for (i = 0; i < 40000; i++) {
		m = int(rand() * 40); r = int(rand() * 300); y = 2000 + int(rand() * 20); v = int(rand() * 100000)
		q = rand() < 0.1 ? "\"note, of\nrow " i "\"" : rand() < 0.2 ? "\"R\"\"" r "\"" : ""
		kind = i % 4
		printf "%s,%s,%d%s,%s,%s,%s,%d:%d,%s,%s,%s\n", (i % 2 ? "z" m : "\"z" m "\""), "Q" r, y,
			kind == 1 ? "-Q" i % 3 + 1 : kind == 2 ? "-0" i % 9 + 1 : "",
			i % 50 == 0 ? v ".." v + 5 : i % 77 == 0 ? "1/" v + 2 : v / 10, i % 77 || i % 50 == 0 ? "USD" : "",
			i % 5 == 0 && i % 50 ? "~" : "", i % 90, i, i % 3 ? "plain" : "src " i % 7, q,
			i % 3 ? "" : "2021-0" i % 9 + 1 "-01" } }' >rows
{ echo "metric,region,period,value,unit,qualifier,locator,source,note,published"; cat rows; } >odd.csv
same "an odd file: quotes across lines, texts, vintages, ranges" empty.h5 ingest --define odd.csv
cp alone.h5 odd.h5

# The same rows again, and others with them: what is known is found by whoever has its series.
{ cat odd.csv; awk 'BEGIN { for (i = 0; i < 20000; i++) printf "z%d,Q%d,%d,%d,USD,,,new,,\n", i % 60, i % 333, 1990 + i % 30, i }'; } >more.csv
same "known rows and new ones onto a store" odd.h5 ingest --define more.csv
same "the same file again: nothing is new" odd.h5 ingest --define odd.csv

# Few rows and much text: borders of parts fall into records, and one process must read all.
awk 'BEGIN { print "metric,region,period,value,unit,note"
	for (i = 0; i < 300; i++) { printf "gdp,CN,%d,%d,USD,\"", 1700 + i, i; for (k = 0; k < 300; k++) printf "line %d of %d\n", k, i; print "\"" } }' >notes.csv
same "notes of many lines" empty.h5 ingest notes.csv

# One region spelled in two ways, a metric in two units: the first one read gives the name.
awk 'BEGIN { print "metric,region,period,value,unit"
	for (i = 0; i < 80000; i++) printf "%s,%s,%d,%d,%s\n", i < 40000 ? "Abc" : "abc", i < 50000 ? "xR" i % 90 : "XR" i % 90, 1950 + i % 70, i, i < 40000 ? "USD" : "USD bn" }' >spelled.csv
same "codes that the parts define differently" empty.h5 ingest --define spelled.csv

# Mistakes here and there.
awk 'NR == 1 || NR % 9000 { print; next } { sub(/,USD,/, ",parsec,"); sub(/20[12][0-9]-Q/, "20x4-Q"); print }' large.csv | head -n 200000 >bad.csv
same "mistakes are told with their lines" large.h5 ingest bad.csv
same "good rows stored, bad ones written" large.h5 ingest bad.csv --skip-bad {}
head -n 30000 large.csv >unknown.csv
same "unknown codes" empty.h5 ingest --max-errors 7 unknown.csv
{ head -n 100000 large.csv; printf 'm0001,R001,2030-Q1,5,USD,caf\351,A\n'; } >latin.csv
same "bytes that are not UTF-8, at the end" empty.h5 ingest --define latin.csv
{ head -n 100000 large.csv; printf 'm0001,R001,2030-Q1,5,USD,"open,A\n'; } >open.csv
same "a quote left open" empty.h5 ingest --define open.csv
same "several files, a small one, a dry run" empty.h5 ingest --define --dry-run --json odd.csv bad.csv "$data/cn-gdp.csv"
same "a table of another layout, and a file that is not there" empty.h5 ingest "$data/cn-gdp.csv" nothing.csv
same "several files" empty.h5 ingest --define odd.csv more.csv "$data/cn-gdp.csv"

# --- the whole store -----------------------------------------------------------------------------

same "export" large.h5 export csv
same "export to a file" odd.h5 export csv -o {}
same "export of a choice" odd.h5 export csv 'z1*' --as-of 2021-04-02 --source plain
same "growth of everything, summed up" large.h5 calc 'yoy(*)' --summary
same "panels: shares, sums, ranks" large.h5 calc 'share(*)' 'rank(*)' 'sum(*)' --summary
same "lines" large.h5 calc 'pop(m0007)' 'yoy(m0008)' --format tsv
same "figures as JSON" odd.h5 calc 'yoy(z3)' 'z4' --json
same "stored growth" large.h5 calc 'yoy(*)' --into '*_yoy'
same "stored shares over vintages" odd.h5 calc 'share(*)' --into '*_share'
same "two metrics: the first process alone" odd.h5 calc 'z1 / z2' --into ratio
same "a mistake in an expression" odd.h5 calc 'yoy(z1' 'z2'

# --- figures that are published -------------------------------------------------------------------

for f in cn-gdp cn-rd cn-province-gdp-2017 herald nbs-releases wb-rd-intensity; do
	"$TALLY" -s published.h5 init >/dev/null 2>&1
	"$TALLY" -s published.h5 ingest "$data/$f.csv" >/dev/null 2>&1
done
same "check" published.h5 check
same "check in full, as JSON" published.h5 check --all --json --strict
"$TALLY" -s herald.h5 init >/dev/null 2>&1
"$TALLY" -s herald.h5 ingest "$data/herald.csv" >/dev/null 2>&1
same "check of every release in its own world" herald.h5 check --as-of each
same "reconcile" published.h5 reconcile
same "reconciled levels as they would be" published.h5 reconcile --dry-run --json
for seed in 1 2; do
	rm -f random.h5
	"$tool" random.h5 "$seed" 120 || not_ok "no random store"
	same "random store $seed: check" random.h5 check --all
	same "random store $seed: export" random.h5 export csv --columns all
done
# More conflicts than get repairs: the limit falls into a round.
awk 'BEGIN { print "metric,region,period,value,unit,source,published"
	for (i = 0; i < 160; i++) for (k = 0; k < 2; k++) printf "gdp,CN,%d,%d,USD,s%d,2024-01-01\n", 1800 + i, 100 * i + 7 * k + 1000, k }' >apart.csv
"$TALLY" -s apart.h5 init >/dev/null 2>&1
"$TALLY" -s apart.h5 ingest apart.csv >/dev/null
same "many conflicts" apart.h5 check --all --json

# --- other verbs, other ends ----------------------------------------------------------------------

same "a verb of one process" published.h5 show gdp CN
same "wrong usage" published.h5 lst
same "no such store" empty.h5 -s nowhere.h5 check
job 2 --help | grep -q 'mpirun -n 4 tally-mpi' && ok "the help says how" || not_ok "the help says how"

# A process is killed at some moment: the store is the old or the new one, nothing hangs.
"$TALLY" -s old.h5 init >/dev/null 2>&1
cp old.h5 new.h5
"$TALLY" -s new.h5 ingest --define large.csv >/dev/null
killed=0 bad=0
for wait in 0.5 0.8 1.0 1.2 1.4 1.7 2.0 2.4; do
	cp old.h5 kill.h5
	job 3 -s kill.h5 ingest --define large.csv >/dev/null 2>err &
	sleep $wait
	# of the processes of this job the one that is neither first nor last
	victim=$(pgrep -f "^$TALLY_MPI -s kill.h5" | sed -n "$((killed % 3 + 1))p")
	[ -n "$victim" ] && kill -9 "$victim" 2>/dev/null && killed=$((killed + 1))
	wait $!
	code=$?
	cmp -s kill.h5 new.h5 || { cmp -s kill.h5 old.h5 && [ $code -ne 0 ] && [ $code -ne 124 ] && grep -q . err; } || bad=$((bad + 1))
	job 2 -s kill.h5 ingest --define large.csv >/dev/null 2>&1 && cmp -s kill.h5 new.h5 || bad=$((bad + 1))
done
if [ "$killed" -ge 3 ] && [ $bad -eq 0 ]; then
	ok "killed processes: $killed, the old store or the new one, told by the exit code"
else
	not_ok "killed processes: $killed, bad $bad"
fi
