"""STL (Cleveland et al. 1990) by weighted least squares with numpy, beside `tally calc stl(...)`.

usage: interop_stl.py TALLY SCRATCH
"""
import json, os, subprocess, sys
import numpy as np

tally, scratch = sys.argv[1:3]
rng = np.random.default_rng(5)
failed = 0


def loess(y, window, places, robust=None):
    """Local lines through the nearest `window` values at each place."""
    n = len(y)
    at = np.arange(n, dtype=float)
    out = []
    for place in places:
        distance = np.abs(at - place)
        near = np.argsort(distance, kind="stable")[:window]
        h = distance[near].max() + max(0, window - n) // 2
        weight = np.zeros(n)
        r = distance[near] / h
        weight[near] = np.where(r > 0.999, 0, np.where(r <= 0.001, 1, (1 - r**3) ** 3))
        if robust is not None:
            weight = weight * robust
        root = np.sqrt(weight)[:, None]
        x = np.c_[np.ones(n), at - place]
        out.append(np.linalg.lstsq(x * root, y * root[:, 0], rcond=None)[0][0])
    return np.array(out)


def odd(x):
    n = int(np.ceil(x))
    return n if n % 2 else n + 1


def stl(y, period, window, robust):
    n = len(y)
    trend_window, low_window = odd(1.5 * period / (1 - 1.5 / window)), odd(period)
    mean = lambda v, width: np.convolve(v, np.ones(width) / width, "valid")
    trend, weights = np.zeros(n), np.ones(n)
    for outer in range(16 if robust else 1):
        for _ in range(1 if robust else 2):
            cycle = np.zeros(n + 2 * period)
            for month in range(period):
                part = (y - trend)[month::period]
                smooth = loess(part, window, np.arange(-1, len(part) + 1),
                               weights[month::period] if outer else None)
                cycle[month::period][:len(smooth)] = smooth
            low = loess(mean(mean(mean(cycle, period), period), 3), low_window, np.arange(n))
            seasonal = cycle[period:period + n] - low
            trend = loess(y - seasonal, trend_window, np.arange(n), weights if outer else None)
        rest = np.abs(y - trend - seasonal)
        h = 6 * np.median(rest)
        weights = np.where(rest <= 0.001 * h, 1,
                           np.where(rest >= 0.999 * h, 0, (1 - (rest / h) ** 2) ** 2))
    return {"trend": trend, "seasonal": seasonal, "adjusted": y - seasonal,
            "remainder": y - trend - seasonal}


def run(period, n, robust):
    global failed
    i = np.arange(n)
    y = 100 + 0.5 * i + 10 * np.sin(2 * np.pi * i / period) * (1 + 0.01 * i) + rng.normal(0, 2, n)
    if robust:
        y[n // 2] += 50
    y = np.round(y, 2)
    names = [f"{2000 + k // period}-" + (f"Q{k % period + 1}" if period == 4
                                         else f"{k % period + 1:02d}") for k in i]
    csv, store = os.path.join(scratch, "stl.csv"), os.path.join(scratch, f"{period}-{n}.h5")
    with open(csv, "w") as f:
        f.write("metric,region,period,value,unit\n")
        f.writelines(f"gdp,CN,{p},{v:.2f},元\n" for p, v in zip(names, y))
    for verb in (["init"], ["ingest", csv]):
        subprocess.run([tally, *verb, "-s", store], check=True, capture_output=True)
    worst = 0
    for give, want in stl(y, period, 7, robust).items():
        expression = f"stl(gdp, {give}, robust={'yes' if robust else 'no'})"
        out = subprocess.run([tally, "calc", expression, "--json", "-s", store], check=True,
                             capture_output=True, text=True).stdout
        points = json.loads(out)["results"][0]["series"][0]["points"]
        worst = max(worst, np.abs(np.array([p["value"] for p in points]) - want).max())
    name = f"stl of {n} periods, {period} a year{', robust' if robust else ''}"
    if worst < 1e-9:
        print(f"ok - {name}: at most {worst:.2g} apart")
    else:
        failed += 1
        print(f"not ok - {name}: {worst} apart")


run(4, 40, False)
run(12, 97, False)
run(4, 41, True)
run(12, 60, True)
run(12, 30, False)
sys.exit(1 if failed else 0)
