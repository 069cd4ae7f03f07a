/* review.c: the review page: the text, the claims beside it, and a script that keeps decisions.
 *
 * The page is static: style, script and data in one file. The data are JSON inside a script
 * element, with `<` written as \u003c so that no text can end the element. Places are line and
 * column in characters, as in the locators, and a length. */
#include "text/review.h"

#include <stdio.h>
#include <string.h>

typedef struct {
	int (*sink)(void *context, const char *bytes, size_t n);
	void *context;
	int stop;
} page;

static void put(page *p, const char *text, size_t n)
{
	if (!p->stop && n > 0)
		p->stop = p->sink(p->context, text, n);
}

static void say(page *p, const char *text)
{
	put(p, text, strlen(text));
}

/* Length of the UTF-8 character at s, or 0 when it is none. */
static size_t character(const char *s, size_t n)
{
	unsigned char c = (unsigned char)s[0];
	size_t length = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;

	if (length == 0 || length > n || c > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

static void json_text(page *p, const char *s, size_t n)
{
	say(p, "\"");
	for (size_t i = 0; i < n && !p->stop;) {
		unsigned char c = (unsigned char)s[i];
		size_t length = character(s + i, n - i);
		char escape[8];

		if (length == 0) {
			say(p, "\xef\xbf\xbd");
			i++;
			continue;
		}
		if (c == '"' || c == '\\' || c == '<' || c == '&' || c < 32 || c == 127) {
			snprintf(escape, sizeof escape, "\\u%04x", c);
			say(p, escape);
		} else if (length == 3 && c == 0xe2 && (unsigned char)s[i + 1] == 0x80 &&
			   ((unsigned char)s[i + 2] | 1) == 0xa9) {
			say(p, "\\u2028"); /* line separators end strings in old scripts */
		} else {
			put(p, s + i, length);
		}
		i += length;
	}
	say(p, "\"");
}

static void json_string(page *p, const char *name, const char *value)
{
	say(p, ",");
	json_text(p, name, strlen(name));
	say(p, ":");
	json_text(p, value, strlen(value));
}

/* The text as a list of lines. */
static void put_lines(page *p, const char *bytes, size_t size)
{
	size_t from = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	say(p, "\"lines\":[");
	for (size_t i = from; i <= size && !p->stop; i++) {
		if (i < size && bytes[i] != '\n')
			continue;
		json_text(p, bytes + from, i - from);
		say(p, i < size ? "," : "");
		from = i + 1;
	}
	say(p, "]");
}

static size_t characters(const char *bytes, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		if (bytes[i] == '\n')
			break;
		n += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	}
	return n;
}

static void put_slots(page *p, const char *bytes, size_t size, const tally_reading *r)
{
	char text[160];
	bool first = true;

	say(p, ",\"slots\":[");
	for (int i = 0; i < TALLY_N_SLOTS; i++) {
		const tally_slot *s = &r->slots[i];

		if (s->origin == TALLY_SLOT_EMPTY || s->to <= s->from || s->to > size)
			continue;
		snprintf(text, sizeof text, "%s[\"%s\",\"%s\",%u,%u,%zu]", first ? "" : ",",
			 tally_slot_name_text((tally_slot_name)i),
			 tally_slot_origin_text(s->origin), s->line, s->column,
			 characters(bytes, s->from, s->to));
		say(p, text);
		first = false;
	}
	say(p, "]");
}

static void put_claim(page *p, const char *bytes, size_t size, const tally_reading *r, int item)
{
	const tally_slot *v = &r->slots[TALLY_SLOT_VALUE];
	char head[96], tier[2] = {"ABCU"[r->tier], 0}, printed[256];
	size_t used = 0;

	for (size_t i = v->from; i < v->to && i < size && used < 250; i++)
		if ((unsigned char)bytes[i] >= 32)
			printed[used++] = bytes[i];
	printed[used] = '\0';
	snprintf(head, sizeof head, "{\"line\":%u,\"column\":%u,\"item\":%d", v->line, v->column,
		 item);
	say(p, head);
	json_string(p, "printed", printed);
	json_string(p, "metric", r->metric);
	json_string(p, "region", r->region);
	json_string(p, "period", r->period);
	json_string(p, "value", r->value);
	json_string(p, "unit", r->unit);
	json_string(p, "measure", tally_measure_name(r->measure));
	json_string(p, "qualifier", tally_qualifier_text(r->qualifier));
	json_string(p, "against", r->against);
	json_string(p, "kind", tally_kind_name(r->kind));
	json_string(p, "tier", tier);
	json_string(p, "rule", r->rule ? r->rule : "");
	json_string(p, "reasons", r->reasons);
	json_string(p, "alternative", r->alternative);
	json_string(p, "text", r->text);
	put_slots(p, bytes, size, r);
	say(p, "}");
}

static void put_claims(page *p, const char *bytes, size_t size, const tally_reading *r, size_t n)
{
	int item = 0;

	say(p, ",\"claims\":[");
	for (size_t i = 0; i < n && !p->stop; i++) {
		const tally_slot *v = &r[i].slots[TALLY_SLOT_VALUE],
				 *before = i ? &r[i - 1].slots[TALLY_SLOT_VALUE] : NULL;

		item =
		    before && before->line == v->line && before->column == v->column ? item + 1 : 1;
		say(p, i ? ",\n" : "\n");
		put_claim(p, bytes, size, &r[i], item);
	}
	say(p, "]");
}

static void put_unread(page *p, const char *bytes, const tally_unread *u, size_t n)
{
	char text[96];

	say(p, ",\"unread\":[");
	for (size_t i = 0; i < n && !p->stop; i++) {
		snprintf(text, sizeof text, "%s[%u,%u,%zu,\"%s\",", i ? "," : "", u[i].line,
			 u[i].column, characters(bytes, u[i].from, u[i].to), u[i].reason);
		say(p, text);
		json_text(p, u[i].text, strlen(u[i].text));
		say(p, "]");
	}
	say(p, "]");
}

static const char *const style[] = {
    "body{margin:0;font:15px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;color:#1b1b1b;"
    "background:#fafaf8;display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);"
    "height:100vh}\n"
    "header{grid-column:1/3;display:flex;gap:1em;align-items:center;padding:.4em 1em;"
    "border-bottom:1px solid #ccc;background:#fff}\n"
    "h1{font-size:1em;margin:0 auto 0 0}\n"
    "#text,#list{overflow:auto;padding:0 1em;height:calc(100vh - 3.2em)}\n"
    ".line{white-space:pre-wrap;overflow-wrap:anywhere;min-height:.5em}\n"
    ".number{display:inline-block;width:3em;color:#999;user-select:none}\n",
    "mark{background:#ffe9a8;color:inherit;cursor:pointer;border-radius:3px;padding:0 1px}\n"
    "mark.A{background:#cfe8d5}mark.B{background:#dcebf7}mark.C{background:#fff0c2}"
    "mark.U{background:#f6d5cf}mark.unread{background:none;border-bottom:1px dotted #888}\n"
    ".slot{outline:2px solid #0072b2;outline-offset:1px}"
    ".slot-metric{outline-color:#0072b2}.slot-region{outline-color:#009e73}"
    ".slot-period{outline-color:#cc79a7}.slot-value{outline-color:#d55e00}"
    ".slot-measure{outline-color:#56b4e9}.slot-against{outline-color:#e69f00}\n",
    ".claim{border:1px solid #d8d8d4;border-radius:6px;background:#fff;margin:.6em 0;"
    "padding:.5em .7em}.claim.on{border-color:#0072b2;box-shadow:0 0 0 2px #0072b233}\n"
    ".claim.accept{border-left:6px solid #009e73}.claim.reject{border-left:6px solid #d55e00;"
    "opacity:.6}.claim.correct{border-left:6px solid #0072b2}\n"
    ".claim small{color:#666}.claim input{font:inherit;width:9em;margin:.1em;padding:0 .2em}\n"
    ".claim .fields{display:none}.claim.on .fields{display:block}\n"
    "button{font:inherit;margin-right:.3em}.tier{font-weight:700;margin-right:.4em}\n"};

static const char *const script[] = {
    "'use strict';\n"
    "const data=JSON.parse(document.getElementById('data').textContent);\n"
    "const fields=['metric','region','period','value','unit','measure','qualifier','against',"
    "'kind'];\n"
    "const decisions=new Map();let current=null;\n"
    "const key=c=>c.line+':'+c.column+'#'+c.item;\n"
    "const el=(tag,cls,text)=>{const e=document.createElement(tag);if(cls)e.className=cls;"
    "if(text!==undefined)e.textContent=text;return e};\n"
    "/* marks of one line: the value of every claim, every other number, the slots shown */\n"
    "function drawLine(n){const host=document.getElementById('L'+n);"
    "const chars=Array.from(data.lines[n-1]);const at=new Array(chars.length).fill(null).map("
    "()=>({mark:null,slot:null}));\n",
    "for(const u of data.unread)if(u[0]===n)for(let i=0;i<u[2];i++)if(at[u[1]-1+i])"
    "at[u[1]-1+i].mark={cls:'unread',title:u[3]};\n"
    "data.claims.forEach((c,k)=>{for(const s of c.slots)if(s[0]==='value'&&s[2]===n)"
    "for(let i=0;i<s[4];i++)if(at[s[3]-1+i])at[s[3]-1+i].mark={cls:c.tier,claim:k}});\n"
    "if(current!==null)for(const s of data.claims[current].slots)if(s[2]===n)"
    "for(let i=0;i<s[4];i++)if(at[s[3]-1+i])at[s[3]-1+i].slot=s[0];\n"
    "host.replaceChildren(el('span','number',String(n)));let i=0;\n"
    "while(i<chars.length){let j=i;const same=(a,b)=>a.slot===b.slot&&"
    "JSON.stringify(a.mark)===JSON.stringify(b.mark);while(j<chars.length&&same(at[i],at[j]))j++;"
    "\n",
    "const piece=chars.slice(i,j).join(''),a=at[i];let node;if(a.mark){node=el('mark',a.mark.cls,"
    "piece);if(a.mark.title)node.title=a.mark.title;if(a.mark.claim!==undefined){const k="
    "a.mark.claim;node.onclick=()=>select(k,true)}}else node=a.slot?el('span','',piece):"
    "document.createTextNode(piece);\n"
    "if(a.slot)node.className+=' slot slot-'+a.slot;host.append(node);i=j}}\n"
    "function redraw(ns){for(const n of new Set(ns))drawLine(n)}\n"
    "function select(k,scroll){const old=current===null?[]:data.claims[current].slots.map(s=>s[2]);"
    "current=k;redraw(old.concat(data.claims[k].slots.map(s=>s[2])));"
    "document.querySelectorAll('.claim.on').forEach(e=>e.classList.remove('on'));\n"
    "const box=document.getElementById('C'+k);box.classList.add('on');"
    "if(scroll)box.scrollIntoView({block:'center'});else document.getElementById('L'+"
    "data.claims[k].line).scrollIntoView({block:'center'})}\n",
    "function decide(k,what){const c=data.claims[k],box=document.getElementById('C'+k);"
    "const old=decisions.get(key(c));box.classList.remove('accept','reject','correct');\n"
    "if(old&&old.decision===what&&what!=='correct'){decisions.delete(key(c))}else{const d={"
    "decision:what};if(what==='correct')for(const f of fields){const v=box.querySelector("
    "'[name='+f+']').value;if(v!==c[f])d[f]=v}\n"
    "decisions.set(key(c),d);box.classList.add(what)}count()}\n"
    "function count(){document.getElementById('count').textContent=decisions.size+' of '+"
    "data.claims.length+' decided'}\n",
    "function drawClaims(){const list=document.getElementById('list');data.claims.forEach((c,k)=>{"
    "const box=el('div','claim tier'+c.tier);box.id='C'+k;box.dataset.tier=c.tier;"
    "const head=el('div');head.append(el('span','tier',c.tier),el('b','',c.qualifier+c.value+' '+"
    "c.unit),document.createTextNode(' '+c.measure+' of '+c.metric+', '+c.region+', "
    "'+c.period+(c.kind?', '+c.kind:'')+"
    "(c.against?', against '+c.against:'')));\n"
    "head.onclick=()=>select(k,false);const why=el('div');why.append(el('small','',c.line+':'+"
    "c.column+' '+c.rule+(c.reasons?' \\u2014 '+c.reasons:'')+(c.alternative?' (or '+"
    "c.alternative+')':'')));\n",
    "const form=el('div','fields');for(const f of fields){const label=el('label','',f+' ');const "
    "input=el('input');input.name=f;input.value=c[f];label.append(input);form.append(label,"
    "document.createTextNode(' '))}\n"
    "const bar=el('div');for(const w of ['accept','correct','reject']){const b=el('button',w,w);"
    "b.onclick=()=>decide(k,w);bar.append(b)}\n"
    "box.append(head,why,form,bar);list.append(box)})}\n"
    "function filter(){const on=[...document.querySelectorAll('header input:checked')].map(e=>"
    "e.value);document.querySelectorAll('.claim').forEach(e=>{e.hidden=!on.includes("
    "e.dataset.tier)})}\n",
    "const cell=s=>/[\",\\n\\r]/.test(s)?'\"'+s.replace(/\"/g,'\"\"')+'\"':s;\n"
    "function csv(){const rows=[['source','locator','item','text','decision',...fields]];"
    "for(const c of data.claims){const d=decisions.get(key(c));if(d)rows.push([data.source,"
    "c.line+':'+c.column,String(c.item),c.printed,d.decision,...fields.map(f=>d[f]||'')])}"
    "return rows.map(r=>r.map(cell).join(',')).join('\\n')+'\\n'}\n",
    "function save(){const a=el('a');a.href=URL.createObjectURL(new Blob([csv()],{type:"
    "'text/csv'}));a.download=data.source+'.decisions.csv';a.click()}\n"
    "document.addEventListener('keydown',e=>{if(e.target.tagName==='INPUT'||current===null)return;"
    "const w={a:'accept',r:'reject',c:'correct'}[e.key];if(w)decide(current,w);"
    "if(e.key==='j'||e.key==='k'){const n=current+(e.key==='j'?1:-1);if(data.claims[n])"
    "select(n,true)}});\n"
    "data.lines.forEach((_,i)=>{const d=el('div','line');d.id='L'+(i+1);"
    "document.getElementById('text').append(d)});data.lines.forEach((_,i)=>drawLine(i+1));"
    "drawClaims();count();filter();\n"
    "document.querySelectorAll('header input').forEach(e=>{e.onchange=filter});"
    "document.getElementById('save').onclick=save;document.body.dataset.ready='yes';\n"};

int tally_review_write(const char *source, const char *digest, const char *bytes, size_t size,
		       const tally_reading *readings, size_t n_readings, const tally_unread *unread,
		       size_t n_unread, int (*sink)(void *context, const char *bytes, size_t n),
		       void *context)
{
	page p = {sink, context, 0};

	say(&p, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
		"<title>tally review</title>\n<style>\n");
	for (size_t i = 0; i < sizeof style / sizeof *style; i++)
		say(&p, style[i]);
	say(&p, "</style></head><body>\n<header><h1>What was read</h1>"
		"<label><input type=\"checkbox\" value=\"A\" checked>A</label>"
		"<label><input type=\"checkbox\" value=\"B\" checked>B</label>"
		"<label><input type=\"checkbox\" value=\"C\" checked>C</label>"
		"<label><input type=\"checkbox\" value=\"U\" checked>U</label>"
		"<span id=\"count\"></span><button id=\"save\">Save decisions</button></header>\n"
		"<main id=\"text\"></main><section id=\"list\"></section>\n"
		"<script type=\"application/json\" id=\"data\">{");
	put_lines(&p, bytes, size);
	json_string(&p, "source", source);
	json_string(&p, "digest", digest);
	put_claims(&p, bytes, size, readings, n_readings);
	put_unread(&p, bytes, unread, n_unread);
	say(&p, "}</script>\n<script>\n");
	for (size_t i = 0; i < sizeof script / sizeof *script; i++)
		say(&p, script[i]);
	say(&p, "</script></body></html>\n");
	return p.stop;
}
