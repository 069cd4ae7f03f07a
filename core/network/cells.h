/* cells.h: the unknowns of a network and the table that finds them.
 *
 * A cell is one unknown level: a metric of a region in a period (an instant for stocks) at a
 * price basis and an adjustment, either as published (world 0) or as the base that one release
 * measured its rates against (world = release + 1). */
#ifndef TALLY_CELLS_H
#define TALLY_CELLS_H

#include "codes.h"
#include "error.h"
#include "period.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** World of the levels as published. */
#define TALLY_PUBLISHED 0

/** No column. */
#define TALLY_NO_COLUMN (-1)

typedef struct {
	int32_t metric, region;
	tally_period period; /**< a stock's: first == last */
	tally_prices prices; /**< never DEFAULT */
	char adjustment;     /**< never 0 */
	int32_t world;       /**< TALLY_PUBLISHED, or release + 1 */
} tally_cell;

bool tally_cell_equal(const tally_cell *a, const tally_cell *b);
/** Order: metric, region, prices, adjustment, world, first day, last day. */
int tally_cell_compare(const tally_cell *a, const tally_cell *b);

/** Cells to columns; several cells may name one column. Zero-initialise. */
typedef struct {
	tally_cell *cells;
	int32_t *columns; /**< [n] */
	int32_t n, capacity;
	int32_t *slots; /**< open addressing, index into cells or -1 */
	uint32_t n_slots;
} tally_cells;

/** The column of a cell, TALLY_NO_COLUMN when it is not there. */
int32_t tally_cells_find(const tally_cells *t, const tally_cell *cell);
/** Adds a cell that is not there yet; false: out of memory. */
bool tally_cells_add(tally_cells *t, const tally_cell *cell, int32_t column);
/** Makes room for n cells, so that adding does not allocate. */
bool tally_cells_reserve(tally_cells *t, size_t n);
void tally_cells_release(tally_cells *t);

#endif
