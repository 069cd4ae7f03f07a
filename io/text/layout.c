/* layout.c: lines to paragraphs.
 *
 * Pages come with the marks of their layout: headings, captions, lists, sentences cut by a
 * column, a page or a picture. A line goes on in the next one when it ends within a sentence
 * and is too long for a heading; a short line without punctuation between the two halves
 * is a caption and is passed over, lines marked as a caption are handed out by themselves. */
#include "parts.h"

#include <string.h>

/* A heading with a comma has fewer characters. */
#define SENTENCE_MIN 26

/* A heading or caption has at most so many characters. */
#define HEADING_MAX 40
/* The name of an author, in parentheses, likewise. */
#define BYLINE_MAX 12
/* How far a line is looked at before it is read. */
#define PEEK_MAX 64
/* From here on a paragraph is cut at the next sentence end. */
#define SOFT_MAX (TEXT_BLOCK_MAX * 3 / 4)

static bool ends_sentence(uint32_t c)
{
	return c == 0x3002 || c == '!' || c == '?' || c == ';' || c == 0x2026;
}

static inline uint32_t folded(const layout *l, uint32_t c)
{
	return c < TEXT_PLANE ? l->fold[c] : c;
}

static bool is_closing(uint32_t c)
{
	return c == 0x201d || c == 0x300b || c == ')' || c == '"' || c == 0x2019;
}

static bool is_bullet(uint32_t c)
{
	return c == '-' || c == 0x2022 || c == 0xb7;
}

/* Only of a line that may be a heading or a bullet does the end matter. */
static size_t look_at_most(const glance *g)
{
	return is_bullet(g->first) ? PEEK_MAX : HEADING_MAX + 1;
}

/* The line is too long for a heading: 41 characters have no more bytes. */
static bool is_long(const layout *l, size_t begin)
{
	enum { BYTES = 4 * (HEADING_MAX + 1) };

	return l->size - begin > BYTES && !memchr(l->bytes + begin, '\n', BYTES);
}

static glance look(const layout *l, size_t from, uint32_t line, uint32_t column)
{
	glance g = {.line = line, .column = column, .blank = true};
	size_t i = from;

	while (i < l->size && g.length < look_at_most(&g)) {
		size_t before = i;
		uint32_t c = folded(l, text_next(l->bytes, l->size, &i));

		if (c == '\n') {
			g.whole = true;
			break;
		}
		if (!text_is_space(c)) {
			if (g.blank) {
				g.begin = before;
				g.first = c;
				g.column = column;
			}
			if (g.length == 1) {
				g.second = c;
				if (!is_bullet(g.first) && is_long(l, g.begin))
					return g;
			}
			g.blank = false;
			g.last = c;
			g.length++;
			g.stops = g.stops || ends_sentence(c) || c == ',';
			g.digits = g.digits || text_is_digit(c);
		} else if (!g.blank) {
			g.length++;
		}
		column++;
	}
	if (i >= l->size)
		g.whole = true;
	g.end = i;
	return g;
}

/* Finds the next line that is not blank; false at the end of the text. */
static bool search_line(const layout *l, size_t from, uint32_t line, uint32_t column, glance *out)
{
	while (from < l->size) {
		*out = look(l, from, line, column);
		if (!out->blank)
			return true;
		if (!out->whole) {
			/* a run of spaces longer than the look */
			column += PEEK_MAX;
			from = out->end;
			continue;
		}
		from = out->end;
		line++;
		column = 1;
	}
	return false;
}

/* The line ahead of one paragraph is the first of the next: it is looked at once. */
static bool find_line(layout *l, glance *out)
{
	if (!l->looked || l->ahead_from != l->next) {
		l->looked = search_line(l, l->next, l->line, l->column, &l->ahead);
		l->ahead_from = l->next;
	}
	*out = l->ahead;
	return l->looked;
}

/* 1.42万亿元和: more of the list is to come. */
static bool in_a_list(uint32_t last)
{
	return last == 0x3001 || last == 0x548c || last == 0x4e0e || last == 0x53ca; /* 、和与及 */
}

