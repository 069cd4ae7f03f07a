#!/bin/sh
# gcc and clang, -O0 and -O3, one processor and all: the same input gives the same bytes, and the properties of figures
# hold in each. Each builds into a folder of its own (BUILDS, kept; about ten minutes for all). COMPILERS chooses.
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here" || exit 1
builds=${BUILDS:-$here/build-compilers}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh tests/all_bytes.sh "$TALLY" "$work/first"
same() { # NAME COMMAND...
	name=$1
	shift
	"$@" "$work/$name"
	if diff -r "$work/first" "$work/$name" >"$work/said"; then echo "ok - $name: the same bytes"; else
		echo "not ok - $name: $(head -n 3 "$work/said")"
	fi
}
for compiler in ${COMPILERS:-gcc clang}; do
	command -v "$compiler" >/dev/null || {
		echo "not ok - $compiler is not installed"
		continue
	}
	for level in O0 O3; do
		build=$builds/$compiler-$level
		if make -s BUILD="$build" CC="${CACHE:+$CACHE }$compiler" OPT="-$level" HARDEN="-fPIC" "$build/tally" "$build/tests/test_numbers" \
			"$build/tests/test_decimal" >"$work/said" 2>&1; then
			same "$compiler-$level" sh tests/all_bytes.sh "$build/tally"
			same "$compiler-$level-alone" taskset -c "$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')" sh tests/all_bytes.sh "$build/tally"
			for test in numbers decimal; do
				if "$build/tests/test_$test" >"$work/said" 2>&1; then echo "ok - $compiler-$level: test_$test"; else
					echo "not ok - $compiler-$level: test_$test: $(grep -m 2 ERROR "$work/said")"
				fi
			done
		else
			echo "not ok - $compiler -$level builds: $(tail -n 3 "$work/said")"
		fi
	done
done
