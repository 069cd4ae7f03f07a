/* values.h: one value and its surroundings, on the way to a claim. Not public. */
#ifndef TALLY_TEXT_VALUES_H
#define TALLY_TEXT_VALUES_H

#include "reading.h"

#include <string.h>

/** What was found around a group of values. */
typedef struct value_frame {
	value_group group;
	uint64_t facts;
	const frame *rule;
	size_t cut;                /**< the noun phrase ends before this token */
	size_t verb;               /**< the word that decides what the value is, or group.left */
	noun_phrase phrase;        /**< in front */
	size_t object;             /**< first token of the object behind a verb; == cut: none */
	size_t noun_from, noun_to; /**< tokens of a noun behind the value */
	bool examples;             /**< the phrase in front is a list of examples (…等15个) */
	bool respective, each;
	bool pointed; /**< the phrase's places are those of a pointer: 两市 */
	bool covers;  /**< 100%全覆盖: the names before it are covered */
	subject_list subjects;
	name_slot whole;
	region_slot whole_region;
	base_slot base;
	tally_kind kind;
	size_t bound; /**< the token that bounds the value (超过), or the value's own */
	bool members; /**< members of a group were counted */
	bool counts_differ;
	region_slot counted; /**< a kind of region that was counted: 自创区23个 */
} value_frame;

/** Text, a metric, a place or a word that says nothing of a value: it may be part of a name. */
bool token_is_content(const token *t);
/** A word that may stand between a name and its value. */
bool token_is_verbal(const token *t);
/** 比, 较; 比同期 and 较上年同期 too, where somebody to compare with follows. */
bool begins_comparison(const document *d, const token *t);

/* groups.c */
/** The reason why a quantity is no value, or NULL. */
const char *value_refused(document *d, size_t i, size_t end);
/** Collects the groups of values of tokens [a, b); returns their number (at most max). */
int value_groups(document *d, size_t a, size_t b, value_group *out, int max);
/* values.c */
/** Facts, frame, noun phrase, noun behind. false: no frame fits. */
bool value_analyse(document *d, value_frame *v, size_t clause_from);
/** Who is measured: explicit, elliptic or carried. */
void value_subjects(document *d, value_frame *v, size_t clause_from);

/* dating.c */
/** The k-th period of a token, as it is said there. */
period_slot slot_of_period(document *d, const token *t, int k);
/* times.c */
/** Takes up the periods of clause [a, b): its own, its base, the day of an event. */
void clause_periods(document *d, size_t a, size_t b, size_t sentence_end);
/** 2010年以前获批的56家国家高新区: the period of token i tells which of them are meant. */
bool period_tells_which(const document *d, size_t i, size_t b);
/* absorb.c */
/** What clause [a, b), which has no value, leaves to the next ones. */
void clause_absorb(document *d, size_t a, size_t b);
/** 其中: what follows are parts of the subject before. */
void enter_child(document *d, bool child);

/* pointers.c */
/** Places named in a row become those that 两市, 三大区域 point at. */
void pointers_note_places(document *d, const region_slot *places, int n);
/** So do the places of several subjects. */
void pointers_note_subjects(document *d, const subject_list *s);
/** A pointer in front of the value stands for its places, in v->phrase. */
void pointers_resolve(const document *d, value_frame *v);
/** The names of the pointer, as one; false: it points at places, or at nothing. */
bool pointers_name(const document *d, value_frame *v);
/** One subject at all the places of the pointer. */
void pointers_join(value_frame *v);

/* lists.c */
void subject_add(subject_list *list, const subject *s);
/** Only those that are there: the list itself is large. */
void subjects_copy(subject_list *to, const subject_list *from);
/** 、, 和: stands between the names of a list. */
bool list_sign(const token *t);
/** a's text and b's, as one. */
void name_join(name_slot *out, const name_slot *a, const name_slot *b);
/** 购进价格 beside 工业生产者出厂价格: the front is shared, if the lists know the result. */
void name_share_front(document *d, name_slot *part, const char *first);
/** The head of a compound name (产量 of 汽车产量), within it; NULL: none is known. */
const char *name_head(const char *name);
/** The names in front of the value, into v->subjects; returns their number. */
int list_of_names(document *d, value_frame *v, const region_slot *region);

