/* findings.c: a check from the claims to the list of findings. */
#include "build.h"
#include "find.h"
#include "together.h"
#include "plain_locale.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *tally_finding_kind_name(tally_finding_kind kind)
{
	static const char *const names[] = {"contradiction", "conditional", "conflict",
					    "rebased",       "revision",    "stale",
					    "strange",       "undecided"};

	return names[kind];
}

tally_check_options tally_check_options_default(void)
{
	tally_check_options o = {.network = tally_network_options_default(), .lang = "en"};

	return o;
}

/* --- findings ---------------------------------------------------------------------- */

tally_finding *tally_finding_add(tally_findings *f, tally_finding_kind kind)
{
	tally_finding *item;

	if (!tally_grow((void **)&f->items, (size_t)f->n + 1, sizeof *f->items, &f->capacity))
		return NULL;
	item = &f->items[f->n++];
	memset(item, 0, sizeof *item);
	item->kind = kind;
	return item;
}

bool tally_finding_claim(tally_finding *f, int32_t claim)
{
	for (int32_t i = 0; i < f->n_claims; i++)
		if (f->claims[i] == claim)
			return true;
	if (!tally_grow((void **)&f->claims, (size_t)f->n_claims + 1, sizeof *f->claims,
			&f->cap_claims))
		return false;
	f->claims[f->n_claims++] = claim;
	return true;
}

bool tally_finding_assume(tally_finding *f, const char *text)
{
	char *copy = strdup(text);

	if (!copy || !tally_grow((void **)&f->assumptions, (size_t)f->n_assumptions + 1,
				 sizeof *f->assumptions, &f->cap_assumptions)) {
		free(copy);
		return false;
	}
	f->assumptions[f->n_assumptions++] = copy;
	return true;
}

bool tally_finding_repair(tally_finding *f, int32_t claim, char *why, char *value)
{
	if (!why || !value ||
	    !tally_grow((void **)&f->repairs, (size_t)f->n_repairs + 1, sizeof *f->repairs,
			&f->cap_repairs)) {
		free(why);
		free(value);
		return false;
	}
	f->repairs[f->n_repairs++] = (tally_repair){claim, why, value};
	return true;
}

static void finding_release(tally_finding *f)
{
	for (int32_t i = 0; i < f->n_assumptions; i++)
		free(f->assumptions[i]);
	for (int32_t i = 0; i < f->n_repairs; i++) {
		free(f->repairs[i].why);
		free(f->repairs[i].value);
	}
	free(f->assumptions);
	free(f->repairs);
	free(f->claims);
	free(f->text);
}

void tally_findings_release(tally_findings *f)
{
	for (int32_t i = 0; i < f->n; i++)
		finding_release(&f->items[i]);
	free(f->items);
	memset(f, 0, sizeof *f);
}

int32_t tally_findings_count(const tally_findings *f, tally_finding_kind kind)
{
	int32_t n = 0;

	for (int32_t i = 0; i < f->n; i++)
		n += f->items[i].kind == kind;
	return n;
}

/* Kinds in their order, otherwise as found. */
static void sort_by_kind(tally_findings *f)
{
	tally_finding *sorted = malloc(((size_t)f->n + 1) * sizeof *sorted);
	int32_t n = 0;

	if (!sorted)
		return; /* the order as found is an order too */
	for (int kind = TALLY_FINDING_CONTRADICTION; kind <= TALLY_FINDING_UNDECIDED; kind++)
		for (int32_t i = 0; i < f->n; i++)
			if ((int)f->items[i].kind == kind)
				sorted[n++] = f->items[i];
	free(f->items);
	f->items = sorted;
	f->capacity = f->n + 1;
}

/* --- texts ------------------------------------------------------------------------- */

