/* output.c: a file is replaced by rename once all its bytes are written. They are not forced to the
 * disk: a chart can be drawn again, and waiting for the disk takes longer than drawing. */
#include "output.h"

#include "destination.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

tally_status tally_picture_of_name(const char *path, tally_picture *out, tally_error *err)
{
	static const char *const ends[] = {".svg", ".png", ".pdf"};
	size_t n = strlen(path);
	for (int i = 0; i < 3; i++)
		if (n > 4 && strcasecmp(path + n - 4, ends[i]) == 0) {
			*out = (tally_picture)i;
			return TALLY_OK;
		}
	return tally_error_set(err, TALLY_EUSAGE,
			       "%s: the name must end in .svg, .png or .pdf to say the format",
			       path);
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

static tally_status fail(const char *path, tally_error *err)
{
	return tally_error_set(err, TALLY_ESYSTEM, "%.300s could not be written: %s", path,
			       strerror(errno));
}

static tally_status write_stream(const char *path, const char *bytes, size_t n, tally_error *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	tally_status status = fd >= 0 && write_all(fd, bytes, n) ? TALLY_OK : fail(path, err);

	if (fd >= 0 && close(fd) != 0 && !status)
		status = fail(path, err);
	return status;
}

static tally_status replace_file(const char *path, const tally_destination *to, const char *bytes,
				 size_t n, tally_error *err)
{
	size_t room = strlen(to->path) + 24;
	char *beside = malloc(room);
	if (!beside)
		return tally_error_memory(err);
	const char *slash = strrchr(to->path, '/');
	int folder = slash ? (int)(slash - to->path + 1) : 0;
	snprintf(beside, room, "%.*s.tally-XXXXXX", folder, to->path);
	int fd = mkostemp(beside, O_CLOEXEC);
	tally_status status = TALLY_OK;
	if (fd < 0) {
		status = fail(path, err);
	} else {
		bool good = write_all(fd, bytes, n) && fchmod(fd, to->mode) == 0;
		if (!good)
			status = fail(path, err);
		if (close(fd) != 0 && !status)
			status = fail(path, err);
		if (!status && rename(beside, to->path) != 0)
			status = fail(path, err);
		if (status)
			unlink(beside);
	}
	free(beside);
	return status;
}

tally_status tally_file_write(const char *path, const char *bytes, size_t n, tally_error *err)
{
	tally_destination to;

	if (tally_destination_is_stdout(path))
		return write_all(STDOUT_FILENO, bytes, n) ? TALLY_OK : fail("standard output", err);
	tally_status status = tally_destination_of(path, &to, err);
	if (status)
		return status;
	return to.stream ? write_stream(path, bytes, n, err) : replace_file(path, &to, bytes, n, err);
}

tally_status tally_chart_write(tally_gnuplot *g, const tally_chart *chart, const tally_theme *theme,
			       double width, double height, const char *path, tally_error *err)
{
	tally_scene scene;
	tally_picture format = TALLY_PICTURE_SVG;
	char *bytes = NULL;
	size_t n = 0;
	tally_status status = tally_picture_of_name(path, &format, err);
	if (status)
		return status;
	status = tally_scene_lay_out(chart, theme, width, height, &scene, err);
	if (!status)
		status = tally_gnuplot_draw(g, &scene, format, &bytes, &n, err);
	if (!status)
		status = tally_file_write(path, bytes, n, err);
	else
		tally_error_prefix(err, "%s", path);
	tally_scene_release(&scene);
	free(bytes);
	return status;
}
