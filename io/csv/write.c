/* write.c: claims as canonical CSV.
 *
 * The columns stand in the order of the claim CSV and only those that some claim uses; LF; quotes
 * only where needed; codes, shortest period forms, figures digit by digit as printed. A reader of
 * the output gets the same claims, so writing what was read gives the same bytes. */
#include "csv/inside.h"

#include <stdlib.h>
#include <string.h>

/* Output is gathered here and handed on in large pieces. */
typedef struct {
	char bytes[65536];
	size_t n;
	tally_sink sink;
	void *context;
	bool stopped;
} writer;

static void flush(writer *w)
{
	if (w->n > 0 && !w->stopped)
		w->stopped = w->sink(w->context, w->bytes, w->n) != 0;
	w->n = 0;
}

static void put(writer *w, const char *text, size_t n)
{
	if (n > sizeof w->bytes - w->n)
		flush(w);
	if (n > sizeof w->bytes) {
		w->stopped = w->stopped || w->sink(w->context, text, n) != 0;
		return;
	}
	memcpy(w->bytes + w->n, text, n);
	w->n += n;
}

/* Spaces at the ends would be lost and a lone quote misread. */
static bool needs_quotes(const char *text, size_t n)
{
	if (n == 0)
		return false;
	if (text[0] == ' ' || text[0] == '\t' || text[n - 1] == ' ' || text[n - 1] == '\t')
		return true;
	for (size_t i = 0; i < n; i++)
		if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
			return true;
	return false;
}

static int put_quoted(tally_sink sink, void *context, const char *text, size_t n)
{
	int stop = sink(context, "\"", 1);
	for (size_t at = 0; at < n && !stop;) {
		const char *quote = memchr(text + at, '"', n - at);
		size_t len = quote != NULL ? (size_t)(quote - text) - at + 1 : n - at;
		stop = sink(context, text + at, len) || (quote != NULL && sink(context, "\"", 1));
		at += len;
	}
	return stop || sink(context, "\"", 1);
}

int csv_write_field(tally_sink sink, void *context, const char *text, size_t n)
{
	if (needs_quotes(text, n))
		return put_quoted(sink, context, text, n);
	return n > 0 ? sink(context, text, n) : 0;
}

int tally_csv_write_field(tally_sink sink, void *context, const char *text)
{
	return csv_write_field(sink, context, text, strlen(text));
}

static bool has_against(const tally_against *a)
{
	return a->metric != TALLY_NO_CODE || a->region != TALLY_NO_CODE ||
	       a->base != TALLY_BASE_DEFAULT;
}

/* Longest text that a field prints into the buffer; texts of the pool are not copied. */
#define FIELD_TEXT (TALLY_FIGURE_TEXT > TALLY_AGAINST_TEXT ? TALLY_FIGURE_TEXT : TALLY_AGAINST_TEXT)

static const char *field_text(const tally_pool *texts, const tally_codes *codes,
			      const tally_claim *c, csv_field f, char buffer[FIELD_TEXT])
{
	switch (f) {
	case CSV_METRIC:
		return tally_codes_metric(codes, c->metric)->code;
	case CSV_REGION:
		return tally_codes_region(codes, c->region)->code;
	case CSV_PERIOD:
		tally_period_print(c->period, buffer);
		break;
	case CSV_VALUE:
		tally_figure_print(&c->figure, buffer);
		break;
	case CSV_UNIT:
		return c->unit == TALLY_NO_CODE ? "" : tally_codes_unit(codes, c->unit)->text;
	case CSV_MEASURE:
		return tally_measure_name((tally_measure)c->measure);
	case CSV_QUALIFIER:
		return tally_qualifier_text((tally_qualifier)c->qualifier);
	case CSV_AGAINST:
		tally_against_print(&c->against, codes, buffer);
		break;
	case CSV_PRICES:
		tally_prices_print(c->prices, buffer);
		break;
	case CSV_BASIS:
		return tally_basis_name((tally_basis)c->basis);
	case CSV_KIND:
		return tally_kind_name((tally_kind)c->kind);
	case CSV_SOURCE:
		return tally_pool_text(texts, c->source);
	case CSV_PUBLISHED:
		tally_day_print(c->published, buffer);
		break;
	case CSV_LOCATOR:
		return tally_pool_text(texts, c->locator);
	case CSV_NOTE:
		return tally_pool_text(texts, c->note);
	default:
		buffer[0] = f == CSV_ADJUSTMENT ? c->adjustment : c->status;
		buffer[1] = '\0';
		break;
	}
	return buffer;
}

