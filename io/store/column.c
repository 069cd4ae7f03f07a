/* column.c: constant or counting while possible, then the narrowest width; see column.h. */
#include "store/column.h"

#include "room.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 1024 /* values converted at a time */

int store_width(int64_t lo, int64_t hi)
{
	if (lo >= INT8_MIN && hi <= INT8_MAX)
		return 1;
	if (lo >= INT16_MIN && hi <= INT16_MAX)
		return 2;
	return lo >= INT32_MIN && hi <= INT32_MAX ? 4 : 8;
}

void store_narrow(const int64_t *values, size_t n, int width, void *out)
{
	switch (width) {
	case 1:
		for (size_t i = 0; i < n; i++)
			((int8_t *)out)[i] = (int8_t)values[i];
		break;
	case 2:
		for (size_t i = 0; i < n; i++)
			((int16_t *)out)[i] = (int16_t)values[i];
		break;
	case 4:
		for (size_t i = 0; i < n; i++)
			((int32_t *)out)[i] = (int32_t)values[i];
		break;
	default:
		memcpy(out, values, n * sizeof *values);
	}
}

void store_widen(const void *in, size_t n, int width, int64_t *out)
{
	switch (width) {
	case 1:
		for (size_t i = 0; i < n; i++)
			out[i] = ((const int8_t *)in)[i];
		break;
	case 2:
		for (size_t i = 0; i < n; i++)
			out[i] = ((const int16_t *)in)[i];
		break;
	case 4:
		for (size_t i = 0; i < n; i++)
			out[i] = ((const int32_t *)in)[i];
		break;
	default:
		memcpy(out, in, n * sizeof *out);
	}
}

/* One loop a width, so that the width is asked once for many values. */
#define TAKE(type)                                                                                 \
	for (size_t i = 0; i < n; i++)                                                             \
	out[i] = ((const type *)c->data)[order ? order[i] : from + i]

void store_column_take(const store_column *c, const uint32_t *order, size_t from, size_t n,
		       int64_t *out)
{
	switch (c->data ? c->width : 0) {
	case 0:
		for (size_t i = 0; i < n; i++)
			out[i] = c->constant + (int64_t)(order ? order[i] : from + i) * c->step;
		break;
	case 1:
		TAKE(int8_t);
		break;
	case 2:
		TAKE(int16_t);
		break;
	case 4:
		TAKE(int32_t);
		break;
	default:
		TAKE(int64_t);
	}
}

void store_widen_narrow(const void *in, size_t n, int width, int32_t *out)
{
	switch (width) {
	case 1:
		for (size_t i = 0; i < n; i++)
			out[i] = ((const int8_t *)in)[i];
		break;
	case 2:
		for (size_t i = 0; i < n; i++)
			out[i] = ((const int16_t *)in)[i];
		break;
	case 4:
		memcpy(out, in, n * sizeof *out);
		break;
	default:
		for (size_t i = 0; i < n; i++) {
			int64_t v = ((const int64_t *)in)[i];
			out[i] = v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : (int32_t)v;
		}
	}
}

static void *element(void *data, int width, size_t i)
{
	return (char *)data + i * (size_t)width;
}

/* Room for `capacity` elements of a width at least as wide as now; values move over. */
static tally_status resize(store_column *c, int width, size_t capacity, tally_error *err)
{
	bool same = c->data && width == c->width;
	void *fresh = same
			  ? tally_more_room(c->data, c->n * (size_t)width, capacity * (size_t)width)
			  : tally_room(capacity * (size_t)width);
	if (!fresh)
		return tally_error_memory(err);
	if (same) {
		c->data = fresh;
		c->capacity = capacity;
		return TALLY_OK;
	}
	int64_t block[BLOCK];
	for (size_t i = 0; i < c->n; i += BLOCK) {
		size_t m = c->n - i < BLOCK ? c->n - i : BLOCK;
		for (size_t k = 0; k < m; k++)
			block[k] = store_column_get(c, i + k);
		store_narrow(block, m, width, element(fresh, width, i));
	}
	free(c->data);
	c->data = fresh;
	c->step = 0;
	c->width = width;
	c->capacity = capacity;
	return TALLY_OK;
}

/* Takes values that go on as those before, none of which is kept. */
static bool goes_on(store_column *c, const int64_t *values, size_t n)
{
	int64_t first = c->n > 0 ? c->constant : values[0], step = c->step, last = values[n - 1];
	if (c->n < 2)
		step = c->n == 1 ? values[0] != first : n > 1 && values[1] != first;
	if (step != 0 && last < first)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((uint64_t)values[i] != (uint64_t)first + (c->n + i) * (uint64_t)step)
			return false;
	c->constant = first;
	c->step = step;
	c->n += n;
	c->width = step != 0 ? store_width(first, last) : c->width;
	return true;
}

tally_status store_column_append(store_column *c, const int64_t *values, size_t n, tally_error *err)
{
	if (n == 0 || (!c->data && goes_on(c, values, n)))
		return TALLY_OK;
	int64_t lo = values[0], hi = values[0];
	for (size_t i = 1; i < n; i++) {
		lo = values[i] < lo ? values[i] : lo;
		hi = values[i] > hi ? values[i] : hi;
	}
	if (!c->data && c->n > 0) {
		int64_t last = store_column_get(c, c->n - 1);
		lo = c->constant < lo ? c->constant : lo;
		hi = last > hi ? last : hi;
	}
	int width = store_width(lo, hi);
	if (c->data && c->width > width)
		width = c->width;
	if (!c->data || width > c->width || c->n + n > c->capacity) {
		size_t capacity = c->n + n > c->capacity ? 2 * (c->n + n) : c->capacity;
		capacity = capacity < c->expected ? c->expected : capacity;
		tally_status status = resize(c, width, capacity, err);
		if (status)
			return status;
	}
	store_narrow(values, n, c->width, element(c->data, c->width, c->n));
	c->n += n;
	return TALLY_OK;
}

tally_status store_column_repeat(store_column *c, int64_t value, size_t n, tally_error *err)
{
	int64_t block[BLOCK];
	if (!c->data && c->step == 0 && (c->n == 0 || c->constant == value)) {
		c->constant = value;
		c->n += n;
		return TALLY_OK;
	}
	for (size_t i = 0; i < BLOCK && i < n; i++)
		block[i] = value;
	tally_status status = TALLY_OK;
	for (size_t i = 0; !status && i < n; i += BLOCK)
		status = store_column_append(c, block, n - i < BLOCK ? n - i : BLOCK, err);
	return status;
}

tally_status store_column_join(store_column *c, const store_column *more, const int32_t *map,
			       int64_t offset, tally_error *err)
{
	int64_t block[BLOCK];
	tally_status status = TALLY_OK;
	if (store_column_width(more) == 0 && more->n > 0) {
		int64_t value = map ? map[more->constant] : more->constant;
		return store_column_repeat(c, value + offset, more->n, err);
	}
	for (size_t from = 0; !status && from < more->n; from += BLOCK) {
		size_t n = more->n - from < BLOCK ? more->n - from : BLOCK;
		for (size_t i = 0; i < n; i++) {
			int64_t value = store_column_get(more, from + i);
			block[i] = (map ? map[value] : value) + offset;
		}
		status = store_column_append(c, block, n, err);
	}
	return status;
}

void store_column_release(store_column *column)
{
	free(column->data);
	memset(column, 0, sizeof *column);
}
