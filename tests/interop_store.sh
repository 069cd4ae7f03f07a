#!/bin/sh
# Other programs open a store: ncdump, h5dump, h5py and xarray see the right values.
set -u
tally=$TALLY
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
unset TALLY_STORE SOURCE_DATE_EPOCH
failed=0
check() {
	if [ "$2" -eq 0 ]; then echo "ok - $1"; else
		echo "not ok - $1: $(tail -n 3 err)"
		failed=1
	fi
}

awk 'BEGIN {
	print "metric,region,period,value,unit,source,locator"
	for (r = 0; r < 400; r++) for (y = 1900; y < 2000; y++)
		printf "gdp,%s,%d,%d.%02d,亿元,%s,p%d\n", r % 2 ? "CN" : "CN-GD", y, r * 1000 + y, y % 100, r % 3 ? "nbs" : "wb", r
}' >in.csv
"$tally" init 2>err && "$tally" ingest in.csv >/dev/null 2>err
check "a store of 40,000 rows" $?
printf 'metric,region,period,value,unit,note\nmy_index,my-zone,2020,5..7,万亿元,注\nmy_index,my-zone,2021,1e3,万亿元,\n' >more.csv
"$tally" ingest --define more.csv >/dev/null 2>err
check "and a batch with defined codes" $?

if command -v ncdump >/dev/null; then
	ncdump -h tally.h5 >head 2>err
	check "ncdump -h" $?
	grep -q 'int mantissa(row)' head && grep -q 'row = 40000' head && ! grep -q phony head
	check "ncdump names the dimensions" $?
	ncdump -v segments/s000001/mantissa tally.h5 2>err | grep -q '190000, 190101\|190000,'
	check "ncdump shows mantissas" $?
fi
if command -v h5dump >/dev/null; then
	h5dump -d /segments/s000001/mantissa tally.h5 >dump 2>err
	check "h5dump" $?
	grep -q ' 290000, 290101' dump || grep -q ' 290000,' dump
	check "h5dump shows mantissas" $?
fi

python=/usr/bin/python3
if $python -c 'import h5py' 2>/dev/null; then
	$python - >/dev/null 2>err <<'PY'
import h5py, csv, datetime
f = h5py.File('tally.h5', 'r')
s = f['segments/s000001']
metrics = [bytes(r).rstrip(b'\0').decode() for r in f['codes/metric_code'][:]]
regions = [bytes(r).rstrip(b'\0').decode() for r in f['codes/region_code'][:]]
assert 'my_index' in metrics and 'my-zone' in regions
def column(name, n):
    return s[name][:] if name in s else [int(s.attrs[name][0])] * n
n, m = int(s.attrs['n_rows'][0]), int(s.attrs['n_series'][0])
assert (n, m) == (40000, 2), (n, m)
text, ends = b''.join(s['text_bytes'][:].tolist()), [0] + list(s['text_end'][:])
texts = [''] + [text[a:b].decode() for a, b in zip(ends, ends[1:])]
got = set()
mantissa, decimals = column('mantissa', n), column('decimals', n)
time, source, locator = column('time', n), column('source', n), column('locator', n)
region, start, size = column('region', m), column('row_start', m), column('row_size', m)
for k in range(m):
    for i in range(start[k], start[k] + size[k]):
        year = (datetime.date(1970, 1, 1) + datetime.timedelta(int(time[i]))).year
        got.add((regions[region[k]], str(year), '%d.%02d' % divmod(mantissa[i], 100),
                 texts[source[i]], texts[locator[i]]))
assert decimals[0] == 2
want = {(r['region'], r['period'], r['value'], r['source'], r['locator'])
        for r in csv.DictReader(open('in.csv'))}
assert got == want, (len(got), len(want))
assert f['segments/s000001/mantissa'].dims[0][0].shape == (40000,)
PY
	check "h5py reads every figure" $?
fi
if $python -c 'import xarray, netCDF4' 2>/dev/null; then
	$python - >/dev/null 2>err <<'PY'
import xarray as xr
d = xr.open_dataset('tally.h5', group='segments/s000001')
assert d.sizes['row'] == 40000 and d.sizes['series'] == 2
assert str(d.time.values[0])[:10] == '1900-12-31'
assert d.mantissa.values.max() == (399 * 1000 + 1999) * 100 + 99
c = xr.open_dataset('tally.h5', group='codes')
codes = [v.decode() if isinstance(v, bytes) else v for v in c.metric_code.values.tolist()]
assert 'gdp' in codes and codes[-1] == 'my_index', codes[-3:]
PY
	check "xarray opens it with its dimensions and dates" $?
fi
exit $failed
