"""Reference cases of the shipped kinds, made with other frequencies, lengths, partial years, options
and orders of columns. The expected figures are computed here with dense matrices from the textbook
formulas; tool_cases then judges them as any other case.

usage: interop_cases.py TOOL_CASES SCRATCH
"""
import os, subprocess, sys
import numpy as np

tool, scratch = sys.argv[1:3]
rng = np.random.default_rng(20261129)


def calendar(year, period, frequency, n):
    at = year * frequency + period - 1 + np.arange(n)
    return at // frequency, at % frequency + 1


def write(case, name, heads, columns):
    """Columns in a random order when `case` says so: readers go by the heads."""
    order = rng.permutation(len(heads)) if "shuffled" in case else range(len(heads))
    text = lambda v: v if isinstance(v, str) else "%.17g" % v
    lines = [",".join(heads[k] for k in order)]
    lines += [",".join(text(columns[k][i]) for k in order) for i in range(len(columns[0]))]
    os.makedirs(os.path.join(scratch, case), exist_ok=True)
    with open(os.path.join(scratch, case, name + ".csv"), "w") as f:
        f.write("\n".join(lines) + "\n")


def readme(case, text, tolerance="1e-8"):
    with open(os.path.join(scratch, case, "README.md"), "w") as f:
        f.write(f"# {case}\nSuggested tolerance (relative): {tolerance}.\n\n{text}\n")


def gls(penalty, c, target):
    """Least w'Pw with C w = target."""
    m = len(target)
    k = np.block([[penalty, c.T], [c, np.zeros((m, m))]])
    return np.linalg.lstsq(k, np.concatenate([np.zeros(len(penalty)), target]), rcond=1e-14)[0][:len(penalty)]


def sums(years, periods, wanted, frequency, conversion):
    """Rows of C over the years whose periods are there: all of them, the last or the first."""
    rows = []
    for y in wanted:
        need = {"last": [frequency], "first": [1]}.get(conversion, range(1, frequency + 1))
        row = np.isin(periods, need) & (years == y)
        rows.append(row / (frequency if conversion == "mean" else 1) if row.sum() == len(need) else None)
    return rows


def differences(n, h, modified):
    d = np.eye(n)
    for _ in range(h):
        d = np.vstack([d[:1], np.diff(d, axis=0)]) if not modified else np.diff(d, axis=0)
    if not modified:  # the start is compared with zeros
        d = np.linalg.matrix_power(np.eye(n) - np.eye(n, k=-1), h)
    return d


def denton(case, frequency, start, n, last_year):
    years, periods = calendar(2001, start, frequency, n)
    s = 100 + 20 * rng.standard_normal(n)
    wanted = np.arange(2001, last_year + 1)
    totals = 110.0 * frequency * (1 + 0.1 * rng.standard_normal(len(wanted)))
    heads, columns = ["year", "period"], [years, periods]
    for method in ("denton", "denton-cholette"):
        for criterion in ("additive", "proportional"):
            for h in range(4 if n < 30 else 3):
                for conversion in ("sum", "mean", "last", "first"):
                    rows = sums(years, periods, wanted, frequency, conversion)
                    there = [k for k, r in enumerate(rows) if r is not None]
                    c = np.array([rows[k] for k in there])
                    scale = s if criterion == "proportional" else np.ones(n)
                    d = differences(n, h, method == "denton-cholette")
                    w = gls(d.T @ d, c * scale, totals[there] - c @ s)
                    heads.append(f"{method}|{criterion}|h{h}|{conversion}")
                    columns.append(s + scale * w)
    time = years + (periods - 1) / frequency
    write(case, "in_q", ["time", "year", "period", "value"], [time, years, periods, s])
    write(case, "in_a", ["time", "year", "period", "value"],
          [wanted, wanted, np.ones(len(wanted)), totals])
    write(case, "out_values", heads, columns)
    readme(case, "Denton", "1e-7")


