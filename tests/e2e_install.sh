#!/bin/sh
# Installed into a folder, tally works without its source tree, its library serves programs in C and
# C++, offers what it promises and no more, and uninstall leaves nothing.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
root=$dir/root/usr
try() { # name, command...
	name=$1
	shift
	if "$@" >"$dir/log" 2>&1; then echo "ok - $name"; else
		echo "not ok - $name: $(tail -n 3 "$dir/log" | tr '\n' ' ')"
	fi
}
# Linked by what pkg-config says, in a folder that knows no source of tally.
PKG_CONFIG_PATH=$root/lib/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$dir/root
LD_LIBRARY_PATH=$root/lib
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
sanitize=
case $BUILD in *san*) sanitize=-fsanitize=address,undefined ;; esac
link() { # compiler and its options, output, pkg-config options...
	compiler=$1 out=$2
	shift 2
	# shellcheck disable=SC2046,SC2086
	(cd "$dir" && $compiler $sanitize growth.c $(pkg-config "$@" --cflags --libs tally) -o "$out")
}
says() { # what the example prints, in order, with the figures of the shipped page
	printf 'tally %s\n195 figures\n' "$("$root/bin/tally" --version | cut -d' ' -f2)"
	printf '%s\n' "contradiction: digital_core_enterprises@CN-ZJ/2024-11-30 share 9.62% (herald-2024-12-30:75)" \
		"digital_core_enterprises@CN-ZJ/2024-11-30 level 44.04万家 (herald-2024-12-30:75)" \
		"digital_core_enterprises@CN/2024-11-30 level 457.41万家 (herald-2024-12-30:68)" \
		"growth in [0.015610, 0.021336]" "2023-01/2023-09 0.580697"
}
runs() {
	rm -f "$dir/new.h5"
	LD_LIBRARY_PATH=$root/lib "$dir/$1" "$dir/new.h5" datasets/herald.csv >"$dir/said" && says | cmp - "$dir/said"
}

# What is there before must be there after; folders that were empty as well.
mkdir -p "$root/share/man/man1" "$root/share/fish" "$root/bin" && touch "$root/share/man/man1/other.1"
(cd "$dir/root" && find . | LC_ALL=C sort) >"$dir/before"
try "make install" make -s install DESTDIR="$dir/root" PREFIX=/usr
cp examples/growth.c "$dir/growth.c"
try "a C11 program links against the installed library" link "${CC:-cc} -std=c11 -Wall -Wextra -pedantic -Werror" shared
try "and runs" runs shared
try "a C++ program links against it" link "g++ -std=c++11 -Wall -Wextra -pedantic -Werror -x c++" plusplus
try "and runs" runs plusplus
rm "$root/lib/libtally.so"
try "a program links against the static library alone" link "${CC:-cc}" static --static
try "and runs" runs static
try "the static program needs no libtally.so" sh -c "readelf -d '$dir/static' >'$dir/needs' && ! grep -q libtally '$dir/needs'"
try "the library has a version in its name" sh -c "readelf -d '$root/lib/libtally.so.0' | grep -q 'soname: .libtally.so.0.'"

# The binary interface: names, and the layout of the only struct that crosses it.
nm -D --defined-only "$root/lib/libtally.so.0" | awk '$2 == "T" { sub("@@.*", "", $3); print $3 }' | LC_ALL=C sort >"$dir/names"
cat >"$dir/layout.c" <<'END'
#include <stddef.h>
#include <stdio.h>
#include <tally.h>
int main(void)
{
	printf("tally_error %zu %zu %zu\n", sizeof(tally_error), offsetof(tally_error, status), offsetof(tally_error, message));
	printf("tally_status %zu %d %d %d %d\n", sizeof(tally_status), TALLY_OK, TALLY_EUSAGE, TALLY_EINPUT, TALLY_ESYSTEM);
	printf("tally_sheet_column_kind %zu %d %d %d\n", sizeof(tally_sheet_column_kind), TALLY_SHEET_TEXT, TALLY_SHEET_NUMBER, TALLY_SHEET_INTEGER);
	return 0;
}
END
try "the layout can be asked" ${CC:-cc} -I"$root/include/tally" "$dir/layout.c" -o "$dir/layout"
"$dir/layout" >>"$dir/names"
try "the binary interface is the one of tests/golden/abi.txt" diff tests/golden/abi.txt "$dir/names"

try "the command works without the source tree" sh -c "cd '$dir' && '$root/bin/tally' init -s x.h5 && '$root/bin/tally' list metrics -s x.h5"
try "and finds tally-office" sh -c "cd $dir && printf 'metric,region,period,value,unit\ngdp,CN,2020,1,亿元\n' >x.csv && $root/bin/tally ingest -s x.h5 x.csv && $root/bin/tally export dta -s x.h5 -o x.dta && [ -s x.dta ]"
try "pkg-config knows the prefix" sh -c "PKG_CONFIG_SYSROOT_DIR= pkg-config --cflags tally | grep -qx -e '-I/usr/include/tally *'"
try "man pages, completions, examples" ls "$root/share/man/man1/tally.1" "$root/share/man/man1/tally-check.1" "$root/share/man/man7/tally-claims.7" \
	"$root/share/bash-completion/completions/tally" "$root/share/zsh/site-functions/_tally" "$root/share/fish/vendor_completions.d/tally.fish" \
	"$root/share/tally/tally.R" "$root/share/doc/tally/examples/growth.c"
try "the tour works without the source tree" sh -c "cd '$dir' && '$root/bin/tally' tutorial t"
try "make uninstall" make -s uninstall DESTDIR="$dir/root" PREFIX=/usr
(cd "$dir/root" && find . | LC_ALL=C sort) >"$dir/after"
try "leaves what was there before, no less and no more" diff "$dir/before" "$dir/after"
try "make install twice" sh -c "make -s install DESTDIR='$dir/root' PREFIX=/usr && make -s install DESTDIR='$dir/root' PREFIX=/usr && make -s uninstall DESTDIR='$dir/root' PREFIX=/usr"
(cd "$dir/root" && find . | LC_ALL=C sort) >"$dir/after"
try "is taken out at once" diff "$dir/before" "$dir/after"
