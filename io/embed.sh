#!/bin/sh
# Writes the built-in lists as C: names, texts, count. Bytes, because the texts are UTF-8.
set -eu
LC_ALL=C
export LC_ALL
echo '/* made by io/embed.sh; do not edit */'
echo '#include "csv/csv.h"'
for file in "$@"; do
	name=$(basename "$file" .csv)
	printf 'static const char text_%s[] = {\n' "$name"
	od -An -v -tx1 "$file" | sed "s/ \([0-9a-f][0-9a-f]\)/'\\\\x\1',/g"
	printf "'\\\\0'};\n"
done
echo 'const char *const tally_builtin_names[] = {'
for file in "$@"; do printf '\t"%s",\n' "$(basename "$file" .csv)"; done
echo '};'
echo 'const char *const tally_builtin_texts[] = {'
for file in "$@"; do printf '\ttext_%s,\n' "$(basename "$file" .csv)"; done
echo '};'
printf 'const int tally_builtin_count = %d;\n' "$#"
