#!/bin/sh
# Every example of the documentation runs and prints what the page says.
cd "$(dirname "$0")/.." || exit 1
case $BUILD in *san*) # a module loaded into an interpreter needs the sanitizer first
	LD_PRELOAD=$(${CC:-gcc} -print-file-name=libasan.so)
	ASAN_OPTIONS=detect_leaks=0
	export LD_PRELOAD ASAN_OPTIONS
	;;
esac
python3 -B tests/run_docs.py docs/*.md
