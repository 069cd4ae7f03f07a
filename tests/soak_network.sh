#!/bin/sh
# Random networks of every measure, basis, price and qualifier: check answers within a time, never
# crashes, and its JSON parses.
tally=${TALLY:-build/tally}
command -v python3 >/dev/null || { echo "ok - skipped: the generator needs python3"; exit 0; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/generate.py" <<'P'
import random,sys
random.seed(int(sys.argv[1]))
ms=["gdp","gdp_primary","gdp_secondary","gdp_tertiary","total_profit","population","rd_intensity","rd_expenditure","new_enterprises","retail_sales","m1","m2","exports","imports","trade_goods","trade_balance","gdp_per_capita"]
unit={"population":"万人","new_enterprises":"万家","rd_intensity":"%","gdp_per_capita":"元"}
rs=["CN","CN-GD","CN-ZJ","CN-HTZ","CN-HTZ-E"]
ps=["2019","2020","2020-Q1","2020-01/2020-06","2020-Q2","2020-12-31","../2020-05-05","2021","2018-02-29"[:7],"2020-W05"]
me=["level"]*4+["growth","growth","share","ratio","contribution","contribution_points","difference","growth_difference","share_difference","growth_ratio","share_ratio","contribution_ratio","average_growth","index"]
print("metric,region,period,value,unit,measure,qualifier,against,prices,basis,source,published")
for _ in range(random.randint(1,60)):
    m=random.choice(ms); e=random.choice(me)
    lev=e in("level","difference")
    u=unit.get(m,"亿元") if lev else random.choice(["%","个百分点"] if e!="index" else ["%","点"])
    v=random.choice(["0","-5","1e15","0.01","100","99.9","123.45","-0.0","7",str(random.randint(1,10**6))])
    ag=random.choice(["","","@CN","gdp","/2019","gdp@CN","@CN-GD/2019","/prev","gdp@CN/2018"])
    print(f"{m},{random.choice(rs)},{random.choice(ps)},{v},{u},{e},{random.choice(['','','','~','>','<','~>','~<','>='])},{ag},{random.choice(['','','current','constant','chained:2015'])},{random.choice(['','','published','comparable'])},{random.choice(['a','b','nbs-2020','wb'])},{random.choice(['2020-06-01','2021-01-01',''])}")
P
seed=1
bad=0
while [ $seed -le "${NETWORKS:-200}" ]; do
	python3 "$dir/generate.py" $seed >"$dir/z.csv"
	rm -f "$dir/z.h5"
	"$tally" -s "$dir/z.h5" init >/dev/null 2>&1
	"$tally" -s "$dir/z.h5" ingest --skip-bad "$dir/rejects.csv" "$dir/z.csv" >/dev/null 2>&1
	timeout 60 "$tally" -s "$dir/z.h5" check --json >"$dir/out" 2>"$dir/err"
	code=$?
	if [ $code -gt 1 ] || ! python3 -c 'import json, sys; json.load(sys.stdin)' <"$dir/out"; then
		echo "not ok - random network $seed: exit $code: $(head -c 200 "$dir/err")"
		bad=$((bad + 1))
	fi
	seed=$((seed + 1))
done
[ $bad -eq 0 ] && echo "ok - $((seed - 1)) random networks are answered"
