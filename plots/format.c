/* format.c: words for numbers, units, periods. */
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool tally_zh(const char *lang)
{
	return lang && lang[0] == 'z' && lang[1] == 'h';
}

const char *tally_say(const char *lang, const char *en, const char *zh)
{
	return tally_zh(lang) ? zh : en;
}

/* Base units of the code lists that have other names in a language. */
static const struct {
	const char *base, *en, *zh;
} units[] = {
    {"1", "", ""},
    {"yuan", "yuan", "元"},
    {"CNY", "yuan", "元"},
    {"USD", "US dollars", "美元"},
    {"EUR", "euros", "欧元"},
    {"GBP", "pounds", "英镑"},
    {"JPY", "yen", "日元"},
    {"HKD", "Hong Kong dollars", "港元"},
    {"CHF", "Swiss francs", "瑞士法郎"},
    {"person", "persons", "人"},
    {"persons", "persons", "人"},
    {"people", "persons", "人"},
    {"tce", "tonnes of standard coal", "吨标准煤"},
    {"t", "tonnes", "吨"},
    {"m", "metres", "米"},
    {"m2", "square metres", "平方米"},
    {"m3", "cubic metres", "立方米"},
    {"W", "watts", "瓦"},
    {"kWh", "kWh", "千瓦时"},
    {"yuan/person", "yuan per person", "元/人"},
    {"USD/person", "US dollars per person", "美元/人"},
    {"tce/yuan", "tce per yuan", "吨标准煤/元"},
};

static const char *unit_name(const char *base, const char *lang)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(units[i].base, base) == 0)
			return tally_say(lang, units[i].en, units[i].zh);
	return base;
}

static const struct {
	double least, per;
	const char *word;
} steps_zh[] = {{1e12, 1e12, "万亿"}, {1e8, 1e8, "亿"}, {1e4, 1e4, "万"}, {0, 1, ""}},
  steps_en[] = {{1e12, 1e12, "trillion"},
		{1e9, 1e9, "billion"},
		{1e6, 1e6, "million"},
		{1e4, 1e3, "thousand"},
		{0, 1, ""}};

static bool is_rate(const char *dimension, const char *base)
{
	return strcmp(base, "1") == 0 &&
	       (strcmp(dimension, "ratio") == 0 || strcmp(dimension, "points") == 0 ||
		strcmp(dimension, "rate") == 0);
}

void tally_shown_choose(double largest, const char *base_unit, const char *dimension,
			const char *lang, tally_shown *out)
{
	*out = (tally_shown){.per = 1};
	base_unit = base_unit ? base_unit : "1";
	dimension = dimension ? dimension : "";
	if (is_rate(dimension, base_unit)) {
		bool points = strcmp(dimension, "points") == 0;
		out->per = 0.01;
		out->percent = !points;
		snprintf(out->unit, sizeof out->unit, "%s",
			 points ? tally_say(lang, "percentage points", "百分点") : "%");
		return;
	}
	int i = 0;
	if (tally_zh(lang)) {
		while (steps_zh[i].least > largest)
			i++;
		out->per = steps_zh[i].per;
		snprintf(out->unit, sizeof out->unit, "%s%.60s", steps_zh[i].word,
			 unit_name(base_unit, lang));
	} else {
		while (steps_en[i].least > largest)
			i++;
		const char *name = unit_name(base_unit, lang);
		out->per = steps_en[i].per;
		snprintf(out->unit, sizeof out->unit, "%s%s%.60s", steps_en[i].word,
			 *steps_en[i].word && *name ? " " : "", name);
	}
	out->round = out->per <= 1 && strcmp(dimension, "money") != 0;
}

int tally_decimals_for(double largest)
{
	double size = fabs(largest);
	return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
}

