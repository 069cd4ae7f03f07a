/* together.c: see together.h.
 *
 * Explaining goes in rounds: some components for each process, then everybody has what the others
 * found. A round in which the number of findings passes `most` is gone through by all processes
 * alike, so that nobody has to know what others are still looking for. */
#include "together.h"

#include "build.h"

#include <stdlib.h>
#include <string.h>

/* Components of a process and round. */
enum { ROUND = 4 };

static int32_t component_at(const tally_network *net, int64_t row)
{
	int32_t low = 0, high = net->n_components;
	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		if (net->rows_start[middle] < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void tally_components_of(const tally_network *net, const tally_ranks *ranks, int32_t *from,
			 int32_t *to)
{
	*from = 0;
	*to = net->n_components;
	if (!ranks)
		return;
	int64_t rows = net->rows_start[net->n_components];
	if (ranks->rank > 0)
		*from = component_at(net, rows * ranks->rank / ranks->n);
	if (ranks->rank < ranks->n - 1)
		*to = component_at(net, rows * (ranks->rank + 1) / ranks->n);
}

/* --- bytes -------------------------------------------------------------------------------- */

static void put(tally_message *m, size_t *capacity, bool *failed, const void *bytes, size_t n)
{
	if (m->n + n > *capacity && !*failed) {
		size_t more = 2 * (m->n + n) + 256;
		char *grown = realloc(m->bytes, more);
		*failed = !grown;
		m->bytes = grown ? grown : m->bytes;
		*capacity = grown ? more : *capacity;
	}
	if (*failed || n == 0)
		return;
	memcpy(m->bytes + m->n, bytes, n);
	m->n += n;
}

typedef struct {
	tally_message m;
	size_t capacity;
	bool failed;
} packing;

static void put_bytes(packing *p, const void *bytes, size_t n)
{
	put(&p->m, &p->capacity, &p->failed, bytes, n);
}

static void put_text(packing *p, const char *text)
{
	put_bytes(p, text, strlen(text) + 1);
}

static void get(const char **at, void *out, size_t n)
{
	memcpy(out, *at, n);
	*at += n;
}

static char *get_text(const char **at)
{
	char *copy = strdup(*at);
	*at += strlen(*at) + 1;
	return copy;
}

/* --- verdicts ------------------------------------------------------------------------------- */

static void put_components(packing *p, const tally_checker *c, const int32_t *components, int32_t n)
{
	const tally_network *net = c->net;
	for (int32_t i = 0; i < n; i++) {
		int32_t k = components[i];
		put_bytes(p, &k, sizeof k);
		put_bytes(p, &c->verdict[k], 1);
		for (int32_t j = net->columns_start[k]; j < net->columns_start[k + 1]; j++) {
			int32_t column = net->component_columns[j];
			put_bytes(p, &c->decider->bounds.lo[column], sizeof(double));
			put_bytes(p, &c->decider->bounds.hi[column], sizeof(double));
		}
	}
}

static void get_component(const char **at, tally_checker *c)
{
	const tally_network *net = c->net;
	int32_t k;
	get(at, &k, sizeof k);
	get(at, &c->verdict[k], 1);
	for (int32_t j = net->columns_start[k]; j < net->columns_start[k + 1]; j++) {
		int32_t column = net->component_columns[j];
		get(at, &c->decider->bounds.lo[column], sizeof(double));
		get(at, &c->decider->bounds.hi[column], sizeof(double));
	}
}

tally_status tally_share_verdicts(tally_checker *c, const tally_ranks *ranks, tally_error *err)
{
	int32_t from, to;
	packing p = {0};
	int64_t late = c->out->timed_out;
	tally_message *all = calloc((size_t)ranks->n, sizeof *all);
	tally_components_of(c->net, ranks, &from, &to);
	for (int32_t k = from; k < to; k++)
		put_components(&p, c, &k, 1);
	tally_status status = all && !p.failed ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(ranks, status, err);
	if (!status)
		ranks->share(ranks, p.m.bytes, p.m.n, all);
	for (int r = 0; !status && r < ranks->n; r++)
		for (const char *at = all[r].bytes, *end = at + all[r].n; at < end;)
			get_component(&at, c);
	if (!status)
		tally_ranks_sum(ranks, &late, 1);
	c->out->timed_out = late > 0;
	free(p.m.bytes);
	tally_messages_release(all, ranks->n);
	return status;
}

/* --- findings ----------------------------------------------------------------------------- */

static void put_finding(packing *p, const tally_finding *f)
{
	put_bytes(p, &f->kind, sizeof f->kind);
	put_bytes(p, &f->n_suspects, sizeof f->n_suspects);
	put_bytes(p, &f->n_claims, sizeof f->n_claims);
	put_bytes(p, f->claims, (size_t)f->n_claims * sizeof *f->claims);
	put_text(p, f->text ? f->text : "");
	put_bytes(p, &f->n_assumptions, sizeof f->n_assumptions);
	for (int32_t i = 0; i < f->n_assumptions; i++)
		put_text(p, f->assumptions[i]);
	put_bytes(p, &f->n_repairs, sizeof f->n_repairs);
	for (int32_t i = 0; i < f->n_repairs; i++) {
		put_bytes(p, &f->repairs[i].claim, sizeof f->repairs[i].claim);
		put_text(p, f->repairs[i].why);
		put_text(p, f->repairs[i].value);
	}
}

static bool get_finding(const char **at, tally_findings *out)
{
	int32_t n, claim;
	tally_finding *f = tally_finding_add(out, TALLY_FINDING_UNDECIDED);
	if (!f)
		return false;
	get(at, &f->kind, sizeof f->kind);
	get(at, &f->n_suspects, sizeof f->n_suspects);
	get(at, &n, sizeof n);
	if (!tally_grow((void **)&f->claims, (size_t)n + 1, sizeof *f->claims, &f->cap_claims))
		return false;
	f->n_claims = n;
	get(at, f->claims, (size_t)n * sizeof *f->claims);
	bool good = (f->text = get_text(at)) != NULL;
	get(at, &n, sizeof n);
	for (int32_t i = 0; i < n; i++, *at += strlen(*at) + 1)
		good = good && tally_finding_assume(f, *at);
	get(at, &n, sizeof n);
	for (int32_t i = 0; i < n; i++) {
		get(at, &claim, sizeof claim);
		char *why = get_text(at), *value = get_text(at);
		if (good)
			good = tally_finding_repair(f, claim, why, value);
	}
	return good;
}

tally_status tally_findings_pack(const tally_findings *f, tally_message *out, tally_error *err)
{
	packing p = {0};
	for (int32_t i = 0; i < f->n; i++)
		put_finding(&p, &f->items[i]);
	if (p.failed)
		free(p.m.bytes);
	*out = p.failed ? (tally_message){0} : p.m;
	return p.failed ? tally_error_memory(err) : TALLY_OK;
}

tally_status tally_findings_unpack(const char *bytes, int32_t n, tally_findings *out, size_t *used,
				   tally_error *err)
{
	const char *at = bytes;
	for (int32_t i = 0; i < n; i++)
		if (!get_finding(&at, out))
			return tally_error_memory(err);
	*used = (size_t)(at - bytes);
	return TALLY_OK;
}

/* --- a round ------------------------------------------------------------------------------ */

/* Findings behind the first n are forgotten. */
static void cut_back(tally_findings *f, int32_t n)
{
	tally_findings rest = {.items = malloc(((size_t)(f->n - n) + 1) * sizeof *rest.items)};
	if (!rest.items)
		return; /* kept in memory, but not counted */
	memcpy(rest.items, f->items + n, (size_t)(f->n - n) * sizeof *rest.items);
	rest.n = f->n - n;
	f->n = n;
	tally_findings_release(&rest);
}

static void take_findings(tally_checker *c, const tally_message *m, tally_status *status,
			  tally_error *err)
{
	int32_t n, n_components;
	const char *at = m->bytes;
	get(&at, &n, sizeof n);
	get(&at, &n_components, sizeof n_components);
	for (int32_t i = 0; i < n && !*status; i++)
		if (!get_finding(&at, c->out))
			*status = tally_error_memory(err);
	for (int32_t i = 0; i < n_components && !*status; i++)
		get_component(&at, c);
}

/* This process's components of a round, and what it says about them, as a message. */
static tally_status explain_mine(tally_checker *c, const int32_t *components, int32_t n,
				 tally_explain_one explain, packing *p, tally_error *err)
{
	int32_t before = c->out->n;
	tally_status status = TALLY_OK;
	for (int32_t i = 0; i < n && !status; i++)
		status = explain(c, components[i], err);
	int32_t found = c->out->n - before;
	put_bytes(p, &found, sizeof found);
	put_bytes(p, &n, sizeof n);
	for (int32_t i = before; i < c->out->n && !status; i++)
		put_finding(p, &c->out->items[i]);
	put_components(p, c, components, n);
	cut_back(c->out, before);
	return status ? status : p->failed ? tally_error_memory(err) : TALLY_OK;
}

/* *passed: the findings may have become more than `most`; nothing was taken then. */
static tally_status explain_round(tally_checker *c, const tally_ranks *ranks,
				  const int32_t *components, int32_t n, int32_t most,
				  tally_explain_one explain, bool *passed, tally_error *err)
{
	packing p = {0}, before = {0};
	tally_message *all = calloc((size_t)ranks->n, sizeof *all);
	int32_t from = (int32_t)tally_ranks_from(ranks, (size_t)n);
	int32_t to = (int32_t)tally_ranks_to(ranks, (size_t)n);
	int64_t found = 0;
	put_components(&before, c, components + from, to - from);
	tally_status status = all && !before.failed
				  ? explain_mine(c, components + from, to - from, explain, &p, err)
				  : tally_error_memory(err);
	status = tally_ranks_agree(ranks, status, err);
	if (!status)
		ranks->share(ranks, p.m.bytes, p.m.n, all);
	for (int r = 0; !status && r < ranks->n; r++) {
		int32_t here;
		memcpy(&here, all[r].bytes, sizeof here);
		found += here;
	}
	*passed = c->out->n <= most && c->out->n + found > most;
	for (int r = 0; !status && !*passed && r < ranks->n; r++)
		take_findings(c, &all[r], &status, err);
	for (const char *at = before.m.bytes; *passed && at < before.m.bytes + before.m.n;)
		get_component(&at, c);
	free(p.m.bytes);
	free(before.m.bytes);
	tally_messages_release(all, ranks->n);
	return tally_ranks_agree(ranks, status, err);
}

tally_status tally_explain_together(tally_checker *c, const tally_ranks *ranks,
				    const int32_t *components, int32_t n, int32_t most,
				    tally_explain_one explain, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (int32_t at = 0, count; at < n && !status; at += count) {
		bool passed = false;
		count = ROUND * ranks->n < n - at ? ROUND * ranks->n : n - at;
		status =
		    explain_round(c, ranks, components + at, count, most, explain, &passed, err);
		for (int32_t i = 0; passed && i < count && !status; i++)
			status = explain(c, components[at + i], err);
	}
	return status;
}