def cholette(case, frequency, start, n, spans, rho, lam, bias):
    """Alterable series and benchmarks of mixed length, some not binding."""
    years, periods = calendar(2010, start, frequency, n)
    s = 50 + 10 * rng.standard_normal(n)
    alter = rng.choice([0, 0.5, 1, 2], n, p=[0.1, 0.3, 0.4, 0.2])
    b_alter = rng.choice([0, 0.2], len(spans))
    value = np.array([s[a:b + 1].sum() * (1 + 0.05 * rng.standard_normal()) for a, b in spans])
    c = np.zeros((len(spans), n))
    for k, (a, b) in enumerate(spans):
        c[k, a:b + 1] = 1
    moved = s
    if bias == 3:
        moved = s * value.sum() / (c @ s).sum() if lam else s + (value.sum() - (c @ s).sum()) / c.sum()
    half = np.diag(np.sqrt(alter) * np.abs(moved) ** lam)
    ve = half @ rho ** np.abs(np.subtract.outer(range(n), range(n))) @ half
    vd = ve @ c.T
    x = moved + vd @ np.linalg.solve(c @ vd + np.diag(b_alter * np.abs(value)), value - c @ moved)
    first = lambda k: [np.array([v[s_[k]] for s_ in spans]) for v in (years, periods)]
    write(case, "in_s", ["year", "period", "level", "a_s"], [years, periods, s, alter])
    write(case, "in_b", ["startYear", "startPeriod", "endYear", "endPeriod", "level", "a_b"],
          [*first(0), *first(1), value, b_alter])
    write(case, "out_series", ["year", "period", "level"], [years, periods, x])
    write(case, "out_benchmarks", ["startYear", "startPeriod", "endYear", "endPeriod", "level"],
          [*first(0), *first(1), c @ x])
    readme(case, f"rho={rho}, lambda={lam}, biasOption={bias}, var='level / a_s', with='level / a_b'")


def raking(case, rows, columns, negative, option):
    """Both margins, alterable cells and margins, cells of either sign, both variance options."""
    cells = rng.uniform(5, 30, (rows, columns))
    if negative:
        cells[rng.integers(rows), rng.integers(columns)] *= -1
    names = [[f"c{i}_{j}" for j in range(columns)] for i in range(rows)]
    total = [f"row{i}" for i in range(rows)] + [f"col{j}" for j in range(columns)]
    g = np.array([[1.0 * (i == r) for i in range(rows) for _ in range(columns)] for r in range(rows)] +
                 [[1.0 * (j == q) for _ in range(rows) for j in range(columns)] for q in range(columns)])
    x = cells.ravel()
    alter = rng.choice([0.5, 1, 2], len(x))
    soft = np.array([0.5] * rows + [2.0] * columns)
    value = (g @ x) * (1 + 0.1 * rng.standard_normal(len(g)))
    size = (lambda v: v) if option == 1 else np.abs
    v = np.diag(alter * size(x))
    y = x + v @ g.T @ np.linalg.pinv(g @ v @ g.T + np.diag(soft * size(value))) @ (value - g @ x)
    flat = [n for row in names for n in row]
    write(case, "in_data", flat + total, [[q] for q in np.concatenate([x, value])])
    write(case, "in_alter", flat, [[q] for q in alter])
    write(case, "in_metadata", ["series", "total1", "total2"],
          [flat, [f"row{i}" for i in range(rows) for _ in range(columns)],
           [f"col{j}" for _ in range(rows) for j in range(columns)]])
    write(case, "out_data", flat + total, [[q] for q in np.concatenate([y, g @ y])])
    readme(case, f"alterSeries=1, alterTotal1=0.5, alterTotal2=2, Vmat_option={option}")


def preserved(case, start, n, first, soft):
    """Quarters raked to their totals; complete years that begin in quarter `first` keep their sums."""
    years, periods = calendar(2018, start, 4, n)
    x = rng.uniform(5, 30, (n, 3))
    total = x.sum(1) * (1 + 0.1 * rng.standard_normal(n))
    out, row = np.empty_like(x), 0
    single = np.empty_like(x)
    for t in range(n):
        single[t] = x[t] * total[t] / x[t].sum()
    while row < n:
        whole = periods[row] == first and row + 4 <= n
        k = 4 if whole else 1
        g = np.kron(np.eye(k), np.ones(3))
        goal, w = total[row:row + k], np.zeros(k)
        if whole:
            g = np.vstack([g, np.tile(np.eye(3), k)])
            sums_ = x[row:row + 4].sum(0)
            goal, w = np.concatenate([goal, sums_]), np.concatenate([w, soft * sums_])
        v = np.diag(x[row:row + k].ravel())
        y = v.diagonal() + v @ g.T @ np.linalg.pinv(g @ v @ g.T + np.diag(w)) @ (goal - g @ v.diagonal())
        out[row:row + k] = y.reshape(k, 3)
        row += k
    keys = [years, periods]
    names = ["a", "b", "c"]
    write(case, "in_data", ["year", "period", *names, "tot"], [*keys, *x.T, total])
    write(case, "in_metadata", ["series", "total1"], [names, ["tot"] * 3])
    write(case, "out_annual_preserved", ["year", "period", *names, "tot"], [*keys, *out.T, out.sum(1)])
    write(case, "out_by_period", ["year", "period", *names, "tot"], [*keys, *single.T, total])
    readme(case, f"temporal_grp_periodicity = 4, temporal_grp_start = {first}, alterAnnual = {soft}")


