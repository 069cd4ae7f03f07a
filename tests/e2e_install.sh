#!/bin/sh
# Installed into a folder, the library serves a program of another tree, and uninstall leaves nothing.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
try() { # name, command...
	name=$1
	shift
	if "$@" >"$dir/log" 2>&1; then echo "ok - $name"; else
		echo "not ok - $name: $(tail -n 3 "$dir/log" | tr '\n' ' ')"
	fi
}

try "make install" make -s install DESTDIR="$dir/root" PREFIX=/usr
cat >"$dir/example.c" <<'END'
#include <claim.h>
#include <network/system.h>
#include <store/store.h>
#include <stdio.h>
int main(void)
{
	tally_decimal d;
	tally_error err = {0};
	char text[TALLY_DECIMAL_TEXT];

	if (tally_decimal_parse("13.50", 5, &d, &err) != TALLY_OK)
		return 1;
	tally_decimal_print(d, text);
	puts(text);
	return 0;
}
END
flags="-I$dir/root/usr/include/tally -L$dir/root/usr/lib"
case $BUILD in *san*) flags="$flags -fsanitize=address,undefined" ;; esac
# shellcheck disable=SC2086
try "a program links against the installed library" ${CC:-cc} "$dir/example.c" -o "$dir/example" $flags -ltally
try "and runs" sh -c "[ \"\$(LD_LIBRARY_PATH=$dir/root/usr/lib $dir/example)\" = 13.50 ]"
try "pkg-config knows it" sh -c "PKG_CONFIG_PATH=$dir/root/usr/lib/pkgconfig pkg-config --cflags --libs tally"
try "the command works without the source tree" sh -c "cd $dir && $dir/root/usr/bin/tally init -s x.h5 && $dir/root/usr/bin/tally list metrics -s x.h5"
try "and finds tally-office" sh -c "cd $dir && printf 'metric,region,period,value,unit\ngdp,CN,2020,1,亿元\n' >x.csv && $dir/root/usr/bin/tally ingest -s x.h5 x.csv && $dir/root/usr/bin/tally export dta -s x.h5 -o x.dta && [ -s x.dta ]"
try "make uninstall" make -s uninstall DESTDIR="$dir/root" PREFIX=/usr
left=$(find "$dir/root" -type f -o -type l)
try "leaves nothing" test -z "$left"
