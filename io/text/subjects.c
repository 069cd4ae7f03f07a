/* subjects.c: who is measured: named in the clause, understood from the one before, or listed.
 *
 * A list of values (分别) needs a list of subjects of the same length: regions, coordinated
 * names, the last subjects of the sentence, or the members of a period. When the counts differ
 * nothing is bound; a shifted binding would be worse than none. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* --- regions ------------------------------------------------------------------------ */

region_slot carried_region(const document *d)
{
	region_slot r = d->region;

	if (d->current.n > 0 && (d->current.items[0].region.text[0] ||
				 d->current.items[0].region.region != TALLY_NO_CODE)) {
		r = d->current.items[0].region;
		mark_carried(&r.mark, TALLY_SLOT_SENTENCE);
		return r;
	}
	if (r.region != TALLY_NO_CODE || r.text[0]) {
		mark_carried(&r.mark, TALLY_SLOT_CARRIED);
		return r;
	}
	return home_region(d);
}

/* "0.4% in the euro area": English says the place behind the number. */
static bool place_behind(document *d, const value_frame *v, region_slot *out)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[v->group.n - 1] + 1;
	bool in = false;

	if (d->chinese)
		return false;
	if (english_located(d, v, out))
		return true;
	for (; i < v->group.right_end && word_is(&t[i], W(W_LEAD)); i++)
		in = in || text_at(d->s.text.cp, t[i].to, t[i].from, "in") == 2;
	if (!in || i >= v->group.right_end || !word_is(&t[i], W(W_REGION)))
		return false;
	*out = (region_slot){.region = word_of(d, &t[i])->region};
	source_text(d, t[i].from, t[i].to, out->text, sizeof out->text);
	out->mark = mark_of(d, t[i].from, t[i].to, TALLY_SLOT_EXPLICIT);
	return true;
}

/* 全省国家高新区: those of the province that the text speaks of. */
void local_zones(document *d, noun_phrase *np)
{
	if (!np->local || np->n_regions != 1)
		return;
	region_slot *r = &np->regions[0];
	const token *local = &d->s.tokens[np->local - 1];
	region_slot here = carried_region(d);

	/* 全省高新区 are the nation's and the province's own: no list knows them */
	if (zone_kind_alone(d, &d->s.tokens[np->region_token])) {
		here = home_of_local(d, local, &here);
		if (here.region == TALLY_NO_CODE)
			return;
		r->region = TALLY_NO_CODE;
		name_print(r->text, "%s高新区",
			   tally_codes_region(d->lex->codes, here.region)->name_zh);
		return;
	}
	int32_t zones = zones_of(d, r->region, here.region);

	if (zones == TALLY_NO_CODE)
		zones = zones_of(d, r->region, province_of(d, here.region));
	if (zones == TALLY_NO_CODE)
		zones = zones_of(d, r->region, province_of(d, d->home));
	if (zones == TALLY_NO_CODE)
		zones = zones_of(d, r->region, province_before(d, local));
	if (zones == TALLY_NO_CODE)
		return;
	r->region = zones;
	mark_carried(&r->mark, TALLY_SLOT_CARRIED);
}

/* 前者…；后者…: 1, 2; 0: neither. */
static int of_pair(const document *d, const value_frame *v)
{
	for (size_t i = v->group.left; i < v->group.items[0]; i++) {
		const token *t = &d->s.tokens[i];

		if (t->kind != T_WORD)
			continue;
		if (text_at(d->s.text.cp, t->to, t->from, "前者"))
			return 1;
		if (text_at(d->s.text.cp, t->to, t->from, "后者"))
			return 2;
	}
	return 0;
}

region_slot region_for(document *d, value_frame *v)
{
	int which = d->paired ? of_pair(d, v) : 0;

	if (which)
		return d->pair[which - 1];

	region_slot behind = {.region = TALLY_NO_CODE};
	bool before = !d->chinese && v->phrase.region_is_head && v->group.left > 0 &&
		      d->s.tokens[v->group.left - 1].kind == T_QUANTITY;

	local_zones(d, &v->phrase);
	/* by 0.4% in the euro area and by 0.3% in the EU */
	if (v->phrase.n_regions > 0 && !(before && place_behind(d, v, &behind)))
		return v->phrase.regions[0];
	if (place_behind(d, v, &behind)) {
		d->region = behind;
		return behind;
	}
	region_slot r = carried_region(d);

	return v->phrase.local ? home_of_local(d, &d->s.tokens[v->phrase.local - 1], &r) : r;
}

