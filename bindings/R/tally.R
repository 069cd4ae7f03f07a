# tally.R: tally from R: plain functions around the command. source("tally.R") is all the installation.
#
#   source("tally.R")
#   store <- tally_store("t.h5")                  # made when it is not there
#   tally_ingest(store, "herald.csv")
#   tally_calc(store, "yoy(gdp)", region = "CN")  # a data frame
#   tally_check(store)$consistent
#
# Data frames have values in base units (yuan, persons, fractions of one), NA where a figure is
# missing, and the last day of the period as a Date. Options are named as the command's options,
# with `_` for `-`: as_of = "2023-12-31", region = c("CN", "CN-GD"); TRUE is a switch.
# A mistake is an error of class tally_usage (2), tally_input (3) or tally_system (4), whose message
# is what the command said. options(tally.command = "/path/to/tally") names another command.

tally_command <- function() getOption("tally.command", Sys.getenv("TALLY", "tally"))

tally_stop <- function(code, words) {
  class <- c("2" = "tally_usage", "3" = "tally_input")[as.character(code)]
  if (is.na(class)) class <- "tally_system"
  stop(structure(class = c(class, "tally_error", "error", "condition"),
                 list(message = paste(words, collapse = "\n"), call = NULL)))
}

tally_options <- function(options) {
  words <- character()
  for (name in names(options)) {
    value <- options[[name]]
    if (is.null(value) || identical(value, FALSE)) next
    flag <- paste0("--", gsub("_", "-", name, fixed = TRUE))
    words <- c(words, if (identical(value, TRUE)) flag else paste0(flag, "=", value))
  }
  words
}

# Runs the command; the result is its output, with the exit code (0 or 1) as attribute "code".
tally_run <- function(store, verb, words = character(), options = list()) {
  errors <- tempfile()
  on.exit(unlink(errors))
  arguments <- c(verb, tally_options(c(list(store = unclass(store)), options)), "--", words)
  out <- suppressWarnings(system2(tally_command(), shQuote(arguments), stdout = TRUE,
                                  stderr = errors))
  code <- attr(out, "status")
  code <- if (is.null(code)) 0L else as.integer(code)
  if (code > 1) tally_stop(code, readLines(errors, warn = FALSE))
  Encoding(out) <- "UTF-8"
  structure(as.character(out), code = code)
}

tally_read <- function(lines, ..., header = TRUE) {
  if (length(lines) == 0) return(data.frame())
  read.table(text = lines, header = header, quote = "\"", comment.char = "", check.names = FALSE,
             encoding = "UTF-8", na.strings = "", stringsAsFactors = FALSE, ...)
}

# The last day of a period as text.
tally_last_day <- function(period) {
  last <- sub("^.*/", "", period)
  year <- as.integer(substr(last, 1, 4))
  part <- function(letter) suppressWarnings(as.integer(sub(paste0("^.*-", letter), "", last)))
  month <- ifelse(grepl("-Q", last), 3L * part("Q"),
           ifelse(grepl("-S", last), 6L * part("S"),
           ifelse(nchar(last) == 4, 12L, suppressWarnings(as.integer(substr(last, 6, 7))))))
  day <- as.Date(rep(NA, length(last)))
  full <- grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", last)
  day[full] <- as.Date(last[full])
  rest <- !full & !is.na(month) & !grepl("W", last)
  after <- sprintf("%04d-%02d-01", year + (month == 12L), month %% 12L + 1L)
  day[rest] <- as.Date(after[rest]) - 1
  day
}

# A store by its path; made with `codes` when the file is not there.
tally_store <- function(path, codes = NULL) {
  if (!file.exists(path)) tally_run(path, "init", options = list(codes = codes))
  structure(path, class = "tally_store")
}

tally_ingest <- function(store, file, ...) tally_run(store, "ingest", file, list(...))

# All claims, as printed: columns of the claim CSV, `value` as text.
tally_claims <- function(store, metric = NULL, region = NULL, ...) {
  claims <- tally_read(tally_run(store, "export", c("csv", metric, region), list(...)), sep = ",",
                       colClasses = "character")
  if (nrow(claims)) claims$last <- tally_last_day(claims$period)
  claims
}

# An expression as a data frame: tally_calc(store, "gdp"), tally_calc(store, "yoy(gdp)").
tally_calc <- function(store, expression, ...) {
  values <- tally_read(tally_run(store, "calc", expression, c(list(...), format = "tsv")),
                       sep = "\t", header = FALSE, fill = TRUE,
                       col.names = c("expression", "region", "period", "value", "lo", "hi", "unit",
                                     "status", "reason"))
  if (nrow(values)) values$last <- tally_last_day(as.character(values$period))
  values
}

# list(consistent, findings): findings are the command's words.
tally_check <- function(store, ...) {
  out <- tally_run(store, "check", options = list(...))
  list(consistent = attr(out, "code") == 0L, findings = as.character(out))
}

# c(lo, hi) as doubles, with the attribute "status".
tally_bounds <- function(store, metric, region, period, ...) {
  out <- paste(tally_run(store, "bounds", c(metric, region, period), c(list(...), json = TRUE)),
               collapse = "")
  field <- function(name) sub(sprintf('^.*"%s":"?([^,"]*)"?,.*$', name), "\\1", out)
  end <- function(name, open) if (field(name) == "null") open else as.numeric(field(name))
  structure(c(lo = end("lo", -Inf), hi = end("hi", Inf)), status = field("status"))
}

# The reconciled levels as claims; stored as a batch unless dry_run.
tally_reconcile <- function(store, dry_run = TRUE, ...) {
  tally_read(tally_run(store, "reconcile", options = c(list(...), dry_run = dry_run)), sep = ",")
}

tally_export <- function(store, format, file, metric = NULL, region = NULL, ...) {
  tally_run(store, "export", c(format, metric, region), c(list(...), output = file))
  invisible(file)
}
