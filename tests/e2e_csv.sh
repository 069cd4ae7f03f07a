#!/bin/sh
# CSV in and out through the command: round trips, exit codes, rejects, odd files.
# Looking for leaks is a third of a process with sanitizers; e2e_cli, e2e_export and e2e_check do.
case ${BUILD:-} in *san*) export ASAN_OPTIONS=detect_leaks=0 ;; esac
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TALLY_STORE=$work/store.h5
export TALLY_STORE

check() { # name, then a command that must succeed
	name=$1
	shift
	if "$@" >"$work/log" 2>&1; then echo "ok - $name"; else echo "not ok - $name: $(head -c 300 "$work/log")"; fi
}
exits() { # name, expected code, words in what it says, command
	name=$1 want=$2 words=$3
	shift 3
	"$@" >"$work/log" 2>&1
	code=$?
	if [ $code -eq "$want" ] && grep -qF -- "$words" "$work/log"; then echo "ok - $name"; else
		echo "not ok - $name: exit $code, expected $want and \"$words\": $(head -c 300 "$work/log")"
	fi
}
fresh() {
	rm -f "$work"/store.h5*
	"$TALLY" init >/dev/null 2>&1
}
# A canonical file comes out as it went in.
round_trip() {
	fresh
	"$TALLY" ingest "$1" --define >/dev/null && "$TALLY" export csv -o "$work/out.csv" && cmp "$1" "$work/out.csv"
}
# What comes out is canonical: it goes round unchanged.
settles() {
	fresh
	"$TALLY" ingest "$1" >/dev/null && "$TALLY" export csv -o "$work/canonical.csv" &&
		round_trip "$work/canonical.csv"
}

