/* started.c: the words this process was started with. argv is put in another order while options
 * are parsed; the system still knows. */
#include "office.h"

#include <stdlib.h>
#include <string.h>

/* The kernel refuses longer command lines than this by far. */
#define WORDS_BYTES ((size_t)1 << 22)

static char *read_all(size_t *n)
{
	FILE *in = fopen("/proc/self/cmdline", "rb");
	char *text = in != NULL ? malloc(WORDS_BYTES) : NULL;

	*n = text != NULL ? fread(text, 1, WORDS_BYTES - 1, in) : 0;
	if (text != NULL)
		text[*n] = '\0';
	if (in != NULL)
		fclose(in);
	return text;
}

char **cli_words_as_started(void)
{
	static char **words;
	size_t n, count = 0;

	if (words != NULL)
		return words;
	char *text = read_all(&n);
	for (size_t i = 0; i < n; i++)
		count += text[i] == '\0';
	words = n > 0 ? calloc(count + 1, sizeof *words) : NULL;
	if (words == NULL) {
		free(text);
		return NULL;
	}
	char *at = text;
	for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
		words[i] = at;
	return words;
}
