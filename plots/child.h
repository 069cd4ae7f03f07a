/* child.h: what a child process gets of our environment. */
#ifndef TALLY_CHILD_H
#define TALLY_CHILD_H

/** Room for the variables that are handed on, the locale and the closing NULL. */
#define TALLY_CHILD_VARIABLES 16

/** out: PATH to find helpers, HOME, XDG and fontconfig's own for the font cache, LC_ALL=C.UTF-8; NULL
 * behind. Nothing that could change what the child does. The texts are those of environ. */
void tally_child_environment(char *out[TALLY_CHILD_VARIABLES]);

#endif
