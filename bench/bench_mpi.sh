#!/bin/sh
# Strong and weak scaling of tally-mpi (make MPI=1): each process on one core with one thread. Seconds are
# medians of RUNS (3), the start of mpirun is told apart. METRICS (3000) x 32 regions x 40 quarters are the
# rows of the strong runs and, for each process, half of them those of the weak ones. PROCESSES: "1 2".
tally=${TALLY:-build/tally}
mpi=$(dirname "$tally")/tally-mpi
[ -x "$mpi" ] || { echo "tally-mpi is not built (make MPI=1): no scaling measured"; exit 0; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
runs=${RUNS:-3} metrics=${METRICS:-3000}

rows() { # METRICS
	awk -v M="$1" 'BEGIN { srand(3); print "metric,region,period,value,unit,source,status"
		for (m = 0; m < M; m++) for (r = 0; r < 32; r++) { v = 1000 + int(rand() * 9000)
			for (t = 0; t < 40; t++) { v += int(rand() * 200) - 90
				printf "m%05d,R%03d,%d-Q%d,%d.%02d,USD,s,A\n", m, r, 2014 + t / 4, t % 4 + 1, v, int(rand() * 100) } } }'
}

median() { # COMMAND: seconds
	i=0
	while [ $i -lt "$runs" ]; do
		eval "$before"
		a=$(date +%s.%N)
		"$@" >/dev/null 2>&1
		b=$(date +%s.%N)
		echo "$a $b" | awk '{ printf "%.3f\n", $2 - $1 }'
		i=$((i + 1))
	done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

job() { # PROCESSES WORD...
	n=$1
	shift
	mpirun --allow-run-as-root --bind-to core -n "$n" "$mpi" "$@"
}

table() { # NAME FILE PROCESSES
	before='rm -f $dir/s.h5*; '"$tally"' -s $dir/s.h5 init >/dev/null'
	ingest=$(median job "$3" -s "$dir/s.h5" ingest --define "$2")
	before=:
	start=$(median job "$3" --version)
	export=$(median job "$3" -s "$dir/s.h5" export csv -o "$dir/out.csv")
	yoy=$(median job "$3" -s "$dir/s.h5" calc 'yoy(*)' --summary)
	check=$(median job "$3" -s "$dir/s.h5" check)
	before='cp $dir/s.h5 $dir/i.h5'
	into=$(median job "$3" -s "$dir/i.h5" calc 'yoy(*)' --into '*_yoy')
	printf '%-8s %9s %9d %6s %7s %7s %6s %9s %6s\n' "$1" "$3" "$(($(wc -l <"$2") - 1))" "$start" "$ingest" "$export" "$yoy" "$into" "$check"
}

printf '%-8s %9s %9s %6s %7s %7s %6s %9s %6s\n' scaling processes rows start ingest export yoy 'yoy into' check
rows "$metrics" >"$dir/whole.csv"
rows $((metrics / 2)) >"$dir/half.csv"
for n in ${PROCESSES:-1 2}; do table strong "$dir/whole.csv" "$n"; done
table weak "$dir/half.csv" 1
table weak "$dir/whole.csv" 2
