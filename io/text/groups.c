/* groups.c: which quantities are values, and which of them stand in one list.
 *
 * Ordinals, durations, bounds within names, counted tasks and parts are no figures; each is told
 * with its reason. What is left is put together where signs or conjunctions stand between. */
#include "values.h"

#include <string.h>

/* --- what is no value ------------------------------------------------------------ */

static bool share_unit(const quantity *q)
{
	return q->kind == U_PERCENT || q->kind == U_PERMILLE || q->kind == U_TENTHS ||
	       q->form == TALLY_FORM_FRACTION;
}

/* 12项重点任务, 5个部分: counted things that are a list. */
static bool enumerates(document *d, size_t i, size_t end)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);
	enum { FAR = 7 };
	size_t last = i, length;

	if (q->kind != U_COUNT || q->power > 0 || q->first.decimals || q->first.mantissa > 50)
		return false;
	/* 分布于22个省份的63座城市 */
	if (d->chinese && q->from >= 2 &&
	    text_at_any(d->s.text.cp, q->from, q->from - 2, "布于|布在|涉及|覆盖|遍布") == 2 &&
	    text_at_any(d->s.text.cp, d->s.text.n, q->unit_from, "个省份|省份") > 0)
		return false;
	int32_t unit =
	    trie_longest_of(d->lex->automaton, d->lex->words, W(W_ENUM),
			    d->s.text.cp + q->unit_from, q->unit_to - q->unit_from, &length);
	if (unit >= 0 && length == q->unit_to - q->unit_from)
		return true;
	for (size_t k = i + 1; k < end; k++) {
		const token *t = &d->s.tokens[k];

		if (t->kind == T_MARK || t->kind == T_QUANTITY || word_is(t, W(W_OF)))
			break;
		if (t->kind == T_WORD && token_is_verbal(t) && !(t->classes & W(W_ENUM)))
			break;
		if (d->chinese && t->to > q->to + FAR)
			break; /* 34家机构结成合作关系 */
		last = k;
	}
	return last > i &&
	       (word_is(&d->s.tokens[i + 1], W(W_ENUM)) || word_is(&d->s.tokens[last], W(W_ENUM)));
}

/* 11家企业收入超千亿元: the bound of each that was counted, not a sum. */
static bool of_each(document *d, size_t i)
{
	for (size_t k = i; k-- > 0 && i - k < 12;) {
		const token *t = &d->s.tokens[k];

		if (t->kind == T_MARK)
			return false;
		if (t->kind == T_QUANTITY)
			return quantity_of(d, t)->kind == U_COUNT &&
			       text_at_any(d->s.text.cp, d->s.text.n, t->to,
					   "企业|公司|园区|单位") > 0;
	}
	return false;
}

/* 投入强度超过2%的行业大类有4个: which of them are counted. */
static bool rate_of_counted(document *d, size_t i, size_t end)
{
	const token *t = d->s.tokens;
	size_t named = i, k = i + 2;

	if (!d->chinese || k >= end || !word_is(&t[i + 1], W(W_OF)) || !token_is_content(&t[k]))
		return false;
	while (named > 0 && !(t[named - 1].kind == T_MARK && t[named - 1].mark == ',') &&
	       !list_sign(&t[named - 1]) && !word_is(&t[named - 1], W(W_METRIC) | W(W_RATE)))
		named--;
	while (k < end && t[k].kind != T_QUANTITY && t[k].kind != T_MARK)
		k++;
	return named > 0 && word_is(&t[named - 1], W(W_METRIC) | W(W_RATE)) && k < end &&
	       t[k].kind == T_QUANTITY;
}

/* 超过百亿元的有合肥、芜湖: which they are. */
static bool those_above(const document *d, size_t i, size_t end)
{
	return d->chinese && i + 1 < end && word_is(&d->s.tokens[i + 1], W(W_OF)) &&
	       text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i + 1].to, "有|是|包括|分别") > 0;
}

