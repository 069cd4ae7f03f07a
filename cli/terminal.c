/* terminal.c: the streams themselves are the filter.
 *
 * stdout and stderr become streams whose write function looks at each character before it goes to
 * the descriptor, so no verb can forget it. A character may come in two pieces: the bytes of an
 * unfinished one are held until the next write. */
#include "terminal.h"

#include "utf8.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FULLEST 4096 /* bytes of shown text that are put at once */

typedef struct {
	int fd;
	unsigned char held[5]; /* of a character, NUL behind */
	size_t n_held;
	char shown[FULLEST + 16];
	size_t n_shown;
} guard;

static guard guards[2];
static FILE *plain_stdout; /* where stdout went before; NULL: it is no terminal */

static bool put_out(guard *g)
{
	size_t done = 0;

	while (done < g->n_shown) {
		ssize_t n = write(g->fd, g->shown + done, g->n_shown - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	g->n_shown = 0;
	return true;
}

/* Whether more bytes could make a character of those that are held. */
static bool unfinished(const guard *g)
{
	unsigned char first = g->held[0];
	size_t wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;

	for (size_t i = 1; i < g->n_held; i++)
		if ((g->held[i] & 0xc0) != 0x80)
			return false;
	return first < 0xf5 && g->n_held < wanted;
}

static void drop_held(guard *g, size_t n)
{
	memmove(g->held, g->held + n, sizeof g->held - n);
	g->n_held -= n;
}

static size_t copied(char *to, const unsigned char *from, size_t n)
{
	memcpy(to, from, n);
	return n;
}

/* What is held and finished goes on, made visible where it would steer. */
static void show_held(guard *g)
{
	while (g->n_held > 0 && !unfinished(g)) {
		uint32_t cp = 0;
		int n = cli_utf8(g->held, &cp);
		char *to = g->shown + g->n_shown;

		if (n == 0)
			g->n_shown += (size_t)sprintf(to, "\\x%02x", g->held[0]);
		else if (cli_steers(cp) && cp != '\n' && cp != '\t')
			g->n_shown += (size_t)sprintf(to, "\\u%04x", (unsigned)cp);
		else
			g->n_shown += copied(to, g->held, (size_t)n);
		drop_held(g, n > 0 ? (size_t)n : 1);
	}
}

static ssize_t filter(void *cookie, const char *bytes, size_t n)
{
	guard *g = cookie;

	for (size_t i = 0; i < n; i++) {
		g->held[g->n_held++] = (unsigned char)bytes[i];
		show_held(g);
		if (g->n_shown >= FULLEST && !put_out(g))
			return 0;
	}
	return put_out(g) ? (ssize_t)n : 0;
}

/* NULL when the stream is no terminal or there is no memory. */
static FILE *guarded(FILE *stream, guard *g)
{
	if (!isatty(fileno(stream)))
		return NULL;
	g->fd = fileno(stream);
	FILE *made = fopencookie(g, "w", (cookie_io_functions_t){.write = filter});
	if (made)
		setvbuf(made, NULL, _IOLBF, BUFSIZ);
	return made;
}

void cli_guard_terminals(void)
{
	FILE *out = guarded(stdout, &guards[0]), *err = guarded(stderr, &guards[1]);

	if (out) {
		plain_stdout = stdout;
		stdout = out;
	}
	if (err)
		stderr = err;
}

void cli_put_picture(const char *bytes, size_t n)
{
	FILE *to = plain_stdout ? plain_stdout : stdout;

	fflush(stdout);
	fwrite(bytes, 1, n, to);
	fflush(to);
}
