/* apart.h: which metrics can be checked without the others.
 *
 * Figures of two metrics hang together through a rule, through a claim on one that is measured
 * against the other, and as neighbours of an implied growth. A metric that no rule names, that
 * nothing is measured against and of which there are levels only has none of these: its findings
 * are the same whether the others are there or not. So a store larger than the memory is checked
 * part by part. */
#ifndef TALLY_NETWORK_APART_H
#define TALLY_NETWORK_APART_H

#include "codes.h"

/** alone[i] stays true for each metric i that no rule of the lists names, else becomes false.
 * On entry: whether its claims are levels only and no claim is measured against it. */
void tally_metrics_apart(const tally_codes *codes, bool *alone);

#endif
