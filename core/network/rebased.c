/* rebased.c: what a rate and two printed levels imply about the base.
 *
 * For a base b of a release and the level x0 published for that cell, b / x0 - 1 is the implied
 * rebasing. On a comparable basis it is told when it is not within the rounding; where
 * the basis is unknown, when it is beyond the drift that the metric's revisions show. The same is
 * told of a level that was published only after the release that measured against it; when it is
 * off by more than NO_REVISION it is a conflict, because no revision goes that far. */
#include "find.h"
#include "tell.h"

#include <math.h>

static const double NO_REVISION = 0.5;

static bool has_level(const tally_network *net, int32_t column)
{
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k])
		if (net->state[k] == TALLY_CLAIM_USED)
			return true;
	return false;
}

static int32_t level_claim(const tally_network *net, int32_t column)
{
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k])
		if (net->state[k] == TALLY_CLAIM_USED)
			return k;
	return -1;
}

static tally_status tell(tally_checker *c, const tally_row *row, double lo, double hi,
			 int32_t level, tally_error *err)
{
	const tally_network *net = c->net;
	bool later = row->origin == TALLY_FROM_VINTAGE;
	bool conflict = later && (lo > NO_REVISION || hi < -NO_REVISION);
	tally_finding *f =
	    tally_finding_add(c->out, conflict ? TALLY_FINDING_CONFLICT : TALLY_FINDING_REBASED);
	tally_text t = {0};
	const tally_entry *e = &net->entries[row->first];

	if (!f || !tally_finding_claim(f, row->id) || !tally_finding_claim(f, level))
		return tally_error_memory(err);
	f->n_suspects = 0;
	tally_tell_claim(&t, net, row->id, c->chinese);
	if (later)
		tally_text_add(&t,
			       c->chinese ? "，意味着当时的水平应在 " : " implies a level within ");
	else
		tally_text_add(&t, c->chinese ? "，意味着基数应在 " : " implies a base within ");
	tally_tell_range(&t, net, level, c->decider->bounds.lo[e[0].column],
			 c->decider->bounds.hi[e[0].column]);
	tally_text_add(&t, later ? (c->chinese ? "；后来公布的是 " : "; published later was ")
				 : (c->chinese ? "；已公布的是 " : "; published was "));
	tally_tell_claim(&t, net, level, c->chinese);
	tally_text_add(&t,
		       later        ? (c->chinese ? "。相差 %+.2f %%（%+.2f %% 至 %+.2f %%）"
						  : ". It was %+.2f %% off (%+.2f %% to %+.2f %%)")
		       : c->chinese ? "。基数变动 %+.2f %%（%+.2f %% 至 %+.2f %%）"
				    : ". The base moved by %+.2f %% (%+.2f %% to %+.2f %%)",
		       50 * (lo + hi), 100 * lo, 100 * hi);
	f->text = tally_text_take(&t);
	if (!f->text ||
	    !tally_finding_assume(f, isinf(row->hi) ? "basis=comparable" : "basis=not stated"))
		return tally_error_memory(err);
	return TALLY_OK;
}

tally_status tally_find_rebased(tally_checker *c, tally_error *err)
{
	const tally_network *net = c->net;
	const tally_propagation *p = &c->decider->bounds;
	tally_status status = TALLY_OK;

	for (int32_t i = net->n_hard; i < net->n_rows && !status; i++) {
		const tally_row *row = &net->rows[i];
		const tally_entry *e = &net->entries[row->first];
		int32_t base = e[0].column, level;
		double drift = isinf(row->hi) ? 0 : row->hi - 1, lo, hi;

		if ((row->origin != TALLY_FROM_LINK && row->origin != TALLY_FROM_VINTAGE) ||
		    row->n != 2)
			continue;
		if (row->origin == TALLY_FROM_VINTAGE)
			drift = 0;
		level = e[1].column;
		if (!has_level(net, level) || p->lo[base] <= 0 || isinf(p->hi[base]) ||
		    p->lo[level] <= 0 || p->lo[base] > p->hi[base] || p->lo[level] > p->hi[level])
			continue;
		lo = p->lo[base] / p->hi[level] - 1;
		hi = p->hi[base] / p->lo[level] - 1;
		if (lo > drift || hi < -drift)
			status = tell(c, row, lo, hi, level_claim(net, level), err);
	}
	return status;
}
