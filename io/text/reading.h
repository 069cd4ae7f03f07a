/* reading.h: the state of reading one document: clauses, subjects, carried slots. Not public.
 *
 * A clause says what it says; the rest is carried: from the sentence (subjects, period, base),
 * from the paragraph (period, region), from the section (lead period, region), from the document
 * (day of publication). Every slot knows where it came from. */
#ifndef TALLY_TEXT_READING_H
#define TALLY_TEXT_READING_H

#include "parts.h"

/** Where a slot was printed. */
typedef struct {
	uint8_t origin; /**< tally_slot_origin */
	uint32_t line, column;
	size_t from, to; /**< bytes */
} origin_mark;

/** A metric, by id or by its printed name. */
typedef struct {
	int32_t metric; /**< or TALLY_NO_CODE */
	char text[TALLY_NAME_MAX];
	origin_mark mark;
} name_slot;

/** No name; the rest of its text is not touched. */
static inline void name_clear(name_slot *n)
{
	n->metric = TALLY_NO_CODE;
	n->text[0] = '\0';
	n->mark = (origin_mark){0};
}

typedef struct {
	int32_t region; /**< or TALLY_NO_CODE: `text` is a name that no list knows */
	char text[TALLY_NAME_MAX];
	origin_mark mark;
} region_slot;

typedef struct {
	bool known;
	tally_period period;
	bool instant, since, range, unknown, now;
	origin_mark mark;
} period_slot;

/** What is measured, and where. */
typedef struct {
	name_slot name;
	region_slot region;
	bool child; /**< named behind 其中 */
} subject;

typedef struct {
	int n;
	bool overflow;
	subject items[TEXT_LIST_MAX];
} subject_list;

/** What the growth or difference is counted from. */
typedef struct {
	enum { BASE_NONE, BASE_YOY, BASE_POP, BASE_DATE } kind;
	tally_period period;
	bool relative;  /**< 上年末: a year is not said */
	int months_ago; /**< 五年前: so long before the value's own period; 0: `period` says it */
	origin_mark mark;
} base_slot;

/** What stands around one value; the masks of the frames test these. */
typedef enum {
	F_PERCENT, /**< %, ‰, 成, fractions */
	F_POINTS,
	F_TIMES,
	F_LEVEL_UNIT, /**< money, counts, measures */
	F_NO_UNIT,
	F_UP,
	F_DOWN,
	F_UPTO,
	F_DOWNTO,
	F_RATE,
	F_SHARE,
	F_PORTION,
	F_CONTRIBUTION,
	F_PULL,
	F_ABOVE,
	F_FASTER,
	F_SLOWER,
	F_MEAN,
	F_YOY,
	F_BASE,
	F_INDEX,
	F_LEVEL,
	F_NAME,        /**< a name stands before the value */
	F_NOUN_BEHIND, /**< a noun follows it */
	F_RATE_NAME,   /**< the metric is a rate: 失业率, 强度 */
	F_PART_NAME,   /**< the metric is the share of a kind: 产业化率 */
	F_LAST_CONTRIBUTION,
	F_LAST_SHARE,
	F_LAST_GROWTH,
	F_LAST_RATE, /**< what the subject's last value was */
	F_WHOLE,     /**< a whole was named: 在…中 */
	F_EQUALS,
	F_ONLY, /**< 只有, 仅: the value is what there is, of what was said before */
	F_FLAT,
	F_HAS_BASE_AMOUNT,
	F_SIGNED, /**< English: printed with + or - */
	F_TENTHS, /**< 成, fractions: what parts are told in */
} fact;
#define F(x) (UINT64_C(1) << (x))

typedef enum { SIGN_PLUS, SIGN_VERB, SIGN_RATE, SIGN_CHANGE, SIGN_ABOVE } sign_source;

/** One row of the frame table. */
typedef struct {
	const char *id;
	uint64_t need;   /**< all of these facts */
	uint64_t any;    /**< one of these, when not 0 */
	uint64_t forbid; /**< none of these */
	tally_measure measure;
	sign_source sign;
	const char *example;
} frame;

