/* parts.h: what the parts of the reader hand to each other. Not a public header.
 *
 * bytes -> block (folded code points with their places) -> tokens (words, quantities,
 * periods) -> clauses and frames -> claims. A block is a paragraph, at most
 * TEXT_BLOCK_MAX characters; everything about it lives in one `scratch`, whose arrays are
 * reused from block to block: nothing is allocated per token. */
#ifndef TALLY_TEXT_PARTS_H
#define TALLY_TEXT_PARTS_H

#include "claim.h"
#include "text/reader.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Characters of one block; a longer paragraph is cut at a sentence end, else here. */
#define TEXT_BLOCK_MAX 32768
/** Items of one list (分别); longer lists are unresolved. */
#define TEXT_LIST_MAX 64

/* --- words --------------------------------------------------------------------- */

/** What a word may be; a word can be several things at once. The names are those of words.csv. */
typedef enum {
	W_PLAIN,        /**< an ordinary word that only contains one of the others */
	W_PROTECTED,    /**< holds a numeral that is no value: 一批, 5G */
	W_METRIC,       /**< from the code lists */
	W_REGION,       /**< from the code lists */
	W_UNIT,         /**< unit of measure or money, from the code lists */
	W_CLASSIFIER,   /**< what counts are counted in: 家, 个 */
	W_CURRENCY,     /**< stands before the number: 人民币, $ */
	W_BEFORE,       /**< qualifier before the number: 约 */
	W_AFTER,        /**< qualifier behind it: 左右 */
	W_LEVEL,        /**< 为, 达到: the value is the level */
	W_UP,           /**< growth verbs, + */
	W_DOWN,         /**< growth verbs, - */
	W_UPTO,         /**< 增至: the value is the new level, direction + */
	W_DOWNTO,       /**< 降至 */
	W_RATE,         /**< 增速, 涨幅 (+), 降幅 (-): the value is a rate, or its change */
	W_FASTER,       /**< a rate rises: 加快, 扩大 */
	W_SLOWER,       /**< a rate falls: 放缓, 收窄 */
	W_YOY,          /**< 同比 */
	W_POP,          /**< 环比 */
	W_COMPARE,      /**< 比, 较, 与 before a base */
	W_COMPARED,     /**< 相比 behind it */
	W_ABOVE,        /**< 高于 (+), 低于 (-): a difference from somebody else */
	W_SHARE,        /**< 占 */
	W_PORTION,      /**< 比重, 占比 */
	W_CONTRIBUTION, /**< 贡献率 */
	W_PULL,         /**< 拉动: contribution in points */
	W_MEAN,         /**< 年均 */
	W_NOMINAL,      /**< 名义 */
	W_REAL,         /**< 实际, 按可比价格 */
	W_EACH,         /**< 均: the same value for each */
	W_RESPECTIVE,   /**< 分别 */
	W_CHILD,        /**< 其中 */
	W_CONJ,         /**< 和, 与, 及 */
	W_TURN,         /**< 转为 */
	W_FROM,         /**< 从, 由 */
	W_TO,           /**< 到, 至 */
	W_TARGET,       /**< 力争, 目标 */
	W_FORECAST,     /**< 预计 */
	W_CUMULATIVE,   /**< 累计 */
	W_FLAT,         /**< 持平 */
	W_LEAD,         /**< opens a clause and is no part of a name: 此外, 已 */
	W_ENUM,         /**< counted things that are a list, no statistics: 方面, 任务 */
	W_DATELINE,     /**< the date beside it is the day of the event: 记者, 召开 */
	W_PREP,         /**< opens an adverbial that is no part of a name: 围绕, 通过 */
	W_WITHIN,       /**< closes a whole: 中, 当中 */
	W_INDEX,        /**< 指数: per cent is the level */
	W_AMONG,        /**< opens a whole: 在 */
	W_SURVEY,       /**< 调查 */
	W_PRELIMINARY,  /**< 初步统计, 快报 */
	W_OF,           /**< 的 */
	W_EQUALS,       /**< 相当于: a ratio */
	W_COMPARABLE,   /**< 可比口径 */
	W_ELSE,         /**< 等: closes a list of examples */
	W_LOCAL,        /**< 全市: the place of the publisher */
	W_DOUBLING,     /**< 翻一番, 翻两番: growth of 100, 300 per cent; `sign` counts */
	W_TITLE,        /**< 公报: a place in such a title is the text's home */
	W_N
} word_class;

#define W(c) (UINT64_C(1) << (c))

typedef struct {
	uint64_t classes;  /**< bits of word_class */
	int32_t metric;    /**< or TALLY_NO_CODE */
	int32_t region;    /**< or TALLY_NO_CODE */
	int32_t unit;      /**< index into the lexicon's units, or -1 */
	int8_t sign;       /**< of W_RATE, W_ABOVE: -1, 0, 1 */
	uint8_t qualifier; /**< tally_qualifier of W_BEFORE and W_AFTER */
} word;

