/* places.c: places that no list knows.
 *
 * 宝安区, 中德合作产业园, 南京江北新区: by its last characters what stands in front of a name is a
 * place; taken for a part of the name, its figures would be those of the place around it. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* Words that end like the name of a district and are none. */
static bool kind_of_area(const char *name, size_t n)
{
	static const char *const kinds[] = {
	    "地区",   "城区",   "园区",   "片区",   "库区",   "景区",   "校区",
	    "社区",   "市区",   "郊区",   "牧区",   "灾区",   "全区",   "各区",
	    "该区",   "我区",   "全县",   "各县",   "开发区", "高新区", "经开区",
	    "示范区", "保税区", "试验区", "工业区", "集聚区", "核心区", "功能区",
	    "先行区", "自治区", "特区",   "厂区",   "自贸区"};

	if (tail_among(name, n, kinds, sizeof kinds / sizeof *kinds))
		return true;
	return n == 6 && (strncmp(name, "新区", n) == 0 || strncmp(name, "山区", n) == 0 ||
			  strncmp(name, "矿区", n) == 0);
}

/* 共建…区: a verb, not a name. */
static bool begins_with_building(const char *text)
{
	static const char *const verbs[] = {"共建", "建设", "建成", "新建", "打造", "推动", "支持"};

	return front_among(text, verbs, sizeof verbs / sizeof *verbs) > 0;
}

/* 跨区域, 共建…区: the character ends no name. */
static bool within_word(const char *text, size_t k)
{
	static const char *const behind[] = {"域", "块", "间", "划", "分", "级", "位", "别", "内"};

	return front_among(text + k, behind, sizeof behind / sizeof *behind) ||
	       begins_with_building(text);
}

/* The bytes of a park's kind that text[0..k) ends with. */
static size_t park_kind(const char *text, size_t k)
{
	static const char *const kinds[] = {
	    "产业园区", "产业园", "工业园区", "工业园", "科技园区", "科技园", "科学城", "科技城",
	    "生物城",   "生物园", "软件园",   "物流园", "合作区",   "创新区", "经开区", "开发区",
	    "高新区",   "保税区", "新城",     "新片区", "生态城",   "示范区", "航天城"};
	static const char *const lasts[] = {"区", "园", "城"};

	return tail_among(text, k, lasts, sizeof lasts / sizeof *lasts)
		   ? tail_among(text, k, kinds, sizeof kinds / sizeof *kinds)
		   : 0;
}

/* 绿色产业园, 首批…园区 are some parks or other. */
static bool some_park(const char *text)
{
	static const char *const fronts[] = {
	    "大学科技园", "国家级", "省级", "市级", "首",   "各",   "全",   "该",   "本",
	    "建设",       "建成",   "新建", "打造", "共建", "培育", "形成", "拥有", "累计",
	    "已",         "多",     "一批", "大型", "现代", "绿色", "数字", "智慧", "特色",
	    "专业",       "千亿",   "百亿", "推动", "支持", "布局", "设立", "获批", "入选",
	    "农业",       "工业",   "其他", "不少", "部分"};

	return front_among(text, fronts, sizeof fronts / sizeof *fronts) > 0;
}

/* “小巨人”在高新区落户: somebody in a park. */
static bool stands_within(const char *text, size_t k)
{
	const char *in = strstr(text, "在"), *quote = strstr(text, "”");

	return (in && (size_t)(in - text) < k) || (quote && (size_t)(quote - text) < k);
}

/* 累计签约项目, 孵化企业: a place does or has something. */
static bool tells_of_place(const char *text)
{
	static const char *const verbs[] = {"吸引", "引进", "入驻", "落户", "落地", "签约",
					    "建成", "培育", "注册", "新增", "登记", "孵化"};

	return having_front(text) || front_among(text, verbs, sizeof verbs / sizeof *verbs);
}

/* 国家高新区建成…: the lists know it, so it was counted, or was no place here. */
static bool listed(const document *d, const char *text, size_t k)
{
	return tally_codes_find_region(d->lex->codes, text, k) != TALLY_NO_CODE;
}