/** The first frame that fits, or NULL. */
const frame *frame_find(uint64_t facts);
const frame *frame_named(const char *id);
size_t frame_count(void);
const frame *frame_at(size_t i);

#define PENDING_MAX 12
/** Zones of one paragraph that are told apart; of more, the last takes the place of the one before.
 */
#define ZONES_NAMED_MAX 16
/** A pointer (三省) is at so many places at most. */
#define LISTED_MAX 16
/** Shares told in turn: 分别占A的x%、B的y%. */
#define TURNS_MAX 8

/** A list of values: 5.9%、5.5%. */
typedef struct {
	uint32_t items[TEXT_LIST_MAX]; /**< tokens */
	int n;
	size_t left;      /**< first token of its left context */
	size_t right_end; /**< token behind its right context */
	bool overflow;
	bool inner;       /**< a count within the whole of the share behind it */
	bool composition; /**< parted by ∶ */
} value_group;

#define GROUPS_MAX 256

/** Towns that a text may call by their short names; of more, the first is forgotten. */
#define TOWNS_MAX     12
#define TOWN_NAME_MAX 4

typedef struct {
	int32_t ref; /**< the word of its full name */
	size_t n;
	uint32_t name[TOWN_NAME_MAX];
} town_name;

typedef struct {
	const tally_lexicon *lex;
	const tally_read_options *options;
	const tally_read_sink *sink;
	tally_read_counts *counts;
	const char *bytes;
	size_t size;
	scratch s;

	tally_day published, as_of;
	int aim_year;   /**< the last year to come that was named; 0: none was */
	bool told_here; /**< the paragraph says the day of `as_of` */
	period_context dates;
	bool heading, fresh,
	    lead; /**< within a heading; a heading went before; in its first paragraph */
	bool chinese;
	block_kind kind;

	period_slot article, paragraph, sentence, clause;
	period_slot dated;     /**< of the sentence, for those behind it */
	period_slot former;    /**< of the first of two levels: 由2020年的…增加到 */
	period_slot instant;   /**< the last day named: stocks are of that day */
	period_slot whole_day; /**< that the sentence before was of: what 其中 goes on with */
	period_slot opening;   /**< of the paragraph's first value, when its sentence says one */
	bool opened;           /**< the paragraph has had a value */
	period_slot last_paragraph; /**< of the paragraph before, when its section has none */
	period_slot title;          /**< of the last heading */
	period_slot report;         /**< of the title of the whole text: 2024年…统计公报 */
	char part_head[TALLY_NAME_MAX]; /**< whose parts the sentence speaks of: 约五成的国家高新区…
					 */
	bool clause_period_list;
	int32_t period_list;  /**< index of a period with several members, or -1 */
	int32_t province;     /**< named last, or TALLY_NO_CODE */
	int32_t home;         /**< the place of the text, or TALLY_NO_CODE (home.c) */
	uint32_t kinds_meant; /**< kinds of zones (a bit each) whose short name means them all */
	int32_t group_named;  /**< zones of a province that the article counted, or TALLY_NO_CODE */
	int32_t about;        /**< the place of the article, or TALLY_NO_CODE (home.c) */
	int32_t above;        /**< the one place that the headings above it name */
	bool heads_differ,
	    about_open;            /**< they name several; its first figures may still name it */
	bool local_unnamed;        /**< it said 全省 and not whose */
	region_slot region;        /**< the section's last subject region */
	region_slot former_region; /**< the same, when the paragraph began */
	region_slot place_of_sentence; /**< the same, when the sentence began */
	subject main;                  /**< the last sentence's subject, for 占…, 同比… */
	bool has_main;
	int32_t nation;               /**< that an English text named first, or TALLY_NO_CODE */
	name_slot counted;            /**< what was last counted in 家, 个, 人 */
	int32_t counted_unit;         /**< which of them */
	char on_list[TALLY_NAME_MAX]; /**< what the list is of that the article tells: 首批…试点城市
				       */
	char
	    industry[TALLY_NAME_MAX]; /**< whose revenue the article told first: 数字经济核心产业 */
	name_slot firms; /**< the first firms that the article counted: 数字经济核心产业企业 */
	name_slot topic;     /**< a metric that a clause without figures spoke of */
	name_slot spoken_of; /**< 新能源汽车是最抢眼的亮点: what the paragraph speaks of */
	name_slot headline; /**< what the paragraph's first value measured */
	int turn, n_turns;  /**< which of the shares told in turn is read; 0: none are */
	int n_zones;       /**< zones named so far in the paragraph, the last one before it first */
	region_slot zones; /**< the group of zones that an English text is about */
	region_slot headed; /**< the place that the section's English heading begins with */
	name_slot whole;    /**< 在…中 */
	name_slot before;   /**< noun phrase of the clause before, without value */
	struct {
		size_t from[TEXT_LIST_MAX], to[TEXT_LIST_MAX]; /**< tokens */
		int n;
	} waiting;      /**< clauses that were nothing but a name: A、B，C，D分别… */
	subject parent; /**< what 其中 speaks of */
	bool has_parent, in_child;
	base_slot base;          /**< of the sentence's clauses without values */
	base_slot base_before;   /**< what `base` was before this clause, or that of a difference */
	bool base_here;          /**< the clause says its base itself */
	bool base_of_difference; /**< `base` is what a rate was compared with: 比上半年加快 */
	uint64_t carried;        /**< word classes of those clauses */
	bool valued_paragraph;   /**< the paragraph has had a value or a place already */
	int article_values;      /**< figures of the sentence that dated the article */
	bool headed_anew; /**< a heading without a date stands between here and what dated the
			     section */
	bool
	    instant_here; /**< since the last heading a day was named that things were counted on */
	bool so_far; /**< the sentence counts up to the day of publication: 累计, 成立以来 */
	bool weak;   /**< the sentence's period only modifies a noun: 今年政府工作报告 */
	bool has_values;      /**< the sentence has figures at all */
	bool valued;          /**< the sentence had a value */
	int n_values;         /**< so many */
	int span_months;      /**< 用3年时间 */
	int within_months;    /**< 十年间由…增至… */
	int ago_months;       /**< 五年前这一比重是… */
	name_slot last_whole; /**< of the last share: its difference has the same */
	region_slot last_whole_region;
	int n_places, n_listed;
	bool paired;      /**< `pair` is of this sentence */
	bool places_open; /**< the places are of the clause being read */
	tally_measure last_measure;
	town_name towns[TOWNS_MAX]; /**< [n_towns] named so far */
	int n_towns;
	bool in_caption;     /**< what is read is the caption of a picture */
	uint32_t body_line;  /**< the last line of the last paragraph that was no heading */
	bool signed_above;   /**< the line above says who wrote the article that begins */
	bool above_somebody; /**< a clause said with whom the sentence's values are compared */
	int last_above;      /**< 1 or -1: the last value was above or below somebody else */
	bool last_fall;      /**< the last value was said as a fall: 降幅为18.6% */
	uint64_t last_way;   /**< F_UP or F_DOWN of the last growth */
	bool has_last;
	bool survey, preliminary, forecast;
	size_t each_from, each_part; /**< of 每10家…有7家: behind the 10家, and the 7家; 0: none */
	bool products;               /**< it lists products and how much of each was made */
	bool output;                 /**< the sentence speaks of 产量, 产品 */
	bool composed, sectors; /**< the sentence gave a composition; of the three sectors */

	value_group *groups;       /**< [GROUPS_MAX] of the clause */
	struct value_frame *frame; /**< of the value being read */
	tally_reading *pending;    /**< [PENDING_MAX] claims of headings */
	int n_pending;
	tally_reading out;
	int stop;

	/* large, and not cleared beyond what their counts say */
	subject_list current; /**< subjects of the sentence's last values */
	subject_list history; /**< all subjects of the sentence, in order */
	region_slot zones_named[ZONES_NAMED_MAX];
	subject turns[TURNS_MAX];         /**< [n_turns] */
	region_slot pair[2];              /**< of a clause that named two: 前者, 后者 */
	region_slot listed[LISTED_MAX];   /**< [n_listed] that 两市, 三大区域 point at */
	char listed_name[TALLY_NAME_MAX]; /**< that 两者 points at, of one place; "": of several */
	region_slot places[TEXT_LIST_MAX]; /**< [n_places] whose members were counted: 东部70家… */
} document;

