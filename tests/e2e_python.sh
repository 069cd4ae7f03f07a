#!/bin/sh
# The Python module: its wheel, and all its calls without any other package.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
TALLY_LIBRARY=$PWD/$BUILD/libtally.so
export TALLY_LIBRARY
case $BUILD in *san*)
	LD_PRELOAD=$(${CC:-gcc} -print-file-name=libasan.so)
	ASAN_OPTIONS=detect_leaks=0
	export LD_PRELOAD ASAN_OPTIONS
	;;
esac
mkdir "$dir/site"
if (cd bindings/python && python3 -B -c "import sys, wheel_of_tally; print(wheel_of_tally.build_wheel(sys.argv[1]))" "$dir") >"$dir/name" &&
	python3 -m zipfile -e "$dir/$(cat "$dir/name")" "$dir/site"; then
	echo "ok - a wheel is built without network"
else
	echo "not ok - a wheel is built without network"
fi
PYTHONPATH=$dir/site python3 -B tests/python_module.py "$dir" plain
if TALLY_LIBRARY=/nowhere.so PYTHONPATH=$dir/site python3 -B -c "import tally" 2>&1 | grep -q "TALLY_LIBRARY=/path"; then
	echo "ok - a missing library is told with what to do"
else
	echo "not ok - a missing library is told with what to do"
fi
if [ "$(PYTHONPATH=$dir/site python3 -B -c 'import tally; print(tally.version(), tally.__version__)')" = \
	"$(sed -n 's/^version = "\(.*\)"/\1 \1/p' bindings/python/pyproject.toml)" ]; then
	echo "ok - one version everywhere"
else
	echo "not ok - one version everywhere"
fi
