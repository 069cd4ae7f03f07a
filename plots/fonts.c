/* fonts.c: asks fontconfig's own programs, which pango (and so gnuplot) brings along. */
#include "fonts.h"

#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The first `size` - 1 bytes that a program prints. */
static tally_status ask(char *const argv[], char *out, size_t size, tally_error *err)
{
	int pipe_fd[2];
	pid_t pid;
	posix_spawn_file_actions_t files;
	char *environment[TALLY_CHILD_VARIABLES];
	tally_child_environment(environment);
	if (pipe2(pipe_fd, O_CLOEXEC) != 0 || posix_spawn_file_actions_init(&files) != 0)
		return tally_error_set(err, TALLY_ESYSTEM, "no pipe to %s: %s", argv[0],
				       strerror(errno));
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, pipe_fd[1], 1);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	int rc = posix_spawnp(&pid, argv[0], &files, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	close(pipe_fd[1]);
	size_t n = 0;
	char rest[512] = "";
	while (rc == 0) {
		bool full = n + 1 >= size;
		ssize_t got =
		    read(pipe_fd[0], full ? rest : out + n, full ? sizeof rest : size - 1 - n);
		if (got <= 0 && errno != EINTR)
			break;
		if (got == 0)
			break;
		n += full || got < 0 ? 0 : (size_t)got;
	}
	out[n] = 0;
	close(pipe_fd[0]);
	if (rc != 0)
		return tally_error_set(err, TALLY_ESYSTEM, "%s could not be run: %s", argv[0],
				       strerror(rc));
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return TALLY_OK;
}

tally_status tally_fonts_check(const char *family, tally_font_report *out, tally_error *err)
{
	char pattern[160], answer[256];
	char list[] = "fc-list", match[] = "fc-match", all[] = ":lang=zh-cn", field[] = "family",
	     form[] = "--format=%{family[0]}";
	*out = (tally_font_report){.wanted = false};
	char *const any[] = {list, all, field, NULL};
	if (ask(any, answer, sizeof answer, err))
		return TALLY_ESYSTEM;
	bool none = answer[0] == 0;
	snprintf(pattern, sizeof pattern, "%s:lang=zh-cn", family);
	char *const best[] = {match, form, pattern, NULL};
	if (ask(best, answer, sizeof answer, err))
		return TALLY_ESYSTEM;
	out->wanted = strcmp(answer, family) == 0;
	if (!none)
		snprintf(out->chosen, sizeof out->chosen, "%.127s", answer);
	return TALLY_OK;
}
