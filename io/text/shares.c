/* shares.c: shares and ratios that no word calls so: 面积不到全市的0.5%, 搭建平台的园区接近70%,
 * 与国内生产总值之比为2.68%, 、税收收入的11.8%. */
#include "values.h"

#include <string.h>

/* Facts of a value that a word says what it is of. */
static const uint64_t measured = F(F_SHARE) | F(F_PORTION) | F(F_ABOVE) | F(F_CONTRIBUTION) |
				 F(F_EQUALS) | F(F_RATE) | F(F_UP) | F(F_DOWN);

/* 贡献了16.3%的地区生产总值: a part of it, no part of its growth. */
bool value_gives_part(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;
	size_t behind = v->group.items[v->group.n - 1] + 1;

	return v->facts & F(F_CONTRIBUTION) && v->facts & F(F_PERCENT) &&
	       behind < v->group.right_end && word_is(&t[behind], W(W_OF)) &&
	       v->noun_to > v->noun_from && v->verb < v->group.items[0] &&
	       text_at(d->s.text.cp, t[v->verb].to, t[v->verb].from, "贡献") ==
		   t[v->verb].to - t[v->verb].from;
}

/* 面积不到全市的0.5%, 接近全国总数的1/3, 接近全国企业的一半: a share without a word for it, of what
 * the place has. */
void share_of_place(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t left = v->group.left, i = v->group.items[0];

	/* 超过全国的1/2: no rate of growth, which 高于全国的5.2% may be */
	bool above = v->facts & F(F_ABOVE) && word_is(&t[v->verb], W(W_BEFORE)) &&
		     t[i].kind == T_QUANTITY && quantity_of(d, &t[i])->form == TALLY_FORM_FRACTION;

	if (!d->chinese || !(v->facts & F(F_PERCENT)) ||
	    v->facts & measured & ~(above ? F(F_ABOVE) : 0) || i <= left ||
	    !word_is(&t[i - 1], W(W_OF)))
		return;
	i--;
	if (i > left &&
	    text_at_any(d->s.text.cp, t[i - 1].to, t[i - 1].from,
			"总数|总量|总额|总规模|企业|高校") == t[i - 1].to - t[i - 1].from)
		i--;
	/* 国家高新区总数 is a name of the lists */
	const bool total =
	    i > left && word_is(&t[i - 1], W(W_METRIC)) &&
	    text_at_any(d->s.text.cp, t[i - 1].to, t[i - 1].to - 2, "总数|总量|数量") == 2;

	if (i <= left || !(total || word_is(&t[i - 1], W(W_REGION) | W(W_LOCAL))))
		return;
	i--;
	if (i <= left || !word_is(&t[i - 1], W(W_BEFORE)) ||
	    text_at_any(d->s.text.cp, t[i - 1].to, t[i - 1].to - 1, "为|是"))
		return; /* 约为日本的4成 may be of what it has not */
	v->facts = (v->facts & ~F(F_ABOVE)) | F(F_SHARE);
	v->verb = v->cut = v->object = i - 1;
	noun_phrase_find(d, left, v->cut, &v->phrase);
	if (v->phrase.from >= v->cut)
		v->facts &= ~F(F_NAME);
}

/* 接近全国数字经济规模的30%: measured against what stands between, of what was spoken of. */
void ratio_near_other(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t left = v->group.left, value = v->group.items[0], i = left;

	while (i < value && word_is(&t[i], W(W_LEAD)))
		i++;
	if (!d->chinese || !(v->facts & F(F_PERCENT)) || v->facts & measured || i + 3 >= value ||
	    !word_is(&t[i], W(W_BEFORE)) || !word_is(&t[i + 1], W(W_REGION)) ||
	    !word_is(&t[value - 1], W(W_OF)) || d->current.n == 0)
		return;
	v->facts = (v->facts & ~(F(F_NAME) | F(F_RATE_NAME))) | F(F_EQUALS);
	v->verb = v->cut = v->object = i;
	noun_phrase_find(d, left, v->cut, &v->phrase);
}

/* 搭建了…的, 有…的: a verb of having or doing begins the phrase, and 的 ends it. */
static bool did_something(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;
	const size_t from = t[v->phrase.from].from, value = v->group.items[0];

	for (size_t i = v->cut + 1; i < value; i++)
		if (!word_is(&t[i], W(W_BEFORE) | W(W_LEAD) | W(W_LEVEL)))
			return false;
	return text_at_any(d->s.text.cp, d->s.text.n, from,
			   "有|建有|建成|搭建|拥有|设有|开展|使用|用上|启动|参与|获得|引入") > 0 ||
	       (from > 0 && text_at_any(d->s.text.cp, d->s.text.n, from - 1, "有") > 0);
}

/* 搭建大数据平台的园区接近70%: so many of them, without a word for it. */
void share_of_things(document *d, value_frame *v)
{
	static const char things[] =
	    "园区|企业|高新区|城市|单位|机构|高校|家庭|用户|受访者|医院|学校|县市";
	const token *t = d->s.tokens;
	size_t of = v->cut;

	if (!d->chinese || !(v->facts & F(F_PERCENT)) || v->cut < v->phrase.from + 2 ||
	    v->facts & (measured | F(F_RATE_NAME) | F(F_PART_NAME) | F(F_INDEX) | F(F_NOUN_BEHIND)))
		return;
	const size_t end = t[v->cut - 1].to;

	/* 搭建了大数据平台的|将近七成: those that did */
	if (word_is(&t[v->cut], W(W_OF)) && did_something(d, v)) {
		v->facts |= F(F_PORTION);
		return;
	}

	while (of > v->phrase.from && !word_is(&t[of - 1], W(W_OF)))
		of--;
	for (size_t n = 2; of > v->phrase.from + 1 && n <= 3 && end - n >= t[of].from; n++)
		if (text_at_any(d->s.text.cp, end, end - n, things) == n) {
			v->facts |= F(F_PORTION);
			return;
		}
}

