#!/bin/sh
# Writes the figures of the tutorial and the topics of `tally help` as C: embed_topics.sh FIGURES.csv
# TOPIC.md... Bytes, because the texts are UTF-8.
set -eu
LC_ALL=C
export LC_ALL
echo '/* made by cli/embed_topics.sh; do not edit */'
echo '#include "page.h"'
bytes() {
	od -An -v -tx1 "$1" | sed "s/ \([0-9a-f][0-9a-f]\)/'\\\\x\1',/g"
	printf "'\\\\0'};\n"
}
echo 'const char cli_tutorial_csv[] = {'
bytes "$1"
shift
for file in "$@"; do
	printf 'static const char text_%s[] = {\n' "$(basename "$file" .md)"
	bytes "$file"
done
echo 'const cli_topic cli_topics[] = {'
for file in "$@"; do
	name=$(basename "$file" .md)
	printf '\t{"%s", text_%s},\n' "$name" "$name"
done
printf '\t{NULL, NULL},\n};\n'
