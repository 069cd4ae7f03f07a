/* replay.c: a fuzz target as a plain program: every file of a folder is one input, in order of
 * names. What fuzzing found stays a case this way, with every compiler and sanitizer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	long size = -1;

	if (f && fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size < 0) {
		perror(path);
		return 1;
	}
	rewind(f);
	/* exactly as long as the input, so that a sanitizer sees a step behind it */
	uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
	size_t got = data ? fread(data, 1, (size_t)size, f) : 0;

	fclose(f);
	if (!data || got != (size_t)size) {
		fprintf(stderr, "%s: cannot be read\n", path);
		free(data);
		return 1;
	}
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(data, got);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	struct dirent **entries;
	char path[4096];
	int n, bad = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	n = scandir(argv[1], &entries, visible, alphasort);
	if (n < 0) {
		perror(argv[1]);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
		bad |= run_file(path);
		free(entries[i]);
	}
	free(entries);
	printf("%d inputs\n", n);
	return bad || n == 0;
}
