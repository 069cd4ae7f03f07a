/* bounds.h: the tightest bounds of a level, growth, share or contribution, published or not. */
#ifndef TALLY_BOUNDS_H
#define TALLY_BOUNDS_H

#include "network.h"

typedef enum {
	TALLY_ASK_LEVEL,
	TALLY_ASK_GROWTH,       /**< x / b - 1 */
	TALLY_ASK_SHARE,        /**< x / W */
	TALLY_ASK_CONTRIBUTION, /**< (x - b) / (W - Wb) */
} tally_asked;

typedef struct {
	tally_asked what;
	int32_t metric, region;
	tally_period period;
	int32_t whole_metric, whole_region; /**< SHARE, CONTRIBUTION */
	tally_period base;                  /**< GROWTH, CONTRIBUTION */
	tally_prices prices;                /**< DEFAULT: the metric's default for what is asked */
	char adjustment;                    /**< 0: N */
} tally_question;

typedef enum {
	TALLY_BOUNDS_OK,
	TALLY_BOUNDS_INCONSISTENT, /**< they hold after setting `aside` aside */
	TALLY_BOUNDS_UNDECIDED,    /**< no answer within the limits; the ends are those of
				      propagation, which hold but need not be tight */
} tally_bounds_status;

typedef struct {
	double lo, hi; /**< base units; rates as fractions of one; -+HUGE_VAL when unbounded */
	bool lo_open, hi_open;
	tally_bounds_status status;
	int32_t *aside; /**< [n_aside] claims of the cheapest correction set */
	int32_t n_aside;
	int32_t claims_used; /**< claims that the answer may rest on */
} tally_answer;

/** Answers one question. Unknown quantities are unbounded, never an error. */
tally_status tally_bounds(const tally_claims *claims, const tally_codes *codes,
			  const tally_network_options *options, const tally_question *question,
			  double seconds, tally_answer *out, tally_error *err);
void tally_answer_release(tally_answer *a);

#endif
