"""Workbooks for e2e_import.sh, part by part, so that every odd thing a file may hold is there:
make_xlsx.py KIND OUT.xlsx"""
import random
import sys
import zipfile

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' \
     'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def relations(*targets):
    return HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + ''.join(
        f'<Relationship Id="rId{i}" Type="{REL}{t}" Target="{target}"/>'
        for i, (t, target) in enumerate(targets, 1)) + '</Relationships>'


STYLES = HEAD + f'''<styleSheet {NS}><numFmts count="3">
<numFmt numFmtId="170" formatCode="#,##0.0_);[Red]\\(#,##0.0\\)"/>
<numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>
<numFmt numFmtId="172" formatCode="0.00&quot; 亿元&quot;"/></numFmts>
<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>
<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/><xf numFmtId="171"/>
<xf numFmtId="10"/><xf numFmtId="172"/><xf numFmtId="2"/></cellXfs></styleSheet>'''


def book(path, sheets, strings=(), styles=STYLES, properties='', extra=()):
    """sheets: (name, state, inner XML of the worksheet)"""
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('[Content_Types].xml', HEAD + '<Types/>')
        z.writestr('_rels/.rels', relations(('officeDocument', 'xl/workbook.xml')))
        z.writestr('xl/workbook.xml', HEAD + f'<workbook {NS}><workbookPr {properties}/><sheets>' + ''.join(
            f'<sheet name="{n}" sheetId="{i}" {state} r:id="rId{i}"/>'
            for i, (n, state, _) in enumerate(sheets, 1)) + '</sheets></workbook>')
        z.writestr('xl/_rels/workbook.xml.rels', relations(
            *[('worksheet', f'worksheets/sheet{i}.xml') for i in range(1, len(sheets) + 1)],
            ('sharedStrings', 'sharedStrings.xml'), ('styles', '/xl/styles.xml')))
        for i, (_, _, inner) in enumerate(sheets, 1):
            z.writestr(f'xl/worksheets/sheet{i}.xml', inner if inner.startswith('<?') else
                       HEAD + f'<worksheet {NS}>{inner}</worksheet>')
        z.writestr('xl/sharedStrings.xml', HEAD + f'<sst {NS}>' + ''.join(strings) + '</sst>')
        z.writestr('xl/styles.xml', styles)
        for name, data in extra:
            z.writestr(name, data)


def si(text):
    return f'<si><t xml:space="preserve">{text}</t></si>'


TABLE = '''<sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>表2-1 各地区生产总值</t></is></c></row>
<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c></row>
<row r="4"><c r="A4" t="s"><v>4</v></c><c r="B4"><v>2020</v></c><c r="C4" s="1"><v>36102.599999999999</v></c><c r="D4" s="6"><v>6.5</v></c></row>
<row r="5"><c r="B5"><v>2021</v></c><c r="C5" s="1"><v>40000</v></c><c r="D5" s="6"><v>2.6749999999999998</v></c></row>
<row><c t="s"><v>5</v></c><c><v>2020</v></c><c s="1"><v>14083.7</v></c><c t="str"><f>D4*2</f><v>7.25</v></c></row>
<row r="7"><c r="A7" t="inlineStr"><is><r><t>河</t></r><r><t>北</t></r><rPh><t>hebei</t></rPh></is></c><c r="B7"><v>2020</v></c><c r="C7" s="5"><v>36206.9</v></c><c r="D7"><v>574.29999999999995</v></c></row>
</sheetData><mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="A4:A5"/></mergeCells>'''
STRINGS = [si('地区'), si('年份'), si('gdp(亿元)'), si('total_profit(亿元)'), si('北京'), si('天津')]

DATES = '''<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>date</t></is></c><c r="B1" t="inlineStr"><is><t>value</t></is></c></row>
<row r="2"><c r="A2" s="2"><v>{0}</v></c><c r="B2"><v>1</v></c></row>
<row r="3"><c r="A3" s="3"><v>{1}</v></c><c r="B3"><v>2</v></c></row>
<row r="4"><c r="A4" t="d"><v>2021-03-31</v></c><c r="B4"><v>3</v></c></row></sheetData>'''