/* composition.c */
/** Token i parts two numbers of a composition (a∶b∶c). */
bool composition_sign(const document *d, size_t i);
/** The composition that begins with quantity i, into g; its last token. */
size_t composition_list(document *d, size_t i, size_t b, value_group *g);
/** Parts and shares of v->group; false: no parts are named or the numbers are no shares. */
bool composition_analyse(document *d, value_frame *v);

/* english_value.c */
/** What stands behind an English value, into v->facts, its noun and its whole. */
void english_facts(document *d, value_frame *v);
/** Token i on names no thing: "the national total", "them". */
bool english_generic(const document *d, size_t i, size_t end);
/** "a 5 percent rise in exports": the growing thing is the noun behind. */
bool english_named_behind(const value_frame *v);
/** "40 percent were located in the national zones": the place. */
bool english_located(document *d, const value_frame *v, region_slot *out);
/** "the share of exports in the total": the name is behind the word; "production of electricity,
 * gas and water": it began before the commas; false: neither. */
bool english_name_elsewhere(document *d, const value_frame *v, name_slot *out);
/** "The zones accounted for 14.1 percent of GDP": it is their GDP that is meant. */
void english_same_as_whole(const document *d, value_frame *v, name_slot *name);
/** "exported cars worth", "spent 5 billion yuan on research": the verb makes the name. */
bool english_verb_names(document *d, const value_frame *v, size_t clause_from, name_slot *out);

/* of_each.c */
/** 每10家…有7家: the quantity i was the 10, and the 7 is now 7/10. */
bool of_each_take(document *d, size_t i);
/** Subject, whole and rule of such a 7/10; false: v->group is none. */
bool of_each_analyse(document *d, value_frame *v);

/** 全省国家高新区: the one place of the phrase becomes those of the province spoken of. */
void local_zones(document *d, noun_phrase *np);
/** Where the value is: named, carried, or the text's home. */
region_slot region_for(document *d, value_frame *v);
/** Where the sentence or the section is, when the clause names no place. */
region_slot carried_region(const document *d);

/* shares.c: each finds its construction in v and gives it the facts of a share or a ratio */
/** 贡献了16.3%的地区生产总值: a part of it, no part of its growth. */
bool value_gives_part(const document *d, const value_frame *v);
/** 面积不到全市的0.5%: of what the place has. */
void share_of_place(document *d, value_frame *v);
/** 搭建大数据平台的园区接近70%: so many of them. */
void share_of_things(document *d, value_frame *v);
/** 接近全国数字经济规模的30%: measured against what stands between. */
void ratio_near_other(document *d, value_frame *v);
/** 与国内生产总值之比为2.68% */
void ratio_to(document *d, value_frame *v);
/** 完成年度目标任务的113.7%: the token of the verb, or the value's. */
size_t ratio_of_target(const document *d, const value_frame *v);
/** 为全国平均水平的63%: the token before what is measured against, or the value's. */
size_t ratio_of_other(const document *d, const value_frame *v);
/** 、税收收入的11.8%: a share as the one before. */
void share_in_turn(const document *d, value_frame *v);
/** 占全国的12.3%、长三角的45.6%: of a second place. */
void share_goes_on(document *d, value_frame *v, size_t clause_from);

/* counted.c */
/** How many there are of a kind of region: its name and, where the lists have one, the metric. */
name_slot count_of_kind(const document *d, const tally_region *r);
/** 自创区23个: the kind of zones that v counts, into s; false: it counts something else. */
bool counted_kind(document *d, value_frame *v, subject *s);
/** 国务院一共批复了23家自创区: the same, the kind behind the count. */
bool kind_behind(document *d, value_frame *v, subject *s);