/** What a quantity is measured in. */
typedef enum {
	U_NONE,
	U_PERCENT,
	U_POINTS,
	U_PERMILLE,
	U_PERMILLE_POINTS,
	U_TENTHS, /**< 成 */
	U_TIMES,  /**< 倍 */
	U_MONEY,
	U_COUNT,
	U_MEASURE,
	U_CLASS,    /**< 级: the number names a class */
	U_DURATION, /**< 年, 天, 个月 */
	U_AGE,      /**< 岁 */
} unit_kind;

/** One unit as the lexicon knows it, without multiplier: 元, 家, 吨标准煤/万元. */
typedef struct {
	uint8_t kind;
	int8_t power;     /**< of ten, against `base` (for bare phrases) */
	const char *base; /**< "CNY", "%", "m": how a bare phrase prints it */
} unit_word;

/** The automaton: a trie over code points, from sorted words. Matching is longest-first from each
 * place; the depth is bounded by the longest word, so scanning is linear. */
typedef struct trie trie;

typedef struct {
	uint32_t text; /**< first code point in the builder's pool */
	uint16_t n;
	int32_t word; /**< index into words */
} trie_entry;

/** A trie of entries in order of their texts, each text once. */
trie *trie_new(const uint32_t *pool, const trie_entry *entries, size_t n);
void trie_free(trie *t);
/** Whether the character is a word by itself. */
bool trie_has_single(const trie *t, uint32_t a);
/** Whether a longer word may begin with a and b; now and then yes where there is none. */
bool trie_begins_with(const trie *t, uint32_t a, uint32_t b);
/** Longest word at cp[0..n): its index and length, or -1. */
int32_t trie_longest(const trie *t, const uint32_t *cp, size_t n, size_t *length);
/** Longest word at cp[0..n) that has one of `classes`. */
int32_t trie_longest_of(const trie *t, const word *words, uint64_t classes, const uint32_t *cp,
			size_t n, size_t *length);

struct tally_lexicon {
	const tally_codes *codes;
	trie *automaton;
	word *words;
	size_t n_words;
	unit_word *units;
	size_t n_units;
	char *strings;   /**< what unit_word.base points into */
	int32_t china;   /**< region of "全国", or TALLY_NO_CODE */
	uint8_t *traits; /**< [TEXT_PLANE] what may begin with a character (lexer.c) */
};

/* --- normaliser ---------------------------------------------------------------- */

/** Where a character stands in the source. */
typedef struct {
	uint32_t line, column; /**< 1-based, in characters */
	size_t byte;
} place;

/** Folded text: full width to ASCII, dashes to '-', traditional to simplified for the letters that
 * the dictionaries use; spaces inside Chinese dropped. at[n] is the place behind the last. */
typedef struct {
	uint32_t *cp;
	place *at;
	size_t n, capacity;
} block;

typedef enum { BLOCK_BODY, BLOCK_HEADING, BLOCK_BULLET, BLOCK_CAPTION } block_kind;

/** What a look at the beginning of a line tells. */
typedef struct {
	size_t begin; /**< first byte that is no space */
	uint32_t line, column;
	size_t end;        /**< byte behind the line when `whole` */
	size_t length;     /**< characters seen, at most 64 */
	bool whole;        /**< the line ended within the look */
	bool blank, stops; /**< has a mark of a sentence */
	bool digits;
	uint32_t first, second, last; /**< characters */
} glance;

/** Lines of a caption at most. */
#define HELD_MAX 4

/** Walks over the bytes and hands out blocks. */
typedef struct {
	const char *bytes;
	size_t size, next;
	uint32_t line, column; /**< of bytes[next] */
	size_t bad_bytes;      /**< bytes that are no UTF-8, each read as U+FFFD */
	place first_bad;
	bool memory; /**< out of memory */
	const uint16_t *fold;
	glance ahead; /**< what was seen from byte `ahead_from` on, when `looked` */
	size_t ahead_from;
	bool looked;
	glance held[HELD_MAX]; /**< [n_held] lines of a caption within the last paragraph */
	int n_held, next_held;
} layout;

