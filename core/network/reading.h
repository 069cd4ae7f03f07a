/* reading.h: a claim on its way to become a row. Not a public header. */
#ifndef TALLY_NETWORK_READING_H
#define TALLY_NETWORK_READING_H

#include "build.h"

typedef struct {
	tally_builder *b;
	const tally_claim *claim;
	int32_t k; /**< index of the claim */
	tally_prices prices;
	char adjustment;
	tally_period base; /* base period */
	bool stale;        /* it rests on levels that were superseded since */
	bool made;         /* it has its row */
} tally_reading;

/** The claim with its prices, adjustment and base period. */
tally_reading tally_reading_of(tally_builder *b, int32_t k);

/** The level of a metric and region in a period, as published by the time of the release. */
int32_t tally_reading_level(tally_reading *r, int32_t metric, int32_t region, tally_period period);
/** The base of this claim's rate: an unknown of its release, or the published level itself. */
int32_t tally_reading_base(tally_reading *r, int32_t metric, int32_t region, tally_period period);
/** What the claim is measured against; its own metric, region where it does not say. */
int32_t tally_reading_metric(const tally_reading *r);
int32_t tally_reading_region(const tally_reading *r);
/** The columns of x, b, W and Wb. */
int32_t tally_reading_own(tally_reading *r);
int32_t tally_reading_own_base(tally_reading *r);
int32_t tally_reading_whole(tally_reading *r);
int32_t tally_reading_whole_base(tally_reading *r);

/** A row with the claim's interval. */
tally_row tally_reading_row(tally_reading *r);
/** Adds the claim's own row, unless it is stale. */
void tally_reading_add(tally_reading *r, tally_row row, const tally_entry *entries, int n);

/** Entries with the coefficient 1 or -1 in the numerator, in the denominator. */
tally_entry tally_above(int32_t column);
tally_entry tally_minus(int32_t column);
tally_entry tally_below(int32_t column);
tally_entry tally_below_minus(int32_t column);

/** rate_rows.c: differences and ratios of growth rates, shares, contributions. */
void tally_rate_growth(tally_reading *r);
void tally_rate_share(tally_reading *r, bool quotient);
void tally_rate_contribution(tally_reading *r);
/** Binds rates that are unknowns by the claims on those very rates. */
void tally_rate_bind(tally_builder *b);

#endif