/* --- names -------------------------------------------------------------------------- */

static bool begins_with(const document *d, size_t i, const char *words)
{
	return i < d->s.n_tokens &&
	       text_at_words(d->s.text.cp, d->s.text.n, d->s.tokens[i].from, words) > 0;
}

static bool ends_with(const char *text, const char *const *tails, size_t n)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < n; i++) {
		size_t tail = strlen(tails[i]);

		if (length > tail && strcmp(text + length - tail, tails[i]) == 0)
			return true;
	}
	return false;
}

/* Longer phrases in front of a verb are no owners; bytes. */
#define OWNER_MAX 72

/* 而全国这一数字为2.68%: what was just spoken of. */
static bool chinese_pointer(const document *d, size_t from, size_t to)
{
	static const char pointers[] =
	    "一数字|一数据|一数值|一比例|一比重|一占比|一指标|一数|数字|"
	    "该数字|该指标|该比例|该比重|该数据|一规模|该规模|一总量|一产值|一收入";

	if (!d->chinese || from >= to)
		return false;
	size_t a = d->s.tokens[from].from, b = d->s.tokens[to - 1].to;

	if (to < d->s.n_tokens && word_is(&d->s.tokens[to], W(W_PORTION)) &&
	    d->s.tokens[to].from == b)
		b = d->s.tokens[to].to; /* 这一|比例升至 */
	return b > a && text_at_any(d->s.text.cp, b, a, pointers) == b - a;
}

/* 数字产业实现营业收入: whose revenue it is belongs to the name. */
static void owner_in_front(document *d, const value_frame *v, name_slot *name)
{
	static const char *const kinds[] = {"业",   "集群", "机构",   "平台",
					    "板块", "领域", "产业链", "公司"};
	static const char *const trade[] = {"出口", "进口", "出口额", "进口额"};
	name_slot owner, joined;
	size_t to = v->object;

	while (to > v->phrase.from && (word_is(&d->s.tokens[to - 1], value_verbal) ||
				       d->s.tokens[to - 1].kind == T_PERIOD))
		to--;
	name_of(d, v->phrase.from, to, &owner);
	if (!owner.text[0] || strlen(owner.text) > OWNER_MAX || strncmp(owner.text, "以", 3) == 0)
		return; /* 以氢能装备为主导产业，实现营业收入: what the zone lives by */
	joined = *name;
	name_join(&joined, &owner, name);
	name_look_up(d, &joined);
	/* 集群实现产值: of the cluster spoken of */
	if (joined.metric != TALLY_NO_CODE || name_among(name->text, trade, 4) ||
	    tail_among(owner.text, strlen(owner.text), kinds, sizeof kinds / sizeof *kinds))
		*name = joined;
}

/* The name in front of the value: the object of the verb, else the subject. */
static bool name_in_front(document *d, const value_frame *v, name_slot *out)
{
	size_t from = v->object < v->cut ? v->object : v->phrase.from;

	if (v->object < v->cut) {
		noun_phrase inner;

		noun_phrase_find(d, v->object, v->cut, &inner);
		from = inner.from;
	}
	if (begins_with(d, v->phrase.from, "每|人均|户均|单位"))
		from = v->phrase.from; /* 每万名从业人员拥有…: the verb is part of the name */
	name_of(d, from, v->cut, out);
	if (from > v->phrase.from && v->object < v->cut)
		owner_in_front(d, v, out);
	return !name_is_empty(out);
}

/* An elliptic name: 入围7项 after 入围…“揭榜挂帅”11项. */
static bool shortened(const document *d, const name_slot *name)
{
	if (d->current.n == 0 || name->metric != TALLY_NO_CODE)
		return false;
	const char *before = d->current.items[0].name.text;

	return strlen(name->text) * 2 <= strlen(before) && strstr(before, name->text) != NULL;
}

