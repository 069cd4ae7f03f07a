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
includes='-Icore -Iio -Iplots -Icli -I/usr/include/suitesparse'
includes="$includes $(pkg-config --cflags hdf5-serial 2>/dev/null || echo -I/usr/include/hdf5/serial)"
one_process=$(echo "$sources" | tr ' ' '\n' | grep -vE '^(io/ranks/|cli/job_mpi)') # the others need MPI
each() { # each NAME WORDS...: the tool on some files at a time, on all processors
	name=$1
	shift
	if command -v "$name" >/dev/null 2>&1; then
		# shellcheck disable=SC2016
		echo "$one_process" | INCLUDES=$includes xargs -P "$(nproc)" -n 8 sh -c "$*" sh || bad=1
	else
		echo "$name is missing: not run"
		bad=1
	fi
}
each clang-tidy 'clang-tidy --quiet --config-file=tests/clang-tidy "$@" -- -std=gnu11 -D_GNU_SOURCE $INCLUDES 2>/dev/null'
# gcc follows every path; left out are the families in which version 12 takes a failed allocation that
# is told by a status, or a field behind a pointer, for an error.
each gcc 'for file; do gcc -std=c11 -D_GNU_SOURCE -O1 -S -o /dev/null $INCLUDES -Werror -fanalyzer -fanalyzer-checker=malloc \
	-Wno-analyzer-malloc-leak -Wno-analyzer-null-argument -Wno-analyzer-null-dereference \
	-Wno-analyzer-possible-null-argument -Wno-analyzer-possible-null-dereference \
	-Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-too-complex "$file" || exit 1; done'
exit $bad
