#!/bin/sh
# Every kind of chart on the shipped figures: gallery.sh FOLDER (TALLY = the command).
set -eu
out=${1:-gallery}
tally=${TALLY:-tally}
here=$(dirname "$0")
mkdir -p "$out"
TALLY_STORE=$out/gallery.h5
export TALLY_STORE
rm -f "$TALLY_STORE" "$TALLY_STORE.lock"
"$tally" init >/dev/null
"$tally" ingest "$here"/../datasets/*.csv >/dev/null

provinces="CN-BJ CN-TJ CN-HE CN-SX CN-NM CN-LN CN-JL CN-HL CN-SH CN-JS CN-ZJ CN-AH CN-FJ CN-JX
CN-SD CN-HA CN-HB CN-HN CN-GD CN-GX CN-HI CN-CQ CN-SC CN-GZ CN-YN CN-XZ CN-SN CN-GS CN-QH CN-NX
CN-XJ"
sectors="gdp_primary gdp_secondary gdp_tertiary"

# draw NAME ARGUMENT...: the chart in both languages as PNG, and as SVG and PDF.
draw() {
	name=$1
	shift
	"$tally" plot "$@" --lang en -o "$out/$name.svg"
	"$tally" plot "$@" --lang en -o "$out/$name-en.png"
	"$tally" plot "$@" --lang zh -o "$out/$name-zh.png"
	echo "$out/$name"
}

draw trend trend gdp CN-GD CN-JS CN-SD CN-ZJ
draw trend-intensity trend rd_intensity CN CN-BJ CN-GD CN-JS
draw trend-panels trend gdp rd_expenditure CN-GD CN-JS
draw trend-cumulative trend gdp CN-HTZ
draw growth growth gdp CN-GD --from 2008
draw growth-regions growth gdp CN-GD CN-JS CN-ZJ --from 2012
draw share share $sectors gdp CN-GD
draw share-bars share rd_expenditure CN-GD CN-JS CN-BJ CN-ZJ CN-SD CN --from 2018
draw ranking ranking gdp $provinces --at 2023 --size 900x800
draw ranking-slope ranking gdp $provinces --at 2024 --base 2010 --size 900x800
draw multiples multiples gdp $provinces --size 1200x900
draw heat heat rd_intensity $provinces --size 1000x800
draw scatter scatter rd_intensity gdp_per_capita $provinces
draw scatter-convergence scatter gdp $provinces --base 2010 --at 2023
draw fan fan gdp_chf CH
draw bounds bounds gross_industrial_output CN-HTZ CN-HTZ-E CN-HTZ-C CN-HTZ-W CN-HTZ-NE
draw lorenz lorenz gdp population $provinces --at 2016 --size 700x640
draw shiftshare shiftshare $sectors $provinces --base 2010 --at 2016 --size 900x800
# shellcheck disable=SC2086
for theme in light dark print; do
	"$tally" plot trend gdp CN-GD CN-JS --theme $theme -o "$out/theme-$theme.png"
done
"$tally" plot trend gdp CN-GD CN-JS -o "$out/trend.pdf"
"$tally" plot trend gdp CN-GD CN-JS --term=braille --size 100x28 >"$out/trend.txt"
if "$tally" reconcile --help >/dev/null 2>&1 &&
	"$tally" reconcile >/dev/null 2>&1; then
	draw dumbbell dumbbell gross_industrial_output CN-HTZ CN-HTZ-E CN-HTZ-C CN-HTZ-W ||
		echo "no dumbbell: nothing reconciled there"
fi
