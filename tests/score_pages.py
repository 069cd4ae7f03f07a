#!/usr/bin/env python3
"""Scores `tally read` on the annotated pages of a folder (tests/cases/reading/README.md).

usage: score_pages.py FOLDER METRICS.tsv REGIONS.tsv [PAGE...]; the .tsv files are what
`tally list metrics|regions --format tsv` prints. For every page a line: F1 of numbers, of numbers
with everything right, precision of tier A, distractors taken for claims of tiers A to C. --list
also prints what was missed, wrong or too much. A claim and a row meet when line, size of the
number and unit agree; nearest columns first."""
import csv
import io
import os
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction

POWERS = {'十': 10, '百': 100, '千': 1000, '万': 10**4, '亿': 10**8}
SAME_KIND = {'target': 'level', 'diff_pp': 'difference', 'multiple': 'ratio', 'growth_difference': 'difference',
             'share_difference': 'difference', 'average_growth': 'growth', 'contribution_points': 'contribution'}
SIDE = {'': 'exact', '>': 'over', '>=': 'over', '~>': 'over', '<': 'near', '<=': 'near', '~<': 'near', '~': 'about',
        'below': 'near'}
POINTS = {'个百分点', '百分点', 'pp', '个千分点'}


def amount(value, unit):
    """(size, sign, kind of unit): 12.3万亿元 and 123000亿元 are the same."""
    try:
        v = Fraction(value.replace(',', '') or '0')
    except ValueError:
        return None
    unit = re.sub(r'\s', '', unit)
    if unit in POINTS:
        return abs(v), v < 0, 'points'
    if unit == '成':
        return abs(v) / 10, v < 0, '%'
    if unit == '%':
        return abs(v) / 100, v < 0, '%'
    if unit == '' and '/' in value:
        return abs(v), v < 0, '%'
    size = abs(v)
    while unit[:1] in POWERS and unit[:2] != '千瓦':
        size, unit = size * POWERS[unit[0]], unit[1:]
    return size, v < 0, unit


def days(period):
    """First and last day as text; a stock's year-end stays what it is."""
    def ends(p):
        if m := re.fullmatch(r'(\d{4})-(\d\d)-(\d\d)', p):
            return p, p
        if m := re.fullmatch(r'(\d{4})-Q([1-4])', p):
            q = int(m[2])
            return f'{m[1]}-{3 * q - 2:02}', f'{m[1]}-{3 * q:02}'
        if m := re.fullmatch(r'(\d{4})-S([12])', p):
            return f'{m[1]}-{6 * int(m[2]) - 5:02}', f'{m[1]}-{6 * int(m[2]):02}'
        if re.fullmatch(r'\d{4}', p):
            return p + '-01', p + '-12'
        return p, p
    first, _, last = period.partition('/')
    return ends(first)[0], ends(last or first)[1]


def plain(name):
    return re.sub(r'(数量|总数|数)$', '', re.sub(r'[\s"“”()()《》、,,·-]', '', name.lower()))


def alike(a, b):
    x, y = (Counter(s[i:i + 2] for i in range(len(s) - 1)) for s in (plain(a), plain(b)))
    total = sum(x.values()) + sum(y.values())
    return plain(a) == plain(b) or (total > 0 and 2 * sum((x & y).values()) >= 0.6 * total)


def names(path):
    out = {}
    for line in open(path, encoding='utf-8'):
        code, _, rest = line.rstrip('\n').partition('\t')
        out[code] = rest.split('|')
    return out


def table(path):
    with open(path, encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE))


def readings(folder, page, published):
    command = [os.environ.get('TALLY', 'build/tally'), 'read', f'{folder}/{page}', '--published', published]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    for r in rows:
        r['line'], r['col'] = map(int, r['locator'].split(':'))
        r['amount'] = amount(r['value'], r['unit'])
    return rows


def options(g, field, extra):
    return [g[field]] + [x for x in g[extra].split(';') if x]