def long_keys(case, frequency, n, n_years):
    """Benchmarking in JDemetra+'s keys; the series goes on behind the last total."""
    years, periods = calendar(2009, 1, frequency, n)
    s = 80 + 15 * rng.standard_normal(n)
    wanted = np.arange(2009, 2009 + n_years)
    totals = 4000 * (1 + 0.05 * rng.standard_normal(n_years))
    out = []
    put = lambda key, x: out.extend((key, years[t], periods[t], x[t]) for t in range(n))
    for mul in ("TRUE", "FALSE"):
        for d in (1, 2):
            for modified in ("TRUE", "FALSE"):
                for conversion in ("Sum", "Average", "Last", "First"):
                    how = {"Average": "mean"}.get(conversion, conversion.lower())
                    c = np.array(sums(years, periods, wanted, frequency, how))
                    scale = s if mul == "TRUE" else np.ones(n)
                    f = differences(n, d, modified == "TRUE")
                    put(f"denton|mul={mul}|d={d}|modified={modified}|{conversion}",
                        s + scale * gls(f.T @ f, c * scale, totals - c @ s))
    c = np.array(sums(years, periods, wanted, frequency, "sum"))
    for rho in (0, 0.729, 0.9):
        for lam in (0, 0.5, 1):
            for bias in ("None", "Additive", "Multiplicative"):
                moved = s + ((totals - c @ s).mean() if bias == "Additive" else 0)
                moved = s * totals.sum() / (c @ s).sum() if bias == "Multiplicative" else moved
                half = np.diag(np.abs(moved) ** lam)
                vd = half @ rho ** np.abs(np.subtract.outer(range(n), range(n))) @ half @ c.T
                put(f"cholette|rho={rho:g}|lambda={lam:g}|bias={bias}",
                    moved + vd @ np.linalg.solve(c @ vd, totals - c @ moved))
    write(case, "in_q", ["year", "period", "value"], [years, periods, s])
    write(case, "in_a", ["year", "value"], [wanted, totals])
    write(case, "out_values", ["key", "year", "period", "value"], [list(t) for t in zip(*out)])
    readme(case, "JDemetra+ benchmarking")


def shrunk(r):
    """Schaefer and Strimmer's shrinkage of the correlations, not centred."""
    n = len(r)
    cov = r.T @ r / n
    d = np.sqrt(np.diag(cov))
    z = r / d
    cor = z.T @ z / n
    np.fill_diagonal(cor, 0)
    variance = ((z ** 2).T @ (z ** 2) - (z.T @ z) ** 2 / n) / (n * (n - 1))
    np.fill_diagonal(variance, 0)
    lam = min(1, max(0, variance.sum() / (cor ** 2).sum()))
    return lam * np.diag(np.diag(cov)) + (1 - lam) * cov


def project(y, w, agg):
    c = np.hstack([np.eye(len(agg)), -agg])
    return y - w @ c.T @ np.linalg.solve(c @ w @ c.T, c @ y)


def covariances(res, agg):
    n = res.shape[1]
    cov = res.T @ res / len(res)
    strength = np.concatenate([np.abs(agg).sum(1), np.ones(agg.shape[1])])
    return {"ols": np.eye(n), "str": np.diag(strength), "wls": np.diag(np.diag(cov)),
            "shr": shrunk(res), "sam": cov}


