/* undecided.c: what was neither proved nor refuted. */
#include "find.h"
#include "tell.h"

#include <string.h>

static tally_status tell(tally_checker *c, int32_t component, tally_error *err)
{
	const tally_network *net = c->net;
	tally_finding *f = tally_finding_add(c->out, TALLY_FINDING_UNDECIDED);
	tally_text t = {0};
	bool ok = f != NULL;

	for (int32_t i = net->rows_start[component];
	     i < net->rows_start[component + 1] && ok && f->n_claims < 20; i++) {
		const tally_row *row = &net->rows[net->component_rows[i]];

		if (row->origin == TALLY_FROM_CLAIM)
			ok = tally_finding_claim(f, row->id);
	}
	if (!ok)
		return tally_error_memory(err);
	tally_text_add(&t, c->chinese ? "未能判定（%d行）：" : "not settled either way (%d rows): ",
		       net->rows_start[component + 1] - net->rows_start[component]);
	if (f->n_claims > 0)
		tally_tell_claim(&t, net, f->claims[0], c->chinese);
	f->text = tally_text_take(&t);
	return f->text ? TALLY_OK : tally_error_memory(err);
}

/* Claims whose words make no row: their measure does not fit what it is measured against. */
static tally_status tell_unreadable(tally_checker *c, tally_error *err)
{
	const tally_network *net = c->net;
	tally_finding *f = NULL;
	tally_text t = {0};
	int32_t n = 0;

	for (size_t k = 0; k < net->claims->n; k++) {
		if (net->state[k] != TALLY_CLAIM_UNREADABLE)
			continue;
		if (!f)
			f = tally_finding_add(c->out, TALLY_FINDING_UNDECIDED);
		if (!f || (n < 20 && !tally_finding_claim(f, (int32_t)k)))
			return tally_error_memory(err);
		n++;
	}
	if (!f)
		return TALLY_OK;
	tally_text_add(&t,
		       c->chinese ? "%d个数字的“对比对象”与其度量不符，未参与核对：例如 "
				  : "%d claim(s) take no part, because what they are measured "
				    "against does not fit their measure: for one ",
		       n);
	tally_tell_claim(&t, net, f->claims[0], c->chinese);
	f->text = tally_text_take(&t);
	return f->text ? TALLY_OK : tally_error_memory(err);
}

tally_status tally_find_undecided(tally_checker *c, tally_error *err)
{
	tally_status status = TALLY_OK;

	for (int32_t k = 0; k < c->net->n_components && !status; k++)
		if (c->verdict[k] == TALLY_UNDECIDED)
			status = tell(c, k, err);
	return status ? status : tell_unreadable(c, err);
}
