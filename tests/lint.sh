#!/bin/sh
# What the compiler does not hold: core neither prints nor opens files nor knows HDF5 or CSV; no shell anywhere; static analysis.
set -eu
build=$1
shift
bad=0
# Formatting into memory (snprintf, vsnprintf) is allowed; everything that needs a FILE or a descriptor is not.
forbidden='^(fopen|fdopen|freopen|fclose|fread|fwrite|fgets|fputs|fputc|puts|putchar|printf|fprintf|vprintf|vfprintf|__printf_chk|__fprintf_chk|__vfprintf_chk|fflush|stdout|stderr|stdin|open|open64|creat|read|write|unlink|rename|H5.*|csv_.*)$'
for object in "$@"; do
	found=$(nm -u "$object" | awk '{print $2}' | sed 's/@.*//' | grep -E "$forbidden" || true)
	if [ -n "$found" ]; then
		echo "$object uses: $found"
		bad=1
	fi
done
sources=$(echo core/*.c core/*/*.c io/*/*.c plots/*.c plots/*/*.c cli/*.c)
for word in system popen wordexp; do
	if grep -nE "(^|[^a-zA-Z_.>])$word[[:space:]]*\(" $sources; then
		echo "no shell: $word"
		bad=1
	fi
done
# Only gnuplot, fontconfig's two programs and tally-office are ever started, each by one file.
if grep -nE '(^|[^a-zA-Z_])(exec(v|l|ve|vp|le|lp|vpe)|posix_spawnp?|fexecve|execveat|v?fork|clone3?|dlopen|H5PLset_loading_state\([^0])[[:space:]]*\(' \
	$(echo "$sources" | tr ' ' '\n' | grep -vE '^(plots/(gnuplot|fonts)|cli/office_there)\.c$'); then
	echo "no other programs"
	bad=1
fi
# What is printed passes the filter of cli/terminal.c: no verb opens a stream of its own on 1 or 2.
# (core/destination.c only tells these names from files.)
if grep -nE 'fdopen\((1|2|STD)|"/dev/(tty|stdout|stderr)' $(echo "$sources" | tr ' ' '\n' | grep -v '^core/destination\.c$'); then
	echo "a terminal gets nothing past its filter"
	bad=1
fi
if command -v cppcheck >/dev/null 2>&1; then
	cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 -j2 \
		--suppress=missingIncludeSystem --suppressions-list=tests/cppcheck.txt --max-configs=1 \
		-Icore -Iio -Iplots -Icli core io plots cli || bad=1
else
	echo "cppcheck is missing: not run"
	bad=1
fi
exit $bad