GROUPS = '''<sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>地区</t></is></c><c r="B1" t="inlineStr"><is><t>gdp</t></is></c><c r="D1" t="inlineStr"><is><t>population</t></is></c></row>
<row r="2"><c r="B2" t="inlineStr"><is><t>level</t></is></c><c r="C2" t="inlineStr"><is><t>growth</t></is></c><c r="D2" t="inlineStr"><is><t>level</t></is></c><c r="E2" t="inlineStr"><is><t>growth</t></is></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>北京</t></is></c><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c><c r="D3"><v>3</v></c><c r="E3"><v>4</v></c></row>
</sheetData><mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="D1:E1"/></mergeCells>'''


def cells(inner):
    return f'<sheetData><row r="1">{inner}</row></sheetData>'


def make(kind, path):
    plain = [('Data', '', TABLE)]
    if kind == 'table':
        book(path, [('Notes', 'state="hidden"', cells('')), ('2-1', '', TABLE), ('Second', '', GROUPS)], STRINGS)
    elif kind == 'd1900':
        book(path, [('D', '', DATES.format(44286, 44255))])
    elif kind == 'd1904':
        book(path, [('D', '', DATES.format(42824, 42793))], properties='date1904="1"')
    elif kind == 'd0':
        book(path, [('D', '', DATES.format(60, 44255))])
    elif kind == 'percent':
        book(path, [('P', '', '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>period</t></is></c><c r="B1" t="inlineStr"><is><t>value</t></is></c></row><row r="2"><c r="A2"><v>2020</v></c><c r="B2" s="4"><v>0.0185</v></c></row></sheetData>')])
    elif kind == 'formula':
        book(path, [('F', '', TABLE.replace('<v>7.25</v>', ''))], STRINGS)
    elif kind == 'error':
        book(path, [('E', '', TABLE.replace('t="str"><f>D4*2</f><v>7.25</v>', 't="e"><v>#DIV/0!</v>'))], STRINGS)
    elif kind == 'bomb':
        book(path, plain, STRINGS, extra=[('xl/x', '')])
        with zipfile.ZipFile(path, 'a', zipfile.ZIP_DEFLATED) as z:
            pass
        book(path, [('Data', '', '<sheetData>' + ' ' * 40_000_000 + '</sheetData>')], STRINGS)
    elif kind == 'dtd':
        book(path, [('Data', '', HEAD + '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>')])
    elif kind == 'deep':
        book(path, [('Data', '', '<a>' * 100 + '</a>' * 100)])
    elif kind == 'cut':
        book(path, plain, STRINGS)
        data = open(path, 'rb').read()
        open(path, 'wb').write(data[:len(data) // 2])
    elif kind == 'nozip':
        open(path, 'wb').write(b'PK\x03\x04' + b'x' * 500)
    elif kind == 'text':
        book(path, [('Data', '', TABLE.replace('t="s"><v>5', 't="s"><v>99'))], STRINGS)
    elif kind == 'place':
        book(path, [('Data', '', cells('<c r="ZZZZ9"><v>1</v></c>'))])
    elif kind == 'order':
        book(path, [('Data', '', cells('<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>'))])
    elif kind == 'merge':
        book(path, [('Data', '', cells('<c r="A1"><v>1</v></c>') + '<mergeCells><mergeCell ref="B2:A1"/></mergeCells>')])
    elif kind == 'empty':
        with zipfile.ZipFile(path, 'w') as z:
            z.writestr('hello.txt', 'hello')
    elif kind.startswith('mutant'):
        seed = random.Random(int(kind[6:]))
        book(path, [('Data', '', TABLE), ('G', '', GROUPS)], STRINGS)
        with zipfile.ZipFile(path) as z:
            parts = {n: bytearray(z.read(n)) for n in z.namelist()}
        for _ in range(seed.randint(1, 6)):
            data = parts[seed.choice(list(parts))]
            at = seed.randrange(len(data))
            if seed.random() < .5:
                data[at] = seed.choice(b'<>"=/0123456789ABrstv &\x00\xff')
            elif seed.random() < .5:
                del data[at:at + seed.randint(1, 30)]
            else:
                data[at:at] = data[at:at + seed.randint(1, 60)]
        with zipfile.ZipFile(path, 'w') as z:
            for n, data in parts.items():
                z.writestr(n, bytes(data))
    else:
        sys.exit('unknown kind ' + kind)


for wanted in sys.argv[1:]:
    make(wanted, wanted + '.xlsx')
