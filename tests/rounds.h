/* rounds.h: how many random cases a test goes through; with sanitizers, ten times as slow, a quarter. */
#ifndef TALLY_TESTS_ROUNDS_H
#define TALLY_TESTS_ROUNDS_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ROUNDS(n) ((n) / 4)
#else
#define ROUNDS(n) (n)
#endif

#endif