/* clause.c: tokens to sentences and clauses, names out of them */

typedef struct {
	size_t from, to; /**< tokens [from, to) */
} token_range;

static inline bool is_han(uint32_t c)
{
	return c >= 0x4e00 && c <= 0x9fff;
}

static inline bool is_quote(uint32_t c)
{
	return c == 0x201c || c == 0x201d || c == '"';
}

static inline bool word_is(const token *t, uint64_t classes)
{
	return t->kind == T_WORD && t->classes & classes;
}
/** Word classes of tokens in [a, b) that stand outside brackets. */
uint64_t classes_in(const document *d, size_t a, size_t b);
const word *word_of(const document *d, const token *t);

/** brackets.c: brackets of the paragraph become parts of names, clauses, or are taken out. */
void brackets_settle(document *d);
/** home.c: the place in the title becomes the text's home. */
void home_from_title(document *d);
/** Where a clause is that names no place. */
region_slot home_region(const document *d);
/** english.c: the first token behind a verb of having in [a, b), or a. */
size_t english_object(const document *d, size_t a, size_t b);
/** The end of [a, b) without a verb of having that closes it: "Foshan posted". */
size_t english_without_verb(const document *d, size_t a, size_t b);
/** "plans to increase the share": the token behind the verb in [a, b), or a. */
size_t english_aimed(const document *d, size_t a, size_t b);
/** The noun behind a number ends before this token. */
bool english_noun_ends(const document *d, const token *t);
/** "firms in the digital sector": the preposition i is within the noun. */
bool english_noun_goes_on(const document *d, size_t i, size_t b);
/** A number without unit that counts things; its kind becomes U_COUNT. */
bool english_count(document *d, size_t i, size_t a, size_t b);
/** "the revenue of the country's 169 zones is": the count i belongs to the name of what is
 * measured. */
