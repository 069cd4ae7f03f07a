/* manifest.c: the exact command, the digests of store and output and the version of tally. The same
 * three give the same output, so the manifest is all that is needed to make an export again. */
#include "manifest.h"

#include "library/tally.h"

#include "csv/digest.h"
#include "office.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool digest_file(const char *path, char out[65])
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	void *bytes = NULL;

	if (good && st.st_size > 0) {
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		good = bytes != MAP_FAILED;
	}
	if (good)
		tally_digest(bytes, (size_t)st.st_size, out);
	if (good && bytes != NULL)
		munmap(bytes, (size_t)st.st_size);
	if (fd >= 0)
		close(fd);
	return good;
}

static bool plain(const char *word)
{
	return *word != '\0' &&
	       word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				 "-_./=,:+@%")] == '\0';
}

/* The words as a shell would take them; the program is called tally whatever its path. */
static char *quote_command(char *const *words)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL)
		return NULL;
	fputs("tally", out);
	for (int i = 1; words != NULL && words[0] != NULL && words[i] != NULL; i++) {
		fputc(' ', out);
		if (plain(words[i])) {
			fputs(words[i], out);
			continue;
		}
		fputc('\'', out);
		for (const char *s = words[i]; *s != '\0'; s++)
			if (*s == '\'')
				fputs("'\\''", out);
			else
				fputc(*s, out);
		fputc('\'', out);
	}
	return fclose(out) == 0 ? text : NULL;
}

tally_status cli_manifest_begin(cli_manifest *m, tally_error *err)
{
	m->command = quote_command(cli_words_as_started());
	if (m->command == NULL)
		return tally_error_memory(err);
	if (!digest_file(m->store, m->digest))
		return tally_error_set(err, TALLY_ESYSTEM, "cannot read %s: %s", m->store,
				       strerror(errno));
	m->notes[0] = (tally_export_note){"command", m->command};
	m->notes[1] = (tally_export_note){"store_sha256", m->digest};
	m->notes[2] = (tally_export_note){"tally", tally_version()};
	m->n_notes = CLI_MANIFEST_NOTES;
	return TALLY_OK;
}

tally_status cli_manifest_write(const cli_manifest *m, const char *path, tally_error *err)
{
	char digest[65];
	tally_target t;
	tally_status status = tally_target_open(path, &t, err);
	char **words = cli_words_as_started();

	if (status != TALLY_OK)
		return status;
	fputs("{\n  \"tally\": ", t.out);
	cli_json_string(t.out, tally_version());
	fputs(",\n  \"command\": ", t.out);
	cli_json_string(t.out, m->command);
	fputs(",\n  \"words\": [\"tally\"", t.out);
	for (int i = 1; words != NULL && words[0] != NULL && words[i] != NULL; i++) {
		fputs(", ", t.out);
		cli_json_string(t.out, words[i]);
	}
	fputs("],\n  \"store\": ", t.out);
	cli_json_string(t.out, m->store);
	fprintf(t.out, ",\n  \"store_sha256\": \"%s\"", m->digest);
	if (m->rows >= 0)
		fprintf(t.out, ",\n  \"rows\": %lld", (long long)m->rows);
	if (m->output != NULL && strcmp(m->output, "-") != 0 && digest_file(m->output, digest)) {
		fputs(",\n  \"output\": ", t.out);
		cli_json_string(t.out, m->output);
		fprintf(t.out, ",\n  \"output_sha256\": \"%s\"", digest);
	}
	fputs("\n}\n", t.out);
	status = tally_target_commit(&t, err);
	tally_target_abandon(&t);
	return status;
}
