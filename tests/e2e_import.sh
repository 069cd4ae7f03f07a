#!/bin/sh
# Imports beyond CSV: workbooks as they show their figures, SDMX-CSV by its rules, hostile files.
# Looking for leaks is a third of a process with sanitizers; e2e_cli, e2e_export and e2e_check do.
case ${BUILD:-} in *san*) export ASAN_OPTIONS=detect_leaks=0 ;; esac
set -u
tally=$TALLY
here=$(cd "$(dirname "$0")" && pwd)
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
"$tally" -s empty.h5 init >/dev/null 2>&1
fresh() { cp empty.h5 s.h5; }
gives() { # gives NAME EXPECTED INGEST-WORDS...: a fresh store holds exactly that
	name=$1
	want=$2
	shift 2
	fresh
	"$tally" ingest "$@" >log 2>&1
	got=$("$tally" export csv)
	if [ "$got" = "$want" ]; then ok "$name"; else no "$name" "got [$got] $(cat log)"; fi
}
refuses() { # refuses NAME PATTERN INGEST-WORDS...: exit 3 and that complaint
	name=$1
	pattern=$2
	shift 2
	fresh
	"$tally" ingest "$@" >log 2>&1
	code=$?
	if [ $code -eq 3 ] && grep -qF -- "$pattern" log; then ok "$name"; else no "$name" "exit $code, $(head -n 4 log)"; fi
}

# --- workbooks
mutants=30
case ${BUILD:-} in *san*) mutants=10 ;; esac
# shellcheck disable=SC2046
python3 "$here/make_xlsx.py" table d1900 d1904 d0 percent formula error bomb dtd deep cut nozip text place order merge empty \
	$(seq -f mutant%g 0 $((mutants - 1))) || no "workbooks" "not made"
gives "a sheet as it shows: decimals of formats, shared, inline and rich texts, merged names, a result" "metric,region,period,value,unit
gdp,CN-BJ,2020,36102.6,亿元
gdp,CN-BJ,2021,40000.0,亿元
gdp,CN-HE,2020,36206.90,亿元
gdp,CN-TJ,2020,14083.7,亿元
total_profit,CN-BJ,2020,6.50,亿元
total_profit,CN-BJ,2021,2.68,亿元
total_profit,CN-HE,2020,574.3,亿元
total_profit,CN-TJ,2020,7.25,亿元" table.xlsx
gives "dates since 1900, days and months, and ISO" "metric,region,period,value,unit
gdp,CN,2021-02,2,亿元
gdp,CN,2021-03-31,1,亿元
gdp,CN,2021-03-31,3,亿元" d1900.xlsx --metric gdp --region CN --unit 亿元
gives "dates since 1904" "metric,region,period,value,unit
gdp,CN,2021-02,2,亿元
gdp,CN,2021-03-31,1,亿元
gdp,CN,2021-03-31,3,亿元" d1904.xlsx --metric gdp --region CN --unit 亿元
refuses "the day that never was" "d0.xlsx!D:2:1:" d0.xlsx --metric gdp --region CN --unit 亿元
gives "a second sheet by name, heads of two rows joined" "metric,region,period,value,unit
gdp,CN-BJ,2020,1,亿元
population,CN-BJ,2020,3,万人" table.xlsx --sheet Second --period 2020 --map 'region=地区' --map 'value=gdp level:gdp(亿元)' --map 'value=population level:population(万人)' --ignore-extra
gives "and by number" "metric,region,period,value,unit
population,CN-BJ,2020,4,万人" table.xlsx --sheet 3 --period 2020 --map 'region=地区' --map 'value=population growth:population(万人)' --ignore-extra
refuses "an unknown sheet names those there are" 'has no sheet "3-1"; its sheets: "Notes", "2-1", "Second"' table.xlsx --sheet 3-1
refuses "a formula without its result has its place" "formula.xlsx!F:6:4: " formula.xlsx --map "value=total_profit(亿元)" --ignore-extra
refuses "an error has its place" "error.xlsx!E:6:4: " error.xlsx --map "value=total_profit(亿元)" --ignore-extra
refuses "a zip bomb" "unpacks to more than 200 times its size" bomb.xlsx
refuses "a document type" "it has a document type" dtd.xlsx
refuses "deep nesting" "nests deeper than 64 levels" deep.xlsx
refuses "half a file" "is no workbook that can be read" cut.xlsx
refuses "no zip" "is no workbook that can be read" nozip.xlsx
refuses "a zip of something else" "is no Excel workbook" empty.xlsx
refuses "a shared text that is not there" 'number of a shared text: "99"' text.xlsx
refuses "a place off the sheet" 'bad place of a cell: "ZZZZ9"' place.xlsx
refuses "cells out of order" "bad order of cells at" order.xlsx
refuses "an area from behind" 'bad merged area: "B2:A1"' merge.xlsx
printf '\320\317\021\340xxxxxxxx' >old.xls
refuses "Excel before 2007" "save it as .xlsx or .csv" old.xls
fresh
bad=0
i=0
while [ $i -lt $mutants ]; do
	"$tally" ingest -n mutant$i.xlsx --define --unit 1 --region CN --period 2020 >log 2>&1
	code=$?
	case $code in 0 | 2 | 3) ;; *) bad=$((bad + 1)) && echo "mutant$i: exit $code" && tail -n 2 log ;; esac
	i=$((i + 1))
