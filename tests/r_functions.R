# The R functions on the shipped page: Rscript r_functions.R FOLDER. Prints ok / not ok.
source("bindings/R/tally.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
ok <- function(name, good) cat(if (isTRUE(good)) "ok" else "not ok", " - R: ", name, "\n", sep = "")
raised <- function(class, text, call) {
  found <- tryCatch({ call; NULL }, error = function(e) e)
  inherits(found, class) && grepl(text, conditionMessage(found), fixed = TRUE)
}

store <- tally_store(file.path(folder, "r.h5"))
ok("ingest", grepl("195 stored", tally_ingest(store, "datasets/herald.csv")))
gdp <- tally_claims(store, "gdp", "CN-HTZ", to = "2023")
ok("claims as printed", "12.33" %in% gdp$value && "万亿元" %in% gdp$unit)
ok("dates", as.Date("2023-09-30") %in% gdp$last)
share <- tally_calc(store, "gdp_secondary[CN-HTZ] / gdp[CN-HTZ]")
ok("calc", abs(share$value[1] - 7.16 / 12.33) < 1e-12 && share$last[1] == as.Date("2023-09-30"))
check <- tally_check(store)
ok("check", !check$consistent && any(grepl("^contradiction: ", check$findings)))
growth <- tally_bounds(store, "gross_industrial_output", "CN-HTZ-NE", "2023-01/2023-09", growth = TRUE)
ok("bounds", abs(growth[["lo"]] - 0.0156095) < 1e-6 && attr(growth, "status") == "ok")
levels <- tally_reconcile(store)
ok("reconcile", nrow(levels) > 10 && is.numeric(levels$value) && all(is.finite(levels$value)))
out <- file.path(folder, "r.csv")
tally_export(store, "csv", out, "gdp")
ok("export", file.exists(out) && any(grepl("12.33", readLines(out))))
ok("last days", identical(tally_last_day(c("2023", "2024-S1", "2023-Q3", "2024-02", "2023-01/2023-09", "2024-11-30")),
                          as.Date(c("2023-12-31", "2024-06-30", "2023-09-30", "2024-02-29", "2023-09-30", "2024-11-30"))))
ok("an unknown metric", raised("tally_usage", "did you mean gdp", tally_calc(store, "gpd")))
ok("a missing file", raised("tally_input", "nowhere.csv", tally_ingest(store, "nowhere.csv")))
ok("no shell reads our words", raised("tally_usage", "$(touch", tally_calc(store, "$(touch x)`touch x`")) && !file.exists("x"))