/* 依托南宁高新区企业建设的…: how it was done. */
static bool leans_on(const char *text)
{
	static const char *const words[] = {"依托", "围绕", "借助", "立足", "面向",
					    "聚焦", "针对", "来自", "源自", "出自"};

	return front_among(text, words, sizeof words / sizeof *words) > 0;
}

/* 中德合作产业园|累计签约项目, and 光谷|生物城|已聚集…, whose front is a place in the lists: the
 * bytes of the name's front that belong to the place; 0: none do. */
static size_t park_front(const document *d, const subject *s, bool beside)
{
	enum { LONGEST = 36 };
	const char *text = s->name.text;
	size_t n = strlen(text);

	if (leans_on(text))
		return 0;
	for (size_t k = 9; k <= LONGEST && k < n; k += 3) {
		for (size_t i = k > 9 ? k - 3 : 0; i < k; i++)
			if ((unsigned char)text[i] < 0x80)
				return 0;
		size_t kind = park_kind(text, k);
		const char *of = strstr(text, "的");

		if (of && of < text + k)
			return 0; /* 经认定的国家大学科技园 */
		if (!kind || strncmp(text + k, "区", 3) == 0)
			continue;
		if (k < kind + 6 && !(beside && k == kind))
			return 0;
		const bool its = beside && k == kind && strncmp(text + k, "的", 3) == 0;

		return some_park(text) || stands_within(text, k) || listed(d, text, k) ||
			       !(its || tells_of_place(text + k) || name_head(text + k))
			   ? 0
			   : k;
	}
	return 0;
}

/* The first n bytes of the name are the place, or the end of its name. */
static void give_place(document *d, subject *s, size_t n, bool beside)
{
	char *text = s->name.text;
	size_t before = 0;

	if (s->region.mark.to - s->region.mark.from + n >= sizeof s->region.text)
		return;
	s->region.region = TALLY_NO_CODE;
	for (size_t i = s->region.mark.from; beside && i < s->region.mark.to; i++)
		if ((unsigned char)d->bytes[i] > ' ') /* it may go on in the next line */
			s->region.text[before++] = d->bytes[i];
	memcpy(s->region.text + before, text, n);
	s->region.text[before + n] = '\0';
	if (!beside)
		s->region.mark = s->name.mark;
	n += strncmp(text + n, "的", 3) == 0 ? 3 : 0; /* 广州|开发区|的生物医药企业 */
	memmove(text, text + n, strlen(text) - n + 1);
	name_look_up(d, &s->name);
}

/* The source says the name right behind the place. */
static bool goes_on_so(const document *d, const subject *s)
{
	size_t to = s->region.mark.to, n = strlen(s->name.text);

	n = n < 9 ? n : 9;
	return d->size - to >= n && memcmp(d->bytes + to, s->name.text, n) == 0;
}

static void park_no_list_knows(document *d, subject *s)
{
	bool beside = s->region.region != TALLY_NO_CODE &&
		      s->region.mark.origin == TALLY_SLOT_EXPLICIT && goes_on_so(d, s);
	size_t n = park_front(d, s, beside);

	if (n)
		give_place(d, s, n, beside);
}

/* 枝江市, no 地级市. */
static bool names_town(const char *text)
{
	static const char *const kinds[] = {"城市", "都市", "上市", "级市", "辖市", "全市"};
	size_t n = strlen(text);

	return n >= 9 && n <= 12 && has_tail(text, "市") &&
	       !tail_among(text, n, kinds, sizeof kinds / sizeof *kinds);
}

/* 枝江市|引进项目, not 农贸市|场: the name begins with a town, in bytes; 0: it does not. */
static size_t town_in_front(const char *name)
{
	static const char *const others[] = {"场", "值", "民", "区", "级", "委", "政", "长",
					     "价", "盈", "容", "辖", "内", "外", "属", "占"};
	char text[16];

	for (size_t k = 9; k <= 12 && k < strlen(name); k += 3) {
		memcpy(text, name, k);
		text[k] = '\0';
		if (strncmp(name + k - 3, "市", 3) == 0)
			return names_town(text) && !front_among(name + k, others,
								sizeof others / sizeof *others)
				   ? k
				   : 0;
	}
	return 0;
}

