"""Does a province that spends more on research grow faster? A panel regression.

    python3 panel.py STORE

Growth of GDP at current prices on the ratio of R&D expenditure to GDP in the year before, with
effects of province and of year, errors clustered by province. The store holds datasets/*.csv. This
shows how figures reach a model; it proves no cause.
"""

import sys

import statsmodels.formula.api as smf
import tally

with tally.open(sys.argv[1], frames="pandas") as t:
    growth = t.calc("yoy(gdp)", source="nbs-data-2025", from_="2012")
    intensity = t.calc("rd_intensity", source="nbs")

growth = growth[growth["frequency"] == "A"].dropna(subset=["value"])
intensity = intensity[intensity["frequency"] == "A"].dropna(subset=["value"])
panel = growth.assign(growth=100 * growth["value"], year=growth["period"].astype(int))
lagged = intensity.assign(intensity=100 * intensity["value"], year=intensity["period"].astype(int) + 1)
panel = panel[["region", "year", "growth"]].merge(lagged[["region", "year", "intensity"]])
panel = panel[panel["region"].str.match(r"^CN-..$")]

fit = smf.ols("growth ~ intensity + C(region) + C(year)", panel).fit(
    cov_type="cluster", cov_kwds={"groups": panel["region"].astype("category").cat.codes})
print("%d observations, %d provinces, years %d to %d" % (
    len(panel), panel["region"].nunique(), panel["year"].min(), panel["year"].max()))
print("one point more of R&D intensity goes with %+.3f points of growth (standard error %.3f, p = %.3f)" % (
    fit.params["intensity"], fit.bse["intensity"], fit.pvalues["intensity"]))