uint32_t tally_csv_columns_of(const tally_claim *c)
{
	const struct {
		csv_field field;
		bool used;
	} fields[] = {
	    {CSV_UNIT, c->unit != TALLY_NO_CODE},
	    {CSV_MEASURE, c->measure != TALLY_LEVEL},
	    {CSV_QUALIFIER, c->qualifier != TALLY_AS_PRINTED},
	    {CSV_AGAINST, has_against(&c->against)},
	    {CSV_PRICES, c->prices.kind != TALLY_PRICES_DEFAULT},
	    {CSV_BASIS, c->basis != TALLY_BASIS_UNKNOWN},
	    {CSV_ADJUSTMENT, c->adjustment != 0},
	    {CSV_KIND, c->kind != TALLY_OBSERVATION},
	    {CSV_SOURCE, c->source != 0},
	    {CSV_PUBLISHED, c->published != TALLY_DAY_NONE},
	    {CSV_LOCATOR, c->locator != 0},
	    {CSV_STATUS, c->status != 0},
	    {CSV_NOTE, c->note != 0},
	};
	uint32_t used = 1u << CSV_METRIC | 1u << CSV_REGION | 1u << CSV_PERIOD | 1u << CSV_VALUE;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		used |= (uint32_t)fields[i].used << fields[i].field;
	return used;
}

/* --- rows ---------------------------------------------------------------------------- */

#define PERIOD_SLOTS 512

/* In a series rows differ in period and value only, so what stands before and behind those two is
 * kept as text from the row above; and a few periods recur all the time. */
struct tally_csv_rows {
	writer w;
	const tally_pool *texts;
	const tally_codes *codes;
	uint32_t columns;
	tally_claim above; /* without what differs; valid when has_above */
	bool has_above;
	csv_buffer head, tail;
	struct {
		tally_period period;
		size_t n; /* 0: empty */
		char text[TALLY_PERIOD_TEXT];
	} periods[PERIOD_SLOTS];
};

/* Everything but period, figure and where the row came from. */
static tally_claim frame_of(const tally_claim *c)
{
	tally_claim frame;
	memcpy(&frame, c, sizeof frame);
	memset(&frame.period, 0, sizeof frame.period);
	memset(&frame.figure, 0, sizeof frame.figure);
	frame.row = 0;
	frame.batch = 0;
	return frame;
}

static void render(tally_csv_rows *r, const tally_claim *c, int from, int to, csv_buffer *out)
{
	char buffer[FIELD_TEXT];

	for (int f = from; f < to; f++) {
		if (!(r->columns & 1u << f))
			continue;
		if (f > 0)
			csv_buffer_put(out, ",", 1);
		const char *text = field_text(r->texts, r->codes, c, (csv_field)f, buffer);
		csv_write_field(csv_buffer_sink, out, text, strlen(text));
	}
}

static void render_frame(tally_csv_rows *r, const tally_claim *c)
{
	r->head.n = r->tail.n = 0;
	render(r, c, CSV_METRIC, CSV_PERIOD, &r->head);
	csv_buffer_put(&r->head, ",", 1);
	render(r, c, CSV_VALUE + 1, CSV_N_CLAIM_FIELDS, &r->tail);
	csv_buffer_put(&r->tail, "\n", 1);
}

/* The slot that holds the text of a period. */
static void print_period(tally_csv_rows *r, size_t slot, tally_period p)
{
	if (r->periods[slot].n == 0 || !tally_period_equal(r->periods[slot].period, p)) {
		r->periods[slot].period = p;
		r->periods[slot].n = tally_period_print(p, r->periods[slot].text);
	}
}

static void put_period(tally_csv_rows *r, tally_period p)
{
	size_t slot = ((uint32_t)p.last * 2654435761u ^ (uint32_t)p.first) >> 23;
	print_period(r, slot % PERIOD_SLOTS, p);
	slot %= PERIOD_SLOTS;
	put(&r->w, r->periods[slot].text, r->periods[slot].n);
}

void tally_csv_rows_like(tally_csv_rows *r, const tally_claim *c)
{
	tally_claim frame = frame_of(c);

	if (r->has_above && memcmp(&frame, &r->above, sizeof frame) == 0)
		return;
	render_frame(r, c);
	memcpy(&r->above, &frame, sizeof frame);
	r->has_above = true;
}

