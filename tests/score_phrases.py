#!/usr/bin/env python3
"""Scores `tally read --phrase -` against a TSV of phrases.

FILE has the columns source, category, input, expected, unit, note. Expected values are parted by
"; ": a number, `lo..hi`, an open bound `lo..` or `..hi`, a period `first..last`, or the text of a
span (unit "span"). An empty expectation with note NEG [KIND] says that nothing (of that kind)
may be seen. `ref=DATE` in the note dates relative periods; `span=TEXT` and `partial` say that the
phrase holds other numbers too. Prints a line per miss and the score of every category."""
import csv
import os
import re
import subprocess
import sys
from collections import defaultdict

# what belongs to press statistics; the others are told apart
STATISTICAL = re.compile(r'^(num_|percent|permille|pp$|currency|period_|negative_|en_)')
SAME_UNIT = {'Dollar': 'USD', 'Pound': 'GBP', 'Meter': 'm', 'Gram': 'g', 'C': 'C'}
SCALE = {'Kilogram': (1000, 'g')}


def run(rows):
    lines = []
    for r in rows:
        ref = re.search(r'ref=(\d{4}(?:-\d\d-\d\d)?)', r['note'])
        lines.append(r['input'].replace('\t', ' ') + (f'\t{ref[1]}' if ref else ''))
    tally = os.environ.get('TALLY', 'build/tally')
    out = subprocess.run([tally, 'read', '--phrase', '-'], input='\n'.join(lines) + '\n',
                         capture_output=True, text=True, check=True).stdout
    seen = defaultdict(list)
    for line in out.splitlines():
        f = line.split('\t')
        seen[int(f[0])].append(dict(kind=f[1], q=f[2], value=f[3], unit=f[4], low=f[5], high=f[6],
                                    at=f[7], text=f[8]))
    return seen


def number(s):
    if '/' in s:
        a, b = s.split('/')
        return float(a) / float(b)
    return float(s)


def close(a, b):
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def same_number(want, r):
    """A number, a range or a bound against one reading."""
    if '..' not in want:
        if r['kind'] == 'period':
            return False
        if '..' in r['value']:
            return False
        return close(number(want), number(r['value']))
    lo, hi = want.split('..')
    low = r['value'].split('..')[0] if '..' in r['value'] else r['value']
    high = r['value'].split('..')[1] if '..' in r['value'] else r['value']
    if lo and hi:
        if '..' not in r['value'] and r['q'] == '~>':
            low, high = r['low'], r['high']
        elif '..' not in r['value']:
            return False
        return close(number(lo), number(low)) and close(number(hi), number(high))
    if lo:
        return r['q'] in ('>', '>=', '~>') and close(number(lo), number(low))
    return r['q'] in ('<', '<=', '~<') and close(number(hi), number(high))


def same_period(want, r):
    lo, hi = want.split('..')
    return r['kind'] == 'period' and r['low'] == lo and r['high'] == hi


def same_unit(want, r):
    if not want or want in ('period', 'span', 'ordinal'):
        return True
    return SAME_UNIT.get(want, want) == SAME_UNIT.get(r['unit'], r['unit'])


def pick(row, seen):
    """Drops what the row does not speak of."""
    period = row['unit'] == 'period'
    rs = [r for r in seen if (r['kind'] == 'period') == period]
    if row['category'] in ('duration',):
        rs = [r for r in seen if r['kind'] == 'duration']
    if row['unit'] == 'ordinal':
        rs = [r for r in seen if r['kind'] == 'ordinal']
    return rs


def right(row, seen):
    want = [w.strip() for w in row['expected'].split(';') if w.strip()]
    if not want:
        kind = re.search(r'NEG (\w+)', row['note'])
        kinds = {'currency': {'money'}, 'dimension': {'measure'}, 'period': {'period'}}.get(kind[1] if kind else '')
        return not [r for r in seen if not kinds or r['kind'] in kinds]
    if row['unit'] == 'span':
        texts = {re.sub(r'\s', '', r['text']) for r in seen}
        return all(re.sub(r'\s', '', w) in texts for w in want)
    rs = pick(row, seen)
    units = [u.strip() for u in row['unit'].split(';')]
    for i, u in enumerate(units):
        if u in SCALE:
            want[i] = str(number(want[i]) * SCALE[u][0])
            units[i] = SCALE[u][1]
    units = units if len(units) == len(want) else units[:1] * len(want)
    same = same_period if row['unit'] == 'period' else same_number
    approximate = row['category'] == 'num_approx'
    free = list(rs)
    for w, u in zip(want, units):
        hit = next((r for r in free if (approximate and close(number(w), number(r['value'].split('..')[0])) or
                                        not approximate and same(w, r)) and same_unit(u, r)), None)
        if hit is None:
            return False
        free.remove(hit)
    loose = 'partial' in row['note'] or 'span=' in row['note']
    return loose or not [r for r in free if r['kind'] not in ('duration', 'ordinal', 'count')]


def main():
    rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8'), delimiter='\t', quoting=csv.QUOTE_NONE))
    for r in rows:
        r.update({k: v or '' for k, v in r.items()})
    seen = run(rows)
    score = defaultdict(lambda: [0, 0])
    for i, row in enumerate(rows, 1):
        ok = right(row, seen[i])
        score[row['category']][0] += ok
        score[row['category']][1] += 1
        if not ok:
            got = '; '.join(f"{r['kind']} {r['q']}{r['value']} {r['unit']} [{r['low']}..{r['high']}] \"{r['text']}\"" for r in seen[i])
            print(f"MISS\t{row['category']}\t{row['input'][:90]}\twant {row['expected']} {row['unit']} ({row['note'][:40]})\tgot {got}")
    total, good = 0, 0
    for category in sorted(score):
        a, b = score[category]
        print(f'{category}\t{a}/{b}\t{a / b:.3f}')
        if STATISTICAL.match(category):
            good, total = good + a, total + b
    everything = [sum(x) for x in zip(*score.values())]
    print(f'all {everything[0]}/{everything[1]} {everything[0] / everything[1]:.4f}')
    print(f'statistical {good}/{total} {good / total:.4f}')


if __name__ == '__main__':
    main()