/* portions.c */
/** 国家高新区中，约五成…: the whole is a kind of zones. */
bool zones_are_whole(const document *d, const value_frame *v);
/** 六成的国家高新区…，八成…: whose parts, said once, is added to the name. */
void part_of_whom(document *d, const value_frame *v, name_slot *name);
/** 近八成的研发经费由企业投入: 企业研发经费, and its whole into v; false: nobody did it. */
bool part_by_whom(document *d, value_frame *v, name_slot *out);
/** The verb of having or doing that the text begins with, 了 too, in bytes; 0: none. Its bytes
 * without 了 are *verb. */
size_t having_verb(const char *text, size_t *verb);
/** 147家|国家高新区建成了综合管理平台: 建成综合管理平台的国家高新区. */
void zones_that_did(const document *d, const value_frame *v, name_slot *name);
/** 搭建了大数据平台的|将近七成: of those whose parts the sentence tells. */
void those_that_did(const document *d, const value_frame *v, name_slot *name);
/** 拥有高级职称的|比例: the part of those spoken of that have it. */
void part_that_has(document *d, const value_frame *v, name_slot *name);
/** Adds what a part is part of: 在…中，独立研发产生的比例. */
void complete_part(document *d, value_frame *v, name_slot *name);
/** 科创板上市企业中，出自国家高新区的占六成: the part is a place's. */
bool part_of_place(document *d, value_frame *v, subject *s);

/* members.c */
/** The place of token i, printed there. */
/** The members of a kind (the token `members`) that a group has: 东部 of 国家高新区. */
region_slot members_place(const document *d, const region_slot *group, size_t members);
region_slot region_at(const document *d, size_t i);
/** 东部70家国家高新区: the counts of a place's members are v's subjects. false: none is counted. */
bool counted_members(document *d, value_frame *v);
/** 17家高新区 of the text's group: v's place becomes that group. */
void these_of_kind(const document *d, value_frame *v);
/** The slot was not printed here: it comes at best from `to`. */
static inline void mark_carried(origin_mark *mark, tally_slot_origin to)
{
	if (mark->origin < (uint8_t)to)
		mark->origin = (uint8_t)to;
}

/* compass.c */
/** 东、中、西部: 东 and 中 become the words 东部 and 中部. */
void compass_points(document *d);
/** The region is a part of the country: 东部, 东北. */
bool compass_part(const document *d, int32_t region);
/** The zones of such a part (CN-HTZ-NE), named in a row with others. */
bool zones_of_part(const document *d, int32_t region);

/** 长三角, 黄河流域 in a text that began with another place: the next paragraph is not of them. */
bool cluster_in_passing(const document *d, int32_t region);

/** The text ends with `tail`, and is more than that. */
static inline bool has_tail(const char *text, const char *tail)
{
	size_t n = strlen(text), length = strlen(tail);

	return n > length && strcmp(text + n - length, tail) == 0;
}

