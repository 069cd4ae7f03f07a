#!/bin/sh
# The raw workbooks of the R&D bulletins give the figures of the table made of them, and the
# SDMX-CSV samples of pysdmx are read or refused as the standard has it.
set -u
tally=$TALLY
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TALLY_STORE=$work/s.h5
LC_ALL=C.UTF-8
export TALLY_STORE LC_ALL
failed=0
ok() { echo "ok - $1"; }
no() {
	echo "not ok - $1: $2"
	failed=1
}
fresh() { rm -f "$TALLY_STORE" && "$tally" init >/dev/null 2>&1; }

raw=$SHARED/data/cn-rd-bulletin-province/public-site/nbs-RD-bulletin/02-xls
if [ -d "$raw" ]; then
	fresh
	for year in 2011 2012 2013 2014 2015 2016 2017 2018 2019 2020 2021 2022 2023; do
		"$tally" ingest "$raw/raw-$year.xlsx" --period $year --map 'value=RD经费:rd_expenditure(亿元)' \
			--map 'value=RD强度:rd_intensity(%)' >"$work/log" 2>&1 || no "raw-$year.xlsx" "$(head -n 3 "$work/log")"
	done
	"$tally" export tidy --columns names,printed -o "$work/got.csv"
	python3 - "$work/got.csv" "$SHARED"/data/cn-rd-bulletin-province/converted/RDIntense.csv >"$work/log" 2>&1 <<'PY'
# The table has short names of provinces; raw-2018.xlsx holds the figures of 2019.
import csv, sys
got = {(r['metric'], r['region_zh'][:2].replace('中国', '全国'), r['period']): r['printed']
       for r in csv.DictReader(open(sys.argv[1]))}
want = {('rd_expenditure' if r['chn_block4'] == 'RD经费' else 'rd_intensity', r['province'][:2], r['year']): r['value']
        for r in csv.DictReader(open(sys.argv[2], encoding='utf-8-sig'))}
assert len(got) == 832 == len(want)
for (metric, region, year), text in got.items():
    value = want[metric, region, '2019' if year == '2018' else year]
    assert text == value or (float(text) == float(value) and len(text) <= len(value) + 2), (metric, region, year, text, value)
PY
	if [ $? -eq 0 ]; then ok "13 raw workbooks: 832 figures as in the table made of them"; else no "raw workbooks" "$(tail -n 2 "$work/log")"; fi
fi

samples=$SHARED/data/sdmx-csv-pysdmx/csv
reads() { # reads FILE ROWS WORDS...
	file=$1
	rows=$2
	shift 2
	fresh
	"$tally" ingest "$samples/$file" --define "$@" >"$work/log" 2>&1
	if grep -q "; $rows rows, $rows cells: $rows stored" "$work/log"; then ok "$file"; else no "$file" "$(head -n 3 "$work/log")"; fi
}
refuses() { # refuses FILE PATTERN
	fresh
	"$tally" ingest "$samples/$1" --define --unit 1 --region CN --period 2020 >"$work/log" 2>&1
	code=$?
	if [ $code -eq 3 ] && grep -q "$2" "$work/log"; then ok "$1"; else no "$1" "exit $code, $(head -n 3 "$work/log")"; fi
}
if [ -d "$samples" ]; then
	reads sdmx10/reader/samples/data_v1.csv 1000 --unit USD --map region=DER_REP_CTY
	reads sdmx10/reader/samples/csv_labels_both.csv 1 --unit 1 --region CN
	reads sdmx10/reader/samples/data_v1_datetime.csv 1 --unit 1 --region CN
	reads sdmx10/reader/samples/data_v1_no_freq_cols.csv 7 --unit 1
	refuses sdmx10/reader/samples/data_v1_exception.csv 'csv:1:1: the first column is "FREQ"'
	for v in 20 21; do
		f=sdmx$v/reader/samples
		[ -d "$samples/$f" ] || continue
		name=$([ $v = 20 ] && echo data_v2 || echo data_v21)
		reads $f/$name.csv 20 --unit USD --map region=DER_REP_CTY
		reads $f/csv_labels_both.csv 1 --unit 1 --region CN
		reads $f/csv_labels_name.csv 1 --unit 1 --region CN
		reads $f/csv_keys_both.csv 1 --unit 1 --region CN
		reads $f/${name}_datetime.csv 1 --unit 1 --region CN
		reads $f/${name}_no_freq_cols.csv 7 --unit 1
		reads $f/${name}_merge_action.csv 1 --unit 1 --region CN --period 2020 --map value=Me_1
		refuses $f/${name}_exception.csv 'csv:1:1: the first column is "FREQ"'
		refuses $f/${name}_invalid_action.csv 'csv:2:3: ACTION is "E"'
		refuses $f/${name}_structures_exception.csv 'csv:4:1: STRUCTURE is "dataTESTERROR"'
		refuses $f/${name}_two_actions.csv 'csv:2:3: ACTION D deletes'
		refuses $f/${name}_action_col.csv 'csv:2: this row has 22 fields, the header 23'
	done
fi
[ -d "$raw" ] || [ -d "$samples" ] || ok "nothing there to read"
exit $failed
