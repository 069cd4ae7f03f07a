/* assemble.h: rows of a network as an exact linear system for lp.h, explain.h and solver.h. */
#ifndef TALLY_ASSEMBLE_H
#define TALLY_ASSEMBLE_H

#include "lp.h"
#include "propagate.h"
#include "system.h"

/** A system and what its parts are in the network. */
typedef struct {
	tally_system system;
	int32_t *columns;  /**< [system.n_columns] columns of the network */
	int8_t *scale;     /**< [system.n_columns] the system's x is the network's over 10^scale, so
			      that all are near 1 whatever their unit */
	int32_t *claims;   /**< [system.n_claims] claims */
	int32_t *rows;     /**< [system.n_rows] rows of the network */
	int32_t n_skipped; /**< rows left out: products without finite bounds, unproved signs */
	bool relaxed;      /**< product rows stand as McCormick rows */
	bool cone;         /**< no row has a constant: denominators are set to 1 or more */
	int32_t cap_columns, cap_claims, cap_rows;
} tally_assembly;

/** Assembles rows[0..n) in order. Intervals in `bounds` give the signs and the McCormick rows. map
 * is work space [n_columns], all -1 before and after. */
tally_status tally_assemble(const tally_propagation *bounds, const int32_t *rows, int32_t n,
			    int32_t *map, tally_assembly *out, tally_error *err);
void tally_assembly_release(tally_assembly *a);

/** The column of the system for a column of the network, -1: not there. */
int32_t tally_assembly_column(const tally_assembly *a, int32_t column);

/** A coefficient of the network's column as one of the system's. */
tally_number tally_assembly_coefficient(const tally_assembly *a, int32_t system_column,
					tally_number coefficient);

/** What a program over the assembly leaves for the value of a row: its numerator over its
 * denominator (growth with the one). UNDECIDED for products and rows of more than 64 columns. */
tally_range tally_assembly_range(const tally_assembly *a, const tally_network *net,
				 const tally_row *row, tally_lp *lp);

/** The weight of a claim: how dear it is to distrust it. */
double tally_claim_weight(const tally_network *net, int32_t claim);

/** The exact ends of a row as the claim's interval has them (one added, to the power of spans). */
tally_number tally_row_end(const tally_network *net, const tally_row *row, bool upper);

#endif
