/* lists.c: names in a row: which subjects a list of values is told of.
 *
 * 小型、微型企业产业化率: what the last name says behind the common character is shared, as is the
 * head of a compound (3D打印设备、新能源汽车产量), the front of the first when the code lists know
 * the result, and the partners of trade (对东盟、欧盟出口). Names may also stand between commas
 * before the clause of the values. */
#include "values.h"

#include <stdio.h>
#include <string.h>

void name_join(name_slot *out, const name_slot *a, const name_slot *b)
{
	name_print(out->text, "%s%s", a->text, b->text);
}

void subject_add(subject_list *list, const subject *s)
{
	if (list->n < TEXT_LIST_MAX)
		list->items[list->n++] = *s;
	else
		list->overflow = true;
}

void subjects_copy(subject_list *to, const subject_list *from)
{
	to->n = from->n;
	to->overflow = from->overflow;
	memcpy(to->items, from->items, (size_t)from->n * sizeof *from->items);
}

bool list_sign(const token *t)
{
	return word_is(t, W(W_CONJ)) || (t->kind == T_MARK && t->mark == 0x3001);
}

/* 小型、微型企业产业化率: what the last part says behind the common character is shared. */
static void complete_tail(name_slot *part, const char *last)
{
	size_t n = strlen(part->text);

	if (n < 3)
		return;
	/* 大、中、小型企业: the first character alone differs */
	if (n == 3 && strstr("大中小微", part->text) && strlen(last) > 6 &&
	    strncmp(last + 3, "型", 3) == 0) {
		name_slot tail = {.metric = TALLY_NO_CODE};

		snprintf(tail.text, sizeof tail.text, "%s", last + 3);
		name_join(part, part, &tail);
		return;
	}
	const char *common = strstr(last, part->text + n - 3);

	if (!common || strlen(common) <= 3)
		return;
	name_slot tail = {.metric = TALLY_NO_CODE};

	snprintf(tail.text, sizeof tail.text, "%s", common + 3);
	name_join(part, part, &tail);
}

/* Folded characters of a name, at most TALLY_NAME_MAX, and the byte that each begins with. */
static size_t characters(const char *text, uint32_t *cp, size_t *begins)
{
	size_t bytes = strlen(text), n = 0;

	for (size_t i = 0; i < bytes && n < TALLY_NAME_MAX; n++) {
		begins[n] = i;
		cp[n] = text_fold(text_next(text, bytes, &i));
	}
	return n;
}

/* 工业生产者出厂价格和购进价格: the front of the first part is shared, if the lists know it. The
 * automaton is asked first: a lookup for each front of each subject of a long sentence is dear. */
void name_share_front(document *d, name_slot *part, const char *first)
{
	uint32_t cp[2 * TALLY_NAME_MAX], tail[TALLY_NAME_MAX];
	size_t begins[TALLY_NAME_MAX], unused[TALLY_NAME_MAX], bytes = strlen(first);
	size_t n = characters(first, cp, begins), m = characters(part->text, tail, unused);

	if (bytes + strlen(part->text) >= sizeof part->text)
		return;
	for (; n > 0; n--) {
		char text[TALLY_NAME_MAX];

		memcpy(cp + n, tail, m * sizeof *tail);
		part->metric = metric_of_characters(d, cp, n + m);
		if (part->metric != TALLY_NO_CODE) {
			memcpy(text, first, bytes);
			strcpy(text + bytes, part->text);
			strcpy(part->text, text);
			return;
		}
		bytes = begins[n - 1];
	}
}