bool english_inner_count(const document *d, size_t i, size_t end);
/** "firms with over 100 employees": the bound of those counted, in front of quantity i. */
bool english_bound(const document *d, size_t i);
/** "of China's unicorn companies" behind a share: the token of the noun, or i. */
size_t english_whole(const document *d, size_t i, size_t b);
/** The token says "the country", "the nation". */
bool english_nation(const document *d, const token *t);
/** The token says "these", "those". */
bool english_these(const document *d, const token *t);
/** The first nation that the paragraph names becomes the one that "the country" means. */
void english_find_nation(document *d);
/** The first paragraph is a title, though longer than Chinese ones. */
bool english_title(const document *d);
/** The phrase [a, b) only points at what was named: "the largest decreases", "the figure". */
bool english_pointer(const document *d, size_t a, size_t b);
/** The clause [a, b) explains the one before: "which measures costs". */
bool english_aside(const document *d, size_t a, size_t b);
/** Commas within a list of places or of values are made list signs. */
void english_lists(document *d);
/** A new paragraph forgets the place named in the one before. */
void english_paragraph(document *d);
/** The paragraph is nothing but the day of publication, which is noted. */
bool date_line(document *d);
/** "## ...": a heading of its own rank, not a line between paragraphs. */
bool marked_heading(const document *d);
/** The headings above an article, its first figures: which place it is about. */
void about_from_heading(document *d);
void about_from_subject(document *d, int32_t region);
void about_begins(document *d);
/** In a new paragraph the text is where the article is, and no more in the nation. */
void about_again(document *d);
/** The one place that a heading begins with. */
region_slot heading_place(const document *d);
/** Where 全省 is: `here` or home when that is one, the province of `here`, else nowhere. */
region_slot home_of_local(document *d, const token *local, const region_slot *here);
/** The province named last before the token, in this paragraph or an earlier one. */
int32_t province_before(const document *d, const token *local);
/** The place holds the one that the paragraph speaks of: 助推湖北省… in a text about a zone there.
 */