size_t tally_number_print(double value, int decimals, char out[TALLY_NUMBER_TEXT])
{
	if (!isfinite(value)) {
		strcpy(out, isnan(value) ? "–" : value > 0 ? "∞" : "−∞");
		return strlen(out);
	}
	if (fabs(value) >= 1e18 || (value != 0 && fabs(value) < 1e-6)) /* %g has no commas */
		return (size_t)snprintf(out, TALLY_NUMBER_TEXT, "%.4g", value);
	char digits[TALLY_NUMBER_TEXT];
	int n = snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
	int whole = decimals > 0 ? n - decimals - 1 : n;
	bool zero = strspn(digits, "0.") == (size_t)n;
	char *to = out;
	if (value < 0 && !zero)
		to = stpcpy(to, "−");
	for (int i = 0; i < n; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = 0;
	return (size_t)(to - out);
}

static const char *const months_en[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int words_en(tally_period p, tally_frequency f, int y, int m, int m2, char *out)
{
	switch (f) {
	case TALLY_FREQ_YEAR:
		return sprintf(out, "%d", y);
	case TALLY_FREQ_HALF:
		return sprintf(out, "H%d %d", m > 6 ? 2 : 1, y);
	case TALLY_FREQ_QUARTER:
		return sprintf(out, "Q%d %d", (m + 2) / 3, y);
	case TALLY_FREQ_MONTH:
		return sprintf(out, "%s %d", months_en[m - 1], y);
	case TALLY_FREQ_YTD:
		return sprintf(out, "%s–%s %d", months_en[m - 1], months_en[m2 - 1], y);
	default:
		return (int)tally_period_print(p, out);
	}
}

static int words_zh(tally_period p, tally_frequency f, int y, int m, int m2, char *out)
{
	static const char *const quarters[4] = {"一", "二", "三", "四"};
	switch (f) {
	case TALLY_FREQ_YEAR:
		return sprintf(out, "%d年", y);
	case TALLY_FREQ_HALF:
		return sprintf(out, "%d年%s半年", y, m > 6 ? "下" : "上");
	case TALLY_FREQ_QUARTER:
		return sprintf(out, "%d年%s季度", y, quarters[(m - 1) / 3 & 3]);
	case TALLY_FREQ_MONTH:
		return sprintf(out, "%d年%d月", y, m);
	case TALLY_FREQ_YTD:
		return sprintf(out, "%d年%d—%d月", y, m, m2);
	default:
		return (int)tally_period_print(p, out);
	}
}

size_t tally_period_words(tally_period p, const char *lang, char out[64])
{
	int y = 0, m = 1, d, y2, m2 = 1;
	if (p.first != TALLY_DAY_OPEN && p.first != TALLY_DAY_NONE)
		tally_day_split(p.first, &y, &m, &d);
	tally_day_split(p.last, &y2, &m2, &d);
	tally_frequency f = tally_period_frequency(p);
	int n = tally_zh(lang) ? words_zh(p, f, y, m, m2, out) : words_en(p, f, y, m, m2, out);
	return n > 0 ? (size_t)n : 0;
}

void tally_prices_words(tally_prices prices, const char *lang, char out[64])
{
	const char *base = NULL;
	switch (prices.kind) {
	case TALLY_PRICES_CURRENT:
		base = tally_say(lang, "current prices", "现价");
		break;
	case TALLY_PRICES_CONSTANT:
		base = tally_say(lang, "constant prices", "不变价");
		break;
	case TALLY_PRICES_CHAINED:
		base = tally_say(lang, "chained volumes", "环比物量");
		break;
	case TALLY_PRICES_PYP:
		base = tally_say(lang, "previous year's prices", "上年价格");
		break;
	case TALLY_PRICES_PPP:
		base = tally_say(lang, "purchasing power parity", "购买力平价");
		break;
	default:
		*out = 0;
		return;
	}
	if (prices.year == 0)
		snprintf(out, 64, "%s", base);
	else if (tally_zh(lang))
		snprintf(out, 64, "%d年%s", prices.year, base);
	else
		snprintf(out, 64, "%s of %d", base, prices.year);
}