/* 投资10亿元以上的|制造业项目…: how large each of them is. */
static bool bounds_things(const document *d, size_t a, size_t end)
{
	const token *t = d->s.tokens;

	/* 总规模超560亿元的基金群: of them together */
	const size_t from = a >= 2 ? d->s.quantities[t[a - 2].ref].from : 0;
	const size_t behind = a >= 3 && word_is(&t[a - 3], W(W_BEFORE)) ? t[a - 3].from : from;

	if (behind >= 2 && text_at_any(d->s.text.cp, behind, behind - 2, "规模|总额|总量|投资额"))
		return false;
	for (size_t k = a; d->chinese && k < end && token_is_content(&t[k]); k++)
		for (size_t c = t[k].from; c < t[k].to; c++)
			if (text_at_any(d->s.text.cp, d->s.text.n, c,
					"项目|企业|公司|园区|基金|订单"))
				return true;
	return false;
}

/* 100万元以上的比例, 超千亿元企业11家: a bound within a name. */
static bool threshold(document *d, size_t i, size_t end)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);
	bool bound = q->qualifier == TALLY_AT_LEAST || q->qualifier == TALLY_AT_MOST ||
		     (i > 0 && word_is(&d->s.tokens[i - 1], W(W_BEFORE)) &&
		      !word_is(&d->s.tokens[i - 1], W(W_SHARE))); /* 约占178家… */

	if (q->kind == U_AGE || (bound && q->kind == U_MONEY && of_each(d, i)))
		return true;
	if (bound && ((share_unit(q) && rate_of_counted(d, i, end)) || those_above(d, i, end)))
		return true;
	if (!bound || share_unit(q) || q->kind == U_POINTS || q->kind == U_TIMES || i + 1 >= end)
		return false;
	const token *next = &d->s.tokens[i + 1];

	if (!d->chinese && !english_bound(d, i))
		return false;
	if (!token_is_content(next) && !word_is(next, W(W_OF)))
		return false;
	for (size_t k = i + 1; k < end; k++) {
		const token *t = &d->s.tokens[k];

		if (t->kind == T_MARK && t->mark == 0x3001)
			return false;
		if (t->kind == T_QUANTITY)
			return true;
		if (word_is(t, W(W_PORTION)))
			return true;
	}
	return q->kind == U_MONEY && word_is(next, W(W_OF)) && bounds_things(d, i + 2, end);
}

/* 平均工作时间48.5小时: a length of time is what is measured. */
static bool measures_time(document *d, size_t i)
{
	const token *t = d->s.tokens;

	while (i > 0 &&
	       (token_is_verbal(&t[i - 1]) || t[i - 1].kind == T_PERIOD ||
		word_is(&t[i - 1], W(W_FROM) | W(W_OF) | W(W_UPTO) | W(W_DOWNTO)) ||
		(t[i - 1].kind == T_QUANTITY && quantity_of(d, &t[i - 1])->kind == U_DURATION)))
		i--; /* 周期由2021年的18个月缩短至目前的45天 */
	const size_t end = t[i].from;

	return end >= 2 &&
	       text_at_any(
		   d->s.text.cp, end, end - 2,
		   "时间|时长|寿命|时数|年限|周期|天数|收期|期限|用时|耗时|节拍|工期|时延|时效") ==
		   2;
}

/* “3+3+2”产业体系, “5678”特征: a name. The token of the closing mark, or 0. */
static size_t quoted_name(document *d, size_t i)
{
	const token *t = d->s.tokens;
	size_t a = i, b = i;

	while (a > 0 && i - a < 8 && (t[a].kind == T_QUANTITY || t[a].to - t[a].from == 1) &&
	       !(t[a].kind == T_MARK && t[a].mark == 0x201c))
		a--;
	while (b + 1 < d->s.n_tokens && b - i < 8 &&
	       (t[b].kind == T_QUANTITY || t[b].to - t[b].from == 1) &&
	       !(t[b].kind == T_MARK && t[b].mark == 0x201d))
		b++;
	bool whole = t[a].kind == T_MARK && t[a].mark == 0x201c && t[b].kind == T_MARK &&
		     t[b].mark == 0x201d;

	/* “24条” alone is one whatever its unit */
	for (size_t k = a; whole && b - a > 2 && k < b; k++)
		if (t[k].kind == T_QUANTITY && quantity_of(d, &t[k])->kind != U_NONE)
			return 0;
	return whole ? b : 0;
}

