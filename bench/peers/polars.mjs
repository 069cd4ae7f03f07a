// polars.mjs JOB ARGS: one job in polars, best settings known. Prints one line of JSON as duckdb.mjs does.
// POLARS_MAX_THREADS says how many threads.
const [job, ...args] = process.argv.slice(2);
const before = process.resourceUsage().maxRSS;
const start = process.hrtime.bigint();
const { default: pl } = await import("nodejs-polars");

const scan = (path) => pl.scanCSV(path, { inferSchemaLength: 1000, lowMemory: false });
const keys = ["metric", "region"];
const growth = (store) =>
  pl.scanParquet(store).select(pl.col("metric"), pl.col("region"), pl.col("period"),
    pl.col("value").div(pl.col("value").shift(4).over(...keys)).minus(1).alias("g"));
const told = (frame, name) => frame.select(pl.col(name).count().alias("n"), pl.col(name).mean().alias("mean"))
  .collectSync().toRecords();

const jobs = {
  version() { return [{ version: pl.version }]; },
  ingest(path, store) {
    scan(path).sinkParquet(store, { compression: "zstd", maintainOrder: true }).collectSync({ streaming: true });
    return pl.scanParquet(store).select(pl.col("value").count().alias("rows"), pl.col("value").sum().alias("total"))
      .collectSync().toRecords();
  },
  yoy(store) { return told(growth(store), "g"); },
  yoy_persisted(store, out) {
    const frame = growth(store).collectSync();
    frame.writeParquet(out, { compression: "zstd" });
    return told(frame.lazy(), "g");
  },
  shares(store) {
    const s = pl.col("value").div(pl.col("value").sum().over("metric", "period")).alias("s");
    return told(pl.scanParquet(store).select(s).select(pl.col("s").mul(pl.col("s")).alias("s2")), "s2");
  },
  one(store, metric, region) {
    return pl.scanParquet(store).filter(pl.col("metric").eq(pl.lit(metric)).and(pl.col("region").eq(pl.lit(region))))
      .select(pl.col("value").count().alias("n"), pl.col("value").sum().alias("total")).collectSync().toRecords();
  },
  export(store, path) {
    pl.scanParquet(store).sinkCSV(path, { maintainOrder: true, floatPrecision: 2 }).collectSync({ streaming: true });
    return [{}];
  },
};

const answer = jobs[job](...args);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const peak = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ seconds, peak_mb: peak / 1024, runtime_mb: before / 1024, answer: answer[0] }));
process.exit(0);