def hierarchy(case, agg):
    agg = np.array(agg, float)
    n = agg.shape[0] + agg.shape[1]
    heads = [f"agg{i + 1}" for i in range(len(agg))] + [f"b{j + 1}" for j in range(agg.shape[1])]
    bottom = rng.uniform(10, 40, (4, agg.shape[1]))
    base = np.hstack([bottom @ agg.T, bottom]) + rng.standard_normal((4, n))
    res = rng.standard_normal((60, n)) * rng.uniform(0.5, 3, n)
    rows = [(m, h + 1, *project(base[h], w, agg)) for m, w in covariances(res, agg).items() for h in range(4)]
    for name, heads_, table in (("in_base", heads, base), ("in_res", heads, res), ("in_agg", heads[len(agg):], agg)):
        os.makedirs(os.path.join(scratch, case), exist_ok=True)
        np.savetxt(os.path.join(scratch, case, name + ".csv"), table, "%.17g", ",", header=",".join(heads_), comments="")
    write(case, "out_reconciled", ["method", "h"] + heads, [list(c) for c in zip(*rows)])
    readme(case, "hierarchy")


def temporal(case, m, years):
    blocks = [k for k in range(m, 1, -1) if m % k == 0]
    agg = np.array([[1.0 * (j // k == b) for j in range(m)] for k in blocks for b in range(m // k)])
    level = np.array([k for k in blocks for _ in range(m // k)] + [1] * m)
    n = len(level)
    by_level = lambda t: np.concatenate([t[:, level == k].ravel() for k in blocks + [1]])
    base = level * 25.0 + rng.standard_normal((years, n)) * np.sqrt(level)
    res = rng.standard_normal((3 * n, n)) * np.sqrt(level)
    w = covariances(res, agg)
    cov = w["sam"]
    same = level[:, None] == level[None, :]
    acov = np.where(same, cov, 0)
    pooled = np.diag([np.diag(cov)[level == k].mean() for k in level])
    methods = {"ols": w["ols"], "str": w["str"], "wlsv": pooled, "wlsh": w["wls"], "acov": acov, "shr": w["shr"]}
    names = [f"k{k}_{i}" for k in blocks + [1] for i in range(years * m // k)]
    out = [(name, i + 1, names[i], v) for name, q in methods.items()
           for i, v in enumerate(by_level(np.array([project(b, q, agg) for b in base])))]
    write(case, "in_base", ["node", "value"], [names, by_level(base)])
    write(case, "in_res", ["value"], [by_level(res)])
    write(case, "out_reconciled", ["method", "idx", "node", "value"], [list(c) for c in zip(*out)])
    readme(case, f"terec(base, agg_order = {m}, comb = cb, res = res)")


def together(case, frequency, n_years, members):
    n = frequency * n_years
    years, periods = calendar(2010, 1, frequency, n)
    s = rng.uniform(30, 80, (members, n))
    z = s.sum(0) * (1 + 0.03 * rng.standard_normal(n))
    yearly = np.kron(np.eye(n_years), np.ones(frequency))
    y = (s * (z / s.sum(0))) @ yearly.T
    y[0] += 5
    y[-1] -= 5
    out = []
    for rho in (0.6, 0.9):
        for lam in (0, 0.5, 1):
            scale = np.abs(s.ravel()) ** lam
            one = np.eye(n) - rho * np.eye(n, k=-1)
            one[0, 0] = np.sqrt(1 - rho ** 2)
            c = np.vstack([np.kron(np.eye(members), yearly), np.kron(np.ones(members), np.eye(n))])
            w = gls(np.kron(np.eye(members), one.T @ one), c * scale,
                    np.concatenate([y.ravel(), z]) - c @ s.ravel())
            x = (s.ravel() + scale * w).reshape(members, n)
            out += [(f"rho={rho:g}|lambda={lam:g}", f"x{k + 1}", years[t], periods[t], x[k, t])
                    for k in range(members) for t in range(n)]
    names = [f"x{k + 1}" for k in range(members)]
    write(case, "in_q", ["year", "period", *names, "z"], [years, periods, *s, z])
    write(case, "in_a", ["year", *["Y_" + x for x in names]], [np.unique(years), *y])
    write(case, "out_values", ["key", "series", "year", "period", "value"], [list(c) for c in zip(*out)])
    readme(case, "multivariate Cholette")


def regression(case, frequency, low, n, lead, indicators):
    """Chow-Lin, Litterman and Fernandez at a given rho; totals of `low` periods a year."""
    length = frequency // low
    years, periods = calendar(1990, 1, frequency, n)
    x = np.cumsum(rng.standard_normal((indicators, n)), axis=1) + 50
    m = (n - lead) // length - 1
    c = np.zeros((m, n))
    for k in range(m):
        c[k, lead + k * length:lead + (k + 1) * length] = 1
    y = c @ (3 + 2 * x.sum(0) + np.cumsum(rng.standard_normal(n)))
    q = np.column_stack([np.ones(n), *x])
    fixed, d = 0.75, np.eye(n) - np.eye(n, k=-1)
    h = np.eye(n) - fixed * np.eye(n, k=-1)
    omegas = {"chow-lin-fixed": fixed ** np.abs(np.subtract.outer(range(n), range(n))) / (1 - fixed ** 2),
              "litterman-fixed": np.linalg.inv(d.T @ h.T @ h @ d), "fernandez": np.linalg.inv(d.T @ d),
              "ols": np.eye(n)}
    heads, columns, stats, coefs = ["year", "period"], [years, periods], [], []
    for conversion in ("sum", "mean"):
        cc = c / length if conversion == "mean" else c
        for name, omega in omegas.items():
            v = np.linalg.inv(cc @ omega @ cc.T)
            a = cc @ q
            inverse = np.linalg.inv(a.T @ v @ a)
            b = inverse @ a.T @ v @ y
            e = y - a @ b
            key = f"{name}|{conversion}|truncrho0"
            rss = e @ v @ e
            heads.append(key)
            columns.append(q @ b + omega @ cc.T @ v @ e)
            stats.append((key, fixed if "fixed" in name else 0, rss / (m - len(b)), rss))
            coefs += [(key, f"x{j - 1}" if j else "(Intercept)", b[j], np.sqrt(rss / (m - len(b)) * inverse[j, j])) for j in range(len(b))]
    ya, yp = calendar(1990, 1 + lead // length, low, m)
    write(case, "in_q", ["year", "period", *[f"x{j}" for j in range(indicators)]], [years, periods, *x])
    write(case, "in_a", ["time", "year", "period", "value"], [ya + (yp - 1) / low, ya, yp, y])
    write(case, "out_values", heads, columns)
    write(case, "out_stats", ["key", "rho", "s_2_gls", "rss"], [list(t) for t in zip(*stats)])
    write(case, "out_coefs", ["key", "name", "coef", "se"], [list(t) for t in zip(*coefs)])
    readme(case, "fixed.rho=0.75")


denton("denton-monthly", 12, 1, 60, 2005)
denton("denton-half-years-partial-shuffled", 2, 2, 13, 2007)
denton("denton-quarters-partial-both-ends", 4, 3, 22, 2008)
cholette("cholette-monthly-mixed", 12, 5, 50, [(0, 7), (8, 19), (10, 12), (22, 24), (30, 41)], 0.9, 1, 1)
cholette("cholette-quarters-shuffled", 4, 2, 19, [(0, 2), (3, 6), (9, 9), (11, 14)], 0.729, 0.5, 3)
cholette("cholette-additive", 4, 1, 16, [(0, 3), (4, 7), (8, 11)], 0.4, 0, 3)
raking("raking-positive", 3, 4, False, 1)
raking("raking-negative-cells", 4, 3, True, 2)
raking("raking-negative-signed-shuffled", 3, 3, True, 1)
preserved("preserved-fiscal-years-shuffled", 3, 15, 2, 0)
preserved("preserved-soft-sums", 2, 14, 1, 0.5)
long_keys("long-keys-monthly", 12, 52, 4)
long_keys("long-keys-half-years-shuffled", 2, 13, 6)
hierarchy("hierarchy-three-levels", [[1] * 6, [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 1, 0, 0, 0, 0]])
hierarchy("hierarchy-weighted", [[1, 0.5, 2, -1], [1, 0.5, 0, 0]])
temporal("temporal-monthly", 12, 1)
temporal("temporal-halves-of-three-years", 6, 3)
together("together-monthly-shuffled", 12, 3, 4)
together("together-half-years", 2, 5, 2)
regression("regression-monthly", 12, 1, 75, 12, 1)
regression("regression-months-from-quarters-shuffled", 12, 4, 62, 6, 2)
done = subprocess.run([tool, scratch], capture_output=True, text=True)
for line in done.stdout.splitlines():
    if line.startswith(("ok ", "not ok ")):
        state, words = ("ok", line[3:]) if line.startswith("ok") else ("not ok", line[7:])
        print(f"{state} - {' '.join(words.split())}")
sys.exit(done.returncode)