/* So many may be called by their number: 3家电信企业. */
#define CALLED_BY_NUMBER 5

/* 3家基础电信企业完成业务收入2141亿元: the number belongs to the name of the subject;
 * 湖南3家国家高新区 are counted, and so are 3家企业营业收入超百亿元. */
static bool names_subject(document *d, size_t i, size_t end)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);
	const token *t = d->s.tokens;

	if (!d->chinese || q->kind != U_COUNT || q->power || q->qualifier || q->first.decimals ||
	    q->first.mantissa > CALLED_BY_NUMBER || i + 1 >= end || t[i + 1].kind != T_TEXT ||
	    !text_at_any(d->s.text.cp, d->s.text.n, q->unit_from, "家|大") ||
	    (i > 0 && t[i - 1].kind != T_MARK && t[i - 1].kind != T_PERIOD &&
	     !word_is(&t[i - 1], W(W_OF) | W(W_LEAD) | W(W_REGION))))
		return false;
	for (size_t k = i + 1; k < end; k++)
		if (t[k].kind == T_QUANTITY)
			return (quantity_of(d, &t[k])->kind != U_COUNT ||
				quantity_of(d, &t[k])->power >= 4) &&
			       !word_is(&t[k - 1], W(W_BEFORE));
	return false;
}

/* 综合评价上升6位: places in a ranking. */
static bool rank_change(document *d, size_t i)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);

	return d->chinese && i > 0 && q->kind == U_COUNT && q->power == 0 &&
	       text_at_any(d->s.text.cp, d->s.text.n, q->unit_from, "位|名") > 0 &&
	       text_at_any(d->s.text.cp, d->s.tokens[i - 1].to, d->s.tokens[i - 1].from,
			   "上升|提升|跃升|前进|前移|下滑|后退|晋升|攀升|进位") > 0;
}

/* 排名前20位的高新区 */
static bool first_ranks(const document *d, const quantity *q)
{
	return d->chinese && q->kind == U_COUNT && q->from > 0 && q->from == q->num_from &&
	       text_at_any(d->s.text.cp, q->from, q->from - 1, "前|末|后") == 1 &&
	       text_at_any(d->s.text.cp, q->unit_to, q->unit_from, "位|名|强") ==
		   q->unit_to - q->unit_from;
}

/* 武汉、襄阳、宜昌3市, 鄂湘赣三省, 济南、青岛、潍坊3家国家高新区: so many were just named. */
static bool sums_up_places(document *d, size_t i)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);
	int64_t places = 0;

	bool zones = i + 1 < d->s.n_tokens && word_is(&d->s.tokens[i + 1], W(W_REGION));

	if (!d->chinese || q->kind != U_COUNT || q->power > 0 || q->first.decimals ||
	    (!zones && text_at_any(d->s.text.cp, q->unit_to, q->unit_from,
				   "市|省|区|县|国|地|州|城") != q->unit_to - q->unit_from))
		return false;
	while (i > 0 &&
	       (word_is(&d->s.tokens[i - 1], W(W_REGION)) || list_sign(&d->s.tokens[i - 1])))
		places += word_is(&d->s.tokens[--i], W(W_REGION));
	return places > 1 && places == q->first.mantissa;
}