def wrong(g, r, metrics, regions):
    """The slots in which the row differs from the claim."""
    kind = lambda k: SAME_KIND.get(k, k)
    place = lambda s: re.sub(r'(省|市|地区)$', '', s.lower()) if len(s) > 2 else s.lower()
    known = metrics.get(r['metric'], []) if not r['metric'].startswith('?') else [r['metric'][1:]]
    here = {place(x) for x in regions.get(r['region'], []) + [r['region']]}
    out = []
    if kind(r['measure']) not in {kind(k) for k in options(g, 'kind', 'kind_alt')} or r['amount'][1] != g['amount'][1]:
        out.append('kind')
    if days(r['period']) not in {days(p) for p in options(g, 'period', 'period_alt')}:
        out.append('period')
    if SIDE.get(r['qualifier'], '?') != SIDE.get(g['qualifier'], g['qualifier']):
        out.append('qualifier')
    if not here & {place(x) for x in options(g, 'region_zh', 'region_alt')}:
        out.append('region')
    if not any(alike(n, g['metric_zh']) or alike(n.replace(g['region_zh'], '', 1), g['metric_zh']) for n in known if n):
        out.append('metric')
    return out


def meets(g, r):
    (a, _, u), (b, _, v) = g['amount'], r['amount']
    return g['line'] == r['line'] and a == b and (u == v or (u and v and (u.startswith(v) or v.startswith(u))))


def score(folder, page, published, gold, distractors, metrics, regions, show):
    rows = readings(folder, page, published)
    pairs = []
    for i, g in enumerate(gold):
        for j, r in enumerate(rows):
            if r['amount'] and meets(g, r):
                inside = g['col'] <= r['col'] < g['col'] + len(g['snippet'])
                pairs.append((not inside, len(wrong(g, r, metrics, regions)), abs(r['col'] - g['col']), i, j))
    taken, used = {}, set()
    for _, errors, _, i, j in sorted(pairs):
        if i not in taken and j not in used:
            taken[i] = (j, errors)
            used.add(j)
    free = {j for i, (j, _) in taken.items() if gold[i]['optional'] == '1'}
    need = [i for i, g in enumerate(gold) if g['optional'] != '1']
    found = [i for i in need if i in taken]
    right = [i for i in found if taken[i][1] == 0]
    scored = [j for j in range(len(rows)) if j not in free]
    in_a = [j for j in scored if rows[j]['tier'] == 'A']
    right_a = [i for i in right if rows[taken[i][0]]['tier'] == 'A']
    hits = sum(any(r['line'] == int(x['line']) and int(x['col']) <= r['col'] < int(x['col']) + len(x['snippet'])
                   and r['tier'] in 'ABC' for r in rows) for x in distractors)
    f1 = lambda n: 2 * n / (len(scored) + len(need))
    print(f'{page[:-4]} {f1(len(found)):.3f} {f1(len(right)):.3f} {len(right_a)}/{len(in_a)} {hits}')
    if show:
        for i in need:
            if i not in taken:
                print('  MISS ', gold[i]['id'], gold[i]['snippet'])
            elif taken[i][1]:
                r = rows[taken[i][0]]
                print('  WRONG', gold[i]['id'], gold[i]['snippet'], wrong(gold[i], r, metrics, regions), r['metric'], r['region'], r['period'], r['measure'])
        for j in scored:
            if j not in used:
                print('  EXTRA', rows[j]['locator'], rows[j]['tier'], rows[j]['value'], rows[j]['unit'], rows[j]['text'][:40])


def main():
    show = '--list' in sys.argv
    folder, metrics, regions, *pages = [a for a in sys.argv[1:] if a != '--list']
    metrics, regions = names(metrics), names(regions)
    gold, distractors = table(f'{folder}/claims.tsv'), table(f'{folder}/distractors.tsv')
    for g in gold:
        g.update(line=int(g['line']), col=int(g['col']), amount=amount(g['value'], g['unit']))
    for p in table(f'{folder}/published.tsv'):
        if not pages or p['doc'][:2] in pages:
            score(folder, p['doc'], p['published'], [g for g in gold if g['doc'] == p['doc']],
                  [x for x in distractors if x['doc'] == p['doc']], metrics, regions, show)


if __name__ == '__main__':
    main()
