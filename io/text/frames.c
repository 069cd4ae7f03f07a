/* frames.c: what a value is, by the words around it: an ordered table, first fit wins.
 *
 * A row names the facts that must hold, of which one must hold, and that must not; what it
 * makes of the value; and a clause that it reads. To teach the reader a new wording, add
 * words to words.csv; to teach it a new construction, add a row here, above the more general
 * ones. */
#include "reading.h"

#include <string.h>

#define ANY_GROWTH (F(F_UP) | F(F_DOWN))

static const frame table[] = {
    /* percentage points */
    {"points-pull", F(F_POINTS) | F(F_PULL), 0, 0, TALLY_CONTRIBUTION_POINTS, SIGN_VERB,
     "服务业拉动经济增长2.1个百分点"},
    {"points-above-rate", F(F_POINTS) | F(F_ABOVE), 0, F(F_PORTION) | F(F_LAST_SHARE),
     TALLY_GROWTH_DIFFERENCE, SIGN_ABOVE, "增速高于全国平均水平3.1个百分点"},
    {"points-above-share", F(F_POINTS) | F(F_ABOVE), 0, 0, TALLY_SHARE_DIFFERENCE, SIGN_ABOVE,
     "占比高于上年1.2个百分点"},
    {"points-rate", F(F_POINTS) | F(F_RATE), F(F_FASTER) | F(F_SLOWER) | ANY_GROWTH, 0,
     TALLY_GROWTH_DIFFERENCE, SIGN_CHANGE, "降幅比上月收窄0.3个百分点"},
    {"points-portion", F(F_POINTS), F(F_PORTION) | F(F_SHARE), 0, TALLY_SHARE_DIFFERENCE, SIGN_VERB,
     "占比较上半年提升0.2个百分点"},
    {"points-of-rate-name", F(F_POINTS) | F(F_RATE_NAME) | F(F_NAME), 0, 0, TALLY_DIFFERENCE,
     SIGN_VERB, "失业率比上月下降0.1个百分点"},
    {"points-of-share-name", F(F_POINTS) | F(F_PART_NAME), 0, 0, TALLY_SHARE_DIFFERENCE, SIGN_VERB,
     "产业化率提高3.6个百分点"},
    {"points-after-share", F(F_POINTS) | F(F_LAST_SHARE), 0, 0, TALLY_SHARE_DIFFERENCE, SIGN_VERB,
     "占比为73.5%，提高2.5个百分点"},
    {"points-after-rate", F(F_POINTS) | F(F_LAST_RATE), 0, 0, TALLY_DIFFERENCE, SIGN_VERB,
     "失业率为5.2%，下降0.1个百分点"},
    {"points-after-growth", F(F_POINTS) | F(F_LAST_GROWTH), 0, 0, TALLY_GROWTH_DIFFERENCE,
     SIGN_CHANGE, "增长6.1%，加快0.4个百分点"},
    {"points", F(F_POINTS), F(F_FASTER) | F(F_SLOWER) | ANY_GROWTH, 0, TALLY_GROWTH_DIFFERENCE,
     SIGN_VERB, "加快0.4个百分点"},
    {"points-level", F(F_POINTS), 0, 0, TALLY_DIFFERENCE, SIGN_VERB, "相差0.4个百分点"},

    /* a∶b∶c; found by composition.c, never by facts alone */
    {"composition", F(F_PERCENT) | F(F_NO_UNIT), 0, 0, TALLY_SHARE, SIGN_PLUS,
     "三次产业结构为8.9∶35.2∶55.9"},

    /* per cent */
    {"percent-equals", F(F_PERCENT) | F(F_EQUALS), 0, 0, TALLY_RATIO, SIGN_PLUS,
     "相当于全国数字经济规模的30%"},
    {"contribution", F(F_PERCENT) | F(F_CONTRIBUTION), 0, 0, TALLY_CONTRIBUTION, SIGN_PLUS,
     "对经济增长的贡献率为58.1%"},
    {"flat", F(F_FLAT), 0, 0, TALLY_GROWTH, SIGN_PLUS, "环比持平"},
    {"rate-to", F(F_PERCENT) | F(F_RATE), F(F_UPTO) | F(F_DOWNTO), 0, TALLY_GROWTH, SIGN_RATE,
     "降幅收窄至5%"},
    {"share-to", F(F_PERCENT) | F(F_LAST_SHARE), F(F_UPTO) | F(F_DOWNTO), F(F_RATE) | F(F_NAME),
     TALLY_SHARE, SIGN_PLUS, "占比由上年的32.1%提升至34.5%"},
    {"contribution-to", F(F_PERCENT) | F(F_LAST_CONTRIBUTION), F(F_UPTO) | F(F_DOWNTO),
     F(F_RATE) | F(F_NAME), TALLY_CONTRIBUTION, SIGN_PLUS, "贡献率由38%提升至56%"},
    {"share-reaches", F(F_PERCENT) | F(F_LAST_SHARE) | F(F_LEVEL), 0,
     F(F_RATE) | F(F_NAME) | F(F_NOUN_BEHIND) | F(F_YOY) | ANY_GROWTH, TALLY_SHARE, SIGN_PLUS,
     "占比累计提升0.8个百分点，达到12.4%"},
    {"growth-only", F(F_PERCENT) | F(F_LAST_GROWTH) | F(F_ONLY), 0,
     F(F_RATE) | F(F_NAME) | F(F_NOUN_BEHIND) | F(F_SHARE) | F(F_PORTION) | F(F_UPTO) |
	 F(F_DOWNTO) | ANY_GROWTH,
     TALLY_GROWTH, SIGN_PLUS, "中部增速达到8.4%，东北则只有3.6%"},
    {"growth-to", F(F_PERCENT) | F(F_LAST_GROWTH), F(F_UPTO) | F(F_DOWNTO),
     F(F_RATE) | F(F_NAME) | F(F_NOUN_BEHIND) | F(F_SHARE) | F(F_PORTION) | ANY_GROWTH,
     TALLY_GROWTH, SIGN_PLUS, "4月份增速回落至0.4%，5月份回升到3.9%"},
    {"mean-growth", F(F_PERCENT) | F(F_MEAN), ANY_GROWTH | F(F_RATE), F(F_SHARE),
     TALLY_AVERAGE_GROWTH, SIGN_VERB, "年均增长5.6%"},
    {"growth", F(F_PERCENT), ANY_GROWTH, F(F_SHARE), TALLY_GROWTH, SIGN_VERB, "同比增长5.4%"},
    {"growth-wider", F(F_PERCENT), F(F_FASTER) | F(F_SLOWER),
     F(F_SHARE) | F(F_RATE) | F(F_PORTION) | F(F_UPTO) | F(F_DOWNTO), TALLY_GROWTH, SIGN_CHANGE,
     "贸易顺差6.29万亿元，扩大27.4%"},
    {"growth-rate", F(F_PERCENT) | F(F_RATE), 0, F(F_SHARE), TALLY_GROWTH, SIGN_RATE, "增速为6.2%"},
    {"mean-growth-bare", F(F_PERCENT) | F(F_MEAN), 0, F(F_SHARE) | F(F_PORTION),
     TALLY_AVERAGE_GROWTH, SIGN_PLUS, "年均6.2%"},
    {"share-of", F(F_PERCENT) | F(F_SHARE), 0, 0, TALLY_SHARE, SIGN_PLUS, "占全国的比重为13.5%"},
    {"share", F(F_PERCENT) | F(F_PORTION), 0, 0, TALLY_SHARE, SIGN_PLUS, "占比约40%"},
    {"growth-signed", F(F_PERCENT) | F(F_SIGNED), 0, F(F_RATE_NAME) | F(F_INDEX) | F(F_LEVEL),
     TALLY_GROWTH, SIGN_PLUS, "decreases in Ireland (-14.1%)"},
    {"part-of", F(F_PERCENT) | F(F_NOUN_BEHIND), 0, F(F_RATE_NAME) | F(F_INDEX), TALLY_SHARE,
     SIGN_PLUS, "近四成企业设有研发机构"},
    {"index", F(F_PERCENT) | F(F_INDEX), 0, 0, TALLY_LEVEL, SIGN_PLUS, "新订单指数为50.6%"},
    {"part-rate", F(F_PERCENT) | F(F_PART_NAME), 0, 0, TALLY_SHARE, SIGN_PLUS,
     "专利产业化率达55.1%"},
    {"rate-level", F(F_PERCENT) | F(F_RATE_NAME), 0, 0, TALLY_LEVEL, SIGN_PLUS,
     "城镇调查失业率为5.2%"},
    {"growth-base", F(F_PERCENT) | F(F_YOY), 0, F(F_LEVEL), TALLY_GROWTH, SIGN_PLUS, "同比5.4%"},
    {"whole-share", F(F_PERCENT) | F(F_WHOLE), 0, 0, TALLY_SHARE, SIGN_PLUS,
     "在规上企业中，中小企业超九成"},
    {"tenths", F(F_PERCENT) | F(F_TENTHS) | F(F_NAME), 0, 0, TALLY_SHARE, SIGN_PLUS,
     "其中出口接近八成"},
    {"percent-level", F(F_PERCENT) | F(F_NAME), 0, 0, TALLY_LEVEL, SIGN_PLUS, "强度超过7%"},
    {"percent-level-to", F(F_PERCENT), F(F_UPTO) | F(F_DOWNTO) | F(F_LEVEL), 0, TALLY_LEVEL,
     SIGN_PLUS, "降至5.1%"},

    /* times */
    {"times-growth", F(F_TIMES) | F(F_UP), 0, F(F_UPTO), TALLY_GROWTH, SIGN_VERB, "增长6.3倍"},
    {"times-rate", F(F_TIMES) | F(F_RATE), 0, 0, TALLY_GROWTH_RATIO, SIGN_PLUS,
     "增速是全国的2.1倍"},
    {"times-after-contribution", F(F_TIMES) | F(F_LAST_CONTRIBUTION), 0, F(F_UP) | F(F_NAME),
     TALLY_CONTRIBUTION_RATIO, SIGN_PLUS, "贡献率为58.1%，约为全国的2倍"},
    {"times-contribution", F(F_TIMES) | F(F_CONTRIBUTION), 0, 0, TALLY_CONTRIBUTION_RATIO,
     SIGN_PLUS, "贡献率约为全国的2倍"},
    {"times", F(F_TIMES), 0, F(F_DOWN), TALLY_RATIO, SIGN_PLUS, "是全国平均水平的12倍"},

    /* amounts */
    {"above-amount", F(F_LEVEL_UNIT) | F(F_ABOVE), 0, 0, TALLY_DIFFERENCE, SIGN_ABOVE,
     "比全国平均高3.2万元"},
    {"difference", F(F_LEVEL_UNIT), ANY_GROWTH, 0, TALLY_DIFFERENCE, SIGN_VERB, "同比减少3.2亿元"},
    {"difference-wider", F(F_LEVEL_UNIT), F(F_FASTER) | F(F_SLOWER), F(F_UPTO) | F(F_DOWNTO),
     TALLY_DIFFERENCE, SIGN_CHANGE, "逆差收窄3.2亿元"},
    {"level-to", F(F_LEVEL_UNIT), F(F_UPTO) | F(F_DOWNTO), 0, TALLY_LEVEL, SIGN_PLUS,
     "增长到6.84万亿元"},
    {"level-base", F(F_LEVEL_UNIT) | F(F_HAS_BASE_AMOUNT), 0, 0, TALLY_LEVEL, SIGN_PLUS,
     "较2020年的1953家增长21%"},
    {"level-behind", F(F_LEVEL_UNIT) | F(F_NOUN_BEHIND), 0, F(F_NAME), TALLY_LEVEL, SIGN_PLUS,
     "57.63万家新注册企业"},
    {"level", F(F_LEVEL_UNIT), 0, 0, TALLY_LEVEL, SIGN_PLUS, "生产总值突破20万亿元"},
    {"difference-number", F(F_NO_UNIT), ANY_GROWTH, 0, TALLY_DIFFERENCE, SIGN_VERB,
     "收入比缩小0.05"},
    {"index-number", F(F_NO_UNIT) | F(F_INDEX), 0, 0, TALLY_LEVEL, SIGN_PLUS, "指数为103.6"},
    {"ratio-number", F(F_NO_UNIT), F(F_NAME) | F(F_LEVEL) | F(F_UPTO) | F(F_DOWNTO), 0, TALLY_LEVEL,
     SIGN_PLUS, "城乡居民收入比为2.34"},
};

const frame *frame_find(uint64_t facts)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const frame *f = &table[i];

		if ((facts & f->need) == f->need && !(facts & f->forbid) &&
		    (!f->any || facts & f->any))
			return f;
	}
	return NULL;
}

size_t frame_count(void)
{
	return sizeof table / sizeof *table;
}

const frame *frame_at(size_t i)
{
	return &table[i];
}

const frame *frame_named(const char *id)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].id, id) == 0)
			return &table[i];
	return NULL;
}