bool name_of_amount(const document *d, const name_slot *name)
{
	static const char *const tails[] = {"收入",   "支出", "总额", "产值", "增加值",
					    "投资",   "额",   "贷款", "存款", "总值",
					    "进出口", "费用", "估值", "市值", "经费"};

	if (name->metric != TALLY_NO_CODE)
		return strcmp(tally_codes_metric(d->lex->codes, name->metric)->dimension,
			      "money") == 0;
	return ends_with(name->text, tails, sizeof tails / sizeof *tails);
}

/* --- lists -------------------------------------------------------------------------- */

static void over_regions(value_frame *v, const subject *s)
{
	v->subjects.n = 0;
	for (int i = 0; i < v->phrase.n_regions; i++) {
		subject one = *s;

		one.region = v->phrase.regions[i];
		subject_add(&v->subjects, &one);
	}
}

/* The last n subjects of the sentence. */
static bool from_history(document *d, value_frame *v, int n)
{
	if (d->current.n == n) {
		subjects_copy(&v->subjects, &d->current);
	} else if (d->history.n >= n && n > 1) {
		v->subjects.n = 0;
		for (int i = d->history.n - n; i < d->history.n; i++)
			subject_add(&v->subjects, &d->history.items[i]);
	} else {
		return false;
	}
	for (int i = 0; i < v->subjects.n; i++) {
		mark_carried(&v->subjects.items[i].name.mark, TALLY_SLOT_SENTENCE);
		mark_carried(&v->subjects.items[i].region.mark, TALLY_SLOT_SENTENCE);
	}
	return true;
}

/* --- without a name of its own -------------------------------------------------------- */

static bool is_count(document *d, const value_frame *v)
{
	const token *t = &d->s.tokens[v->group.items[0]];

	return t->kind == T_QUANTITY && quantity_of(d, t)->kind == U_COUNT;
}

/* An amount of money is not of what was counted: the sentence's last metric of money is meant. */
static bool money_before(document *d, const value_frame *v, name_slot *name)
{
	const token *t = d->s.tokens, *value = &t[v->group.items[0]];

	if (value->kind != T_QUANTITY || quantity_of(d, value)->kind != U_MONEY)
		return false;
	for (size_t i = v->group.left; i-- > 0 && !(t[i].kind == T_MARK && t[i].mark == 0x3002);) {
		if (!word_is(&t[i], W(W_METRIC)) ||
		    strcmp(tally_codes_metric(d->lex->codes, word_of(d, &t[i])->metric)->dimension,
			   "money") != 0)
			continue;
		name_of(d, i, i + 1, name);
		return true;
	}
	return false;
}

/* 江苏和浙江你追我赶，分别达51.3万家: of the firms that the article counts, whatever was said of
 * the places. */
static bool counts_known_firms(document *d, const value_frame *v)
{
	static const char *const things[] = {"企业", "机构", "平台", "公司", "高校",
					     "数",   "量",   "户",   "家"};
	const char *before = d->before.text;
	const size_t value = v->group.items[0];

	/* 我国已由31户提升至46.8户 may be of anything */
	const bool nation =
	    v->phrase.n_regions == 1 && v->phrase.regions[0].region == d->lex->china;

	if (!d->chinese || nation || name_is_empty(&d->firms) ||
	    d->before.metric != TALLY_NO_CODE || !is_count(d, v) ||
	    tail_among(before, strlen(before), things, sizeof things / sizeof *things))
		return false;
	const quantity *q = quantity_of(d, &d->s.tokens[value]);

	return q->unit_to > 0 &&
	       text_at_any(d->s.text.cp, d->s.text.n, q->unit_to - 1, "家|户") > 0;
}

