#!/bin/sh
# Other programs read every export and see the values, units, dates, labels and kinds of missing
# that tally wrote. The readers are in the list of packages of .ci/run, so a missing one fails.
# docs/formats.md names these checks; tests/e2e_formats.sh holds the two together.
set -u
tally=$TALLY
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
unset SOURCE_DATE_EPOCH
LC_ALL=C.UTF-8
TALLY_STORE=$dir/s.h5
HOME=$dir
export LC_ALL TALLY_STORE HOME
failed=0
check() { # check NAME COMMAND...
	name=$1
	shift
	if "$@" >out 2>&1; then echo "ok - $name"; else
		echo "not ok - $name: $(tail -n 4 out)"
		failed=1
	fi
}
python=/usr/bin/python3

"$tally" init >/dev/null
for f in cn-gdp cn-province-gdp-2025 cn-province-population cn-rd uk-gdp herald ch-gdp-vintages; do
	"$tally" ingest "$here/../datasets/$f.csv" >/dev/null || exit 1
done
cat >more.csv <<'CSV'
metric,region,period,value,unit,source,published,status,note
gdp,CN-GD,2025,,亿元,nbs,2026-01-20,M,
gdp,CN-ZJ,2025,,亿元,nbs,2026-01-20,Q,
gdp,CN-JS,2025,142351.5,亿元,nbs,2026-01-20,E,"=HYPERLINK(""x"")"
CSV
"$tally" ingest more.csv >/dev/null || exit 1

export_all() {
	"$tally" export tidy gdp,population 'CN/*' --frequency A --columns all -o long.csv &&
		"$tally" export tidy gdp,population 'CN/*' --frequency A --shape panel -o panel.csv &&
		"$tally" export wide gdp 'CN/*' --frequency A --measure level -o wide.csv &&
		"$tally" export wide gdp 'CN/*' --frequency A --measure level --shape periods -o periods.csv &&
		"$tally" export wide gdp_chf CH --real-time -o vintages.csv &&
		"$tally" export csv gdp -o claims.csv && "$tally" export jsonl gdp -o claims.jsonl &&
		"$tally" export sdmx-csv gdp,population -o sdmx.csv &&
		"$tally" export dta gdp,population 'CN/*' --frequency A --measure level --title 'Provinces' -o panel.dta &&
		"$tally" export dta gdp,gdp_chf --shape long --columns dates,vintage,status -o long.dta &&
		"$tally" export dta gdp_chf CH --shape periods -o quarters.dta &&
		"$tally" export dta gdp CN-GD CN-ZJ --frequency A --measure level --lang zh -o zh.dta &&
		"$tally" export gdt gdp,population 'CN/*' --frequency A --measure level -o panel.gdt &&
		"$tally" export gdt gdp_chf CH --shape periods -o quarters.gdt &&
		"$tally" export xlsx gdp 'CN/*' --frequency A --measure level --scale 亿元 --title 省 -o wide.xlsx &&
		"$tally" export xlsx gdp 'CN/*' --shape long --columns vintage,note,dates --frequency A -o long.xlsx &&
		"$tally" export h5 gdp,gdp_chf -o cf.nc &&
		"$tally" export hive -o hive && "$tally" export tidy -o all.csv
}
check "all formats are written" export_all

for test in pandas_csv pandas_dta openpyxl_xlsx xarray_netcdf netcdf4_netcdf sqlite_hive pandas_sdmx vintages json_lines; do
	check "$test" $python "$here/interop_export.py" $test
done

# R: haven reads labels, tagged missing values and dates; base R the CSV.
cat >r.R <<'R'
library(haven)
d <- read_dta("panel.dta")
csv <- read.csv("panel.csv", check.names = FALSE)
stopifnot(nrow(d) == nrow(csv), all(d$region == csv$region), all(d$period == csv$period))
stopifnot(isTRUE(all.equal(as.numeric(d$gdp), csv$gdp, tolerance = 0)))
stopifnot(na_tag(d$gdp[d$region == "CN-GD" & d$period == "2025"]) == "m")
stopifnot(na_tag(d$gdp[d$region == "CN-ZJ" & d$period == "2025"]) == "q")
stopifnot(names(attr(d$region_id, "labels"))[1:2] == c("Beijing", "Tianjin"))
stopifnot(attr(d$time, "format.stata") == "%ty", d$time[1] == as.integer(d$period[1]))
stopifnot(grepl("Gross domestic product", attr(d$gdp, "label")), grepl("国内生产总值", attr(d$gdp, "label")))
q <- read_dta("quarters.dta")
stopifnot(attr(q$time, "format.stata") == "%tq", q$time[1] == (as.integer(substr(q$period[1], 1, 4)) - 1960) * 4 + as.integer(substr(q$period[1], 7, 7)) - 1)
l <- read_dta("long.dta")
stopifnot(inherits(l$last_day, "Date"), any(format(l$last_day) == "2023-12-31"))
z <- read_dta("zh.dta")
stopifnot("广东" %in% names(attr(z$region_id, "labels")), startsWith(attr(z$gdp, "label"), "国内生产总值"))
R
check haven_dta Rscript r.R

