#!/usr/bin/env python3
"""Changes figures in pages and asks whether `read` and then `check` notice what arithmetic can.

For each mutation the figure is changed in the text (sign word, power of ten, two values of a list
swapped, a year shifted). The reader must read the changed figure at that place; and where `check`
finds a contradiction in the claims with that figure changed by hand, it must find one in
the claims read from the changed text. Deterministic. Usage: read_mutations.py TALLY N DATE FILE..."""
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

TALLY, N = sys.argv[1], int(sys.argv[2])
PAGES = [x.split('=') for x in sys.argv[3:]]
random.seed(20240301)
work = tempfile.mkdtemp()


def run(*args):
    return subprocess.run([TALLY, *args], capture_output=True, text=True)


def read(text, name, date):
    path = os.path.join(work, name)
    with open(path, 'wb') as f:
        f.write(text)
    args = ['read', path, '--published', date]
    rows = [json.loads(x) for x in run(*args, '--json').stdout.splitlines()]
    return rows, list(csv.DictReader(io.StringIO(run(*args).stdout)))


def contradicts(rows):
    """Does check call the A to C claims impossible?"""
    claims = os.path.join(work, 'claims.csv')
    store = os.path.join(work, 'store.h5')
    for f in (store, store + '.lock'):
        if os.path.exists(f):
            os.unlink(f)
    with open(claims, 'w', encoding='utf-8', newline='') as f:
        w = csv.DictWriter(f, rows[0].keys())
        w.writeheader()
        w.writerows(r for r in rows if r['tier'] != 'U')
    run('init', '-s', store)
    run('ingest', claims, '-s', store)
    out = run('check', '-s', store).stdout
    return sum(line.startswith('contradiction') for line in out.splitlines())


def power(rows, k, text):
    """万 more in the unit."""
    r, v = rows[k], rows[k]['slots']['value']
    piece = text[v['from']:v['to']].decode()
    if r['measure'] != 'level' or not r['unit'] or r['unit'][0] not in '亿家个项人户件' or '余' in piece or '多' in piece:
        return None
    at = piece.find(r['unit'])
    if at < 0:
        return None
    changed = piece[:at] + '万' + piece[at:]
    return text[:v['from']] + changed.encode() + text[v['to']:], {k: ('unit', '万' + r['unit'])}


def sign(rows, k, text):
    r, v = rows[k], rows[k]['slots']['value']
    word = '增长'.encode()
    if r['measure'] != 'growth' or r['value'].startswith('-') or text[:v['from']][-len(word):] != word:
        return None
    return text[:v['from'] - len(word)] + '下降'.encode() + text[v['from']:], {k: ('value', '-' + r['value'])}


def swap(rows, k, text):
    """Two neighbours of one list."""
    if k + 1 >= len(rows):
        return None
    a, b = rows[k], rows[k + 1]
    x, y = a['slots']['value'], b['slots']['value']
    between = text[x['to']:y['from']].decode() if x['to'] <= y['from'] else ','
    if a['measure'] != b['measure'] or between not in ('、', '和') or a['value'] == b['value'] or a['unit'] != b['unit']:
        return None
    p, q = text[x['from']:x['to']], text[y['from']:y['to']]
    changed = text[:x['from']] + q + text[x['to']:y['from']] + p + text[y['to']:]
    return changed, {k: ('value', b['value']), k + 1: ('value', a['value'])}


def digits(rows, k, text):
    """Two digits of the figure swapped."""
    r, v = rows[k], rows[k]['slots']['value']
    piece = text[v['from']:v['to']].decode()
    d = r['value'].lstrip('-')
    for i in range(len(d) - 1):
        if d[i].isdigit() and d[i + 1].isdigit() and d[i] != d[i + 1] and piece.startswith(d):
            e = d[:i] + d[i + 1] + d[i] + d[i + 2:]
            if e.startswith('0') and not e.startswith('0.'):
                continue
            return text[:v['from']] + (e + piece[len(d):]).encode() + text[v['to']:], {k: ('value', r['value'].replace(d, e))}
    return None


def year(rows, k, text):
    """The year of the claim's own period, one earlier: the claim moves with it."""
    r, p = rows[k], rows[k]['slots'].get('period', {})
    if p.get('origin') != 'explicit' or 'from' not in p:
        return None
    piece = text[p['from']:p['to']].decode()
    y = piece[:4]
    if not y.isdigit() or not r['period'].startswith(y) or '/' in r['period'] or piece[4:5] != '年':
        return None
    changed = str(int(y) - 1) + piece[4:]
    return text[:p['from']] + changed.encode() + text[p['to']:], {k: ('period', str(int(y) - 1) + r['period'][4:])}


pages = []
for path, date in PAGES:
    text = open(path, 'rb').read()
    rows, table = read(text, os.path.basename(path), date)
    pages.append((os.path.basename(path), date, text, rows, table, contradicts(table)))
candidates = []
for page in pages:
    for k, r in enumerate(page[3]):
        for f in (power, sign, swap, digits, year):
            m = f(page[3], k, page[2])
            if m:
                candidates.append((page, f.__name__, k, m))
random.shuffle(candidates)
missed, able, noticed, tried = 0, 0, 0, {}
for page, kind, k, (text, changes) in candidates[:N]:
    name, date, _, rows, table, before = page
    tried[kind] = tried.get(kind, 0) + 1
    after, read_table = read(text, name, date)
    for i, (field, value) in changes.items():
        if not any(a[field] == value and a['metric'] == rows[i]['metric'] and a['slots']['value']['line'] == rows[i]['slots']['value']['line'] for a in after):
            print(f'MISREAD {name} {kind} {rows[i]["text"]} wanted {field} {value}')
            missed += 1
    if kind == 'year':
        continue
    byhand = [dict(r) for r in table]
    for i, (field, value) in changes.items():
        byhand[i][field] = value
    if contradicts(byhand) > before:
        able += 1
        seen = contradicts(read_table) > before
        noticed += seen
        if not seen:
            print(f'UNNOTICED {name} {kind} {rows[k]["text"]}')
print('mutations', ' '.join(f'{k}:{v}' for k, v in sorted(tried.items())))
print(f'misread {missed} noticed {noticed} of {able} that arithmetic can notice')
sys.exit(missed > 0 or noticed < able)