static void understood(document *d, value_frame *v)
{
	subject s = {.name.metric = TALLY_NO_CODE, .region = region_for(d, v)};

	if (d->current.n > 0) {
		s.name = d->current.items[0].name;
		mark_carried(&s.name.mark, TALLY_SLOT_SENTENCE);
	} else if (!name_is_empty(&d->before)) {
		s.name = counts_known_firms(d, v) ? d->firms : d->before;
		mark_carried(&s.name.mark, TALLY_SLOT_SENTENCE);
	} else if (d->in_child && d->has_parent) {
		s.name = d->parent.name;
		mark_carried(&s.name.mark, TALLY_SLOT_CARRIED);
	} else if (d->has_main &&
		   (v->rule->measure != TALLY_LEVEL || v->facts & F(F_HAS_BASE_AMOUNT))) {
		s.name = d->main.name;
		if (v->phrase.n_regions == 0)
			s.region = d->main.region;
		mark_carried(&s.name.mark, TALLY_SLOT_CARRIED);
		mark_carried(&s.region.mark, TALLY_SLOT_CARRIED);
	}
	/* 进出口6.9万亿元，在全国外贸大盘中占20.5%: the place is that of the whole */
	if (v->rule->measure == TALLY_SHARE && v->phrase.region_of_whole) {
		s.region = carried_region(d);
		v->whole_region = v->phrase.regions[0];
	}
	if (d->current.n > 0 && v->phrase.n_regions == 0)
		mark_carried(&s.region.mark, TALLY_SLOT_SENTENCE);
	if (name_is_empty(&s.name) && is_count(d, v))
		s.name =
		    name_is_empty(&d->counted) && counts_known_firms(d, v) ? d->firms : d->counted;
	else if (name_is_empty(&s.name) && v->phrase.n_regions > 0)
		s.name = d->topic; /* 26城GDP增速高于全国。合肥6622.9亿元 */
	else if (strcmp(s.name.text, d->counted.text) == 0 && money_before(d, v, &s.name))
		s.name.mark.origin =
		    TALLY_SLOT_SENTENCE; /* 投入超过千亿元的省有13个，依次为广东… */
	else if (is_count(d, v) && name_of_amount(d, &s.name) && !name_is_empty(&d->counted))
		s.name = d->counted; /* 409家，总估值…；其中297家: of what was counted */
	name_of_firms(d, v, &s.name);
	v->subjects.n = 1;
	v->subjects.items[0] = s;
	if (v->phrase.n_regions > 1 && !v->examples) /* A、B等10家 are one number */
		over_regions(v, &s);
}

/* The places whose members were counted are where the next values are. */
static void at_places(const document *d, value_frame *v)
{
	size_t i = v->phrase.region_token;
	bool kind = v->phrase.n_regions == 1 && i > 0 && d->s.tokens[i - 1].kind == T_QUANTITY;

	if (d->n_places == 0 || (v->phrase.n_regions > 0 && !kind) || v->subjects.n != 1)
		return;
	subject s = v->subjects.items[0];

	/* 兰州、白银国家高新区抱团发展，集聚企业200余家: of both together */
	if (d->chinese && d->n_places > 1 && v->group.n == 1 && !v->respective && !v->each &&
	    v->phrase.n_regions == 0 && !v->phrase.local && !d->places_open) {
		region_slot *joint = &v->subjects.items[0].region;

		*joint = (region_slot){.mark = d->places[0].mark};
		for (int k = 0; k < d->n_places; k++)
			name_print(joint->text, "%s%s%s", joint->text, k ? "、" : "",
				   d->places[k].text);
		joint->region =
		    tally_codes_find_region(d->lex->codes, joint->text, strlen(joint->text));
		mark_carried(&joint->mark, TALLY_SLOT_SENTENCE);
		return;
	}
	if (d->n_places != 1 && d->n_places != v->group.n)
		return;

	v->subjects.n = 0;
	for (int k = 0; k < d->n_places; k++) {
		s.region = d->places[k];
		mark_carried(&s.region.mark, TALLY_SLOT_SENTENCE);
		subject_add(&v->subjects, &s);
	}
}

/* 以占全省0.9%的国土面积: what the share is of stands behind it. */
static bool share_of_noun(const document *d, const value_frame *v)
{
	size_t behind = v->group.items[v->group.n - 1] + 1;

	return v->facts & F(F_SHARE) && v->facts & F(F_NOUN_BEHIND) && v->facts & F(F_PERCENT) &&
	       behind < v->group.right_end && word_is(&d->s.tokens[behind], W(W_OF));
}

bool counts_provinces(const char *name)
{
	static const char *const kinds[] = {"省份", "省(市)", "省(区、市)", "省区市", "省市区"};

	return tail_among(name, strlen(name), kinds, sizeof kinds / sizeof *kinds) > 0;
}

/* 57.63万家新注册企业|在|国家高新区|落户 */
static bool place_of_noun(const document *d, const value_frame *v)
{
	return d->chinese && v->noun_to > v->noun_from && v->noun_to + 1 < v->group.right_end &&
	       word_is(&d->s.tokens[v->noun_to], W(W_AMONG)) &&
	       word_is(&d->s.tokens[v->noun_to + 1], W(W_REGION));
}

