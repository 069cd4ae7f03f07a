/* dataset.c: columns of equal length, their names and texts.
 *
 * A frame knows its number of rows before its columns are made, so every column is allocated once
 * and filled in place. Names are cut and numbered here, so that no writer has to. */
#include "export/inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *const shape_names[TALLY_N_SHAPES] = {"long", "wide", "periods", "panel",
							"vintages"};

const char *tally_shape_name(tally_shape shape)
{
	return shape_names[shape];
}

const char *const tally_dataset_column_words[] = {
    "lo",    "hi",     "status",    "basis",   "prices", "adjustment", "kind", "vintage",
    "break", "source", "qualifier", "printed", "names",  "dates",      "note", NULL};

unsigned tally_dataset_column_bit(const char *word, size_t len)
{
	for (int i = 0; tally_dataset_column_words[i] != NULL; i++)
		if (strlen(tally_dataset_column_words[i]) == len &&
		    memcmp(tally_dataset_column_words[i], word, len) == 0)
			return 1u << i;
	return len == 3 && memcmp(word, "all", 3) == 0 ? TALLY_WITH_ALL : 0;
}

/* --- names --------------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool name_taken(const tally_dataset *f, const char *name)
{
	for (int i = 0; i < f->n_columns; i++)
		if (strcmp(f->columns[i].name, name) == 0)
			return true;
	return false;
}

/* Other characters become `_`; what does not begin with a letter gets a `v`; what is cut or taken
 * ends with a number. */
static void make_name(const tally_dataset *f, const char *wanted, char out[TALLY_VARIABLE_MAX + 1])
{
	char clean[TALLY_VARIABLE_MAX + 1];
	int n = 0;

	if (!is_letter(*wanted))
		clean[n++] = 'v';
	for (const char *s = wanted; *s != '\0' && n < TALLY_VARIABLE_MAX; s++)
		clean[n++] = (char)(is_letter(*s) || (*s >= '0' && *s <= '9') ? *s : '_');
	clean[n] = '\0';
	memcpy(out, clean, (size_t)n + 1);
	for (int k = 2; name_taken(f, out); k++) {
		char tail[16];
		int length = snprintf(tail, sizeof tail, "_%d", k);
		int keep = n + length > TALLY_VARIABLE_MAX ? TALLY_VARIABLE_MAX - length : n;
		snprintf(out, TALLY_VARIABLE_MAX + 1, "%.*s%s", keep, clean, tail);
	}
}

/* --- columns ------------------------------------------------------------------------- */

static bool allocate_cells(tally_column *c, size_t n)
{
	size_t room = n > 0 ? n : 1;

	switch (c->kind) {
	case TALLY_COLUMN_NUMBER:
		c->numbers = malloc(room * sizeof *c->numbers);
		for (size_t i = 0; c->numbers != NULL && i < n; i++)
			c->numbers[i] = NAN;
		return c->numbers != NULL;
	case TALLY_COLUMN_TEXT:
		c->texts = calloc(room, sizeof *c->texts);
		return c->texts != NULL;
	case TALLY_COLUMN_DAY:
		c->days = malloc(room * sizeof *c->days);
		for (size_t i = 0; c->days != NULL && i < n; i++)
			c->days[i] = TALLY_DAY_NONE;
		return c->days != NULL;
	case TALLY_COLUMN_PERIOD:
		c->periods = calloc(room, sizeof *c->periods);
		return c->periods != NULL;
	}
	return false;
}

static bool room_for_column(tally_dataset *f)
{
	if (f->n_columns < f->capacity)
		return true;
	int capacity = f->capacity * 2 + 16;
	tally_column *columns = realloc(f->columns, (size_t)capacity * sizeof *columns);
	if (columns == NULL)
		return false;
	f->columns = columns;
	f->capacity = capacity;
	return true;
}

tally_column *frame_column(tally_dataset *f, tally_column_kind kind, const char *wanted,
			   const char *label_en, const char *label_zh)
{
	if (!room_for_column(f))
		return NULL;
	tally_column *c = &f->columns[f->n_columns];
	*c = (tally_column){
	    .kind = kind, .unit = "", .decimals = -1, .vintage = TALLY_DAY_NONE};
	make_name(f, wanted, c->name);
	f->n_columns++; /* from here on released with the frame */
	c->head = strdup(wanted);
	c->label_en = strdup(label_en);
	c->label_zh = strdup(label_zh);
	bool good = c->head != NULL && c->label_en != NULL && c->label_zh != NULL;
	return good && allocate_cells(c, f->n) ? c : NULL;
}

bool frame_set_head(tally_column *c, const char *head)
{
	char *copy = strdup(head);
	if (copy == NULL)
		return false;
	free(c->head);
	c->head = copy;
	return true;
}

bool frame_put_text(tally_dataset *f, tally_column *c, size_t row, const char *text)
{
	c->texts[row] = tally_pool_add(&f->texts, text, strlen(text));
	return c->texts[row] >= 0;
}

void tally_dataset_release(tally_dataset *f)
{
	for (int i = 0; i < f->n_columns; i++) {
		tally_column *c = &f->columns[i];
		free(c->head);
		free(c->label_en);
		free(c->label_zh);
		free(c->numbers);
		free(c->status);
		free(c->texts);
		free(c->days);
		free(c->periods);
	}
	free(f->columns);
	tally_pool_release(&f->texts);
	*f = (tally_dataset){0};
}

/* --- reading ------------------------------------------------------------------------- */

const char *tally_dataset_text(const tally_dataset *f, const tally_column *c, size_t row)
{
	return tally_pool_text(&f->texts, c->texts[row]);
}

const char *tally_dataset_name(const tally_dataset *f, const tally_column *c, const char *code,
			     const char *lang)
{
	int32_t id;

	if (c->list == TALLY_LIST_METRICS) {
		id = tally_codes_find_metric(f->codes, code, strlen(code));
		return id == TALLY_NO_CODE
			   ? code
			   : tally_metric_name(tally_codes_metric(f->codes, id), lang);
	}
	if (c->list == TALLY_LIST_REGIONS) {
		id = tally_codes_find_region(f->codes, code, strlen(code));
		return id == TALLY_NO_CODE
			   ? code
			   : tally_region_name(tally_codes_region(f->codes, id), lang);
	}
	return code;
}

bool tally_dataset_frequency(const tally_dataset *f, tally_frequency *out)
{
	if (f->time_column < 0 || f->n == 0)
		return false;
	const tally_period *periods = f->columns[f->time_column].periods;
	*out = tally_period_frequency(periods[0]);
	for (size_t i = 1; i < f->n; i++)
		if (tally_period_frequency(periods[i]) != *out)
			return false;
	return true;
}

size_t tally_number_shortest(double value, char out[32])
{
	if (isnan(value)) {
		out[0] = '\0';
		return 0;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, 32, "%.*g", digits, value);
		if (digits == 17 || strtod(out, NULL) == value)
			break;
	}
	/* 1e+15 is an integer that every reader takes better in full. */
	if (strchr(out, 'e') != NULL && fabs(value) < 1e18 && value == floor(value))
		snprintf(out, 32, "%.0f", value);
	return strlen(out);
}

const char *frame_unit(const tally_series *s)
{
	return s->key.base_unit != NULL ? s->key.base_unit : "";
}
