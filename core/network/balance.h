/* balance.h: balancing with a full covariance (Stone, Champernowne and Meade 1942; Byron 1978).
 *
 *     x = y - W C' (C W C')^-1 (C y - b)
 *
 * the most likely values that obey C x = b when y is known with errors of covariance W. Dense: for
 * accounts of up to some thousand figures; reconcile.h has the sparse case of independent errors.
 */
#ifndef TALLY_BALANCE_H
#define TALLY_BALANCE_H

#include "error.h"

#include <stddef.h>

/** c[n_rules][n], b[n_rules] (NULL: zeros), w[n][n], y[n] -> x[n] (may be y). Rules that say the
 * same twice are allowed. TALLY_EINPUT when they contradict each other under W. */
tally_status tally_balance(const double *c, const double *b, size_t n_rules, size_t n,
			   const double *w, const double *y, double *x, tally_error *err);

#endif
