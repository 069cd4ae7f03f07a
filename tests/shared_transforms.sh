#!/bin/sh
# Growth, shares and intensities of the provincial panels against pandas, gaps included.
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
"$python" -B "$here/shared_transforms.py" "$TALLY" "$SHARED/data" "$scratch"
