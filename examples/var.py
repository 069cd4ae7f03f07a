"""Where does a nation's R&D intensity go? A vector autoregression with growth, on yearly figures.

    python3 var.py STORE [REGION [YEARS]]        # default: CN, three years ahead

Two series: the growth of GDP at current prices (per cent) and the change of the ratio of R&D
expenditure to GDP (points). VAR(1) with constants. The last YEARS are held back first, forecast and
compared; then all are used. The store holds datasets/*.csv: intensity is the World Bank's up to 2010
and the national bulletin's after it, as the newest release has it.
"""

import sys

import numpy as np
import pandas as pd
import tally
from statsmodels.tsa.api import VAR

store = sys.argv[1]
region = sys.argv[2] if len(sys.argv) > 2 else "CN"
ahead = int(sys.argv[3]) if len(sys.argv) > 3 else 3


def yearly(data):
    data = data[(data["frequency"] == "A") & data["value"].notna()]
    return pd.Series(100 * data["value"].to_numpy(), pd.PeriodIndex(data["last"], freq="Y"))


with tally.open(store, frames="pandas") as t:
    # Growth within one release: the levels of two are not compared. The newer release comes first.
    releases = sorted(set(t.query("gdp", region=region, measure="level")["source"]), reverse=True)
    growth = pd.concat([yearly(t.calc("yoy(gdp)", region=region, source=s)) for s in releases])
    intensity = yearly(t.query("rd_intensity", region=region, measure="level"))
growth = growth[~growth.index.duplicated()].sort_index()

both = pd.DataFrame({"growth": growth, "change": intensity.diff()}).dropna()
full = pd.period_range(both.index[0], both.index[-1], freq="Y") if len(both) else both.index
if len(both) < 15 or len(full) != len(both):
    sys.exit("var: %s has no 15 years of GDP and R&D intensity without a gap in this store" % region)


def forecast(known, start):
    """Growth and change for the years to come, and the level of intensity they lead to."""
    fit = VAR(known).fit(1, trend="c")
    mean, low, high = fit.forecast_interval(known.to_numpy()[-1:], ahead, alpha=0.2)
    return fit, mean, start + np.cumsum(mean[:, 1]), low, high


_, _, level, _, _ = forecast(both[:-ahead], intensity[both.index[-ahead - 1]])
missed = np.abs(level - intensity[both.index[-ahead:]].to_numpy()).mean()
print("%d years, %s to %s; R&D intensity of the last %d, held back, was missed by %.3f points on average" % (
    len(both), both.index[0], both.index[-1], ahead, missed))
fit, mean, level, low, high = forecast(both, intensity[both.index[-1]])
print("a point more of growth goes with %+.4f points of R&D intensity a year later" % fit.coefs[0][1, 0])
for i in range(ahead):
    print("%s  intensity %.2f %%, growth %.1f %% [%.1f, %.1f]" % (
        both.index[-1] + i + 1, level[i], mean[i, 0], low[i, 0], high[i, 0]))
