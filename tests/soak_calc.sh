#!/bin/sh
# yoy over a store of 100,000 ragged series with gaps and two vintages, beside pandas to 1e-12.
# SERIES sets another number of series.
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for python in /usr/bin/python3 python3; do
	$python -c 'import pandas' 2>/dev/null && break
	python=
done
if [ -z "$python" ]; then
	echo "not ok - pandas: no python3 with pandas (apt-get install python3-pandas)"
	exit 1
fi
"$python" -B "$here/soak_calc.py" "$TALLY" "$scratch" "${SERIES:-100000}"