/* 而规划设定的预期目标是12件: of what was just spoken of. */
static bool only_an_aim(const document *d, value_frame *v, const name_slot *name)
{
	const token *t = d->s.tokens;
	bool only = false;

	if (!d->chinese || d->current.n == 0 || name->metric != TALLY_NO_CODE)
		return false;
	for (size_t i = t[v->phrase.from].from; i < t[v->group.items[0]].from && !only; i++)
		only = text_at_any(d->s.text.cp, d->s.text.n, i,
				   "目标是|目标为|目标值是|目标值为") > 0;
	if (only)
		v->kind = TALLY_TARGET;
	return only;
}

/* 张江企业累计有28款|1类创新药获批上市: the firms have them, and are not counted. */
static bool has_things(document *d, const value_frame *v, const name_slot *name)
{
	static const char *const owners[] = {"企业", "机构", "高校", "公司", "平台"};
	const token *t = &d->s.tokens[v->group.items[0]];

	if (!d->chinese || name->metric == TALLY_NO_CODE || t->kind != T_QUANTITY ||
	    quantity_of(d, t)->kind != U_COUNT ||
	    !tail_among(name->text, strlen(name->text), owners, sizeof owners / sizeof *owners))
		return false;
	const quantity *q = quantity_of(d, t);

	return q->unit_to > 0 &&
	       !text_at_any(d->s.text.cp, d->s.text.n, q->unit_to - 1, "家|户|个|所|人");
}

