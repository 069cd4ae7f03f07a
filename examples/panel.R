# The regression of panel.py in R: Rscript panel.R STORE
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(Sys.getenv("TALLY_R", file.path(here, "..", "bindings", "R", "tally.R")))
store <- tally_store(commandArgs(trailingOnly = TRUE)[1])

growth <- tally_calc(store, "yoy(gdp)", source = "nbs-data-2025", from = "2012")
intensity <- tally_calc(store, "rd_intensity", source = "nbs")
years <- function(d) d[grepl("^[0-9]{4}$", d$period) & !is.na(d$value), ]
growth <- years(growth)
intensity <- years(intensity)
panel <- merge(
  data.frame(region = growth$region, year = as.integer(growth$period), growth = 100 * growth$value),
  data.frame(region = intensity$region, year = as.integer(intensity$period) + 1L,
             intensity = 100 * intensity$value))
panel <- panel[grepl("^CN-..$", panel$region), ]

fit <- lm(growth ~ intensity + factor(region) + factor(year), panel)
cat(sprintf("%d observations, %d provinces, years %d to %d\n", nrow(panel),
            length(unique(panel$region)), min(panel$year), max(panel$year)))
cat(sprintf("one point more of R&D intensity goes with %+.3f points of growth\n",
            coef(fit)[["intensity"]]))
