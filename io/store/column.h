/* column.h: a growing column of whole numbers in memory, as narrow as its values allow.
 *
 * While all values are the same, or each is one more than the one before as the lines of a file
 * mostly are, only the first is kept. */
#ifndef TALLY_STORE_COLUMN_H
#define TALLY_STORE_COLUMN_H

#include "error.h"

#include <stddef.h>
#include <stdint.h>

/** Zero-initialise. */
typedef struct {
	void *data; /**< [n] elements of `width` bytes; NULL: element i is constant + i * step */
	int64_t constant; /**< while data is NULL and n > 0 */
	int64_t step;     /**< while data is NULL: 0 or 1 */
	int width;        /**< 1, 2, 4 or 8: narrowest of all elements; where step is 0, not set */
	size_t n;
	size_t capacity; /**< elements that data holds */
	size_t expected; /**< elements for which room is made at once, 0: not known */
} store_column;

/** Appends values[0..n). */
tally_status store_column_append(store_column *column, const int64_t *values, size_t n,
				 tally_error *err);
/** Appends one value n times. */
tally_status store_column_repeat(store_column *column, int64_t value, size_t n, tally_error *err);
/** Appends all of `more`: map[value] + offset, or value + offset when map is NULL. */
tally_status store_column_join(store_column *column, const store_column *more, const int32_t *map,
			       int64_t offset, tally_error *err);
void store_column_release(store_column *column);

/** Bytes of an element, 0: all are the same. */
static inline int store_column_width(const store_column *column)
{
	return column->data || column->step != 0 ? column->width : 0;
}

static inline int64_t store_column_get(const store_column *column, size_t i)
{
	if (!column->data)
		return column->constant + (int64_t)i * column->step;
	switch (column->width) {
	case 1:
		return ((const int8_t *)column->data)[i];
	case 2:
		return ((const int16_t *)column->data)[i];
	case 4:
		return ((const int32_t *)column->data)[i];
	default:
		return ((const int64_t *)column->data)[i];
	}
}

/** out[i] = the value at order[i], or at `from + i` when order is NULL, i < n. */
void store_column_take(const store_column *column, const uint32_t *order, size_t from, size_t n,
		       int64_t *out);

/** The narrowest width that holds lo..hi. */
int store_width(int64_t lo, int64_t hi);

/** out[i] = values[i] as elements of `width` bytes, and back. */
void store_narrow(const int64_t *values, size_t n, int width, void *out);
void store_widen(const void *in, size_t n, int width, int64_t *out);
/** The same to four bytes; what does not fit becomes the nearest that does. */
void store_widen_narrow(const void *in, size_t n, int width, int32_t *out);

#endif