static void one_subject(document *d, value_frame *v, size_t clause_from)
{
	subject s = {.region = region_for(d, v), .child = v->phrase.child};
	bool level = v->facts & F(F_LEVEL_UNIT);
	bool front = !v->examples && name_in_front(d, v, &s.name);

	const bool pointer = front && chinese_pointer(d, v->phrase.from, v->cut);

	if (pointer || (front && only_an_aim(d, v, &s.name)))
		front = false;
	if (pointer && d->current.n == 0 && name_is_empty(&d->before) && d->has_main &&
	    v->rule->measure == TALLY_LEVEL) { /* 产业规模…。到2027年，这一规模将达到… */
		s = d->main;
		mark_carried(&s.name.mark, TALLY_SLOT_CARRIED);
		mark_carried(&s.region.mark, TALLY_SLOT_CARRIED);
		v->subjects.n = 1;
		v->subjects.items[0] = s;
		return;
	}
	if (front && english_pointer(d, v->phrase.from, v->cut)) {
		understood(d, v);
		if (d->current.n == 0 && !name_is_empty(&d->headline)) {
			v->subjects.items[0].name = d->headline;
			mark_carried(&v->subjects.items[0].name.mark, TALLY_SLOT_CARRIED);
		}
		for (size_t i = v->phrase.from; i < v->cut; i++)
			if (english_nation(d, &d->s.tokens[i]))
				v->subjects.items[0].region.region = d->nation;
		return;
	}
	if (front && behind_separator(d, v) && v->noun_to > v->noun_from)
		front = false; /* 3款创新药、14款医疗器械 */

	if (v->examples)
		s.region = carried_region(d);
	if (part_of_place(d, v, &s)) {
		v->subjects.n = 1;
		v->subjects.items[0] = s;
		return;
	}
	name_slot behind, made;
	bool part = v->rule->measure == TALLY_SHARE && v->facts & F(F_NOUN_BEHIND) &&
		    strcmp(v->rule->id, "part-of") == 0;

	/* 用占全市0.7%的土地 */
	if (front && share_of_noun(d, v) && strcmp(s.name.text, "用") == 0)
		front = false;
	if (!part && !front && (share_of_noun(d, v) || (!d->chinese && english_named_behind(v))))
		part = true;
	if (front && level && has_things(d, v, &s.name)) {
		s.name.metric = TALLY_NO_CODE;
		front = v->noun_to <= v->noun_from;
	}
	if (level && !v->examples && kind_behind(d, v, &s)) {
		front = true;
	} else if ((level || part) && !(front && s.name.metric != TALLY_NO_CODE && !part) &&
		   name_behind(d, v, clause_from, &behind)) {
		s.name = behind;
		front = true;
		/* 四川全省1/4高新技术企业: the place in front is the whole */
		if (part && zones_are_whole(d, v))
			s.region = region_at(d, v->phrase.whole_from);
		else if (part && v->phrase.n_regions == 0)
			s.region = carried_region(d);
		/* 60家国家高新区获批…: those that are counted are where it happens */
		if (v->phrase.n_regions == 0 && v->noun_to > v->noun_from + 1 &&
		    v->phrase.from >= v->cut && word_is(&d->s.tokens[v->noun_from], W(W_REGION)))
			s.region = region_at(d, v->noun_from);
		else if (v->phrase.n_regions == 0 && place_of_noun(d, v))
			s.region = region_at(d, v->noun_to + 1);
	} else if (counted_kind(d, v, &s)) {
		front = true;
	}
	made = s.name;
	if (english_verb_names(d, v, clause_from, &made) || english_name_elsewhere(d, v, &made)) {
		s.name = made;
		front = true;
	}
	int which = front || d->paired ? 0 : of_pair(d, v);

	if (which && d->history.n >= 2) {
		s.name = d->history.items[d->history.n - (which == 1 ? 2 : 1)].name;
		front = true;
	}
	if (!front && v->phrase.region_is_head) {
		english_same_as_whole(d, v, &s.name);
		front = !name_is_empty(&s.name);
	}
	if (!front) {
		understood(d, v);
		return;
	}
	if (name_head_of_before(d, &s.name)) {
		/* 第三产业恢复更快，增加值3.29万亿元 */
	} else if (shortened(d, &s.name)) {
		s.name = d->current.items[0].name;
		mark_carried(&s.name.mark, TALLY_SLOT_SENTENCE);
	} else {
		name_of_kin(d, v, &s.name);
		name_in_full(d, v, &s.name);
	}
	/* R&D经费超过千亿元的省(市): the nation has them */
	if (v->phrase.n_regions == 0 && !v->phrase.local && level && d->chinese &&
	    d->lex->china >= 0 && counts_provinces(s.name.text) && strstr(s.name.text, "的"))
		s.region =
		    (region_slot){.region = d->lex->china, .mark = {.origin = TALLY_SLOT_DEFAULT}};
	else if (v->phrase.n_regions == 0 && !v->phrase.local)
		place_of_name(d, v, &s.name, v->object < v->cut ? v->object : v->phrase.from,
			      &s.region);
	english_same_as_whole(d, v, &s.name);
	complete_part(d, v, &s.name);
	v->subjects.n = 1;
	v->subjects.items[0] = s;
	if (v->phrase.n_regions > 1 && !v->examples) /* A、B等10家 are one number */
		over_regions(v, &s);
}

/* 京津冀、长三角…合计占65.4%: one figure for all of them, and no list knows the place. */
static void together(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0];
	bool joint = false;

	for (size_t i = v->group.left; i < value; i++)
		joint =
		    joint || (t[i].kind == T_WORD &&
			      text_at_any(d->s.text.cp, t[i].to, t[i].from, "合计|共计|总共|总计"));
	if (!joint || v->each || v->phrase.n_regions < 2)
		return;
	subject *s = &v->subjects.items[0];
	size_t last = v->phrase.region_token, first = last;

	while (first > v->group.left &&
	       (word_is(&t[first - 1], W(W_REGION)) || list_sign(&t[first - 1])))
		first--;
	s->region.region = TALLY_NO_CODE;
	source_text(d, t[first].from, t[last].to, s->region.text, sizeof s->region.text);
	v->subjects.n = 1;
}

/* 在京津冀、长三角和粤港澳大湾区，分别有7家、36家和14家国家高新区: the places stand in a clause of
 * their own. */