# More variables than Stata 118 holds: format 119.
wide_dta() {
	awk 'BEGIN { print "metric,region,period,value,unit"; for (i = 1; i <= 32800; i++) print "own_" i ",CN,2020," i ",家" }' >many.csv
	"$tally" -s many.h5 init && "$tally" -s many.h5 ingest many.csv --define && "$tally" -s many.h5 export dta --shape panel -o many.dta &&
		head -c 60 many.dta | grep -q '<release>119<' &&
		Rscript -e 'd <- haven::read_dta("many.dta"); stopifnot(nrow(d) == 1, d$own_1 == 1, d$own_32767 == 32767, d$own_32800 == 32800, d$period == "2020")'
}
check haven_dta119 wide_dta

# gretl: a panel with named units and its time, quarters with their calendar, NA.
cat >g.inp <<G
open $dir/panel.gdt --quiet
series year = \$obsdate > 0 ? floor(\$obsdate / 10000) : 0
smpl region=="CN-GD" --restrict
printf "gd_rows=%d\n", \$nobs
printf "gd_2020=%.0f\n", max(gdp * (year == 2020))
printf "gd_na=%d\n", sum(missing(gdp))
open $dir/quarters.gdt --quiet
printf "pd=%d first=%s n=%d\n", \$pd, obslabel(1), \$nobs
printf "v1=%.15g\n", gdp_chf_CH_chained_S[1]
G
cat >gretl.sh <<'G'
gretlcli -b g.inp >g.out 2>&1 || { tail -n 5 g.out; exit 1; }
rows=$(awk -F, 'NR > 1 { print $2 }' panel.csv | sort -u | wc -l)
want=$(awk -F, '$1 == "CN-GD" && $2 == 2020 { print $3 }' panel.csv)
first=$("$TALLY" export tidy gdp_chf CH | sed -n 's/.*,\([0-9]*\)-Q\([0-9]\),level,,\([0-9.]*\),.*/\1:\2 \3/p' | head -n 1)
grep -q "^gd_2020=$want\$" g.out && grep -q '^gd_na=[1-9]' g.out && grep -q "^gd_rows=$rows\$" g.out &&
	grep -q "^pd=4 first=${first% *} " g.out && grep -q "^v1=${first#* }" g.out || { echo "want $rows rows, $want, $first"; grep -E '^(gd|pd|v1)' g.out; exit 1; }
G
check gretl_gdt sh gretl.sh

check ncdump_netcdf sh -c "ncdump -h cf.nc | grep -q 'double value(obs)' && ncdump -t -v time cf.nc | grep -q '\"2023-12-31\"'"
check sqlite_csv sh -c "sqlite3 :memory: '.mode csv' '.import long.csv t' \"select printf('%d', value) from t where region = 'CN-GD' and period = '2020' and metric = 'gdp'\" | grep -qx \"\$(awk -F, '\$1 == \"CN-GD\" && \$2 == 2020 { print \$3 }' panel.csv)\""

# LibreOffice takes minutes to install, so it is in no list of packages: seen where it is there.
if command -v soffice >/dev/null 2>&1; then
	sheets='csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
	office() { # the sheets as shown, the workbook with its chart, CSV in and out
		mkdir -p lo && soffice --headless --convert-to "$sheets" --outdir lo wide.xlsx long.xlsx >/dev/null 2>&1 &&
			soffice --headless --convert-to ods --outdir lo wide.xlsx >/dev/null 2>&1 &&
			soffice --headless --infilter='CSV:44,34,76,1' --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' --outdir lo wide.csv >/dev/null 2>&1
	}
	check libreoffice_opens office
	check libreoffice $python "$here/interop_export.py" libreoffice
fi

# What tally reads itself: the same claims byte for byte, the same series from SDMX-CSV.
again() { # again FILE FORMAT [WORDS]: a new store of the file exports the same
	rm -f again.h5
	"$tally" -s again.h5 init >/dev/null && "$tally" -s again.h5 ingest "$1" >/dev/null || return 1
	shift
	"$tally" -s again.h5 export "$@" >again.out
}
round_trip() { again claims.csv csv gdp && cmp claims.csv again.out; }
check round_trip round_trip
exit $failed