cat >"$work/tricky.csv" <<'CSV'
metric,region,period,value,unit,measure,qualifier,against,prices,basis,kind,source,published,locator,status,note
gdp,CN,2019,13.50,万亿元,level,,,,,,nbs,2020-01-17,2,,
gdp,CN,2019,13.500,万亿元,level,,,,,,nbs,2020-01-17,10,,
gdp,CN,2019,13.5,万亿元,level,,,,,,nbs,2020-01-17,10:2,,"a, ""b""
and more"
gdp,CN,2023-01/2023-09,1/6,,share,~>,@CN-GD,,,,nbs,,,,
gdp,CN,2023,-0.0500,%,growth,,/2022,constant:2020,comparable,,nbs,,,,
gdp,CN,2024,,亿元,level,,,,,forecast,,,,M,
gdp,CN,2025,3..5,%,growth,>=,/prev,,,target,,,,," edge "
gdp,CN-GD,2023,922337203685477580,元,level,,,,,,,,,,
gdp,CN-GD,2024,0.000000000000000001,元,level,,,,,,,,,,
population,CN,2023-12-31,12e3,人,level,,,,,,,,,,
zz-foreign.code_1,Nowhere,../2026-04-10,0.10,zorkmid,level,,,,,,,,,,
CSV
check "round trip of tricky claims" round_trip "$work/tricky.csv"
printf 'metric,region,period,value,unit\n' >"$work/head.csv"
for file in "$here"/../datasets/*.csv; do
	check "round trip settles: $(basename "$file")" settles "$file"
done
for name in cn-gdp cn-rd cn-province-gdp-2017 wb-gdp-population wb-rd-intensity; do
	check "round trip to the byte: $name.csv" round_trip "$here/../datasets/$name.csv"
done

same_store() {
	fresh
	"$TALLY" ingest "$here/../datasets/cn-gdp.csv" "$here/../datasets/herald.csv" >/dev/null || return 1
	cp "$work/store.h5" "$work/first.h5"
	fresh
	"$TALLY" ingest "$here/../datasets/cn-gdp.csv" "$here/../datasets/herald.csv" >/dev/null
	cmp "$work/store.h5" "$work/first.h5"
}
check "the same ingest gives the same bytes" same_store

fresh
printf 'metric,region,period,value,unit\ngdp,CN,2023,1,亿元\ngdq,CN,2023,2,亿元\n' >"$work/bad.csv"
exits "a bad cell stores nothing" 3 'bad.csv:3:1: metric "gdq": unknown metric; did you mean "gdp"?' \
	"$TALLY" ingest "$work/bad.csv"
exits "... really nothing" 0 '"claims":[]' sh -c '"$0" show gdp CN --all-claims --json; true' "$TALLY"
exits "dry run tells and writes nothing" 0 '1 to store, 0 missing, 1 refused' \
	"$TALLY" ingest "$work/bad.csv" --dry-run --skip-bad "$work/rejects.csv"
check "... no rejects either" test ! -e "$work/rejects.csv"
exits "skip-bad stores the good" 0 '1 stored, 0 already known, 0 missing, 1 refused; batch 1' \
	"$TALLY" ingest "$work/bad.csv" --skip-bad "$work/rejects.csv"
check "rejects are CSV with the complaint" grep -q '^gdq,CN,2023,2,亿元,"metric ""gdq"": unknown' "$work/rejects.csv"
exits "rejects are not written over the input" 2 'names the input itself' \
	"$TALLY" ingest "$work/bad.csv" --skip-bad "$work/bad.csv"
exits "known rows are counted" 0 '0 stored, 1 already known' \
	"$TALLY" ingest "$work/bad.csv" --skip-bad "$work/rejects.csv"
awk 'BEGIN { print "metric,region,period,value,unit"; for (i = 1; i <= 3125; i++) print "own_" i ",CN,2020," i ",家" }' >"$work/many.csv"
"$TALLY" -s "$work/many.h5" init >/dev/null 2>&1
exits "thousands of defined codes are one line" 0 'defined 3125 metrics: own_1, own_2, own_3, own_4, own_5 and 3120 more (--json names all)' "$TALLY" -s "$work/many.h5" ingest "$work/many.csv" --define
printf 'metric,region,period,value,unit,measure\nonly_growth,CN,2019,13/50,,growth\nonly_growth,CN,2020,5.4,%%,growth\nonly_growth,CN,2021,12,亿元,level\n' >"$work/growth.csv"
check "a metric that only its growth defined comes back" round_trip "$work/growth.csv"
exits "define lists what it defined" 0 'defined 1 metric: ' "$TALLY" ingest "$work/bad.csv" --define
check "JSON is JSON" sh -c '"$0" ingest "$1" --json --skip-bad "$2" | python3 -m json.tool' "$TALLY" "$work/bad.csv" "$work/rejects.csv"
check "... also of a refusal" sh -c '"$0" ingest "$1" --json 2>/dev/null | python3 -m json.tool' "$TALLY" "$work/head.csv"

{
	echo 'metric,region,period,value,unit'
	for i in 1 2 3 4 5; do echo "gdp,CN,2023,x$i,元"; done
} >"$work/many.csv"
exits "max-errors cuts the list" 3 '... and 3 more (--max-errors 0 shows all)' "$TALLY" ingest "$work/many.csv" --max-errors 2
exits "a folder is no file" 3 'is a folder' "$TALLY" ingest "$work"
exits "no such file" 3 'No such file' "$TALLY" ingest "$work/none.csv"
: >"$work/empty.csv"
exits "an empty file" 3 'the file is empty' "$TALLY" ingest "$work/empty.csv"
exits "no file at all" 2 'which file?' "$TALLY" ingest
exits "unknown option" 2 'did you mean --metric?' "$TALLY" ingest x.csv --metrik gdp
exits "unknown layout" 2 '--layout is auto, tidy, wide or sdmx' "$TALLY" ingest x.csv --layout long
exits "unknown unit of a flag" 3 'unit "furlong": unknown unit' "$TALLY" ingest "$work/head.csv" --unit furlong
exits "unknown format" 2 'did you mean "csv"?' "$TALLY" export cvs
exits "standard input" 0 '1 stored' sh -c 'printf "metric,region,period,value,unit\ngdp,CN,2020,7,元\n" | "$0" ingest -' "$TALLY"
mkfifo "$work/fifo"
printf 'metric,region,period,value,unit\ngdp,CN,2021,8,元\n' >"$work/fifo" &
exits "a pipe with a name" 0 '1 stored' timeout 10 "$TALLY" ingest "$work/fifo"
printf '\265\330\307\370,2023\n\261\261\276\251,1.50\n' >"$work/gbk.csv"
exits "GB18030 is found out" 0 'wide, GB18030; 1 rows, 1 cells: 1 stored' \
	"$TALLY" ingest "$work/gbk.csv" --metric gdp --unit 亿元
printf 'R\351union,2023\nX,1\n' >"$work/latin.csv"
exits "Western bytes are not guessed" 3 'line 1, byte 2: 0xE9 is not valid UTF-8' "$TALLY" ingest "$work/latin.csv"
exits "export to a full disk fails" 4 'cannot write' "$TALLY" export csv -o /dev/full/x
exits "export of one metric and region" 0 'gdp,CN,2020,7,元' "$TALLY" export csv gdp CN
exits "export as JSON lines" 0 '"printed":"1.50"' "$TALLY" export jsonl gdp CN-BJ
exits "export wide" 0 'gdp,CN-BJ,level,current,yuan' "$TALLY" export wide gdp CN-BJ
head -c 70000000 /dev/zero | tr '\0' x >"$work/endless.csv"
exits "a line without end" 3 'endless.csv:1: the record that begins here is longer than 64 MiB' \
	"$TALLY" ingest "$work/endless.csv"
