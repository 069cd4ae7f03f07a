#!/bin/sh
# reference cases with other options, lengths and orders of columns, computed in numpy.
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for python in /usr/bin/python3 python3; do
	$python -c 'import numpy' 2>/dev/null && break
	python=
done
if [ -z "$python" ]; then
	echo "not ok - numpy: no python3 with numpy (apt-get install python3-numpy)"
	exit 1
fi
"$python" -B "$here/interop_cases.py" "${BUILD:-build}/tests/tool_cases" "$scratch"