static block_kind kind_of(const glance *g)
{
	if (g->first == '#')
		return BLOCK_HEADING;
	bool subtitle = g->first == '-' && g->second == '-'; /* ——2024年湖北统计公报 */

	if (is_bullet(g->first) && g->whole && !subtitle)
		return BLOCK_BULLET;
	if (g->first == 0x25cf || g->first == 0x25cb || g->first == 0x25aa)
		return BLOCK_BODY; /* ●, of a list of figures */
	if (g->whole && g->length <= HEADING_MAX && !ends_sentence(g->last) && g->last != ',' &&
	    !(g->digits && in_a_list(g->last)))
		return BLOCK_HEADING;
	return BLOCK_BODY;
}

static void note_bad(layout *l, place where)
{
	if ((unsigned char)l->bytes[where.byte] == 0xef)
		return; /* the text itself says U+FFFD */
	if (l->bad_bytes++ == 0)
		l->first_bad = where;
}

/* Reads the rest of the line into the block; true when it was cut for its length. */
static bool read_line(layout *l, block *b)
{
	const char *bytes = l->bytes;
	const size_t size = l->size;
	place where = {l->line, l->column, l->next};
	size_t next = l->next;
	bool cut = false;

	while (next < size && !cut) {
		where.byte = next;
		uint32_t c = text_next(bytes, size, &next);

		if (c == 0xfffd)
			note_bad(l, where);
		if (c == '\n') {
			where.line++;
			where.column = 1;
			break;
		}
		if (!block_append(b, c ? folded(l, c) : ' ', where)) {
			l->memory = true;
			break;
		}
		where.column++;
		cut = b->n >= SOFT_MAX && (b->n >= TEXT_BLOCK_MAX || ends_sentence(c));
	}
	l->next = next;
	l->line = where.line;
	l->column = where.column;
	return cut;
}

static void trim_end(block *b)
{
	while (b->n > 0 && b->cp[b->n - 1] == ' ')
		b->n--;
}

/* 增长近两倍。 (韦秋月): the end of what its author wrote; n itself where no name stands there. */
static size_t before_byline(const block *b, size_t n)
{
	size_t from = n;

	if (n < 4 || b->cp[n - 1] != ')')
		return n;
	while (from > 0 && n - from < BYLINE_MAX && b->cp[from - 1] != '(')
		from--;
	if (from == 0 || b->cp[from - 1] != '(')
		return n;
	for (size_t i = from; i + 1 < n; i++)
		if (!text_is_cjk(b->cp[i]) && b->cp[i] != ' ')
			return n;
	from--;
	while (from > 0 && b->cp[from - 1] == ' ')
		from--;
	return from > 0 && ends_sentence(b->cp[from - 1]) ? from : n;
}

/* Whether what was read so far breaks off within a sentence. */
static bool unfinished(const block *b)
{
	size_t n = b->n;

	n = before_byline(b, n);
	while (n > 0 && is_closing(b->cp[n - 1]))
		n--;
	if (n == 0 || ends_sentence(b->cp[n - 1]) || b->cp[n - 1] == ':' || b->cp[n - 1] == '.')
		return false;
	if (b->cp[b->n - 1] == ',' || in_a_list(b->cp[b->n - 1]))
		return true;
	for (size_t i = 0; i < b->n; i++) {
		/* the point of 5.9 and the comma of 1,000 are no marks of a sentence */
		bool within = i + 1 < b->n && text_is_digit(b->cp[i + 1]) && i > 0 &&
			      text_is_digit(b->cp[i - 1]);

		/* no heading goes on behind a full stop */
		if (b->cp[i] == 0x3002 ||
		    (!within && b->n >= HEADING_MAX &&
		     (b->cp[i] == ',' || b->cp[i] == '.' || b->cp[i] == ';')) ||
		    (!within && b->n >= SENTENCE_MIN && i + 1 < b->n && b->cp[i] == ',' &&
		     text_is_cjk(b->cp[i + 1])))
			return true;
	}
	return false;
}