/* 沿江11省市共有…: who they are is known, and nobody counts them. */
static bool provinces_by_number(const document *d, const quantity *q)
{
	const uint32_t *cp = d->s.text.cp;
	const size_t n = d->s.text.n, to = q->unit_to;

	if (!d->chinese || q->kind != U_COUNT || q->power || to != q->unit_from + 1)
		return false;
	if (text_at(cp, to, q->unit_from, "市")) /* 内地9市的 */
		return text_at(cp, n, to, "的") == 1;
	return text_at(cp, to, q->unit_from, "省") == 1 &&
	       text_at_any(cp, n, to, "市|区市|(市)|(区、市)") > 0 && !text_at(cp, n, to, "市场");
}

/* 福建、安徽等5省市的代表: some of them were just named, and no figure is told. */
static bool named_in_part(document *d, size_t i)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);

	return d->chinese && i > 1 && q->kind == U_COUNT && q->power == 0 &&
	       word_is(&d->s.tokens[i - 1], W(W_ELSE)) &&
	       word_is(&d->s.tokens[i - 2], W(W_REGION)) &&
	       text_at_any(d->s.text.cp, d->s.text.n, q->unit_from,
			   "省市|省区|省(区|市区|区县|省份") > 0;
}

/* 20公里外的南山区: how far away. */
static bool distance(document *d, size_t i)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);

	return d->chinese && q->kind == U_MEASURE &&
	       text_at_any(d->s.text.cp, q->unit_to, q->unit_from, "公里|千米|米|海里|里") ==
		   q->unit_to - q->unit_from &&
	       (text_at_any(d->s.text.cp, d->s.text.n, q->to, "外的|之外|以外|开外|外，|外,") ||
		(q->from >= 2 &&
		 text_at_any(d->s.text.cp, q->from, q->from - 2, "不出|方圆|相距|相隔")));
}

/* 规模以上工业企业是指年主营业务收入2000万元及以上的…: what a word means. */
static bool defines(document *d, size_t i)
{
	enum { FAR = 40 };
	size_t to = d->s.tokens[i].from, k = to > FAR ? to - FAR : 0;
	bool meant = false;

	if (!d->chinese)
		return false;
	for (; k < to; k++) {
		const uint32_t c = d->s.text.cp[k];

		if (c == 0x3002 || c == ';')
			meant = false;
		if (c == 0x6307 && k > 0 &&
		    (d->s.text.cp[k - 1] == 0x662f || d->s.text.cp[k - 1] == 0x7cfb))
			meant = true; /* 是指, 系指 */
		if (c == 0x6307 && k > 0 && d->s.text.cp[k - 1] == 0x822c)
			meant = true;                          /* 一般指 */
		if (c == 0x7edf || c == 0x8d77 || c == 0x6307) /* 统, 起, 指 */
			meant = meant || text_at_any(d->s.text.cp, to, k,
						     "指的是|统计范围|起点标准|统计口径");
	}
	return meant;
}

/* 一块看板, 八方来客, 清晨六点: no money, no volume, no index. */
static bool spoken_unit(const document *d, const quantity *q)
{
	return q->unit_to == q->unit_from + 1 &&
	       text_at_any(d->s.text.cp, q->unit_to, q->unit_from, "块|方|点|毛") == 1;
}