/** One code point, folded; advances *i. Bad bytes give U+FFFD one by one. */
uint32_t text_decode(const char *bytes, size_t size, size_t *i);
/** The same; the common three-byte characters (no surrogates) without a call. */
static inline uint32_t text_next(const char *bytes, size_t size, size_t *i)
{
	const size_t at = *i;
	const unsigned char *s = (const unsigned char *)bytes + at;

	if (s[0] < 0x80) {
		*i = at + 1;
		return s[0];
	}
	if (at + 2 < size) {
		uint32_t three = (uint32_t)s[0] << 16 | (uint32_t)s[1] << 8 | s[2];
		uint32_t c = (three >> 4 & 0xf000) | (three >> 2 & 0xfc0) | (three & 0x3f);

		if ((three & 0xf0c0c0) == 0xe08080 && c >= 0x800 && c >> 11 != 0xd800 >> 11) {
			*i = at + 3;
			return c;
		}
	}
	return text_decode(bytes, size, i);
}
uint32_t text_fold(uint32_t c);
/** Characters with a place in the tables: the basic plane. */
#define TEXT_PLANE 65536
/** text_fold of every c below TEXT_PLANE. */
const uint16_t *text_fold_table(void);
static inline bool text_is_space(uint32_t c)
{
	return c == ' ' || c == '\n' || c == 0xfeff || (c < 32 && c != 0);
}
static inline bool text_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}
static inline bool text_is_latin(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool text_is_cjk(uint32_t c)
{
	return c >= 0x2e80;
}
/** Appends a folded character to the block; spaces inside Chinese are dropped. false: out of
 * memory. */
bool block_append_any(block *b, uint32_t c, place where);
/** The same; nearly every character goes the short way. */
static inline bool block_append(block *b, uint32_t c, place where)
{
	if (c <= ' ' || c == 0xfeff || b->n == 0 || b->n + 3 >= b->capacity ||
	    b->cp[b->n - 1] == ' ')
		return block_append_any(b, c, where);
	b->cp[b->n] = c;
	b->at[b->n++] = where;
	return true;
}
void block_release(block *b);
/** The next paragraph (lines joined where a sentence was cut); false at the end. */
bool layout_next(layout *l, block *b, block_kind *kind);
/** Folded UTF-8 of characters [from, to) into out, at most size - 1 bytes, whole characters. */
size_t block_text(const block *b, size_t from, size_t to, char *out, size_t size);
/** The same of n characters. */
size_t text_utf8(const uint32_t *cp, size_t n, char *out, size_t size);

/* --- quantities ---------------------------------------------------------------- */

typedef struct {
	uint32_t from, to;           /**< with qualifiers and unit */
	uint32_t num_from, num_to;   /**< the numeral alone */
	uint32_t unit_from, unit_to; /**< multiplier and unit, as printed */
	uint8_t form;                /**< tally_form: DECIMAL, RANGE or FRACTION */
	uint8_t kind;                /**< unit_kind */
	uint8_t qualifier;           /**< tally_qualifier */
	int8_t power;                /**< of the multiplier: 万 4, 万亿 12 */
	int32_t unit;                /**< index into units or -1 */
	tally_decimal first, second; /**< as printed, before the multiplier */
	bool chinese;                /**< written in Chinese numerals */
	bool small;                  /**< Chinese numeral without 百, 千, 万, 亿 */
	bool vague;                  /**< 数百, 几十: no number was said */
	bool ordinal;                /**< 第三 */
	bool overlong;               /**< more digits than any figure has */
	bool bare;                   /**< a multiplier alone: 千亿 */
} quantity;

/** A numeral: digits and multiplier without unit and qualifier. */
typedef struct {
	uint32_t from, to;
	tally_decimal value; /**< before the multiplier `power` */
	int8_t power;
	uint32_t power_from; /**< where the trailing multiplier begins; == to when there is none */
	bool chinese, small, little_over, vague, overlong, bare, digits_only;
	bool range; /**< 八九亿: value..second */
	tally_decimal second;
	bool small_power;    /**< the numeral ended with one digit and 十, 百 or 千: 三千 */
	bool unit_like_none; /**< no unit stands right behind it */
} numeral;

/** Parses a numeral at cp[i]; false when there is none. Linear, no backtracking over the text. */
bool numeral_parse(const uint32_t *cp, size_t n, size_t i, numeral *out);
/** English words and mixed numbers: "twenty-one trillion", "1,674.5 million". */
bool numeral_parse_english(const uint32_t *cp, size_t n, size_t i, numeral *out, numeral *below);
/** May a numeral begin with this character? */
bool numeral_starts(uint32_t c);
/** Value of a Chinese digit, 0..9, or -1. */
int chinese_digit(uint32_t c);
/** a * 10^power as a decimal without a fraction where that fits. */
bool decimal_scale(tally_decimal d, int power, tally_decimal *out);

/** A quantity at cp[i], with unit, range, fraction and the qualifiers around it. */
bool quantity_parse(const tally_lexicon *lex, const uint32_t *cp, size_t n, size_t i, bool phrase,
		    quantity *out);

/* --- periods ------------------------------------------------------------------- */

/** Days that relative words count from. */
typedef struct {
	tally_day published; /**< or TALLY_DAY_NONE */
	int year;            /**< last year that the article named, 0: none */
	bool ahead;          /**< the sentence speaks of an aim */
	tally_period span; /**< the sentence's period, for 同期; first == TALLY_DAY_NONE: none */
} period_context;

#define PERIOD_LIST_MAX 12

typedef struct {
	uint32_t from, to;
	int n; /**< 1, or more for 5、6月份 */
	tally_period list[PERIOD_LIST_MAX];
	bool instant;   /**< 年末, 截至: a day */
	bool same_span; /**< 上年同期, 去年同期: a base */
	bool last_span; /**< 上年, 上月: a base when compared with */
	bool last_end;  /**< 上年末 */
	bool since;     /**< 以来, 自…起 */
	bool open;      /**< so far, no start said */
	bool until;     /**< ..前, 之前 */
	bool no_year;   /**< the year was taken from the context */
	bool unknown;   /**< a period, but nothing to date it by */
	bool day;       /**< a single calendar day */
	bool range;     /**< 2020-2024年: two ends */
	bool plan;      /**< 十四五 */
	bool vague;     /**< 近年来: nothing to key by */
	int months;     /**< duration in months (五个季度), else 0 */
	bool ago;       /**< 五年前: so long before what is spoken of */
	bool now;       /**< 目前 */
} period_reading;

bool period_parse(const uint32_t *cp, size_t n, size_t i, const period_context *context,
		  bool phrase, period_reading *out);
bool period_parse_english(const uint32_t *cp, size_t n, size_t i, const period_context *context,
			  bool phrase, period_reading *out);
/** May a Chinese period begin with this character? */
bool period_starts_with(uint32_t c);
/** May one begin with these two? */
bool period_starts(uint32_t c, uint32_t next);
/** cp[i..] begins with the ASCII or UTF-8 text? Its length in characters, or 0. */
size_t text_at(const uint32_t *cp, size_t n, size_t i, const char *utf8);
/** The same for any of the words parted by '|'; the longest. */
size_t text_at_words(const uint32_t *cp, size_t n, size_t i, const char *utf8);
/** Words parted by '|', and the set of their first characters, made at the first look: most looks
 * end there. The threads that make it at once make the same. */
typedef struct {
	const char *utf8;
	atomic_uint_least64_t firsts;  /**< of the characters that the words begin with */
	atomic_uint_least64_t seconds; /**< that stand second; all, where a word has only one */
} word_list;
size_t word_list_compare(word_list *words, const uint32_t *cp, size_t n, size_t i);
/** The member of `firsts` that a character is; several characters share one. */
static inline uint64_t word_list_member(uint32_t c)
{
	return UINT64_C(1) << (c * 0x9e3779b1U >> 26);
}
static inline size_t word_list_at(word_list *words, const uint32_t *cp, size_t n, size_t i)
{
	uint64_t firsts = atomic_load_explicit(&words->firsts, memory_order_relaxed);

	if (i >= n || (firsts && !(firsts & word_list_member(cp[i]))))
		return 0;
	return word_list_compare(words, cp, n, i);
}
/** text_at_words for words that are a constant. */
#define text_at_any(cp, n, i, constant)                                                            \
	({                                                                                         \
		static word_list list_ = {constant, 0, 0};                                         \
		word_list_at(&list_, cp, n, i);                                                    \
	})

/* --- tokens -------------------------------------------------------------------- */

typedef enum { T_TEXT, T_WORD, T_QUANTITY, T_PERIOD, T_MARK } token_kind;

typedef struct {
	uint32_t from, to;
	uint8_t kind;
	uint32_t mark; /**< T_MARK: the character; a word of a region: the zone meant (zones.c) */
	uint64_t classes; /**< T_WORD */
	int32_t ref;      /**< word, quantity or period index */
} token;

/** One paragraph and what was found in it. */
typedef struct {
	block text;
	token *tokens;
	size_t n_tokens, cap_tokens;
	quantity *quantities;
	size_t n_quantities, cap_quantities;
	period_reading *periods;
	size_t n_periods, cap_periods;
	uint64_t classes; /**< of all its words, as they were cut */
	bool memory;      /**< out of memory */
} scratch;

void scratch_release(scratch *s);
/** The table of a lexicon's traits; NULL: out of memory. */
uint8_t *lexer_traits_new(const trie *automaton);
/** Token i becomes two, the second from character `at` on; false: out of memory. */
bool token_split(scratch *s, size_t i, size_t at);
/** Cuts s->text into tokens. */
bool lexer_run(const tally_lexicon *lex, scratch *s, const period_context *context, bool phrase);

#endif
