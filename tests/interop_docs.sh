#!/bin/sh
# pandoc makes the site, and no link in it leads nowhere.
cd "$(dirname "$0")/.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sh docs/site/build.sh "$TALLY" "$dir/site" >"$dir/log" 2>&1 && [ ! -s "$dir/log" ] &&
	echo "ok - the site is made without a warning" || echo "not ok - the site: $(head -n 3 "$dir/log")"
python3 -B - "$dir/site" <<'END'
import html.parser, os, sys

class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.words = [], set(), 0
        self.feed(text)
    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if "id" in a: self.ids.add(a["id"])
        self.links += [a[k] for k in ("href", "src") if k in a]
    def handle_data(self, data):
        self.words += len(data.split())

site = sys.argv[1]
names = sorted(n for n in os.listdir(site) if n.endswith(".html"))
pages = {n: Page(open(os.path.join(site, n), encoding="utf-8").read()) for n in names}
for name, page in pages.items():
    bad = []
    for link in page.links:
        to, _, anchor = link.partition("#")
        if "://" in to: bad.append(link + " (the site needs no network)")
        elif to and not os.path.exists(os.path.join(site, to)): bad.append(link)
        elif anchor and anchor not in pages[to or name].ids: bad.append(link)
    print("%sok - %s: %d words, %d links%s" % ("not " if bad or page.words < 100 else "", name, page.words, len(page.links), " ".join([""] + bad)))
for needed in ("index", "guide", "cookbook", "concepts", "reference", "library", "store"):
    print("%sok - there is a page %s" % ("" if needed + ".html" in names else "not ", needed))
END
