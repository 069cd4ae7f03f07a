#!/bin/sh
# Each call of input and output meets one way to fail; some of memory. All of them meet all ways in
# soak_faults.sh. The sanitizers bring their own malloc: no faults of memory with them.
case $BUILD in *san*) export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0
	exec sh "$(dirname "$0")/faults.sh" 49 0 ;; esac
exec sh "$(dirname "$0")/faults.sh" 6 2999