done
if [ $bad -eq 0 ]; then ok "$mutants damaged workbooks: read or refused"; else no "damaged workbooks" "$bad died"; fi

# --- what is exported as a workbook comes back
fresh
"$tally" ingest "$here/../datasets/cn-gdp.csv" >/dev/null
"$tally" export xlsx gdp CN --frequency A --measure level --scale 亿元 --as-of 2026-01-01 -o back.xlsx
"$tally" export tidy gdp CN --frequency A --measure level --scale 亿元 >before.csv
fresh
"$tally" ingest back.xlsx --metric gdp --unit 亿元 --map region=none 2>/dev/null
"$tally" ingest back.xlsx --region CN --unit 亿元 --map period=period --map 'value=2:gdp(亿元)' >log 2>&1
"$tally" export tidy gdp CN --scale 亿元 >after.csv
if cmp -s before.csv after.csv && [ "$(wc -l <after.csv)" -gt 10 ]; then ok "a workbook of tally comes back"; else no "a workbook of tally" "$(cat log; diff before.csv after.csv | head -n 4)"; fi

# --- SDMX-CSV
cat >v1.csv <<'CSV'
DATAFLOW,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT
NSI:NA(1.0),A,CN,gdp,2020,101.3,A,CNY,12
NSI:NA(1.0),M,CN,gdp,2020-M03,7.50,P,CNY,12
NSI:NA(1.0),A,CN,gdp,2021-A1,,M,CNY,12
NSI:NA(1.0),_O,CN,gdp,2023-01-01/P9M,91.3,A,CNY,12
NSI:NA(1.0),D,CN,gdp,2020-02-01T00:00:00,1.5,A,CNY,5
CSV
gives "SDMX-CSV 1.0: units with multipliers, reporting periods, missing with its status" "metric,region,period,value,unit,status
gdp,CN,2020-02-01,15e4,CNY,A
gdp,CN,2020-03,7.50,万亿元,P
gdp,CN,2020,101.3,万亿元,A
gdp,CN,2021,,万亿元,M
gdp,CN,2023-01/2023-09,91.3,万亿元,A" v1.csv
cat >v2.csv <<'CSV'
STRUCTURE;STRUCTURE_ID;ACTION;REF_AREA: Reference area;INDICATOR: Indicator;SUB: Sub;TIME_PERIOD: Time;OBS_VALUE: Value
dataflow;WB:GCI(1.0): Index;I;CN: China;GCI: Global index;RANK: Rank;2008: 2008;102: 102
DataStructure;WB:GCI(1.0): Index;R;GH: Ghana;GCI: Global index;RANK: Rank;2008: 2008;103: 103
CSV
gives "SDMX-CSV 2.0: labels, actions, further dimensions, semicolons" "metric,region,period,value,unit
GCI.RANK,CN,2008,102,1
GCI.RANK,GH,2008,103,1" v2.csv --define --unit 1
cat >names.csv <<'CSV'
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,DIM1,DIMENSION 1,AREA,Area,TIME_PERIOD,TIME PERIOD,OBS_VALUE,Observation Value
datastructure,MD:MD_TEST(1.0),MD TEST,I,A,Value A,CN,China,2020,Year 2020,1,
CSV
gives "labels in columns of their own" "metric,region,period,value,unit
MD_TEST.A,CN,2020,1,1" names.csv --define --unit 1 --map region=AREA
sed 's/^DATAFLOW,//; s/^NSI:NA(1.0),//; s/REF_AREA,INDICATOR/AREA,IND/' v1.csv >lost.csv
refuses "a header without its first column" 'lost.csv:1:1: the first column is "FREQ"; an SDMX-CSV file begins with DATAFLOW (1.0) or STRUCTURE (2.0)' lost.csv
sed 's/^dataflow/dataTESTERROR/; s/;R;/;E;/' v2.csv >bad.csv
refuses "a structure there is none of" 'bad.csv:2:1: STRUCTURE is "dataTESTERROR"; expected dataflow' bad.csv --define --unit 1
refuses "an action there is none of" 'bad.csv:3:3: ACTION is "E"; expected I (information)' bad.csv --define --unit 1
sed 's/;R;/;D;/' v2.csv >delete.csv
refuses "a deletion" 'delete.csv:3:3: ACTION D deletes' delete.csv --define --unit 1
sed 's/WB:GCI(1.0)/GCI/' v2.csv >id.csv
refuses "an identifier that is none" 'id.csv:2:2: "GCI" names no structure' id.csv --define --unit 1
sed '2s/2020,/2020-Q1,/' v1.csv >freq.csv
refuses "a frequency that the period contradicts" 'freq.csv:2:5: FREQ is A, but "2020-Q1" is of frequency Q' freq.csv
sed '3s/,P,/,P,x,/' v1.csv >width.csv
refuses "a row of another width" 'width.csv:3: this row has 10 fields, the header 9' width.csv
sed '2s/101.3/abc/' v1.csv >value.csv
refuses "a bad value has its line and column" 'value.csv:2:6: ' value.csv
sed 's/STRUCTURE_ID/ID/' v2.csv >second.csv
refuses "the second column" 'second.csv:1:2: the second column is "ID"' second.csv

# --- and back: what sdmx-csv writes is read as the same claims
fresh
for f in herald cn-gdp cn-rd uk-gdp ch-gdp-vintages; do "$tally" ingest "$here/../datasets/$f.csv" >/dev/null; done
printf 'metric,region,period,value,unit,qualifier,status,note,prices,kind\ngdp,CN-BJ,2020,1/6,%%,~<,E,注,,\ngdp,CN-TJ,2020,3..5,亿元,,,a "quote",constant:2015,\ngdp,CN-HE,2020,,亿元,,Q,,,target\n' >odd.csv
"$tally" ingest odd.csv >/dev/null 2>&1
"$tally" export sdmx-csv -o one.csv 2>/dev/null
fresh
"$tally" ingest one.csv >log 2>&1 || no "sdmx-csv is read" "$(head -n 3 log)"
"$tally" export sdmx-csv -o two.csv
if cmp -s one.csv two.csv && [ "$(wc -l <one.csv)" -gt 1000 ]; then ok "sdmx-csv comes back to the last digit"; else no "sdmx-csv comes back" "$(diff one.csv two.csv | head -n 4)"; fi
exit $failed
