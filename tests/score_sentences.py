#!/usr/bin/env python3
"""Scores `tally read` on sentences of releases with the claims in them.

FILE has the columns source, category, context, input, metric, kind, basis, period, value, unit,
note; context says `pub=DATE` and `title=...`. Rows of the category must-not (or with NEG in the
note) describe claims that must not be read. Names are compared without scope and region; periods
as first and last day, and by months where the sentence does not fix the year. Prints a line per
miss and the score of every category."""
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from fractions import Fraction

MONTHS = re.compile(r'^(\d\d)(?:\.\.(\d\d))?$')
KIND = {'growth': {'growth'}, 'level': {'level'}, 'pp': {'growth_difference', 'difference', 'share_difference'},
        'share': {'share'}, 'contribution': {'contribution'}}


def read(rows, names):
    """One call per text and date; claims by (text, context)."""
    out = {}
    tally = os.environ.get('TALLY', 'build/tally')
    for key in {(r['input'], r['context']) for r in rows}:
        text, context = key
        pub = re.search(r'pub=([\d-]+)', context)
        title = re.search(r'title=(\S+)', context)
        with tempfile.NamedTemporaryFile('w', suffix='.txt', encoding='utf-8', delete=False) as f:
            if title:
                f.write(f'# {title[1]}\n\n')
            f.write(text + '\n')
        args = [tally, 'read', f.name]
        if pub:
            args += ['--published', full(pub[1])]
        got = subprocess.run(args, capture_output=True, text=True, check=True).stdout
        os.unlink(f.name)
        out[key] = list(csv.DictReader(io.StringIO(got)))
    return out


def full(date):
    return date if len(date) == 10 else date + '-28' if len(date) == 7 else date + '-12-31'


def clean(s):
    s = re.sub(r'[\s"“”（）()《》、，,·-]', '', s)
    s = re.sub(r'^(全国|我国|中国)', '', s).lower()
    s = re.sub(r'(同比)?(降幅|涨幅|增速)$', '', s)
    return re.sub(r'(口径详见附注1|数量|总数)', '', s)


def alike(a, b):
    a, b = clean(a), clean(b)
    if a == b:
        return True
    x, y = (Counter(s[i:i + 2] for i in range(len(s) - 1)) for s in (a, b))
    n = sum(x.values()) + sum(y.values())
    return n > 0 and 2 * sum((x & y).values()) >= 0.8 * n


def metric_ok(want, got, names):
    if got.startswith('?'):
        return alike(want, got[1:])
    return any(clean(want) == clean(n) or alike(want, n) for n in names.get(got, []) + [got])


def span(p):
    """SDMX period to (first, last) as month numbers, day kept apart."""
    a, _, b = p.partition('/')
    q = re.fullmatch(r'(\d{4})-([QS])(\d)', a)
    if q:
        n = 3 if q[2] == 'Q' else 6
        return f'{q[1]}-{(int(q[3]) - 1) * n + 1:02d}', f'{q[1]}-{int(q[3]) * n:02d}'
    first = a if len(a) > 4 else a + '-01'
    last = (b or a) if len(b or a) > 4 else (b or a) + '-12'
    return first, last


def period_ok(want, got):
    if want in ('', 'this month', 'single month'):
        return True
    m = MONTHS.match(want)
    if not got:
        return bool(m)
    first, last = span(got)
    if m:
        return first[5:7] == m[1] and last[5:7] == (m[2] or m[1])
    lo, _, hi = want.partition('..')
    lo = lo if len(lo) > 4 else lo + '-01'
    hi = (hi or want) if len(hi or want) > 4 else (hi or want) + '-12'
    return first.startswith(lo[:len(first)]) and last.startswith(hi[:len(last)]) or (first, last) == (lo, hi)


def number(s):
    try:
        return Fraction(s.replace(',', ''))
    except (ValueError, ZeroDivisionError):
        return None


def scale(unit):
    f = Fraction(1)
    for c in unit.replace('百分点', ''):
        f *= {'万': 10 ** 4, '亿': 10 ** 8, '千': 1000, '百': 100}.get(c, 1)
    return f


def basis_ok(want, row):
    if want == 'mom':
        return '/prev' in row['against']
    if want == 'yoy':
        return '/prev' not in row['against']
    return True


def matches(row, claim, names):
    v, w = number(row['value']), number(claim['value'])
    if v is None or w is None or v * scale(row['unit']) != w * scale(claim['unit']):
        return False
    return (claim['measure'] in KIND.get(row['kind'], {row['kind']}) and basis_ok(row['basis'], claim) and
            period_ok(row['period'], claim['period']) and metric_ok(row['metric'], claim['metric'], names))


def forbidden(row, claim, names):
    """A single-month headline claim where the text has none."""
    if claim['measure'] != 'growth' or not metric_ok(row['metric'], claim['metric'], names):
        return False
    if not claim['period']:
        return claim['tier'] != 'U'
    first, last = span(claim['period'])
    return first[:7] == last[:7]


def name_map():
    out = defaultdict(list)
    here = os.path.dirname(os.path.abspath(__file__))
    for r in csv.DictReader(open(os.path.join(here, '../datasets/codes/metrics.csv'), encoding='utf-8')):
        out[r['code']] += [n for n in [r['name_zh'], r['name_en']] + (r['aliases'] or '').split('|') if n]
    return out


def main():
    rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8'), delimiter='\t', quoting=csv.QUOTE_NONE))
    for r in rows:
        r.update({k: v or '' for k, v in r.items()})
    names = name_map()
    claims = read(rows, names)
    score, broken = defaultdict(lambda: [0, 0]), 0
    for row in rows:
        got = claims[row['input'], row['context']]
        bad = row['category'] == 'must-not' or 'NEG' in row['note']
        ok = not any(forbidden(row, c, names) for c in got) if bad else any(matches(row, c, names) for c in got)
        broken += bad and not ok
        score[row['category']][0] += ok
        score[row['category']][1] += 1
        if not ok:
            print(f"MISS\t{row['category']}\t{row['metric']} {row['kind']} {row['basis']} {row['period']} {row['value']} {row['unit']}\t{row['input'][:60]}")
            for c in got:
                print('    ', c['tier'], c['metric'], c['period'], c['measure'], c['against'], c['qualifier'], c['value'], c['unit'])
    for category in sorted(score):
        a, b = score[category]
        print(f'{category}\t{a}/{b}\t{a / b:.3f}')
    good, total = (sum(x) for x in zip(*score.values()))
    print(f'all {good}/{total} {good / total:.4f} must-not broken {broken}')


if __name__ == '__main__':
    main()
