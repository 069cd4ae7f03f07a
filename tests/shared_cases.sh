#!/bin/sh
# The reference cases of the shared folder, one test each.
dir=${SHARED:-../shared}/cases/reconcile
[ -d "$dir" ] || exit 0
"${BUILD:-build}"/tests/tool_cases "$dir" | sed -n 's/^ok  *\([^ ]*\).*/ok - case \1/p
s/^not ok \([^ ]*\) *\(.*\)/not ok - case \1: \2/p'
