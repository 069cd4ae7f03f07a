#!/bin/sh
# The main job on the shipped figures: ingest, a series, growth, intensity, the check, charts.
set -eu
out=${1:-demo}
here=$(dirname "$0")
tally=${TALLY:-tally}
rm -rf "$out"
mkdir -p "$out"
TALLY_STORE=$out/demo.h5
export TALLY_STORE

say() { printf '\n== %s\n' "$*"; }
run() {
	printf '\n$ tally %s\n' "$*"
	"$tally" "$@"
}

say "A store with the built-in code lists, and every data set of this folder in it"
run init
for file in "$here"/*.csv; do
	run ingest "$file"
done

say "A series as a table, printed growth beside the growth that the levels imply"
run show gdp CN --from 2011 --to 2023 --growth printed,implied
run show rd_expenditure CN-BJ CN-GD CN-JS CN-SH CN-ZJ --from 2016

say "Growth, shares and intensity"
run calc 'yoy(rd_expenditure[CN])' --from 2012
run calc 'rd_expenditure[CN] / gdp[CN] * 100' --from 2011
run calc 'share(gdp[CN-GD], CN)' --from 2011 --to 2016

say "Does it tally?"
code=0
run check || code=$?
[ "$code" -le 1 ] || exit "$code"
say "What nobody published: industrial output and growth of the north-eastern zones"
run bounds gross_industrial_output CN-HTZ-NE 2023-01/2023-09
run bounds gross_industrial_output CN-HTZ-NE 2023-01/2023-09 --growth

say "Charts"
run plot trend rd_expenditure CN-BJ CN-GD CN-JS CN-SH CN-ZJ -o "$out/rd-provinces.svg"
run plot trend rd_intensity CN CN-BJ CN-GD CN-JS -o "$out/rd-intensity.png"
run plot trend gdp CN -o "$out/gdp.pdf"
say "The charts are in $out/, the store is $TALLY_STORE"
