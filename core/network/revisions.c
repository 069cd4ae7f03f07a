/* revisions.c: what later vintages changed, and the rates that rest on what was changed. One
 * finding for all figures of a metric that a release changed, so that a store of many vintages
 * is told in a few lines. */
#include "find.h"
#include "tell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Claims named in one finding; the others are counted. */
enum { MAX_NAMED = 10 };

static double change_of(const tally_network *net, int32_t k)
{
	double old = tally_claim_value(&net->claims->items[k], net->codes);
	double next = tally_claim_value(&net->claims->items[net->successor[k]], net->codes);

	return old != 0 ? next / old - 1 : 0;
}

static void release_name(tally_text *t, const tally_network *net, int32_t release)
{
	const tally_release *r = &net->releases[release];
	char day[TALLY_PERIOD_TEXT];

	tally_day_print(r->published, day);
	tally_text_add(t, "%s%s%s", tally_pool_text(&net->claims->texts, r->source),
		       *day ? " " : "", day);
}

/* Groups of claims by (metric, release that counts). */
typedef struct {
	int32_t finding, count;
	int32_t largest; /* claim with the largest relative change */
	double change;
} group;

static tally_status name_group(tally_checker *c, const group *g, bool stale, tally_error *err)
{
	const tally_network *net = c->net;
	tally_finding *f = &c->out->items[g->finding];
	int32_t first = f->claims[0];
	tally_text t = {0};

	release_name(&t, net, net->release_of[stale ? first : net->successor[first]]);
	if (stale)
		tally_text_add(&t,
			       c->chinese ? "：%d个比率依据的水平数后来已修订"
					  : ": %d rate(s) rest on levels revised since",
			       g->count);
	else
		tally_text_add(&t, c->chinese ? "修订了%d个数字" : " revised %d figure(s)",
			       g->count);
	tally_text_add(&t, c->chinese ? "；例如 " : "; for one ");
	tally_tell_claim(&t, net, g->largest, c->chinese);
	if (!stale) {
		tally_text_add(&t, c->chinese ? "，改为 " : ", now ");
		tally_tell_figure(&t, net, net->successor[g->largest]);
		tally_text_add(&t, " (%+.3g %%)", 100 * g->change);
	}
	f->text = tally_text_take(&t);
	return f->text ? TALLY_OK : tally_error_memory(err);
}

static tally_status gather(tally_checker *c, tally_claim_state state, tally_finding_kind kind,
			   tally_error *err)
{
	const tally_network *net = c->net;
	bool stale = kind == TALLY_FINDING_STALE;
	tally_cells keys = {0};
	group *groups = NULL;
	int32_t n = 0, capacity = 0;
	tally_status status = TALLY_OK;

	for (size_t k = 0; k < net->claims->n && !status; k++) {
		tally_cell key = {.metric = net->claims->items[k].metric};
		int32_t i;
		double change;

		if (net->state[k] != state)
			continue;
		key.region = net->release_of[stale ? (int32_t)k : net->successor[k]];
		i = tally_cells_find(&keys, &key);
		if (i == TALLY_NO_COLUMN) {
			i = n;
			if (n == capacity) {
				group *grown =
				    realloc(groups, 2 * ((size_t)capacity + 8) * sizeof *grown);

				if (!grown) {
					status = tally_error_memory(err);
					break;
				}
				groups = grown;
				capacity = 2 * (capacity + 8);
			}
			groups[n++] = (group){c->out->n, 0, (int32_t)k, 0};
			if (!tally_cells_add(&keys, &key, i) || !tally_finding_add(c->out, kind)) {
				status = tally_error_memory(err);
				break;
			}
		}
		change = stale ? 0 : change_of(net, (int32_t)k);
		if (fabs(change) > fabs(groups[i].change)) {
			groups[i].change = change;
			groups[i].largest = (int32_t)k;
		}
		if (groups[i].count++ < MAX_NAMED &&
		    !tally_finding_claim(&c->out->items[groups[i].finding], (int32_t)k))
			status = tally_error_memory(err);
	}
	for (int32_t i = 0; i < n && !status; i++)
		status = name_group(c, &groups[i], stale, err);
	free(groups);
	tally_cells_release(&keys);
	return status;
}

static tally_status tell_mixed(tally_checker *c, tally_error *err)
{
	tally_finding *f;
	tally_text t = {0};

	if (c->net->n_mixed == 0)
		return TALLY_OK;
	f = tally_finding_add(c->out, TALLY_FINDING_STALE);
	tally_text_add(&t,
		       c->chinese ? "%d条核算关系未核对：部分数字修订后，其余部分未重新公布"
				  : "%d accounting rows are not checked: some of their figures "
				    "were revised and the others not printed again",
		       c->net->n_mixed);
	if (f)
		f->text = tally_text_take(&t);
	return f && f->text ? TALLY_OK : tally_error_memory(err);
}

tally_status tally_find_vintages(tally_checker *c, tally_error *err)
{
	tally_status status = gather(c, TALLY_CLAIM_SUPERSEDED, TALLY_FINDING_REVISION, err);

	if (!status)
		status = gather(c, TALLY_CLAIM_STALE, TALLY_FINDING_STALE, err);
	return status ? status : tell_mixed(c, err);
}