static void at_places_before(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[0], members = v->group.items[v->group.n - 1] + 1;
	int n = v->group.n;

	if (!d->chinese || !v->respective || n < 2 || v->subjects.n != 1)
		return;
	while (i > 0 && !word_is(&t[i - 1], W(W_REGION)) &&
	       (i > v->group.left || (t[i - 1].kind == T_MARK && t[i - 1].mark == ',')))
		i--;
	size_t first = i;
	int places = 0;

	while (first > 0 && (word_is(&t[first - 1], W(W_REGION)) || list_sign(&t[first - 1])))
		places += word_is(&t[--first], W(W_REGION));
	bool among = first == 0 || t[first - 1].kind == T_MARK ||
		     /* 前三名是; 居前三位的 */
		     word_is(&t[first - 1], W(W_LEVEL) | W(W_RESPECTIVE) | W(W_OF)) ||
		     text_at(d->s.text.cp, t[first - 1].to, t[first - 1].from, "在") == 1;
	if (places != n || places >= TEXT_LIST_MAX || !among)
		return; /* 对东盟、欧盟、韩国分别进出口 names partners */
	subject s = v->subjects.items[0];
	bool kind = members < d->s.n_tokens && word_is(&t[members], W(W_REGION));

	v->subjects.n = 0;
	for (; first < i; first++) {
		if (!word_is(&t[first], W(W_REGION)))
			continue;
		s.region = region_at(d, first);
		if (kind)
			s.region = members_place(d, &s.region, members);
		mark_carried(&s.region.mark, TALLY_SLOT_SENTENCE);
		subject_add(&v->subjects, &s);
	}
}

/* 新能源汽车产销分别完成696万辆和693万辆: made and sold. */
static void made_and_sold(document *d, value_frame *v)
{
	static const char *const ways[] = {"产量", "销量"};
	subject s = v->subjects.items[0];
	size_t n = strlen(s.name.text);

	if (!d->chinese || v->subjects.n != 1 || v->group.n != 2 || !v->respective)
		return;
	n -= has_tail(s.name.text, "产销量") ? 9 : has_tail(s.name.text, "产销") ? 6 : n;
	if (n == 0)
		return;
	v->subjects.n = 0;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		subject way = s;

		name_print(way.name.text, "%.*s%s", (int)n, s.name.text, ways[i]);
		name_look_up(d, &way.name);
		subject_add(&v->subjects, &way);
	}
}

/* 三次产业的贡献率依次为2.9%、45.6%和51.5%: each one's value added. */
static void three_sectors(document *d, value_frame *v)
{
	static const char *const sectors[] = {"第一产业增加值", "第二产业增加值", "第三产业增加值"};
	static const char *const all[] = {"三次产业", "三次产业增加值", "一二三产业"};
	subject s = v->subjects.items[0];

	if (!d->chinese || v->subjects.n != 1 || v->group.n != 3 ||
	    !name_among(s.name.text, all, sizeof all / sizeof *all))
		return;
	v->subjects.n = 0;
	for (size_t i = 0; i < sizeof sectors / sizeof *sectors; i++) {
		snprintf(s.name.text, sizeof s.name.text, "%s", sectors[i]);
		name_look_up(d, &s.name);
		subject_add(&v->subjects, &s);
	}
}

static bool periods_distribute(document *d, int n)
{
	return d->period_list >= 0 && d->s.periods[d->period_list].n == n;
}

/* A、B、C分别…，合计占58.6%: one figure for the places just measured. */
static bool in_total(const document *d, value_frame *v, bool named)
{
	bool total = false;

	for (size_t i = v->group.left; i < v->group.items[0]; i++)
		total = total || (d->s.tokens[i].kind == T_WORD &&
				  text_at_any(d->s.text.cp, d->s.tokens[i].to, d->s.tokens[i].from,
					      "合计|共计|总共") > 0);
	if (!d->chinese || named || !total || v->group.n != 1 || d->current.n < 2 ||
	    v->rule->measure != TALLY_SHARE ||
	    same_place(&d->current.items[0].region, &d->current.items[1].region))
		return false;
	v->phrase.n_regions = d->current.n;
	for (int i = 0; i < d->current.n; i++)
		v->phrase.regions[i] = d->current.items[i].region;
	v->subjects.items[0] = d->current.items[0];
	mark_carried(&v->subjects.items[0].name.mark, TALLY_SLOT_SENTENCE);
	pointers_join(v);
	v->phrase.n_regions = 0;
	return true;
}