/** The name is one of n. */
static inline bool name_among(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* zones.c */
/** 高新区 alone is the zone that the text named last: its token points at it. */
void zones_meant(document *d);
/** 武汉东湖、上海张江自创区: the places of a list become zones, when its last is one. */
void zones_of_list(document *d);
/** The zones of `kind` (CN-HTZ) that a text about `here` means: CN-HN-HTZ for Hunan, or `here`
 * itself when it is such a group. TALLY_NO_CODE: none. */
int32_t zones_of(const document *d, int32_t kind, int32_t here);
/** A count of zones so small that they may be those of one place. */
bool zones_are_few(const document *d, const token *count);

/* ellipsis.c */
/** What the sentence said before is added to a name that is not said in full. */
void name_in_full(document *d, const value_frame *v, name_slot *name);
/** The verb that a name of counted things begins with, in bytes; 0: none. */
size_t verb_in_front(const char *name);
/** The bytes of a name before what is done with it (示范区|承担); all of it, where nothing is. */
size_t name_before_doing(const char *name);
/** The name ends in 省份, 省(区、市): these are counted. */
bool counts_provinces(const char *name);
/** 企业数量 of several places, where the text counts firms of a kind: of those. */
bool name_of_firms(document *d, const value_frame *v, name_slot *name);
bool name_firms_alone(const document *d, name_slot *name);
/** 成交额 alone, behind 技术合同2.9万项: that of what was counted or spoken of. Whether it was one.
 */
bool name_of_counted(document *d, name_slot *name);
/** A name of goods alone is that of their output only where output is meant. */
void name_goods_alone(document *d, const value_frame *v, name_slot *name);
/** 鱼峰区规上工业产值: a district that no list knows becomes the place. */
/** Text added to a name; with a metric's own name it is another name. */
void name_append(name_slot *name, const char *tail);

/* owners.c */
/** 增加值 alone, behind 第三产业恢复更快: of what the clause before began with. Whether it was so.
 */
bool name_head_of_before(const document *d, name_slot *name);
/** 产值, 营收, 获贷率 alone: of the industry or the firms told of. */
void name_of_owner(document *d, const value_frame *v, name_slot *name);
/** 大型企业发明专利产业化率…，中型企业…: the same of another kind of firms; v's rule may become a
 * share's. */
void name_of_kin(document *d, value_frame *v, name_slot *name);

/* name_behind.c */
/** What stands behind the value, with the verb in front; false: nothing does. */
bool name_behind(document *d, value_frame *v, size_t clause_from, name_slot *out);
/** 大学、5000余家…: what stands before belongs to the value before. */
bool behind_separator(const document *d, const value_frame *v);

/* plain_names.c */
/** The bytes of the one of n words that the text begins with; 0: of none. */
size_t front_among(const char *text, const char *const *words, size_t n);
/** The bytes of the one of n_words words that text[0..n) ends with, the first in the list; 0: of
 * none. */
size_t tail_among(const char *text, size_t n, const char *const *words, size_t n_words);
/** The bytes of 有, 已, 聚集 that the text begins with: what follows is had. */
size_t having_front(const char *text);
/** A name that no list knows becomes one that a list does, when it is that in other words. */
void name_made_plain(document *d, name_slot *name);
/** “双千兆”网络100%覆盖: it is the rate of coverage. */
void name_of_coverage(document *d, name_slot *name);

/* places.c */
/** 浦口区, 中德产业园: the text is a name of a place by its last characters. */
bool place_by_its_end(const char *text);
/** 宝安区高新技术企业, 中德合作产业园累计签约项目: the front of a name is a place. */
void place_no_list_knows(document *d, subject *s);
/** 南京浦口区实现地区生产总值…: what stands between the place in the lists and the verb is one. */
void place_before_verb(document *d, const value_frame *v, subject *s);
/** The place that a listed name holds (全国居民…, 国家高新区数量); `first` is the name's first
 * token. false: it holds none. */
bool place_of_name(document *d, value_frame *v, const name_slot *name, size_t first,
		   region_slot *region);

/* dating.c */
/** The period of value k of the group, into r; its slot into out. */
void print_period(document *d, const value_frame *v, int k, bool stock, tally_reading *r,
		  period_slot *out);
/** What a rate is counted from, appended to r->against. */
void print_base(const document *d, const value_frame *v, const period_slot *period,
		tally_reading *r);
/** Growth, differences and contributions have a base. */
bool rate_measure(tally_measure m);

/** The name is of an amount of money: 营业收入, 研发经费. */
bool name_of_amount(const document *d, const name_slot *name);
/* whole.c */
/** Shares, ratios, contributions and differences from others have a whole. */
bool wants_whole(tally_measure m);
/** The whole of v, named or placed between, in front or behind. */
void whole_find(document *d, value_frame *v);
/** The whole, into r->against. */
void print_whole(document *d, value_frame *v, const subject *s, tally_reading *r);

/* emit.c */
/** A name that no list knows is of things that are there on a day: 低空运营服务企业. */
bool name_of_stock(const char *name);
/** Adds a reason code to the claim, once. */
void reading_reason(tally_reading *r, const char *reason);
/** Where the slot was printed. */
void reading_slot(tally_reading *r, tally_slot_name slot, const origin_mark *m);
/** At most size - 1 bytes of text. */
void reading_text(char *out, size_t size, const char *text);
/** One claim per value. */
void value_emit(document *d, value_frame *v);

extern const uint64_t value_verbal;

#endif
