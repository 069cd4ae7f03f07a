/* propagate.h: bounds of every unknown by tightening one row after another.
 *
 * A row sum_k c_k x_k <= r bounds each of its unknowns by what the others leave. Repeating this
 * until nothing moves gives, in about linear time, intervals that hold all solutions: they are
 * rounded outward, so an empty one proves that the claims cannot all be true. The converse does
 * not hold where rows go round in circles; feasible.h and lp.h decide there.
 */
#ifndef TALLY_PROPAGATE_H
#define TALLY_PROPAGATE_H

#include "network.h"

typedef enum {
	TALLY_FIXPOINT, /**< nothing moves any more (by more than the gain) */
	TALLY_EMPTY,    /**< no value is left for some unknown: a contradiction */
	TALLY_STOPPED,  /**< the limit of steps was reached; the intervals hold all the same */
} tally_propagated;

/** One tightening, kept so that an empty interval can be traced back to its rows. */
typedef struct {
	int32_t column, row;
	int32_t before; /**< the step before that moved the same end, or -1 */
	bool upper;     /**< it lowered hi; else it raised lo */
	int8_t side;    /**< inequality of the row: 0 lower end, 1 upper end, 2 product */
} tally_step;

/** Steps in the order they were taken. One thread, one component at a time. */
typedef struct {
	tally_step *steps;
	int32_t n, capacity;
	int32_t *last_lo, *last_hi; /**< [n_columns] latest step on each end, or -1 */
	bool failed;                /**< the memory ran out: the trail is not whole */
} tally_trail;

/** Intervals and what propagation works with. Components touch disjoint parts of the arrays, so
 * several threads may share one, each with its own queue. */
typedef struct {
	const tally_network *net;
	double *lo, *hi;    /**< [n_columns] closed hulls, +-HUGE_VAL where unbounded */
	uint8_t *queued;    /**< [n_hard] */
	const bool *aside;  /**< [claims] whose rows are left out, or NULL */
	double gain;        /**< least tightening, relative to the width, that is followed up */
	int steps_per_row;  /**< limit of evaluations, times rows of the component */
	tally_trail *trail; /**< NULL: not kept */
} tally_propagation;

/** Sets all intervals to what the metrics allow: 0 or more, anything for signed ones, and 1 or more
 * for denominators in components without a level (cones). */
tally_status tally_propagation_init(tally_propagation *p, const tally_network *net,
				    tally_error *err);
void tally_propagation_release(tally_propagation *p);

/** A thread's queue. */
typedef struct {
	int32_t *rows;
	uint32_t capacity, head, n;
	int32_t empty_row; /**< the row on which an interval became empty, else -1 */
} tally_queue;

tally_status tally_queue_init(tally_queue *q, uint32_t rows, tally_error *err);
void tally_queue_release(tally_queue *q);

/** Puts the starting intervals of a component's unknowns back. */
void tally_propagation_reset(tally_propagation *p, int32_t component);
/** Tightens a component from where it stands. */
tally_propagated tally_propagate(tally_propagation *p, int32_t component, tally_queue *q);
/** Tightens what follows from a change of one unknown. */
tally_propagated tally_propagate_column(tally_propagation *p, int32_t column, tally_queue *q);

/** Tightens what follows from some rows of one component. */
tally_propagated tally_propagate_rows(tally_propagation *p, const int32_t *rows, int32_t n,
				      tally_queue *q);

/** The sign of a row's denominator as the intervals prove it. */
tally_sign tally_row_sign(const tally_propagation *p, const tally_row *row);

#endif