/* Names that are heads of compounds: 3D打印设备、新能源汽车产量 are both 产量. */
const char *name_head(const char *name)
{
	/* clang-format off: wide characters, in rows */
	static const char *const heads[] = {
	    "R&D经费",      "研发经费",     "合同成交金额", "合同成交额", "生产指数",
	    "商务活动指数", "固定资产投资", "工业增加值",   "出厂价格",   "营业收入",
	    "主营业务收入", "利润总额",     "销售面积",     "销售额",     "零售额",
	    "成交金额",     "成交额",       "增加值",       "总产值",     "产值",
	    "产量",         "销量",         "覆盖率",       "普及率",     "渗透率",
	    "达标率",       "合格率",       "利用率",       "投资额",     "投资",
	    "价格",         "净收入",       "收入",         "支出",       "利润",
	    "进出口额",     "进出口",       "出口额",       "出口",       "进口额",
	    "进口",         "用电量",       "发电量",       "贷款余额",   "存款余额",
	    "余额",         "人口",         "面积",         "企业数量",   "企业数",
	    "上市公司",     "企业",         "规模",         "指数",       "占比",
	    "比重",         "研发平台",     "平台",         "重点实验室", "实验室",
	    "技术中心",     "项目",         "基地",         "人员",       "领域",
	    "装机容量",     "装机规模",     "装机",         "量",         "率",
	};
	/* clang-format on */
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		size_t length = strlen(heads[i]);

		if (n >= length && strcmp(name + n - length, heads[i]) == 0)
			return name + n - length;
	}
	return NULL;
}

static void share_head(document *d, subject_list *list)
{
	const char *head = name_head(list->items[list->n - 1].name.text);

	if (!head || head == list->items[list->n - 1].name.text)
		return;
	if (head - list->items[list->n - 1].name.text > 6 && strncmp(head - 6, "企业", 6) == 0)
		head -= 6; /* 国有控股、私营、外商投资企业利润 */
	for (int k = 0; k + 1 < list->n; k++) {
		name_slot *name = &list->items[k].name, tail = {.metric = TALLY_NO_CODE};

		snprintf(tail.text, sizeof tail.text, "%s", head);
		name_slot joined = *name;

		name_join(&joined, name, &tail);
		name_look_up(d, &joined);
		/* 金融业 is said for its value added, but not here; 企业R&D经费 is known */
		if (name_head(name->text) && joined.metric == TALLY_NO_CODE)
			continue;
		*name = joined;
	}
}

/* 第一、二、三产业增加值: an ordinal each, and one name. */
static void ordinal_parts(document *d, subject_list *list)
{
	static const char *const digits[] = {"一", "二", "三", "四", "五"};
	const char *last = list->items[list->n - 1].name.text, *tail = NULL;

	if (strncmp(list->items[0].name.text, "第", 3) != 0)
		return;
	last += strncmp(last, "第", 3) == 0 ? 3 : 0;
	for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
		if (strncmp(last, digits[i], 3) == 0)
			tail = last + 3;
	for (int k = 0; tail && tail[0] && k < list->n; k++) {
		name_slot *name = &list->items[k].name, full = {.mark = name->mark};
		const char *part = name->text + (strncmp(name->text, "第", 3) == 0 ? 3 : 0);

		if (k + 1 < list->n && strlen(part) != 3)
			return;
		name_print(full.text, "第%.3s%s", part, tail);
		name_look_up(d, &full);
		if (full.metric == TALLY_NO_CODE)
			return;
		if (k + 1 < list->n)
			*name = full;
	}
}

/* 高技术产业创造的营业收入、净利润和出口总额分别为: all are those of the first. */
static void share_owner(document *d, subject_list *list)
{
	char first[TALLY_NAME_MAX], *of;

	if (list->n < 2)
		return;
	memcpy(first, list->items[0].name.text, sizeof first);
	of = strstr(first, "的");
	if (!of || of - first < 9 || !of[3] || strstr(of + 3, "的"))
		return;
	for (int k = 1; k < list->n; k++)
		if (strstr(list->items[k].name.text, "的"))
			return;
	of[3] = '\0';
	for (int k = 1; k < list->n; k++) {
		name_slot owner = {.metric = TALLY_NO_CODE}, *name = &list->items[k].name;

		memcpy(owner.text, first, sizeof first);
		name_join(name, &owner, name);
		name_look_up(d, name);
	}
}

/* 人工智能、集成电路、创新药3个领域分别有独角兽61家…: the thing stands behind the last, and is of
 * each field. */
