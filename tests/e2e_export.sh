#!/bin/sh
# Exports: shapes, selections, columns, scale, vintages, manifests, and what a bad wish is told.
set -u
tally=$TALLY
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset SOURCE_DATE_EPOCH
LC_ALL=C.UTF-8
TALLY_STORE=$work/s.h5
export LC_ALL TALLY_STORE
failed=0
ok() { echo "ok - $1"; }
no() {
	echo "not ok - $1: $2"
	failed=1
}
same() { # same NAME EXPECTED COMMAND...: standard output is exactly that
	name=$1
	want=$2
	shift 2
	got=$("$@" 2>err)
	if [ "$got" = "$want" ]; then ok "$name"; else no "$name" "got [$got] $(cat err)"; fi
}
exits() { # exits NAME CODE PATTERN COMMAND...
	name=$1
	code=$2
	pattern=$3
	shift 3
	"$@" >out 2>err
	got=$?
	if [ $got -eq "$code" ] && cat out err | grep -qF -- "$pattern"; then ok "$name"; else no "$name" "exit $got, $(cat out err | head -n 5)"; fi
}

cat >in.csv <<'CSV'
metric,region,period,value,unit,measure,qualifier,against,prices,adjustment,kind,source,published,status,note
gdp,CN,2020,101.50,亿元,,,,,,,nbs,2021-01-18,,
gdp,CN,2021,114.9,亿元,,,,,,,nbs,2022-01-17,P,=1+1
gdp,CN,2021,114.37,亿元,,,,,,,nbs,2022-12-27,,
gdp,CN,2022,121.02,亿元,,>,,,,,nbs,2023-01-17,,
gdp,CN,2022,3.0,%,growth,,,,,,nbs,2023-01-17,,
gdp,CN,2023-Q1,28.5,亿元,,,,,,,nbs,2023-04-18,,
gdp,CN-GD,2020,11.1,亿元,,,,,,,nbs,2021-01-18,,
gdp,CN-GD,2021,,亿元,,,,,,,nbs,2022-01-17,M,
gdp,CN-GD,2022,12.9,亿元,,,,,,,nbs,2023-01-17,,
gdp,CN-ZJ,2021,7.35,亿元,,,,,,,nbs,2022-01-17,,
population,CN,2020,14.1,亿人,,,,,,,nbs,2021-05-11,,
population,CN,2021,14.126,亿人,,,,,,,nbs,2022-01-17,,
gdp,CN,2025,150,亿元,,,,,,target,nbs,2021-01-18,,
CSV
"$tally" init >/dev/null && "$tally" ingest in.csv >/dev/null || no "a store" "init or ingest failed"