void tally_text_add(tally_text *t, const char *format, ...)
{
	va_list args, again;
	int need;

	va_start(args, format);
	va_copy(again, args);
	need = vsnprintf(NULL, 0, format, args);
	if (need >= 0 && t->n + (size_t)need + 1 > t->capacity && !t->failed) {
		size_t capacity = 2 * t->capacity + (size_t)need + 64;
		char *bytes = realloc(t->bytes, capacity);

		t->failed = !bytes;
		t->bytes = bytes ? bytes : t->bytes;
		t->capacity = bytes ? capacity : t->capacity;
	}
	if (need >= 0 && !t->failed) {
		vsnprintf(t->bytes + t->n, (size_t)need + 1, format, again);
		t->n += (size_t)need;
	}
	va_end(again);
	va_end(args);
}

char *tally_text_take(tally_text *t)
{
	char *bytes = t->failed ? NULL : t->bytes;

	if (!bytes) {
		free(t->bytes);
		bytes = t->failed ? NULL : calloc(1, 1);
	}
	memset(t, 0, sizeof *t);
	return bytes;
}

/* --- deciding all components, in parallel ------------------------------------------- */

bool tally_checker_late(const tally_checker *c)
{
	struct timespec now;

	if (c->options->seconds <= 0)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - c->start.tv_sec) +
		   1e-9 * (double)(now.tv_nsec - c->start.tv_nsec) >
	       c->options->seconds;
}

typedef struct {
	tally_checker *checker;
	atomic_int next; /* component */
	int32_t end;     /* of the components of this process */
	atomic_bool failed, late;
	uint32_t queue_rows;
} crew;

/* Components are taken in batches; each verdict is written to its own place, so that the result
 * does not depend on who took what. */
static void *work(void *context)
{
	enum { BATCH = 64 };
	crew *team = context;
	tally_checker *c = team->checker;
	tally_queue queue;
	locale_t before = tally_plain_locale();

	if (tally_queue_init(&queue, team->queue_rows, NULL)) {
		uselocale(before);
		atomic_store(&team->failed, true);
		return NULL;
	}
	for (;;) {
		int32_t from = atomic_fetch_add(&team->next, BATCH), to = from + BATCH;

		if (from >= team->end || atomic_load(&team->late))
			break;
		to = to < team->end ? to : team->end;
		if (tally_checker_late(c))
			atomic_store(&team->late, true);
		for (int32_t k = from; k < to && !atomic_load(&team->late); k++)
			c->verdict[k] = (uint8_t)tally_decide(c->decider, k, &queue);
	}
	tally_queue_release(&queue);
	uselocale(before);
	return NULL;
}

static uint32_t largest_component(const tally_network *net)
{
	int32_t most = 1;

	for (int32_t c = 0; c < net->n_components; c++) {
		int32_t rows = net->rows_start[c + 1] - net->rows_start[c];

		most = rows > most ? rows : most;
	}
	return (uint32_t)most;
}

static tally_status decide_all(tally_checker *c, tally_error *err)
{
	enum { MAX_THREADS = 64 };
	pthread_t threads[MAX_THREADS];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int wanted = c->options->threads > 0 ? c->options->threads : (int)cores, n = 0;
	crew team = {.checker = c, .queue_rows = largest_component(c->net)};
	int32_t first;

	tally_components_of(c->net, c->options->ranks, &first, &team.end);
	atomic_store(&team.next, first);
	wanted = wanted < 1 ? 1 : wanted > MAX_THREADS ? MAX_THREADS : wanted;
	if (c->net->n_components < 128)
		wanted = 1;
	while (n < wanted - 1 && pthread_create(&threads[n], NULL, work, &team) == 0)
		n++;
	work(&team);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	c->out->timed_out = atomic_load(&team.late);
	tally_status status = atomic_load(&team.failed) ? tally_error_memory(err) : TALLY_OK;
	if (!c->options->ranks)
		return status;
	status = tally_ranks_agree(c->options->ranks, status, err);
	return status ? status : tally_share_verdicts(c, c->options->ranks, err);
}