/* The line begins with one of the words. */
static bool line_begins(const layout *l, const glance *line, const char *const *words,
			size_t n_words)
{
	for (size_t i = 0; i < n_words; i++) {
		size_t n = strlen(words[i]);

		if (l->size - line->begin > n && memcmp(l->bytes + line->begin, words[i], n) == 0)
			return true;
	}
	return false;
}

/* 本报讯 begins a report: what stands above it is its heading. */
static bool begins_report(const layout *l, const glance *next)
{
	static const char *const words[] = {"本报讯", "本报记者", "本报", "新华社", "据新华社"};

	return line_begins(l, next, words, sizeof words / sizeof *words);
}

/* ●, ◆, ■: another piece of news or of a list. */
static bool opens_piece(uint32_t c)
{
	return c == 0x25cf || c == 0x25cb || c == 0x25c6 || c == 0x25c7 || c == 0x25aa ||
	       c == 0x25a0 || c == 0x25ce || c == 0x2605;
}

/* An adjacent line goes on more easily than one behind a blank line. */
static bool goes_on(const layout *l, const block *b, const glance *next, bool adjacent)
{
	if (next->first == '#' || kind_of(next) == BLOCK_BULLET || opens_piece(next->first) ||
	    begins_report(l, next))
		return false;
	if (adjacent && (next->first == '%' || next->first == ')' || next->first == ','))
		return true;
	/* 占…的比重 | 为9.3%: no paragraph begins so */
	if (b->n > 0 && !ends_sentence(b->cp[b->n - 1]) && b->cp[b->n - 1] != ':' &&
	    !is_closing(b->cp[b->n - 1]) && text_is_digit(next->second) &&
	    (next->first == 0x4e3a || next->first == 0x8fbe || next->first == 0x81f3 ||
	     next->first == 0x5230))
		return true;
	if (adjacent && b->n >= HEADING_MAX / 2 && !ends_sentence(b->cp[b->n - 1]) &&
	    b->cp[b->n - 1] != ':' && b->cp[b->n - 1] != '.' && !is_closing(b->cp[b->n - 1]) &&
	    (kind_of(next) == BLOCK_BODY || next->stops))
		return true;
	return unfinished(b) && (adjacent || kind_of(next) == BLOCK_BODY || next->stops);
}

static size_t end_of_line(const layout *l, const glance *g)
{
	const char *end = memchr(l->bytes + g->begin, '\n', l->size - g->begin);

	return end ? (size_t)(end - l->bytes) + 1 : l->size;
}

/* Bytes at most of a caption: a longer line is text. */
#define CAPTION_MAX 900

static bool tail_is(const char *from, const char *end, const char *tail)
{
	size_t n = strlen(tail);

	return (size_t)(end - from) >= n && memcmp(end - n, tail, n) == 0;
}

/* 本报记者 吴双/摄: the line says who took the picture. */
static bool says_who_took_it(const layout *l, const glance *g)
{
	static const char *const tails[] = {"摄", "供图", "摄影报道", "资料图片", "资料图"};
	const char *from = l->bytes + g->begin;
	size_t left = l->size - g->begin, most = left < CAPTION_MAX ? left : CAPTION_MAX;
	const char *end = memchr(from, '\n', most);

	if (!end && most < left)
		return false;
	end = end ? end : from + most;
	while (end > from && (end[-1] == ' ' || end[-1] == '\r' || end[-1] == ')'))
		end--;
	end -= tail_is(from, end, "）") ? strlen("）") : 0;
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (tail_is(from, end, tails[i]))
			return true;
	return false;
}

/* 图为…, or a line that says who took it. */
static bool is_caption(const layout *l, const glance *g)
{
	static const char *const heads[] = {"图为", "上图", "下图", "左图", "右图", "▲", "△"};

	if (line_begins(l, g, heads, sizeof heads / sizeof *heads))
		return true;
	return says_who_took_it(l, g);
}

static void move_to(layout *l, const glance *g)
{
	l->next = g->begin;
	l->line = g->line;
	l->column = g->column;
}