same "tidy: newest release, base units" "metric,region,frequency,period,measure,against,value,unit
gdp,CN,A,2020,level,,10150000000,yuan
gdp,CN,A,2021,level,,11437000000,yuan
gdp,CN,A,2022,level,,12102000000,yuan" "$tally" export tidy gdp CN --measure level --frequency A
same "as of a day, with status and vintage" "metric,region,frequency,period,measure,against,value,unit,status,vintage
gdp,CN,A,2021,level,,11490000000,yuan,P,2022-01-17" "$tally" export tidy gdp CN --as-of 2022-06-30 --from 2021 --to 2021 --columns vintage,status
same "scale keeps the printed digits" "period,CN,CN-GD,CN-ZJ
2020,101.5,11.1,
2021,114.37,,7.35
2022,121.02,12.9," "$tally" export wide gdp 'CN*' --shape periods --scale 亿元 --frequency A --measure level
same "wide, a growth rate as a fraction" "metric,region,measure,prices,unit,2022
gdp,CN,growth,constant,1,0.03" "$tally" export wide gdp CN --measure growth
same "panel with status" "region,period,gdp,gdp_status
CN-GD,2020,1110000000,A
CN-GD,2021,,M
CN-GD,2022,1290000000,A" "$tally" export tidy gdp CN-GD --shape panel --columns status
same "balanced: a series with a gap goes" "region,period,gdp
CN,2020,10150000000
CN,2021,11437000000
CN,2022,12102000000" "$tally" export tidy gdp 'CN*' --shape panel --frequency A --measure level --balanced
exits "balanced tells what went" 0 "3 series left out: not balanced or of another frequency; 1 written" "$tally" export tidy gdp 'CN*' --frequency A --measure level --balanced
same "real time: a column a day of publication" "period,gdp CN 2021-01-18,gdp CN 2022-01-17,gdp CN 2022-12-27
2020,10150000000,10150000000,10150000000
2021,,11490000000,11437000000" "$tally" export wide gdp CN --real-time --measure level --to 2021
same "members of a group, pattern of metrics" "CN-GD 2
CN-ZJ 1" sh -c "'$tally' export tidy 'gd?' 'CN/*' | awk -F, 'NR > 1 && \$7 != \"\" { n[\$2]++ } END { for (r in n) print r, n[r] }' | sort"
same "a tree holds its root" "CN
CN-GD
CN-ZJ" sh -c "'$tally' export tidy gdp 'CN/**' | tail -n +2 | cut -d, -f2 | sort -u"
same "two metrics by comma" "gdp
population" sh -c "'$tally' export tidy gdp,population | tail -n +2 | cut -d, -f1 | sort -u"
exits "targets come with their kind only" 0 ",target" "$tally" export tidy gdp --columns kind
same "and not without" 0 sh -c "'$tally' export tidy gdp | grep -c '^gdp,CN,A,2025'"
exits "interval ends" 0 "gdp,CN,A,2022,level,,12102000000,yuan,12102000000,inf,>" "$tally" export tidy gdp CN --columns lo,hi,qualifier
same "formulas are quoted" "'=1+1" sh -c "'$tally' export tidy gdp CN --columns note --as-of 2022-06-30 | sed -n 's/^gdp,CN,A,2021.*,//p'"
same "unless raw" "=1+1" sh -c "'$tally' export tidy gdp CN --columns note --raw --as-of 2022-06-30 | sed -n 's/^gdp,CN,A,2021.*,//p'"
same "JSON of rows" '{"region":"CN-ZJ","period":"2021","gdp":735000000}' "$tally" export jsonl gdp CN-ZJ --shape panel
same "Chinese names" "国内生产总值" sh -c "'$tally' export tidy gdp CN-ZJ --columns names | tail -n 1 | cut -d, -f3"

# What reconcile computed comes when it is asked for, and only then.
cat >apart.csv <<'CSV'
metric,region,period,value,unit,measure,against,source,published
gdp,CN,2019,100.0,亿元,,,nbs,2021-01-18
gdp,CN-GD,2019,10.0,亿元,,,nbs,2021-01-18
gdp,CN-GD,2019,10.5,%,share,@CN,nbs,2021-01-18
CSV
"$tally" -s r.h5 init >/dev/null 2>&1 && "$tally" -s r.h5 ingest apart.csv >/dev/null && "$tally" -s r.h5 reconcile >/dev/null 2>&1
exits "published figures without --reconciled" 0 "gdp,CN-GD,A,2019,level,,10,亿元" "$tally" -s r.h5 export tidy gdp CN-GD --measure level --scale 亿元
exits "reconciled levels with it, and who says so" 0 ",亿元,tally:reconciled" "$tally" -s r.h5 export tidy gdp CN-GD --reconciled --scale 亿元 --columns source
same "they differ" "1" sh -c "'$tally' -s r.h5 export tidy gdp CN-GD --reconciled --scale 亿元 | awk -F, 'NR > 1 && \$7 > 10.01' | wc -l"
exits "it is a source itself" 2 "--reconciled is a source; leave --source out" "$tally" -s r.h5 export tidy --reconciled --source nbs

# SDMX-CSV comes back: the same series, digit for digit.
"$tally" export sdmx-csv -o s.csv || no "sdmx-csv" "failed"
exits "SDMX columns in the standard's order" 0 "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR," head -n 1 s.csv
exits "SDMX keeps the printed digits" 0 "101.50,CNY,8,2,A" cat s.csv
same "one row a key" 0 sh -c "cut -d, -f4-12 s.csv | sort | uniq -d | wc -l"