/* 与国内生产总值之比为2.68%: a ratio of what was spoken of to what stands between the two words. */
void ratio_to(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	const block *text = &d->s.text;
	size_t value = v->group.items[0], ratio = v->group.left, with;

	if (!d->chinese || !(v->facts & (F(F_PERCENT) | F(F_NO_UNIT))))
		return;
	while (ratio < value && !text_at(text->cp, text->n, t[ratio].from, "之比"))
		ratio++;
	for (with = ratio; ratio < value && with > v->group.left; with--)
		if (text_at(text->cp, t[with].to, t[with].from, "与") == 1)
			break;
	size_t from = with + 1;

	if (ratio == value || from >= ratio ||
	    text_at(text->cp, t[with].to, t[with].from, "与") != 1)
		return;
	from += from + 1 < ratio && word_is(&t[from], W(W_REGION));
	name_of(d, from, ratio, &v->whole);
	v->facts = (v->facts & ~(F(F_NAME) | F(F_RATE_NAME) | F(F_ABOVE))) | F(F_EQUALS);
	v->verb = v->cut = v->object = with;
	noun_phrase_find(d, v->group.left, with, &v->phrase);
	v->facts |= v->phrase.from < with ? F(F_NAME) : 0;
}

/* 完成年度目标任务的113.7%: of what was aimed at. The token of the verb, or the value's. */
size_t ratio_of_target(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0], i = value;
	bool aim = false;

	if (!(v->facts & F(F_PERCENT)) || i == v->group.left || !word_is(&t[i - 1], W(W_OF)))
		return value;
	while (i-- > v->group.left) {
		if (text_at_any(d->s.text.cp, t[i].to, t[i].to - 2, "目标|任务|计划|预算") == 2)
			aim = true;
		if (aim && text_at_any(d->s.text.cp, t[i].to, t[i].from, "完成|达到|为|占"))
			return i;
	}
	return value;
}

/* 中位数是平均数的84.0%, 为全国平均水平的63%: what stands between 是 and 的 is measured against. */
size_t ratio_of_other(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0], i = value;

	if (!(v->facts & F(F_PERCENT)) || v->verb < value || !word_is(&t[i - (i > 0)], W(W_OF)))
		return value;
	bool average = d->chinese && t[i - 1].from >= 4 && /* 不足全国平均水平的一半 */
		       text_at_any(d->s.text.cp, t[i - 1].from, t[i - 1].from - 4, "平均水平") == 4;
	while (i-- > v->group.left)
		if ((word_is(&t[i], W(W_LEVEL)) &&
		     text_at_any(d->s.text.cp, t[i].to, t[i].from, "是|为|仅为|约为|只有") > 0) ||
		    (word_is(&t[i], W(W_BEFORE)) && average))
			return i + 2 < value && (i > v->group.left || d->current.n > 0) ? i : value;
	return value;
}

/* 、税收收入的11.8%: a share as the one before; what stands in front is the whole. */
void share_in_turn(const document *d, value_frame *v)
{
	if (!d->n_turns)
		return;
	v->facts = F(F_PERCENT) | F(F_SHARE);
	if (d->turn == 0)
		return;
	v->cut = v->object = v->verb = v->group.left;
	noun_phrase_find(d, v->cut, v->cut, &v->phrase);
}

/* 占全国的12.3%、长三角的45.6%, 相当于武汉的37.6%、长沙的51.8%: of a second place; it is the whole.
 */
void share_goes_on(document *d, value_frame *v, size_t clause_from)
{
	size_t left = v->group.left, value = v->group.items[0], i = left;
	const token *t = d->s.tokens;

	while (i < value && list_sign(&t[i]))
		i++;
	if (!d->chinese || d->n_turns || left <= clause_from || i == left || i + 2 != value ||
	    !(v->facts & F(F_PERCENT)) || v->facts & measured || !d->has_last ||
	    (d->last_measure != TALLY_SHARE && d->last_measure != TALLY_RATIO) ||
	    !word_is(&t[i], W(W_REGION) | W(W_LOCAL)) || !word_is(&t[value - 1], W(W_OF)))
		return;
	v->facts =
	    (v->facts & F(F_PERCENT)) | (d->last_measure == TALLY_SHARE ? F(F_SHARE) : F(F_EQUALS));
	v->cut = v->object = v->verb = left;
	noun_phrase_find(d, left, left, &v->phrase);
	if (word_is(&t[i], W(W_REGION)))
		v->whole_region.region = word_of(d, &t[i])->region;
	else
		v->whole_region = home_of_local(
		    d, &t[i], d->current.n > 0 ? &d->current.items[0].region : &d->region);
	v->whole_region.mark = mark_of(d, t[i].from, t[i].to, TALLY_SLOT_EXPLICIT);
}