/* A caption between two halves: the half behind it comes first, the caption is passed over. */
static bool skip_caption(const layout *l, const block *b, const glance *caption, glance *next)
{
	if (!unfinished(b) || kind_of(caption) != BLOCK_HEADING || caption->first == '#' ||
	    caption->stops || caption->digits || opens_piece(caption->first))
		return false;
	return search_line(l, caption->end, caption->line + 1, 1, next) &&
	       kind_of(next) == BLOCK_BODY && !opens_piece(next->first);
}

/* Lines of a picture between two halves, the last of which is marked as such: they are handed out
 * behind the paragraph. */
static bool hold_captions(layout *l, const block *b, const glance *first, glance *next)
{
	glance line = *first;
	bool marked = false;
	int n = 0, told = 0; /* lines that end a sentence: a picture has one, more are text */

	if (!unfinished(b) || l->n_held > 0)
		return false;
	while (!marked && n < HELD_MAX && line.first != '#' &&
	       (!begins_report(l, &line) || says_who_took_it(l, &line))) {
		l->held[n++] = line;
		marked = is_caption(l, &line);
		told += line.stops;
		if (told > 1 || !search_line(l, end_of_line(l, &line), line.line + 1, 1, next))
			return false;
		line = *next;
	}
	while (marked && n < HELD_MAX &&
	       says_who_took_it(l, &line)) { /* 新华社记者 陈默/摄 below it */
		l->held[n++] = line;
		if (!search_line(l, end_of_line(l, &line), line.line + 1, 1, next))
			return false;
		line = *next;
	}
	if (!marked || next->first == '#' || begins_report(l, next) ||
	    (kind_of(next) != BLOCK_BODY && !next->stops))
		return false;
	l->n_held = n;
	l->next_held = 0;
	return true;
}

static void join_lines(layout *l, block *b)
{
	glance next, behind;

	while (b->n < SOFT_MAX && find_line(l, &next)) {
		bool adjacent = next.line == l->line;

		if (adjacent && !is_caption(l, &next) && goes_on(l, b, &next, true)) {
			move_to(l, &next);
		} else if (hold_captions(l, b, &next, &behind)) {
			move_to(l, &behind);
		} else if (goes_on(l, b, &next, adjacent)) {
			move_to(l, &next);
		} else if (skip_caption(l, b, &next, &behind)) {
			move_to(l, &behind);
		} else {
			return;
		}
		size_t before = b->n;

		if (!block_append(b, ' ', (place){l->line, l->column, l->size}) ||
		    read_line(l, b) || b->n == before)
			return;
		trim_end(b);
	}
}

/* The next line of a picture that was held back. */
static bool take_held(layout *l, block *b)
{
	if (l->next_held == l->n_held)
		return false;
	size_t next = l->next;
	uint32_t line = l->line, column = l->column;

	move_to(l, &l->held[l->next_held++]);
	read_line(l, b);
	trim_end(b);
	l->next = next;
	l->line = line;
	l->column = column;
	if (l->next_held == l->n_held)
		l->n_held = l->next_held = 0;
	return b->n > 0;
}

bool layout_next(layout *l, block *b, block_kind *kind)
{
	glance first;

	b->n = 0;
	*kind = BLOCK_CAPTION;
	if (take_held(l, b))
		return !l->memory;
	if (l->next == 0 && l->line == 0) {
		l->line = l->column = 1;
		l->fold = text_fold_table();
		if (l->size >= 3 && memcmp(l->bytes, "\xef\xbb\xbf", 3) == 0)
			l->next = 3;
	}
	while (b->n == 0) {
		if (l->memory || !find_line(l, &first))
			return false;
		move_to(l, &first);
		*kind = is_caption(l, &first) ? BLOCK_CAPTION : kind_of(&first);
		bool cut = read_line(l, b);

		trim_end(b);
		if (!cut && b->n > 0 && *kind != BLOCK_BULLET && *kind != BLOCK_CAPTION &&
		    first.first != '#') {
			size_t before = b->n;

			join_lines(l, b);
			if (b->n > before)
				*kind = BLOCK_BODY;
		}
	}
	return !l->memory;
}