void place_no_list_knows(document *d, subject *s)
{
	static const size_t shortest = 6, longest = 15; /* bytes: 县名, 经济新区名 */
	char *text = s->name.text;

	if (!d->chinese || s->name.metric != TALLY_NO_CODE)
		return;
	park_no_list_knows(d, s);
	name_made_plain(d, &s->name);
	if (s->name.metric != TALLY_NO_CODE)
		return;
	size_t n = strlen(text), town_bytes = town_in_front(text);

	for (size_t k = shortest; k <= longest && k < n; k += 3) {
		for (size_t i = 0; i < k; i++)
			if ((unsigned char)text[i] < 0x80)
				return;
		bool town = k == town_bytes;

		if (!town && strncmp(text + k - 3, "区", 3) != 0 &&
		    strncmp(text + k - 3, "县", 3) != 0)
			continue;
		if (within_word(text, k))
			continue;
		if (kind_of_area(text, k) || strncmp(text + k, "的", 3) == 0 ||
		    !(name_head(text + k) || (town && verb_in_front(text + k))))
			return;
		give_place(d, s, k,
			   s->region.region != TALLY_NO_CODE &&
			       s->region.mark.origin == TALLY_SLOT_EXPLICIT && goes_on_so(d, s));
		return;
	}
}

/* 浦口区, 江北新区, 中德产业园: a name of a place by its last characters. */
bool place_by_its_end(const char *text)
{
	static const char *const kinds[] = {"区", "县", "镇", "旗"};
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x80)
			return false;
	if (n < 6 || n > 36 || some_park(text) || begins_with_building(text))
		return false;
	if (n >= park_kind(text, n) + 6 && park_kind(text, n))
		return true;
	return n <= 15 && tail_among(text, n, kinds, sizeof kinds / sizeof *kinds) &&
	       !kind_of_area(text, n);
}

/* The tokens [*first, *to) that name a place: before the verb of an object, or before a time. */
static bool place_tokens(document *d, const value_frame *v, size_t *first, size_t *to)
{
	const token *t = d->s.tokens;
	char text[TALLY_NAME_MAX];

	*first = v->group.left;
	while (*first < v->group.items[0] && word_is(&t[*first], W(W_LEAD)))
		++*first;
	if (*first + 1 < v->group.items[0] && t[*first].kind == T_TEXT &&
	    t[*first + 1].kind == T_PERIOD) { /* 枝江市2021年以来… */
		*to = *first + 1;
		source_text(d, t[*first].from, t[*first].to, text, sizeof text);
		return place_by_its_end(text) || names_town(text);
	}
	*first = *to = v->phrase.from;
	if (v->object >= v->cut || *first >= v->object)
		return false;
	while (*to < v->object && t[*to].kind == T_TEXT)
		++*to;
	if (*to == *first || *to == v->object)
		return false;
	source_text(d, t[*first].from, t[*to - 1].to, text, sizeof text);
	return place_by_its_end(text);
}

/* 南京浦口区实现地区生产总值…: what stands between the place in the lists and the verb is the
 * place. */
void place_before_verb(document *d, const value_frame *v, subject *s)
{
	const token *t = d->s.tokens;
	size_t first, to;

	if (!d->chinese || !place_tokens(d, v, &first, &to))
		return;
	bool beside = first > 0 && word_is(&t[first - 1], W(W_REGION)) &&
		      t[first - 1].to == t[first].from && s->region.region != TALLY_NO_CODE;

	first -= beside;
	s->region = (region_slot){.region = TALLY_NO_CODE};
	source_text(d, t[first].from, t[to - 1].to, s->region.text, sizeof s->region.text);
	s->region.mark = mark_of(d, t[first].from, t[to - 1].to, TALLY_SLOT_EXPLICIT);
}