/* Lazy rows that the intervals break become hard, and everything is decided again. */
static tally_status harden(tally_checker *c, tally_network *net, bool *again, tally_error *err)
{
	bool *chosen = calloc((size_t)net->n_rows + 1, sizeof *chosen);
	tally_status status = TALLY_OK;

	if (!chosen)
		return tally_error_memory(err);
	*again = false;
	for (int32_t i = net->n_hard; i < net->n_rows; i++) {
		chosen[i] =
		    net->rows[i].lazy && tally_row_is_broken(&c->decider->bounds, &net->rows[i]);
		*again = *again || chosen[i];
	}
	if (*again) {
		tally_decider_release(c->decider);
		status = tally_network_harden(net, chosen, err);
	}
	free(chosen);
	return status;
}

/* --- the check --------------------------------------------------------------------- */

static int64_t claims_in_force(const tally_network *net)
{
	int64_t n = 0;

	for (size_t k = 0; k < net->claims->n; k++)
		n += net->state[k] == TALLY_CLAIM_USED;
	return n;
}

static tally_status find_all(tally_checker *c, tally_error *err)
{
	tally_status (*const steps[])(tally_checker *, tally_error *) = {
	    tally_find_clashes,  tally_find_rate_conflicts, tally_find_conditionals,
	    tally_find_rebased,  tally_find_vintages,       tally_find_strange,
	    tally_find_undecided};
	tally_status status = TALLY_OK;

	/* Only the first step is shared; the others cost little and say what the first process says. */
	size_t n = c->options->ranks && c->options->ranks->rank > 0 ? 1 : sizeof steps / sizeof *steps;
	for (size_t i = 0; i < n && !status; i++)
		status = steps[i](c, err);
	return status;
}

static tally_status agree(const tally_checker *c, tally_status status, tally_error *err)
{
	return c->options->ranks ? tally_ranks_agree(c->options->ranks, status, err) : status;
}

/* Work space for the network as it stands, and a verdict for each component. */
static tally_status decide_network(tally_checker *c, tally_error *err)
{
	size_t n = (size_t)c->net->n_components + 1;
	tally_status status;

	free(c->verdict);
	tally_queue_release(c->queue);
	c->verdict = malloc(n);
	if (c->verdict)
		memset(c->verdict, TALLY_UNDECIDED, n);
	status = c->verdict ? tally_decider_init(c->decider, c->net, err) : tally_error_memory(err);
	if (!status)
		status = tally_queue_init(c->queue, largest_component(c->net), err);
	status = agree(c, status, err);
	return status ? status : decide_all(c, err);
}

tally_status tally_check(const tally_claims *claims, const tally_codes *codes,
			 const tally_check_options *options, tally_findings *out, tally_error *err)
{
	tally_network net;
	tally_decider decider = {0};
	tally_queue queue = {0};
	tally_checker c = {
	    .net = &net, .decider = &decider, .queue = &queue, .options = options, .out = out};
	tally_status status;
	bool again = false;

	memset(out, 0, sizeof *out);
	clock_gettime(CLOCK_MONOTONIC, &c.start);
	c.chinese = options->lang && !strcmp(options->lang, "zh");
	status = tally_network_build(claims, codes, &options->network, &net, err);
	bool built = !status;
	status = agree(&c, status, err);
	if (status) {
		if (built)
			tally_network_release(&net);
		return status;
	}
	out->claims = claims_in_force(&net);
	status = decide_network(&c, err);
	if (!status)
		status = agree(&c, harden(&c, &net, &again, err), err);
	if (!status && again)
		status = decide_network(&c, err);
	out->components = net.n_components;
	if (!status)
		status = find_all(&c, err);
	if (!status)
		sort_by_kind(out);
	tally_queue_release(&queue);
	tally_decider_release(&decider);
	free(c.verdict);
	tally_network_release(&net);
	return status;
}
