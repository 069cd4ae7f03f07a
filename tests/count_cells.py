"""Counts the figures of a CSV file without tally: rows, cells, figures, missing, refused.

count(FILE, ENCODING, HEADER, VALUES) gives the five numbers. is the number
of the header record (0: lines of keys, then figures); VALUES are heads joined by commas, or `N-` for
all columns from the N-th on, or `N` for the N-th."""
import csv
import io
import re

MISSING = {"", "..", "…", "—", "-", "NA", "n/a", ":", "(NA)"}
NUMBER = re.compile(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?( ?[a-z]{1,2})?$")
NOTE = re.compile(r"^(注：|数据来源|Note:|　)")


def read(path, encoding):
    text = open(path, encoding=encoding).read()
    first = text.splitlines()[0]
    separator = max(",\t;|^:", key=first.count)
    if first.startswith("数据库") or first.startswith('"Title"') or first.count(",") > 2:
        separator = ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True))
    return [r for r in rows if r], separator


def columns(head, values):
    if re.match(r"^\d+-$", values):
        return list(range(int(values[:-1]) - 1, len(head)))
    if values.isdigit():
        return [int(values) - 1]
    return [head.index(v) for v in values.split(",")]


def count(path, encoding, header, values):
    rows, separator = read(path, encoding)
    head = rows[header - 1] if header else ["", ""]
    while header and not head[-1].strip():
        head = head[:-1]
    body = rows[header:] if header else [r for r in rows if re.match(r"^\d{4}", r[0])]
    wanted = columns(head, values)
    n_rows = figures = missing = refused = 0
    for r in body:
        if NOTE.match(r[0]) or (len(r) == 1 and len(head) > 1):
            continue
        n_rows += 1
        if len(r) < len(head):
            refused += len(wanted)
            continue
        for text in (r[c].strip() for c in wanted):
            if separator == ";":
                text = text.replace(",", ".")
            if text in MISSING or re.match(r"^: [a-z]$", text):
                missing += 1
            elif NUMBER.match(text):
                figures += 1
            else:
                refused += 1
    return [n_rows, figures + missing + refused, figures, missing, refused]