static void fields_in_a_row(const document *d, subject_list *list)
{
	static const char *const kinds[] = {"个领域", "个行业", "个赛道",
					    "个方向", "大领域", "大行业"};
	static const char *const verbs[] = {"分别有", "各有", "共有", "有", "分别为", "分别"};
	name_slot *last = &list->items[list->n - 1].name, thing = {.metric = TALLY_NO_CODE};
	char *at = NULL;
	size_t kind = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !at; i++) {
		at = strstr(last->text, kinds[i]);
		kind = at ? strlen(kinds[i]) : 0;
	}
	if (!at || at - last->text < 6)
		return;
	const char *behind = at + kind;

	behind += front_among(behind, verbs, sizeof verbs / sizeof *verbs);
	if (!*behind)
		return;
	snprintf(thing.text, sizeof thing.text, "%s", behind);
	do /* the number of fields */
		at--;
	while (((unsigned char)*at & 0xc0) == 0x80);
	*at = '\0';
	for (int k = 0; k < list->n; k++) {
		name_join(&list->items[k].name, &list->items[k].name, &thing);
		name_look_up(d, &list->items[k].name);
	}
}

/* 高校有效发明专利许可率、转让率: heads as long, of the same kind; what stands before the first is
 * before both. */
static void share_front_of_head(document *d, subject_list *list)
{
	enum { CHARACTER = 3, LONGEST = 12 };
	const char *first = list->items[0].name.text;
	const size_t n = strlen(first);

	for (int k = 1; k < list->n; k++) {
		name_slot *name = &list->items[k].name, front = *name;
		const size_t m = strlen(name->text);

		if (name->metric != TALLY_NO_CODE || m < 2 * CHARACTER || m > LONGEST ||
		    n < m + 2 * CHARACTER ||
		    strcmp(first + n - CHARACTER, name->text + m - CHARACTER) != 0 ||
		    ((unsigned char)first[n - m] & 0xc0) == 0x80)
			continue;
		memcpy(front.text, first, n - m);
		front.text[n - m] = '\0';
		name_join(name, &front, name);
		name_look_up(d, name);
	}
}

static void complete(document *d, const value_frame *v, subject_list *list)
{
	if (list->n > 1) {
		ordinal_parts(d, list);
		fields_in_a_row(d, list);
	}
	for (int k = 0; k < list->n; k++) {
		name_slot *name = &list->items[k].name;

		if (name->metric == TALLY_NO_CODE && k > 0)
			name_share_front(d, name, list->items[0].name.text);
		if (name->metric == TALLY_NO_CODE && k + 1 < list->n) {
			complete_tail(name, list->items[list->n - 1].name.text);
			name_look_up(d, name);
		}
	}
	if (list->n > 1)
		share_head(d, list);
	share_owner(d, list);
	if (list->n > 1)
		share_front_of_head(d, list);
	for (int k = 0; k < list->n; k++)
		name_goods_alone(d, v, &list->items[k].name);
}

/* Names between the signs of tokens [from, to), added to the list. */
static void between_signs(document *d, size_t from, size_t to, const region_slot *region,
			  bool marks_alone, subject_list *list)
{
	for (size_t i = from, begin = from; i <= to; i++) {
		if (i < to &&
		    !(marks_alone ? d->s.tokens[i].kind == T_MARK && d->s.tokens[i].mark == 0x3001
				  : list_sign(&d->s.tokens[i])))
			continue;
		subject s = {.region = *region};
		noun_phrase inner;

		noun_phrase_find(d, begin, i, &inner);
		if (inner.n_regions > 0)
			s.region = inner.regions[0];
		name_of(d, inner.from, i, &s.name);
		if (!name_is_empty(&s.name))
			subject_add(list, &s);
		begin = i + 1;
	}
}