bool wider_in_passing(const document *d, int32_t named);
/** Whether a place lies in another: 广州市 in 广东省, 武汉东湖高新区 in 武汉. */
/** towns.c: 太仓 becomes a place where the text has named 太仓市 or 江苏太仓. */
void towns_named(document *d);
/** The first place that tokens [a, b) name, but the nation; false: none. */
bool first_place(const document *d, size_t a, size_t b, region_slot *out);
bool place_holds(const document *d, int32_t wide, int32_t narrow);
/** A new paragraph of a text that is at home speaks of home again, not of a part of it. */
void home_again(document *d);
/** The paragraph's last province, for the paragraphs behind it. */
void remember_province(document *d);
/** The province of a city, of a zone or of a group of zones; of a province itself. */
int32_t province_of(const document *d, int32_t region);

quantity *quantity_of(document *d, const token *t);
period_reading *period_of(document *d, const token *t);
/** Name of characters, white space folded, as printed in the source. */
void source_text(const document *d, size_t from, size_t to, char *out, size_t size);
origin_mark mark_of(const document *d, size_t from, size_t to, tally_slot_origin origin);

/** Noun phrase of tokens [a, b): leading adverbs, periods and regions are taken off; the
 * regions go to `regions` (at most TEXT_LIST_MAX), a whole (在…中) to `whole`. */
typedef struct {
	size_t from, to; /**< tokens of the name */
	region_slot regions[TEXT_LIST_MAX];
	int n_regions;
	size_t whole_from, whole_to; /**< tokens of the whole; equal: none */
	bool child, among;
	bool whole_behind;   /**< the whole stands behind the name: A在B中 */
	size_t local;        /**< the token of 全省 and 1, 0: none */
	bool region_is_head; /**< nothing but a region was named */
	size_t region_token;
	bool region_of_whole; /**< 在全国外贸大盘中: the region is the whole's */
} noun_phrase;

/** 对东盟、欧盟进出口: the token behind the partners named from token a on, or 0. */
size_t trade_partner(const document *d, size_t a, size_t b);
void noun_phrase_find(const document *d, size_t a, size_t b, noun_phrase *out);
/* names.c */

/** The name of tokens [a, b): a metric of the code lists or the printed text. */
void name_of(const document *d, size_t a, size_t b, name_slot *out);
bool name_is_empty(const name_slot *n);
/** Prints into the text of a name or place; what is too long is cut at a character. */
__attribute__((format(printf, 2, 3))) void name_print(char out[static TALLY_NAME_MAX],
						      const char *format, ...);
/** The metric becomes that of the name's text, or TALLY_NO_CODE. */
void name_look_up(const document *d, name_slot *name);
/** The metric that the lists have by this name, or TALLY_NO_CODE. */
int32_t metric_of_characters(const document *d, const uint32_t *cp, size_t n);

/* places */

/** Regions of which zones are counted, by their codes: CN-HTZ, CN-FTZ (zones.c). */
bool zone_kind(const char *code);
/** The place of the token is one. */
bool zone_kind_of(const document *d, const token *t);
/** The same place, in the lists or by its text. */
bool same_place(const region_slot *a, const region_slot *b);
/** The word says the kind of zone and nothing of which: 高新区, not 国家高新区. */
bool zone_kind_alone(const document *d, const token *t);
/** The kind of zones that a group of them is of: CN-HTZ for CN-HTZ-NE; TALLY_NO_CODE: it is no
 * group. */
int32_t kind_of_group(const document *d, int32_t group);
/** A zone, a group of zones or all of a kind. */
bool zone_or_kind(const document *d, int32_t region);
/** The bit of its kind in `kinds_meant`. */
uint32_t zone_kind_bit(const document *d, const token *t);

/* claims */
/** Reads the paragraph's tokens from `from` on, sentence by sentence. */
void document_sentences(document *d, size_t from);
void document_unread(document *d, const token *t, const char *reason);
void document_emit(document *d, const tally_reading *r);
void pending_flush(document *d);

#endif