void tally_csv_rows_cell(tally_csv_rows *r, size_t place, tally_period period, tally_decimal d)
{
	size_t most = r->head.n + TALLY_PERIOD_TEXT + 1 + TALLY_DECIMAL_TEXT + r->tail.n;
	size_t slot = place % PERIOD_SLOTS;
	char value[TALLY_DECIMAL_TEXT];

	print_period(r, slot, period);
	if (most > sizeof r->w.bytes) {
		put(&r->w, r->head.text, r->head.n);
		put(&r->w, r->periods[slot].text, r->periods[slot].n);
		put(&r->w, ",", 1);
		put(&r->w, value, tally_decimal_print(d, value));
		put(&r->w, r->tail.text, r->tail.n);
		return;
	}
	if (most > sizeof r->w.bytes - r->w.n)
		flush(&r->w);
	char *at = r->w.bytes + r->w.n;
	memcpy(at, r->head.text, r->head.n);
	at += r->head.n;
	memcpy(at, r->periods[slot].text, TALLY_PERIOD_TEXT); /* all of it: cheaper than n bytes */
	at += r->periods[slot].n;
	*at++ = ',';
	at += tally_decimal_print(d, at);
	memcpy(at, r->tail.text, r->tail.n);
	r->w.n = (size_t)(at - r->w.bytes) + r->tail.n;
}

void tally_csv_rows_put(tally_csv_rows *r, const tally_claim *c)
{
	char value[TALLY_FIGURE_TEXT];

	tally_csv_rows_like(r, c);
	put(&r->w, r->head.text, r->head.n);
	put_period(r, c->period);
	put(&r->w, ",", 1);
	size_t n = tally_figure_print(&c->figure, value);
	put(&r->w, value, n);
	put(&r->w, r->tail.text, r->tail.n);
}

void tally_csv_rows_head(tally_csv_rows *r)
{
	for (int f = 0; f < CSV_N_CLAIM_FIELDS; f++) {
		if (!(r->columns & 1u << f))
			continue;
		put(&r->w, ",", f > 0);
		put(&r->w, csv_field_names[f], strlen(csv_field_names[f]));
	}
	put(&r->w, "\n", 1);
}

tally_csv_rows *tally_csv_rows_new(const tally_codes *codes, uint32_t columns, tally_sink sink,
				   void *context)
{
	tally_csv_rows *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	r->w.sink = sink;
	r->w.context = context;
	r->codes = codes;
	r->columns = columns;
	return r;
}

void tally_csv_rows_texts(tally_csv_rows *r, const tally_pool *texts)
{
	r->texts = texts;
	r->has_above = false;
}

void tally_csv_rows_sink(tally_csv_rows *r, void *context)
{
	flush(&r->w);
	r->w.context = context;
}

bool tally_csv_rows_stopped(const tally_csv_rows *r)
{
	return r->w.stopped || r->head.failed || r->tail.failed;
}

tally_status tally_csv_rows_free(tally_csv_rows *r, tally_error *err)
{
	if (r == NULL)
		return TALLY_OK;
	flush(&r->w);
	bool stopped = r->w.stopped, failed = r->head.failed || r->tail.failed;
	free(r->head.text);
	free(r->tail.text);
	free(r);
	if (failed)
		return tally_error_memory(err);
	return stopped ? tally_error_set(err, TALLY_ESYSTEM, "the output was not taken") : TALLY_OK;
}

tally_status tally_csv_write_claims(const tally_claims *claims, const tally_codes *codes,
				    bool all_columns, tally_sink sink, void *context,
				    tally_error *err)
{
	tally_claim none = tally_claim_default();
	uint32_t columns = all_columns ? TALLY_CSV_ALL_COLUMNS : tally_csv_columns_of(&none);

	for (size_t i = 0; i < claims->n; i++)
		columns |= tally_csv_columns_of(&claims->items[i]);
	tally_csv_rows *r = tally_csv_rows_new(codes, columns, sink, context);
	if (r == NULL)
		return tally_error_memory(err);
	tally_csv_rows_texts(r, &claims->texts);
	tally_csv_rows_head(r);
	for (size_t i = 0; i < claims->n && !tally_csv_rows_stopped(r); i++)
		tally_csv_rows_put(r, &claims->items[i]);
	return tally_csv_rows_free(r, err);
}
