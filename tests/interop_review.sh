#!/bin/sh
# The review page in headless Chromium (packages chromium and chromium-driver): it draws every
# claim, takes clicks, and its decisions replay.
set -u
: "${TALLY:=build/tally}"
work=$(mktemp -d)
trap 'kill "$driver" 2>/dev/null; rm -rf "$work"' EXIT
failed=0
driver=
command -v chromedriver >/dev/null 2>&1 || {
	echo "not ok - review page: chromedriver is missing; apt-get install chromium chromium-driver"
	exit 1
}
cat > "$work/page.txt" <<'END'
2023年，全国出口23.77万亿元，比上年增长0.6%。其中，浙江省出口3.57万亿元，占全国的15.02%。
END
"$TALLY" review "$work/page.txt" -o "$work/page.html" --published 2024-03-01 || failed=1
chromedriver --port=0 > "$work/driver.log" 2>&1 &
driver=$!
python3 - "$work" <<'END' || failed=1
import json, re, sys, time, urllib.request
work = sys.argv[1]
for _ in range(100):
    m = re.search(r'started successfully on port (\d+)', open(work + '/driver.log').read())
    if m:
        break
    time.sleep(0.1)
base = f'http://127.0.0.1:{m[1]}/session'
def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    r = urllib.request.Request(url, data, {'Content-Type': 'application/json'}, method=method)
    return json.load(urllib.request.urlopen(r, timeout=60))['value']
args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
s = call('POST', base, {'capabilities': {'alwaysMatch': {'goog:chromeOptions': {'args': args}}}})
url = f"{base}/{s['sessionId']}"
def script(code):
    return call('POST', url + '/execute/sync', {'script': code, 'args': []})
def check(name, good, why=''):
    print(f'ok - {name}' if good else f'not ok - {name}: {why}')
    return good
good = True
try:
    call('POST', url + '/url', {'url': f'file://{work}/page.html'})
    good &= check('page draws every claim', script("return document.querySelectorAll('.claim').length") == 4)
    good &= check('values are marked', script("return [...document.querySelectorAll('mark')].map(e=>e.textContent).join(' ')").startswith('23.77万亿元 0.6%'))
    script("document.querySelector('mark').click()")
    good &= check('slots are shown', script("return [...document.querySelectorAll('.slot-metric')].map(e=>e.textContent).join('')") == '出口')
    script("const b=n=>document.querySelectorAll('.claim')[n];b(0).querySelector('button.accept').click();b(1).querySelector('button.reject').click();"
           "b(2).querySelector('[name=metric]').value='imports';b(2).querySelector('button.correct').click()")
    good &= check('decisions are counted', script("return document.getElementById('count').textContent") == '3 of 4 decided')
    script("document.querySelector('header input[value=C]').click()")
    good &= check('tiers are filtered', script("return [...document.querySelectorAll('.claim')].every(e=>(e.dataset.tier==='C')===e.hidden)"))
    open(work + '/decisions.csv', 'w', encoding='utf-8').write(script('return csv()'))
finally:
    call('DELETE', url)
sys.exit(not good)
END
"$TALLY" read "$work/page.txt" --published 2024-03-01 --decisions "$work/decisions.csv" > "$work/claims.csv" 2> "$work/told"
if [ -s "$work/told" ]; then echo "not ok - decisions replay: $(cat "$work/told")"; failed=1
elif grep -q '^exports,CN,2023,23.77,.*,A,' "$work/claims.csv" && grep -q '^imports,CN-ZJ,2023,3.57,.*,A,' "$work/claims.csv" &&
	! grep -q ',growth,' "$work/claims.csv"; then echo "ok - decisions replay"
else echo "not ok - decisions replay: $(cat "$work/claims.csv")"; failed=1; fi
exit $failed