# Files of libraries appear whole, and the same bytes each time whatever the clock or time zone.
for format in dta xlsx h5 gdt; do
	TZ=Asia/Shanghai "$tally" export $format gdp CN CN-GD --frequency A --measure level -o a.$format 2>err || no "$format" "$(cat err)"
	mv a.$format b.$format
	sleep 1
	TZ=America/New_York "$tally" export $format gdp CN CN-GD --frequency A --measure level -o a.$format
	if cmp -s a.$format b.$format; then ok "$format: the same bytes"; else no "$format: the same bytes" "differs"; fi
done
"$tally" export hive -o h1 && "$tally" export hive -o h2 && diff -r h1 h2 >err
if [ $? -eq 0 ] && [ "$(gzip -dc h1/metric=population/frequency=A/part-0.csv.gz | head -n 2 | tail -n 1)" = "CN,2020,level,,1410000000,person" ]; then
	ok "hive partitions, the same bytes"
else no "hive partitions" "$(ls -R h1 | head; cat err)"; fi
exits "hive does not write into what is there" 2 "is there already" "$tally" export hive -o h1
same "no temporaries are left" "" sh -c "ls -d *.?????? 2>/dev/null | grep -vE '\.(h5|csv|dta|gdt|xlsx)$' | grep -E '\.[A-Za-z0-9]{6}$'"

# The manifest makes the export again.
"$tally" export tidy gdp 'CN*' --scale 亿元 --columns status -o out.csv --manifest m.json --codebook book.csv
sum=$(sha256sum <out.csv | cut -c1-64)
command=$(sed -n 's/^  "command": "\(.*\)",$/\1/p' m.json)
if grep -q "\"output_sha256\": \"$sum\"" m.json && grep -q "\"store_sha256\": \"$(sha256sum <"$TALLY_STORE" | cut -c1-64)\"" m.json; then ok "manifest: digests of store and output"; else no "manifest: digests" "$(cat m.json)"; fi
mv out.csv first.csv
tally() { "$tally" "$@"; }
eval "$command"
if cmp -s out.csv first.csv; then ok "manifest: the command makes the same file"; else no "manifest: the command" "$command"; fi
exits "codebook: variables and codes" 0 "region,CN-GD,Guangdong,广东,,code" cat book.csv
exits "codebook: units" 0 "value" cat book.csv

exits "an export of nothing says so" 0 "tally: no figures of that kind in the store: none.xlsx holds no row" "$tally" export xlsx population CN-ZJ -o none.xlsx
exits "unknown format" 2 'did you mean "dta"' "$tally" export dat
exits "a file format wants a file" 2 "xlsx goes to a file: -o NAME" "$tally" export xlsx
exits "unknown shape" 2 "unknown shape" "$tally" export tidy --shape tall
exits "unknown column" 2 'unknown column "low"' "$tally" export tidy --columns low
exits "a column that differs from figure to figure" 2 "needs --shape long" "$tally" export tidy --shape panel --columns vintage
exits "unknown unit of --scale" 2 "unknown unit" "$tally" export tidy --scale 亿园
exits "frequency letter" 2 "--frequency is A, S, Q" "$tally" export tidy --frequency yearly
exits "a pattern that fits nothing" 2 "no region's code is of the form" "$tally" export tidy gdp 'XX-*'
exits "gretl wants one frequency" 2 "one frequency at a time" "$tally" export gdt gdp CN --measure level -o x.gdt
exits "claims are not scaled" 2 "gives claims as they are" "$tally" export csv --scale 亿元
exits "no vintages without dates" 3 "no vintages" sh -c "'$tally' -s v.h5 init >/dev/null; printf 'metric,region,period,value,unit\ngdp,CN,2020,1,亿元\n' >v.csv; '$tally' -s v.h5 ingest v.csv >/dev/null; '$tally' -s v.h5 export wide --real-time"
if [ -w /dev/full ]; then
	exits "a full disk" 4 "No space left" sh -c "'$tally' export tidy >/dev/full"
fi
exits "a folder that is not there" 4 "cannot write" "$tally" export h5 gdp -o none/x.h5
exits "the list of formats" 0 "sdmx-csv" "$tally" export --list
mkdir alone && cp "$tally" alone/tally
exits "without tally-office it says so" 4 "tally-office" alone/tally export xlsx gdp -o x.xlsx
exit $failed
