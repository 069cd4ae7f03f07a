#!/bin/sh
# Every third fault of input and output, some of memory; all of them are in soak_faults.sh. The
# sanitizers bring their own malloc: no faults of memory with them.
case $BUILD in *san*) export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0
	exec sh "$(dirname "$0")/faults.sh" 9 0 ;; esac
exec sh "$(dirname "$0")/faults.sh" 3 997
