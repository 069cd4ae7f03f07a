// duckdb.mjs JOB ARGS: one job in DuckDB, best settings known. Prints one line of JSON: seconds (from before the
// library is loaded to the answer; an idle Node.js is not counted), peak memory, answer.
// The database holds ENUM keys and the quarter as a number (year * 4 + quarter - 1), sorted by key.
import { existsSync, rmSync } from "node:fs";

const [job, ...args] = process.argv.slice(2);
const before = process.resourceUsage().maxRSS;
const start = process.hrtime.bigint();
const { DuckDBInstance, version } = await import("@duckdb/node-api");
const threads = process.env.THREADS || "2";

const open = async (path, options = {}) =>
  (await DuckDBInstance.create(path, { threads, ...options })).connect();
const ask = async (db, sql) => (await db.runAndReadAll(sql)).getRowObjectsJson();
const csv = (path) =>
  `read_csv('${path}', header = true, columns = {metric: 'VARCHAR', region: 'VARCHAR', period: 'VARCHAR',
   value: 'DECIMAL(18,2)', unit: 'VARCHAR', source: 'VARCHAR', status: 'VARCHAR'})`;
const quarter = "CAST(period[1:4] AS INTEGER) * 4 + CAST(period[7:7] AS INTEGER) - 1";
const fresh = (path) => { for (const p of [path, path + ".wal"]) if (existsSync(p)) rmSync(p); };
const growth = `SELECT metric, region, period, value / lag(value, 4) OVER w - 1 AS g FROM t
  WINDOW w AS (PARTITION BY metric, region ORDER BY period)`;
const share = `SELECT value / sum(value) OVER (PARTITION BY metric, period) AS s FROM t`;

const jobs = {
  async version() { const db = await open(":memory:"); return ask(db, "SELECT version() AS version"); },
  async ingest(path, store) {
    fresh(store);
    const db = await open(store);
    await db.run(`CREATE TABLE t AS SELECT * FROM ${csv(path)}`);
    await db.run("CHECKPOINT");
    return ask(db, "SELECT count(*) AS rows, sum(value) AS total FROM t");
  },
  async keyed(path, store) { // not timed: the table that the queries ask
    fresh(store);
    const db = await open(store);
    await db.run(`CREATE TYPE metrics AS ENUM (SELECT DISTINCT metric FROM ${csv(path)} ORDER BY 1)`);
    await db.run(`CREATE TYPE regions AS ENUM (SELECT DISTINCT region FROM ${csv(path)} ORDER BY 1)`);
    await db.run(`CREATE TABLE t AS SELECT metric::metrics AS metric, region::regions AS region, ${quarter} AS period,
      value::DOUBLE AS value, unit, source, status FROM ${csv(path)} ORDER BY metric, region, period`);
    await db.run("CHECKPOINT");
    return ask(db, "SELECT count(*) AS rows FROM t");
  },
  async yoy(store) {
    return ask(await open(store), `SELECT count(g) AS n, avg(g) AS mean FROM (${growth})`);
  },
  async yoy_persisted(store) {
    const db = await open(store);
    await db.run(`CREATE OR REPLACE TABLE growth AS ${growth}`);
    await db.run("CHECKPOINT");
    return ask(db, "SELECT count(g) AS n, avg(g) AS mean FROM growth");
  },
  async shares(store) {
    return ask(await open(store), `SELECT count(s) AS n, avg(s * s) AS mean FROM (${share})`);
  },
  async one(store, metric, region) {
    return ask(await open(store), `SELECT count(*) AS n, sum(value) AS total FROM t
      WHERE metric = '${metric}' AND region = '${region}'`);
  },
  async append(path, store) { // without a look at keys that are there
    const db = await open(store);
    await db.run(`INSERT INTO t SELECT metric, region, ${quarter}, value, unit, source, status FROM ${csv(path)}`);
    await db.run("CHECKPOINT");
    return ask(db, "SELECT count(*) AS rows FROM t");
  },
  async export(store, path) {
    const db = await open(store);
    await db.run(`COPY (SELECT metric, region, period, value, unit, source, status FROM t)
      TO '${path}' (FORMAT csv, HEADER)`);
    return [{}];
  },
};

const answer = await jobs[job](...args);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const peak = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ seconds, peak_mb: peak / 1024, runtime_mb: before / 1024, answer: answer[0], version: version?.() }));
process.exit(0);
