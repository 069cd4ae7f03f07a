/* file.c: what a file is, and how it comes to the reader of CSV. */
#include "import/import.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool tally_layout_parse(const char *word, tally_layout *layout, bool *sdmx)
{
	static const char *const words[] = {"auto", "tidy", "wide"};

	*layout = TALLY_LAYOUT_AUTO;
	*sdmx = word != NULL && strcmp(word, "sdmx") == 0;
	if (word == NULL || *sdmx)
		return true;
	for (int i = 0; i < 3; i++)
		if (strcmp(word, words[i]) == 0) {
			*layout = (tally_layout)i;
			return true;
		}
	return false;
}

/* Looks at the beginning only: most files are no SDMX and the reader reads them in its own way.
 * What is no plain file (a pipe) cannot be looked at twice. */
static bool begins_as_sdmx(const char *path)
{
	char begin[8192];
	struct stat info;
	bool plain = stat(path, &info) == 0 && S_ISREG(info.st_mode);
	FILE *file = plain ? fopen(path, "rb") : NULL;
	size_t n = file != NULL ? fread(begin, 1, sizeof begin - 1, file) : 0;
	size_t bom = n >= 3 && memcmp(begin, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	if (file != NULL)
		fclose(file);
	begin[n] = '\0';
	const tally_input input = {.text = begin + bom, .size = n - bom};
	return n > 0 && tally_is_sdmx(&input);
}

static tally_status import_sdmx(const char *path, const tally_codes *codes,
				tally_csv_options *options, tally_imported *out,
				tally_diagnostics *list, tally_error *err)
{
	tally_input raw;
	tally_status status = tally_input_read(path, options->encoding, &raw, err);

	if (status != TALLY_OK)
		return status;
	status = tally_read_sdmx(path, &raw, options, codes, &out->text, list, err);
	tally_input_release(&raw);
	options->separator = ',';
	options->ignore_extra = true;
	options->layout = TALLY_LAYOUT_TIDY;
	return status;
}

tally_status tally_import_file(const char *path, const char *sheet, bool sdmx,
			       tally_xlsx_reader *read_xlsx, const tally_codes *codes,
			       tally_csv_options *options, tally_imported *out,
			       tally_diagnostics *list, tally_error *err)
{
	tally_binary binary = tally_binary_kind(path);
	tally_status status = TALLY_OK;
	char chosen[256];

	*out = (tally_imported){0};
	snprintf(out->name, sizeof out->name, "%s", path);
	if (binary == TALLY_BINARY_XLS)
		return tally_error_set(err, TALLY_EINPUT,
				       "%s is a workbook of Excel before 2007; save it as .xlsx or "
				       ".csv",
				       path);
	if (binary == TALLY_BINARY_XLSX) {
		status = read_xlsx(path, sheet, &out->text, chosen, err);
		if (status == TALLY_OK)
			snprintf(out->name, sizeof out->name, "%s!%s", path, chosen);
	} else if (sdmx || (options->layout == TALLY_LAYOUT_AUTO && begins_as_sdmx(path))) {
		status = import_sdmx(path, codes, options, out, list, err);
	}
	if (status == TALLY_OK && out->text.text != NULL)
		options->input = &out->text;
	return status;
}

void tally_imported_release(tally_imported *in)
{
	if (in->text.text != NULL)
		tally_input_release(&in->text);
	in->text.text = NULL;
}