static void find_subjects(document *d, value_frame *v, size_t clause_from)
{
	int n = v->group.n;
	bool named = v->facts & F(F_NAME) || v->phrase.n_regions > 0;
	int parts = 0;

	if (in_total(d, v, named))
		return;
	if (!named && (n > 1 || v->respective || v->each) && !(v->facts & F(F_NOUN_BEHIND)) &&
	    from_history(d, v, n == 1 ? d->current.n : n) && v->subjects.n > 0)
		return;
	if (pointers_name(d, v))
		return;
	these_of_kind(d, v);
	if (counted_members(d, v))
		return;
	one_subject(d, v, clause_from);
	at_places(d, v);
	at_places_before(d, v);
	made_and_sold(d, v);
	three_sectors(d, v);
	if (v->subjects.n == 1 && n > 1 && v->facts & F(F_NAME)) {
		subject_list kept;

		subjects_copy(&kept, &v->subjects);
		parts = list_of_names(d, v, &kept.items[0].region);
		if (parts != n)
			subjects_copy(&v->subjects, &kept);
	} else if (v->subjects.n == 1 && n == 1 && (v->each || v->respective) &&
		   v->facts & F(F_NAME)) {
		subject_list kept;

		subjects_copy(&kept, &v->subjects);

		if (list_of_names(d, v, &kept.items[0].region) < 2)
			subjects_copy(&v->subjects, &kept);
	}
	/* a list of names of another length is no reason to take other names */
	if (n > 1 && parts < 2 && v->subjects.n == 1 && !periods_distribute(d, n) &&
	    from_history(d, v, n))
		return;
	if (v->subjects.n > 1 && n == 1 && v->pointed && !v->each && !v->respective)
		pointers_join(v);
	else if (v->subjects.n > 1 && n == 1)
		together(d, v);
	v->counts_differ = n > 1 && v->subjects.n != n && !periods_distribute(d, n);
	if (v->group.overflow || v->subjects.overflow)
		v->counts_differ = true;
}

/* 民用无人机销量213万架，…；出口额87.6亿元: the goods whose sales the sentence told. */
static bool goods_before(const document *d, name_slot *goods)
{
	static const char *const tails[] = {"产量", "销量", "出货量", "产销量", "交付量"};

	for (int k = d->history.n; d->chinese && k-- > 0;) {
		const char *before = d->history.items[k].name.text;
		const size_t n = strlen(before);
		const size_t tail = tail_among(before, n, tails, sizeof tails / sizeof *tails);

		if (!tail || tail == n)
			continue;
		name_print(goods->text, "%.*s", (int)(n - tail), before);
		return true;
	}
	return false;
}

/* 产量, 销量, 出口 alone, in a paragraph that speaks of cars: those of the cars. */
static void of_spoken(const document *d, const value_frame *v, name_slot *name)
{
	static const char *const heads[] = {"产量",   "销量",   "产销量", "保有量", "装机容量",
					    "出口量", "进口量", "均价",   "渗透率", "交付量",
					    "出口",   "进口",   "出口额", "进口额", "出货量"};
	const token *t = &d->s.tokens[v->group.items[0]];
	bool money = t->kind != T_QUANTITY || d->s.quantities[t->ref].kind == U_MONEY;
	name_slot joined = d->spoken_of;

	if (!joined.text[0] && goods_before(d, &joined))
		money = false;

	if (!joined.text[0] || !name_among(name->text, heads, sizeof heads / sizeof *heads) ||
	    (money && name->metric != TALLY_NO_CODE))
		return;
	name_append(&joined, name->text);
	joined.mark = name->mark;
	name_look_up(d, &joined);
	*name = joined;
}

void value_subjects(document *d, value_frame *v, size_t clause_from)
{
	if (d->n_turns) {
		v->subjects.n = 1;
		v->subjects.items[0] = d->turns[d->turn];
		mark_carried(&v->subjects.items[0].name.mark, TALLY_SLOT_SENTENCE);
		mark_carried(&v->subjects.items[0].region.mark, TALLY_SLOT_SENTENCE);
		return;
	}
	find_subjects(d, v, clause_from);
	for (int i = 0; i < v->subjects.n; i++)
		if (v->covers)
			name_of_coverage(d, &v->subjects.items[i].name);
	for (int i = 0; i < v->subjects.n; i++)
		of_spoken(d, v, &v->subjects.items[i].name);
	for (int i = 0; i < v->subjects.n; i++)
		place_no_list_knows(d, &v->subjects.items[i]);
	if (v->subjects.n == 1)
		place_before_verb(d, v, &v->subjects.items[0]);
}