/* 2023届毕业生, 全球芯片设计10强, 清晨7点, 时速350公里, 共7章36条: none of them a figure. */
static const char *said_of_it(document *d, const quantity *q)
{
	enum {
		COHORT = 0x5c4a,
		HOUR = 0x70b9,
		ARTICLE = 0x6761,
		CHAPTER = 0x7ae0
	}; /* 届 点 条 章 */
	const uint32_t *cp = d->s.text.cp;
	const size_t from = q->from, n = d->s.text.n;
	const uint32_t unit = q->unit_to == q->unit_from + 1 ? cp[q->unit_from] : 0;
	const bool whole = q->kind == U_COUNT && !q->power && !q->first.decimals;

	if (!d->chinese)
		return NULL;
	if (whole && unit == COHORT && q->first.mantissa > 1900)
		return "ordinal";
	if (q->kind == U_NONE && q->first.mantissa <= 1000 && !q->first.decimals &&
	    text_at_any(cp, n, q->to, "强") && !text_at_any(cp, n, q->to, "强度|强化"))
		return "ordinal";
	if (unit == HOUR && from >= 2 &&
	    text_at_any(cp, from, from - 2, "清晨|凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里"))
		return "time";
	if (from >= 2 && text_at_any(cp, from, from - 2, "时速"))
		return "class";
	if (q->kind == U_COUNT && from >= 2 && text_at_any(cp, from, from - 2, "附有"))
		return "enumeration";
	/* 3省合计: so many were just named */
	if (whole && unit && text_at_any(cp, n, q->unit_to, "合计|合共|共计|总和|之和") &&
	    text_at_any(cp, q->unit_to, q->unit_from, "省|市|县|区|国|地"))
		return "enumeration";
	if (unit == ARTICLE && from >= 1 && cp[from - 1] == CHAPTER)
		return "enumeration";
	if (unit == ARTICLE && q->to < n && cp[q->to] == 0x201d)
		return "name"; /* “人才服务21条” */
	return NULL;
}

/* 江苏、浙江、广东…，3省合计: so many as were just listed. */
static bool points_at_listed(document *d, size_t i)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);

	return d->chinese && d->n_listed > 1 && q->kind == U_COUNT && !q->power &&
	       !q->first.decimals && q->first.mantissa == d->n_listed &&
	       q->unit_to == q->unit_from + 1 &&
	       text_at_any(d->s.text.cp, q->unit_to, q->unit_from, "省|市|区|县|地|国") &&
	       (i == 0 || d->s.tokens[i - 1].kind == T_MARK);
}

/* 创始人陆万钧: a digit in capitals and no unit. */
static bool capital_alone(const document *d, const quantity *q)
{
	static const char capitals[] = "壹|贰|叁|肆|伍|陆|柒|捌|玖";

	return d->chinese && q->kind == U_NONE &&
	       text_at_any(d->s.text.cp, d->s.text.n, q->num_from, capitals) == 1;
}

/* 共5个方面18条: of a paper. */
static bool articles_of_paper(document *d, size_t i)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);
	const size_t from = q->from;

	return d->chinese && q->kind == U_COUNT && from >= 2 &&
	       text_at_any(d->s.text.cp, from, from - 2, "方面|部分|章节|领域") == 2 &&
	       text_at_any(d->s.text.cp, q->unit_to, q->unit_from, "条|项") == 1;
}

const char *value_refused(document *d, size_t i, size_t end)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);

	if (d->chinese && (q->kind == U_NONE || q->kind == U_MONEY) && q->num_from > 0 &&
	    d->s.text.cp[q->num_from - 1] == 0x6bcf)
		return "per"; /* 每1万从业人员 */
	const char *said = said_of_it(d, q);

	if (said)
		return said;
	if (q->ordinal || rank_change(d, i) || first_ranks(d, q))
		return "ordinal";
	if (q->overlong)
		return "code";
	if (q->vague)
		return "vague";
	if (q->kind == U_CLASS)
		return "class";
	if (q->kind == U_DURATION && !measures_time(d, i))
		return "duration";
	if (threshold(d, i, end) || defines(d, i))
		return "threshold";
	if (distance(d, i))
		return "distance";
	if (quoted_name(d, i) || capital_alone(d, q))
		return "name";
	if (q->bare && !(i > 0 && word_is(&d->s.tokens[i - 1], W(W_BEFORE))))
		return "class";
	if (q->chinese && q->small && q->form != TALLY_FORM_FRACTION &&
	    (q->kind == U_COUNT || q->kind == U_NONE || spoken_unit(d, q)))
		return "enumeration";
	if (enumerates(d, i, end) || articles_of_paper(d, i) || names_subject(d, i, end) ||
	    sums_up_places(d, i) || named_in_part(d, i) || points_at_listed(d, i) ||
	    provinces_by_number(d, q))
		return "enumeration";
	return NULL;
}