/* 对东盟、欧盟、韩国进出口: one name for each partner. */
static bool partners(document *d, const value_frame *v, const region_slot *region,
		     subject_list *list)
{
	size_t from = v->phrase.from, behind = trade_partner(d, from, v->cut);
	name_slot tail = {.metric = TALLY_NO_CODE};

	if (!behind)
		return false;
	const token *t = d->s.tokens;

	while (behind < v->cut && word_is(&t[behind], W(W_RESPECTIVE) | W(W_EACH) | W(W_OF)))
		behind++;
	name_of(d, behind, v->cut, &tail);
	for (size_t i = from + 1; i < behind; i++) {
		subject s = {.region = *region, .name.metric = TALLY_NO_CODE};

		if (!word_is(&t[i], W(W_REGION)))
			continue;
		source_text(d, t[from].from, t[from].to, s.name.text, sizeof s.name.text);
		name_slot partner = {.metric = TALLY_NO_CODE};

		source_text(d, t[i].from, t[i].to, partner.text, sizeof partner.text);
		name_join(&s.name, &s.name, &partner);
		name_join(&s.name, &s.name, &tail);
		s.name.mark = mark_of(d, t[i].from, t[i].to, TALLY_SLOT_EXPLICIT);
		subject_add(list, &s);
	}
	return true;
}

/* A、B，C，D分别…: names between commas before the clause, each whole or in parts. */
static bool between_commas(document *d, const value_frame *v, const region_slot *region,
			   subject_list *list)
{
	size_t from = v->object < v->cut ? v->object : v->phrase.from;
	int n = v->group.n;

	if (d->waiting.n == 0)
		return false;
	list->n = 0;
	if (d->waiting.n + 1 == n) {
		for (int k = 0; k < d->waiting.n; k++) {
			subject s = {.region = *region};

			name_of(d, d->waiting.from[k], d->waiting.to[k], &s.name);
			subject_add(list, &s);
		}
		subject s = {.region = *region};

		name_of(d, from, v->cut, &s.name);
		subject_add(list, &s);
	} else {
		for (int k = 0; k < d->waiting.n; k++)
			between_signs(d, d->waiting.from[k], d->waiting.to[k], region, false, list);
		between_signs(d, from, v->cut, region, false, list);
	}
	return list->n == n;
}

/* 新能源三大产业集群, the last of three: without the count; the kind that all are of, or "". */
static void take_off_count(name_slot *last, char *kind, size_t size)
{
	static const char *const counts[] = {"两大", "二大", "三大", "四大", "五大",
					     "六大", "七大", "八大", "九大", "十大"};

	kind[0] = '\0';
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		char *at = strstr(last->text, counts[i]);

		if (!at || at == last->text)
			continue;
		if (strncmp(at + strlen(counts[i]), "产业", strlen("产业")) == 0)
			snprintf(kind, size, "产业");
		*at = '\0';
		return;
	}
}

/* 人工智能、集成电路、新能源三大产业分别实现营业收入: the object is said once for all of them. */
static bool owners_of_object(document *d, value_frame *v, const region_slot *region,
			     subject_list *list)
{
	size_t from = v->phrase.from, to = v->object - 1;
	const token *t = d->s.tokens;
	name_slot object;
	char kind[16];

	if (!d->chinese || v->object >= v->cut || to <= from || v->group.n < 2)
		return false;
	while (to > from && word_is(&t[to - 1], W(W_RESPECTIVE) | W(W_EACH) | W(W_LEAD)))
		to--;
	list->n = 0;
	between_signs(d, from, to, region, false, list);
	if (list->n != v->group.n) {
		list->n = 0;
		return false;
	}
	name_of(d, v->object, v->cut, &object);
	take_off_count(&list->items[list->n - 1].name, kind, sizeof kind);
	for (int k = 0; k < list->n; k++) {
		name_slot *name = &list->items[k].name;

		if (kind[0] && !has_tail(name->text, "业"))
			name_append(name, kind);
		name_join(name, name, &object);
		name_look_up(d, name);
	}
	return true;
}

int list_of_names(document *d, value_frame *v, const region_slot *region)
{
	subject_list *list = &v->subjects;
	size_t from = v->object < v->cut ? v->object : v->phrase.from;

	if (v->group.n > 1 && between_commas(d, v, region, list)) {
		complete(d, v, list);
		return list->n;
	}
	list->n = 0;
	if (partners(d, v, region, list) || owners_of_object(d, v, region, list))
		return list->n;
	between_signs(d, from, v->cut, region, false, list);
	if (v->group.n > 1 && list->n > v->group.n) { /* 节能与环保、生命健康、航空航天产值 */
		list->n = 0;
		between_signs(d, from, v->cut, region, true, list);
	}
	complete(d, v, list);
	return list->n;
}
