# datatable.R JOB ARGS: one job in R's data.table. Prints one line of JSON as duckdb.mjs does.
# The store is an uncompressed RDS of the keyed table, the fastest that base R has.
args <- commandArgs(trailingOnly = TRUE)
start <- proc.time()[["elapsed"]]
suppressMessages(library(data.table))
threads <- Sys.getenv("THREADS", "2")
invisible(setDTthreads(as.integer(threads)))
told <- function(...) {
  seconds <- proc.time()[["elapsed"]] - start
  status <- readLines("/proc/self/status")
  peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\1", grep("^VmHWM", status, value = TRUE))) / 1024
  values <- list(...)
  pairs <- vapply(names(values), function(n) sprintf('"%s": %s', n,
    if (is.character(values[[n]])) sprintf('"%s"', values[[n]]) else format(values[[n]], digits = 15)), "")
  cat(sprintf('{"seconds": %.4f, "peak_mb": %.1f, "runtime_mb": 0, "answer": {%s}}\n', seconds, peak,
    paste(pairs, collapse = ", ")))
}
switch(args[1],
  version = told(version = as.character(packageVersion("data.table"))),
  ingest = {
    t <- fread(args[2], encoding = "UTF-8", showProgress = FALSE)
    setkey(t, metric, region, period)
    saveRDS(t, args[3], compress = FALSE)
    told(rows = nrow(t), total = sum(t$value))
  },
  yoy = {
    t <- readRDS(args[2])
    g <- t[, .(g = value / shift(value, 4) - 1), by = .(metric, region)]$g
    told(n = sum(!is.na(g)), mean = mean(g, na.rm = TRUE))
  },
  shares = {
    t <- readRDS(args[2])
    s <- t[, .(s = value / sum(value)), by = .(metric, period)]$s
    told(n = length(s), mean = mean(s * s))
  })
