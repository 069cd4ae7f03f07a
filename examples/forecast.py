"""Forecasts a quarterly or yearly series by ARIMA and says how wrong it was before.

    python3 forecast.py STORE METRIC REGION [PERIODS]
    python3 forecast.py t.h5 total_revenue CN-HTZ 3    # revenue of the high-tech zones: ingest a
                                                       # table of your own (columns year, revenue)
    python3 forecast.py t.h5 gdp_gbp GB 4              # shipped: British GDP by quarters

The model is ARIMA(1,1,1) of the logarithm. The last PERIODS figures are held back first, forecast,
and compared; then all figures are used. The longest frequency that has 20 figures is taken; a gap
in the series stays a gap to the model.
"""

import sys

import numpy as np
import pandas as pd
import tally
from statsmodels.tsa.arima.model import ARIMA

store, metric, region = sys.argv[1:4]
ahead = int(sys.argv[4]) if len(sys.argv) > 4 else 4
RULES = {"A": "Y", "S": "2Q", "Q": "Q", "M": "M"}

with tally.open(store, frames="pandas") as t:
    data = t.query(metric, region=region, measure="level")
data = data[data["frequency"].isin(list(RULES))].dropna(subset=["value"])
lengths = data.groupby(["frequency", "prices"]).size()
lengths = lengths[lengths >= 20]
if lengths.empty:
    sys.exit("forecast: %s of %s has no series of 20 figures in this store" % (metric, region))
frequency, prices = max(lengths.index, key=lambda key: lengths[key])
data = data[(data["frequency"] == frequency) & (data["prices"] == prices)]
series = pd.Series(data["value"].to_numpy(), pd.PeriodIndex(data["last"], freq=RULES[frequency]))
series = np.log(series.asfreq(RULES[frequency]).reindex(
    pd.period_range(series.index[0], series.index[-1], freq=RULES[frequency])))


def forecast(known):
    return ARIMA(known, order=(1, 1, 1), trend="t").fit().get_forecast(ahead)


back = forecast(series[:-ahead])
errors = 100 * (np.exp(back.predicted_mean - series[-ahead:]) - 1)
print("%d figures to %s; the last %d, held back, were missed by %.2f %% on average" % (
    series.notna().sum(), series.index[-1], ahead, errors.abs().mean()))
future = forecast(series)
bands = np.exp(future.conf_int(alpha=0.2))
for period, value in np.exp(future.predicted_mean).items():
    print("%s  %.6g  80 %% [%.6g, %.6g]" % (period, value, *bands.loc[period]))