/* --- groups ------------------------------------------------------------------------ */

static bool separator(const token *t)
{
	return word_is(t, W(W_CONJ)) || (t->kind == T_MARK && t->mark == 0x3001);
}

/* The quantity that continues the list behind token i, or 0. */
static size_t list_goes_on(document *d, size_t i, size_t end)
{
	size_t k = i + 1;

	if (k >= end || !separator(&d->s.tokens[k]))
		return 0;
	k++;
	while (k < end && word_is(&d->s.tokens[k], W(W_BEFORE) | W(W_LEVEL)))
		k++;
	return k < end && d->s.tokens[k].kind == T_QUANTITY ? k : 0;
}

static void share_units(document *d, value_group *g)
{
	const quantity *last = quantity_of(d, &d->s.tokens[g->items[g->n - 1]]);

	for (int i = 0; i < g->n; i++) {
		quantity *q = quantity_of(d, &d->s.tokens[g->items[i]]);

		bool piece = q->kind == U_COUNT && last->kind == U_POINTS &&
			     q->unit_to == q->unit_from + 1; /* 3.5个和3.4个百分点 */

		if (piece ||
		    (q->kind == U_NONE && q->form != TALLY_FORM_FRACTION && q->power == 0)) {
			q->kind = last->kind;
			q->unit = last->unit;
			q->power = last->power;
			q->unit_from = last->unit_from;
			q->unit_to = last->unit_to;
		}
	}
}

/* 性别比, 收入之比, 恩格尔系数, 电能利用效率(PUE) are numbers without unit. */
static bool names_ratio(const document *d, const token *t)
{
	static const char words[] = "比|系数|倍数|比率|比值|效率";
	const bool bracket = t->to > t->from + 5 && d->s.text.cp[t->to - 1] == ')';

	if (bracket && text_at_any(d->s.text.cp, t->to, t->to - 4, "pue)|PUE)") == 4)
		return true;
	return (t->kind == T_TEXT || word_is(t, W(W_METRIC))) && t->to - t->from > 1 &&
	       (text_at_any(d->s.text.cp, t->to, t->to - 1, words) == 1 ||
		text_at_any(d->s.text.cp, t->to, t->to - 2, words) == 2);
}

/* 收入比为2.34，比上年缩小0.05: the change of such a number. */
static bool ratio_goes_on(const document *d, size_t i, size_t a)
{
	const token *t = d->s.tokens;
	const char *name = d->current.n > 0 ? d->current.items[0].name.text : "";
	size_t n = strlen(name);
	bool ratio =
	    n > 6 && (strcmp(name + n - 3, "比") == 0 || strcmp(name + n - 6, "系数") == 0);

	return ratio && i > a &&
	       word_is(&t[i - 1], W(W_LEVEL) | W(W_UP) | W(W_DOWN) | W(W_UPTO) | W(W_DOWNTO));
}

/* A number without unit is a value of an index, or with 万, 亿 behind it. */
static bool bare_number_counts(document *d, size_t i, size_t a)
{
	const quantity *q = quantity_of(d, &d->s.tokens[i]);

	if (q->kind != U_NONE || q->form == TALLY_FORM_FRACTION || q->power >= 4)
		return true;
	if (ratio_goes_on(d, i, a))
		return true;
	for (size_t k = i; k-- > a;) {
		const token *t = &d->s.tokens[k];

		if (t->kind == T_QUANTITY || t->kind == T_MARK)
			continue;
		if (names_ratio(d, t))
			return true;
		if (word_is(t, W(W_INDEX)))
			return true;
		if (word_is(t, W(W_METRIC)) &&
		    tally_codes_metric(d->lex->codes, word_of(d, t)->metric)->observed ==
			TALLY_INDEX)
			return true;
		if (t->kind == T_TEXT || word_is(t, W(W_METRIC)))
			return false;
	}
	return false;
}

