/* tool_csv.c: a CSV file as JSON, an object per record by the heads of the first. */
#include "csv/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	char **heads;
	int n_heads;
	long n_records;
} printer;

static void put_string(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++)
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < ' ')
			printf("\\u%04x", (unsigned)*text);
		else
			putchar(*text);
	putchar('"');
}

static int print_record(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	printer *p = context;

	(void)lengths;
	(void)line;
	if (p->heads == NULL) {
		p->heads = calloc((size_t)n, sizeof *p->heads);
		for (int i = 0; p->heads != NULL && i < n; i++)
			p->heads[p->n_heads++] = strdup(fields[i]);
		return p->heads == NULL;
	}
	printf("%s{", p->n_records++ ? "," : "");
	for (int i = 0; i < n && i < p->n_heads; i++) {
		printf("%s", i ? "," : "");
		put_string(p->heads[i]);
		printf(":");
		put_string(fields[i]);
	}
	printf("}");
	return 0;
}

int main(int argc, char **argv)
{
	tally_input in;
	tally_error err = {0};
	printer p = {0};

	if (argc != 2 || tally_input_read(argv[1], NULL, &in, &err) != TALLY_OK) {
		fprintf(stderr, "%s\n", argc == 2 ? err.message : "usage: tool_csv FILE");
		return 2;
	}
	printf("[");
	tally_status status = tally_csv_scan(in.text, in.size, ',', print_record, &p, &err);
	printf("]\n");
	if (status != TALLY_OK)
		fprintf(stderr, "%s: %s\n", argv[1], err.message);
	for (int i = 0; i < p.n_heads; i++)
		free(p.heads[i]);
	free(p.heads);
	tally_input_release(&in);
	return status == TALLY_OK ? 0 : 1;
}
