#!/bin/sh
# The report in headless Chromium (Debian: chromium): no console error, no sideways scrolling at
# phone, laptop and print width, sorting and filtering, and the checks an accessibility tool makes:
# names, labels, headings, contrast in light and dark.
tally=${TALLY:-build/tally}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TALLY_STORE=$work/report.h5
export TALLY_STORE
failed=0
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$browser" ]; then
	echo "not ok - chromium: not installed (apt-get install chromium)"
	exit 1
fi
"$tally" init >/dev/null 2>&1
"$tally" ingest "$here"/../datasets/*.csv >/dev/null

# browse WIDTH OPTION...: loads page.html, prints what the probe found and the console.
browse() {
	width=$1
	shift
	timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu --enable-logging=stderr \
		--user-data-dir="$work/profile" --window-size="$width,900" --virtual-time-budget=4000 \
		"$@" --dump-dom "file://$work/page.html" 2>"$work/console" >"$work/dom"
	grep -o 'data-probe="[^"]*"' "$work/dom" | head -n 1 | sed 's/^data-probe="//; s/"$//'
	grep -E 'CONSOLE' "$work/console" | sed 's/^.*CONSOLE/console/'
}
# expect NAME WIDTH OPTION...
expect() {
	name=$1
	shift
	found=$(browse "$@")
	if [ "$found" = fine ]; then
		echo "ok - $name"
	else
		echo "not ok - $name: ${found:-no answer from the page}"
		failed=1
	fi
}

cat >"$work/probe.js" <<'JS'
(()=>{
const bad=[];
const want=(ok,what)=>{if(!ok&&bad.length<8)bad.push(what)};
const all=s=>[...document.querySelectorAll(s)];
// Layout: nothing but its own scrolling boxes may be wider than the window.
want(document.documentElement.scrollWidth<=innerWidth+1,"the page scrolls sideways: "+document.documentElement.scrollWidth+" > "+innerWidth);
for(const e of all("h1,h2,h3,h4,p,.card,.note,nav,.tools")){const r=e.getBoundingClientRect();want(r.right<=innerWidth+1,"too wide: "+e.tagName+" "+e.textContent.slice(0,30))}
// Document.
want(document.documentElement.lang,"no language");
want(document.title,"no title");
want(all("main").length===1&&all("h1").length===1,"one main, one h1");
let level=1;
for(const h of all("h1,h2,h3,h4")){const l=+h.tagName[1];want(l<=level+1,"heading level skipped at "+h.textContent.slice(0,30));level=l}
const ids=all("[id]").map(e=>e.id);
want(new Set(ids).size===ids.length,"ids twice");
for(const e of all("[aria-labelledby]"))for(const id of e.getAttribute("aria-labelledby").split(" "))want(document.getElementById(id),"no "+id);
for(const a of all('a[href^="#"]'))want(document.getElementById(a.hash.slice(1)),"link to nowhere "+a.hash);
for(const i of all("input"))want(i.labels.length===1&&i.labels[0].textContent,"input without label");
for(const b of all("button"))want(b.textContent.trim(),"button without name");
for(const s of all("svg"))want(s.getAttribute("role")==="img"&&s.querySelector("title").textContent,"chart without name");
for(const t of all("table"))want(t.caption&&t.caption.textContent&&[...t.tHead.rows[0].cells].every(c=>c.scope==="col"),"table without caption or scope");
// Contrast: WCAG 2.1, 4.5 to 1 for text.
const lum=c=>{const[r,g,b]=c.match(/[\d.]+/g).map(v=>{v/=255;return v<=.03928?v/12.92:((v+.055)/1.055)**2.4});return .2126*r+.7152*g+.0722*b};
const paper=lum(getComputedStyle(document.body).backgroundColor);
const contrast=c=>{const l=lum(c);return(Math.max(l,paper)+.05)/(Math.min(l,paper)+.05)};
for(const e of all("p,li,a,td,th,dt,h2,span,button,caption,summary").slice(0,800)){const c=contrast(getComputedStyle(e).color);want(c>=4.5,"contrast "+c.toFixed(1)+" of "+e.tagName+" "+e.textContent.slice(0,20))}
for(const e of all("svg text").slice(0,1500)){const c=contrast(getComputedStyle(e).fill);want(c>=4.5,"contrast "+c.toFixed(1)+" of chart text "+e.textContent.slice(0,20))}
// Sorting and filtering.
const table=document.getElementById("table1"),head=table.tHead.rows[0].cells;
const column=i=>[...table.tBodies[0].rows].filter(r=>!r.hidden).map(r=>r.cells[i].textContent);
const period=[...head].findIndex(h=>/Period|时期/.test(h.textContent));
head[period].firstElementChild.click();
let v=column(period);
want(head[period].getAttribute("aria-sort")==="ascending"&&v.every((x,i)=>!i||v[i-1].localeCompare(x,undefined,{numeric:true})<=0),"sorting up");
head[period].firstElementChild.click();
want(head[period].getAttribute("aria-sort")==="descending","sorting down");
const input=document.querySelector('input[data-table="table1"]'),rows=column(0).length;
input.value=v[0];input.dispatchEvent(new Event("input",{bubbles:true}));
want(column(0).length>0&&column(0).length<rows&&column(period).some(x=>x===v[0]),"filtering");
input.value="";input.dispatchEvent(new Event("input",{bubbles:true}));
want(column(0).length===rows,"filter taken back");
let saved="";HTMLAnchorElement.prototype.click=function(){saved=decodeURIComponent(this.href)};
document.querySelector("[data-csv]").click();
want(saved.startsWith("data:text/csv")&&saved.split("\n").length>rows,"table saved as CSV");
document.getElementById("all-csv").click();
want(saved.includes("metric,region,period,value"),"all figures saved as CSV");
document.documentElement.dataset.probe=bad.length?bad.join("; "):"fine";
})();
JS
page() { # LANGUAGE: the report with the probe behind its own script
	"$tally" report --lang "$1" gdp rd_intensity rd_expenditure gross_industrial_output \
		digital_core_enterprises -o "$work/plain.html"
	sed "s|</body>|<script>|" "$work/plain.html" | sed '/^<\/html>$/d' >"$work/page.html"
	cat "$work/probe.js" >>"$work/page.html"
	printf '</script></body>\n</html>\n' >>"$work/page.html"
}
for lang in en zh; do
	page $lang
	expect "$lang: phone" 390
	expect "$lang: dark" 1366 --force-dark-mode --blink-settings=preferredColorScheme=0
done
page en # the widths between, in one of the languages
expect "en: laptop" 1366
expect "en: print width" 794
timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
	--print-to-pdf="$work/page.pdf" --no-pdf-header-footer "file://$work/plain.html" >/dev/null 2>&1
if [ "$(head -c 5 "$work/page.pdf" 2>/dev/null)" = %PDF- ]; then
	echo "ok - prints"
else
	echo "not ok - prints: no PDF"
	failed=1
fi
exit $failed
