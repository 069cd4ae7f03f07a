/* owners.c: whose a name is that says only a head: 产值, 营业收入, 获贷率, 中型企业.
 *
 * The industry or the firms that the sentence, the clause before or the article told of. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* The bytes of `before` up to the end of the kind of owner in it (先进计算产业|集聚…), at most so
 * many; 0: no such owner. */
static size_t owner_ends(const char *before, const char *kind, size_t most)
{
	const char *at = strstr(before, kind);
	size_t n = at ? (size_t)(at - before) + strlen(kind) : 0;

	return at == before || n > most ? 0 : n;
}

/* The name becomes that owner's. */
static bool of_owner(const document *d, const char *before, const char *kind, size_t most,
		     name_slot *name)
{
	size_t n = owner_ends(before, kind, most);
	name_slot joined = {.metric = TALLY_NO_CODE, .mark = name->mark};

	if (!n)
		return false;
	name_print(joined.text, "%.*s%s", (int)n, before, name->text);
	name_look_up(d, &joined);
	*name = joined;
	return true;
}

/* 先进计算产业集聚企业900余家，营收达1120亿元: the head alone is that of the industry spoken of. */
static void of_industry(document *d, name_slot *name)
{
	static const char *const heads[] = {
	    "营收",     "营业收入", "产值",           "总产值",     "利润",
	    "净利润",   "税收",     "产量",           "产业规模",   "规模",
	    "总营收",   "总收入",   "年产值",         "年营收",     "主营业务收入",
	    "利润总额", "利润率",   "营业收入利润率", "出口交货值", "归母净利润"};
	static const char *const kinds[] = {"产业链", "产业集群", "集群",    "产业",
					    "制造业", "服务业",   "上市公司"};

	if (!name_among(name->text, heads, sizeof heads / sizeof *heads) || d->history.n == 0)
		return;
	const char *before = d->history.items[0].name.text;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (of_owner(d, before, kinds[i], 60, name))
			return;
}

/* 科技型中小企业贷款余额…，获贷率…; 生物医药企业2600家，从业人员6.4万人: theirs. */
static void of_firms(document *d, name_slot *name)
{
	static const char *const heads[] = {
	    "利润率",       "营业利润率", "销售利润率",       "获贷率",       "平均利率",
	    "加权平均利率", "贷款利率",   "资产负债率",       "从业人员",     "从业人数",
	    "就业人员",     "员工",       "研发经费投入强度", "研发投入强度", "产值",
	    "总产值",       "年产值",     "合计产值"};
	static const char firms[] = "企业";

	if (!d->chinese || !name_among(name->text, heads, sizeof heads / sizeof *heads))
		return;
	for (int k = d->history.n; k-- > 0;) {
		const name_slot *before = &d->history.items[k].name;

		if (!owner_ends(before->text, firms, 60 + strlen(firms)))
			continue;
		/* 高新技术企业300家，从业人员60万人: of the zone */
		if (name->metric != TALLY_NO_CODE && before->metric != TALLY_NO_CODE)
			return;
		of_owner(d, before->text, firms, 60 + strlen(firms), name);
		return;
	}
}

/* 航空动力产业异军突起，产值…: that industry's, which no list knows. */
static bool industry_of_before(const document *d, name_slot *name)
{
	static const char *const kinds[] = {"产业链", "产业集群", "产业", "服务业", "制造业"};
	static const char *const verbs[] = {"推动", "加快", "大力", "发展", "培育", "做强",
					    "做大", "聚焦", "围绕", "支持", "促进", "壮大"};
	enum { LONGEST = 45 };

	if (strstr(d->before.text, "“") ||
	    front_among(d->before.text, verbs, sizeof verbs / sizeof *verbs))
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (of_owner(d, d->before.text, kinds[i], LONGEST + strlen(kinds[i]), name))
			return true;
	return false;
}

/* 第三产业恢复更快，增加值…: the head alone, of what the clause before began with. */
bool name_head_of_before(const document *d, name_slot *name)
{
	static const char *const heads[] = {"增加值",   "产值",     "总产值", "营业收入",
					    "业务收入", "利润总额", "出口额", "进口额"};
	enum { FEWEST = 9, MOST = 30 };
	size_t n = strlen(d->before.text);

	if (!d->chinese || name_is_empty(&d->before) ||
	    !name_among(name->text, heads, sizeof heads / sizeof *heads))
		return false;
	for (size_t k = n < MOST ? n : MOST; k >= FEWEST; k--) {
		name_slot joined = {.metric = TALLY_NO_CODE, .mark = name->mark};

		if (((unsigned char)d->before.text[k] & 0xc0) == 0x80)
			continue; /* within a character */
		memcpy(joined.text, d->before.text, k);
		name_append(&joined, name->text);
		name_look_up(d, &joined);
		if (joined.metric == TALLY_NO_CODE)
			continue;
		*name = joined;
		return true;
	}
	return industry_of_before(d, name);
}

/* 广东以3.41万亿元的营业收入稳居首位: a province has none, the industry told of there has. */
static void revenue_of_industry(document *d, const value_frame *v, name_slot *name)
{
	static const char *const heads[] = {"营业收入", "业务收入", "利润总额"};
	name_slot joined;

	if (!d->chinese || !d->industry[0] ||
	    !name_among(name->text, heads, sizeof heads / sizeof *heads))
		return;
	const region_slot here = v->phrase.n_regions > 0 ? v->phrase.regions[0] : carried_region(d);

	if (here.region == TALLY_NO_CODE)
		return;
	const char *code = tally_codes_region(d->lex->codes, here.region)->code;

	if (strncmp(code, "CN", 2) != 0 || strlen(code) > 5)
		return;
	name_clear(&joined);
	joined.mark = name->mark;
	name_print(joined.text, "%s%s", d->industry, name->text);
	name_look_up(d, &joined);
	*name = joined;
}

/* 大型企业发明专利产业化率为59.2%，中型企业高达67.3%: the same of another kind of firms. */
void name_of_kin(document *d, value_frame *v, name_slot *name)
{
	static const char firms[] = "企业";

	if (!d->chinese || name->metric != TALLY_NO_CODE || d->history.n == 0 ||
	    !(v->facts & F(F_PERCENT)) || v->facts & (F(F_UP) | F(F_DOWN) | F(F_RATE)) ||
	    !has_tail(name->text, firms))
		return;
	const char *before = d->history.items[d->history.n - 1].name.text;
	const char *end = strstr(before, firms);
	name_slot joined;

	if (!end || !end[strlen(firms)] || strlen(name->text) > (size_t)(end - before) + 12)
		return;
	name_clear(&joined);
	joined.mark = name->mark;
	name_print(joined.text, "%s%s", name->text, end + strlen(firms));
	name_look_up(d, &joined);
	*name = joined;
	if (v->rule->measure == TALLY_LEVEL && d->last_measure == TALLY_SHARE)
		v->rule = frame_named("share");
}

/* 产值, 营收, 获贷率 alone: of the industry or the firms told of. */
void name_of_owner(document *d, const value_frame *v, name_slot *name)
{
	of_industry(d, name);
	of_firms(d, name);
	revenue_of_industry(d, v, name);
}
