"""The checks of interop_export.sh that are made in Python: each a function, run by its name in the
folder of the exports. Values are compared with the claim CSV, which holds what was printed."""
import csv
import datetime
import glob
import gzip
import math
import sqlite3
import sys
from decimal import Decimal


def rows(path):
    with open(path, encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


POWERS = {'亿元': 8, '万亿元': 12, '元': 0, '万元': 4}


def published(metric='gdp', measure='', frequency=4):
    """Newest plain level of each region and year, from the claims: region -> year -> value."""
    newest = {}
    for r in rows('claims.csv'):
        if r['metric'] != metric or r.get('measure', 'level') not in ('', 'level'):
            continue
        if len(r['period']) != frequency or r.get('kind'):
            continue
        key = (r['region'], r['period'])
        if key not in newest or r['published'] > newest[key]['published']:
            newest[key] = r
    return newest


def yuan(r):
    return float(Decimal(r['value']).scaleb(POWERS[r['unit']])) if r['value'] else math.nan


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def pandas_csv():
    import pandas as pd
    want = published()
    d = pd.read_csv('long.csv')
    d = d[(d.metric == 'gdp') & (d.measure == 'level')]
    assert len(d) > 300 and d.unit.eq('yuan').all()
    for r in d.itertuples():
        assert same(r.value, yuan(want[r.region, str(r.period)])), r
        assert r.lo <= r.value <= r.hi or math.isnan(r.value)
    assert pd.to_datetime(d.last_day).dt.year.astype(str).eq(d.period.astype(str)).all()
    assert d[d.region == 'CN-GD'].metric_zh.iloc[0] == '国内生产总值'
    assert "'=HYPERLINK" in d[d.note.notna()].note.iloc[0]
    assert d[(d.region == 'CN-GD') & (d.period == 2025)].status.iloc[0] == 'M'
    w = pd.read_csv('wide.csv').set_index('region')
    p = pd.read_csv('periods.csv').set_index('period')
    for region in w.index:
        for year in p.index:
            a, b = w.loc[region, str(year)], p.loc[year, region]
            assert same(a, b), (region, year)
            if not math.isnan(a):
                assert a == yuan(want[region, str(year)])


def pandas_dta():
    import pandas as pd
    from pandas.io.stata import StataReader
    d = pd.read_stata('panel.dta', convert_missing=True, convert_categoricals=False)
    c = pd.read_csv('panel.csv')
    assert list(d.region) == list(c.region) and len(d) == len(c)
    gd = d[(d.region == 'CN-GD') & (d.period == '2025')].gdp.iloc[0]
    assert str(gd) == '.m', gd
    assert str(d[(d.region == 'CN-ZJ') & (d.period == '2025')].gdp.iloc[0]) == '.q'
    plain = pd.read_stata('panel.dta')
    for a, b in zip(plain.gdp, c.gdp):
        assert same(a, b)
    assert (plain.time.dt.year.astype(str) == plain.period).all()
    with StataReader('panel.dta') as r:
        r.read()
        labels = r.variable_labels()
        assert r.data_label == 'Provinces'
    assert '国内生产总值' in labels['gdp'] and 'Gross domestic product' in labels['gdp']
    assert open('panel.dta', 'rb').read(60).startswith(b'<stata_dta><header><release>118<')
    q = pd.read_stata('quarters.dta')
    for t, p in zip(q.time, q.period):
        assert f'{t.year}-Q{t.quarter}' == p
    long = pd.read_stata('long.dta')
    assert set(long.frequency) >= {'A', 'Q', 'C'} and long.last_day.dt.year.max() == 2025
    assert (long.time == long.last_day).all()


def openpyxl_xlsx():
    import openpyxl
    book = openpyxl.load_workbook('wide.xlsx')
    assert book.sheetnames == ['Data', 'Metadata', 'Chart']
    s = book['Data']
    head = [c.value for c in s[1]]
    want = published()
    assert head[0] == 'period' and 'CN-GD' in head
    n = 0
    for line in s.iter_rows(min_row=2):
        for name, cell in zip(head[1:], line[1:]):
            if cell.value is None:
                continue
            r = want[name, str(line[0].value)]
            assert cell.value == float(Decimal(r['value'])), (name, line[0].value)
            assert cell.number_format.startswith('#,##0')
            n += 1
    assert n > 500 and s.freeze_panes == 'B2' and s.auto_filter.ref
    assert len(book['Chart']._charts) == 1
    meta = {r[0].value: r[1].value for r in book['Metadata'].iter_rows()}
    assert meta['command'].startswith('tally export xlsx gdp') and len(meta['store_sha256']) == 64
    assert any(r[3].value and '广东' in r[3].value for r in book['Metadata'].iter_rows())
    assert book.properties.created == datetime.datetime(2000, 1, 1)
    s = openpyxl.load_workbook('long.xlsx')['Data']
    head = [c.value for c in s[1]]
    for line in s.iter_rows(min_row=2):
        r = dict(zip(head, line))
        assert r['last_day'].value.year == r['period'].value
        assert r['note'].data_type in ('n', 's'), 'a formula'
        if r['note'].value:
            assert r['note'].value.startswith('=HYPERLINK') and r['note'].data_type == 's'


def libreoffice():
    """What soffice made of the workbooks and of wide CSV: lo/*.csv as shown, lo/wide.ods."""
    import xml.etree.ElementTree as tree
    import zipfile
    want = published()
    shown, n = rows('lo/wide-Data.csv'), 0
    for line in shown:
        for region, text in line.items():
            if region != 'period' and text:
                r = want[region, line['period']]
                assert Decimal(text.replace(',', '')) == Decimal(r['value']), (region, line)
                n += 1
    assert n > 500 and not any('#' in v for line in shown for v in line.values())
    for line in rows('lo/long-Data.csv'):
        assert datetime.date.fromisoformat(line['last_day']).year == int(line['period'])
        if line['note']:
            assert line['note'].startswith('=HYPERLINK'), 'the text of a formula, not its result'
    with open('lo/wide-Metadata.csv', encoding='utf-8') as f:
        assert '国内生产总值，广东' in f.read()
    with zipfile.ZipFile('lo/wide.ods') as z:
        parts = [p for p in z.namelist() if p.startswith('Object') and p.endswith('content.xml')]
        charts = [tree.fromstring(z.read(p)) for p in parts]
        sheets = tree.fromstring(z.read('content.xml'))
    ns = '{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}'
    lines = [s for c in charts for s in c.iter(ns + 'series')]
    assert len(charts) == 1 and len(lines) == 8 and charts[0].find('.//' + ns + 'legend') is not None
    assert all('Data' in s.get(ns + 'values-cell-range-address') for s in lines)
    table = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
    assert [t.get(table + 'name') for t in sheets.iter(table + 'table')][:3] == ['Data', 'Metadata', 'Chart']
    back = rows('lo/wide.csv')
    for a, b in zip(back, rows('wide.csv')):
        assert a.keys() == b.keys()
        for k in a:
            number = k.isdigit() and b[k] != ''
            assert (float(a[k]) == float(b[k])) if number else a[k] == b[k], (k, a[k], b[k])
    assert len(back) > 30


def xarray_netcdf():
    import numpy as np
    import xarray as xr
    d = xr.open_dataset('cf.nc')
    assert d.attrs['Conventions'] == 'CF-1.8' and d.attrs['featureType'] == 'timeSeries'
    want = published()
    start, n = 0, 0
    for i, size in enumerate(d.row_size.values):
        text = lambda name: d[name].values[i].decode()
        part = slice(start, start + size)
        start += size
        if text('metric') != 'gdp' or text('measure') != 'level' or text('frequency') != 'A':
            continue
        assert text('unit') == 'yuan'
        for t, v in zip(d.time.values[part], d.value.values[part]):
            r = want.get((text('region'), str(t)[:4]))
            if r is not None:
                assert same(float(v), yuan(r)), (r, v)
                n += 1
    assert start == d.sizes['obs'] and n > 600
    bounds = d.time_bounds.values
    ok = ~np.isnat(bounds[:, 0])
    assert ((bounds[ok, 1] - bounds[ok, 0]) > np.timedelta64(0)).all()


def netcdf4_netcdf():
    import netCDF4
    d = netCDF4.Dataset('cf.nc')
    assert set(d.dimensions) >= {'series', 'obs', 'bounds'}
    assert d['row_size'].sample_dimension == 'obs'
    assert int(d['row_size'][:].sum()) == len(d.dimensions['obs'])
    names = netCDF4.chartostring(d['series_name'][:])
    assert len(set(names)) == len(names)
    assert 'M' in d['status'][:].tobytes().decode()


def sqlite_hive():
    db = sqlite3.connect(':memory:')
    db.execute('create table t (metric, frequency, region, period, value real, unit)')
    for path in glob.glob('hive/*/*/*.csv.gz'):
        parts = dict(p.split('=') for p in path.split('/')[1:3])
        with gzip.open(path, 'rt', encoding='utf-8', newline='') as f:
            for r in csv.DictReader(f):
                db.execute('insert into t values (?,?,?,?,?,?)',
                           (parts['metric'], parts['frequency'], r['region'], r['period'],
                            float(r['value']) if r['value'] else None, r['unit']))
    n, total = db.execute('select count(*), count(value) from t').fetchone()
    flat = rows('all.csv')
    assert n == len(flat) and total == sum(r['value'] != '' for r in flat)
    got = db.execute("select sum(value) from t where metric='population' and region='CN-GD'").fetchone()
    assert got[0] == sum(float(r['value']) for r in flat
                         if r['metric'] == 'population' and r['region'] == 'CN-GD')


def pandas_sdmx():
    import pandas as pd
    d = pd.read_csv('sdmx.csv', dtype=str, keep_default_na=False)
    assert list(d.columns[:3]) == ['STRUCTURE', 'STRUCTURE_ID', 'ACTION']
    key = ['FREQ', 'REF_AREA', 'INDICATOR', 'MEASURE', 'COUNTERPART', 'PRICES', 'ADJUSTMENT',
           'CLAIM_KIND', 'TIME_PERIOD']
    assert not d.duplicated(key).any() and (d[key] != '').all().all()
    want = published()
    a = d[(d.INDICATOR == 'gdp') & (d.MEASURE == 'level') & (d.FREQ == 'A') & (d.CLAIM_KIND == '_Z')]
    for r in a.itertuples():
        w = want[r.REF_AREA, r.TIME_PERIOD]
        assert r.OBS_VALUE == w['value'], (r, w)
        assert r.UNIT_MEASURE == 'CNY' and int(r.UNIT_MULT) == POWERS[w['unit']]
    assert {'A', 'M', 'Q', 'E'} <= set(d.OBS_STATUS)
    assert any(t.startswith('2023-01-01/P9M') for t in d.TIME_PERIOD)


def vintages():
    r = rows('vintages.csv')
    with open('claims_chf.csv', 'w') as f:
        f.write('')
    days = [h.split()[-1] for h in r[0] if h != 'period']
    assert days == sorted(days) and len(days) > 20
    first = [h for h in r[0] if h.endswith(days[0])][0]
    assert sum(x[first] != '' for x in r) < sum(x[list(r[0])[-1]] != '' for x in r)


def json_lines():
    import json
    with open('claims.jsonl', encoding='utf-8') as f:
        got = [json.loads(line) for line in f]
    want = rows('claims.csv')
    assert len(got) == len(want)
    for g, w in zip(got, want):
        assert g.get('printed', '') == w['value'] and g['unit'] == w['unit'], (g, w)
        assert g['period'] == w['period'] and g.get('status', '') == w['status']
        if w['unit'] in POWERS and w['value'] and '..' not in w['value']:
            assert g['value'] == yuan(w), (g, w)


if __name__ == '__main__':
    globals()[sys.argv[1]]()