/* 占全国178家国家高新区的1/6: the count stands within the whole of the share behind it. */
static bool inner_count(document *d, const value_group *g, size_t end)
{
	size_t i = g->items[0];

	if (english_inner_count(d, i, end))
		return true;
	if (quantity_of(d, &d->s.tokens[i])->kind != U_COUNT || i + 2 >= end ||
	    !word_is(&d->s.tokens[i + 1], W(W_REGION)))
		return false;
	const uint64_t before = classes_in(d, g->left, i);

	/* 总收入8.7万亿元，在全国178家国家高新区里，差不多占了六分之一 */
	if (d->chinese && d->valued && before & W(W_AMONG) &&
	    word_is(&d->s.tokens[end - 1], W(W_WITHIN)))
		return true;
	for (size_t k = i + 2; k < end; k++)
		if (d->s.tokens[k].kind == T_QUANTITY) /* 在全国178家国家高新区总收入中占1/6 */
			return share_unit(quantity_of(d, &d->s.tokens[k])) &&
			       (before & W(W_SHARE) ||
				(before & W(W_AMONG) && classes_in(d, i, k) & W(W_WITHIN)));
	return false;
}

/* The list that begins with quantity i; returns the last token of it. */
static size_t collect_list(document *d, size_t i, size_t b, value_group *g)
{
	for (size_t next; (next = list_goes_on(d, i, b)) && !value_refused(d, next, b); i = next) {
		if (g->n < TEXT_LIST_MAX) {
			g->items[g->n++] = (uint32_t)next;
			continue;
		}
		g->overflow = true;
		document_unread(d, &d->s.tokens[next], "list-too-long");
	}
	share_units(d, g);
	return i;
}

static void refuse_group(document *d, const value_group *g, const char *reason)
{
	for (int k = 0; k < g->n; k++)
		document_unread(d, &d->s.tokens[g->items[k]], reason);
}

/* 持平 stands for a growth of zero (but not in 由持平转为), 翻番 for one of 100 %. */
static bool is_flat(const document *d, size_t i, size_t a, size_t b)
{
	const token *t = &d->s.tokens[i];

	if (word_is(t, W(W_DOUBLING)))
		return true;
	if (!d->chinese && d->valued && i == a)
		return false; /* "fell 2.3 percent, unchanged from March": the rate is */
	return word_is(t, W(W_FLAT)) && !(i + 1 < b && word_is(t + 1, W(W_TURN)));
}

int value_groups(document *d, size_t a, size_t b, value_group *out, int max)
{
	int n = 0;
	size_t left = a;
	value_group g;

	for (size_t i = a; i < b; i++) {
		const token *t = &d->s.tokens[i];
		bool flat = is_flat(d, i, a, b);
		const char *refused = t->kind == T_QUANTITY ? value_refused(d, i, b) : NULL;

		if (t->kind == T_QUANTITY && !refused && of_each_take(d, i))
			refused = "of-each";

		if (refused)
			document_unread(d, t, refused);
		if (refused || (t->kind != T_QUANTITY && !flat))
			continue;
		g = (value_group){.items = {(uint32_t)i}, .n = 1, .left = left};
		if (!flat && composition_sign(d, i + 1))
			i = composition_list(d, i, b, &g);
		else if (!flat)
			i = collect_list(d, i, b, &g);
		g.inner = !flat && inner_count(d, &g, b);
		if (!g.inner)
			left = i + 1;
		if (!flat && !g.composition && !bare_number_counts(d, g.items[g.n - 1], a) &&
		    !english_count(d, g.items[g.n - 1], a, b))
			refuse_group(d, &g, "no-unit");
		else if (n < max)
			out[n++] = g;
		else if (!flat)
			refuse_group(d, &g, "clause-too-long");
	}
	for (int k = 0; k < n; k++)
		out[k].right_end = k + 1 < n ? out[k + 1].items[0] : b;
	return n;
}
