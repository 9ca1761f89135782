#ifndef LANYARD_WORDS_H
#define LANYARD_WORDS_H

#include <stddef.h>

/// All files of Words/<language>, one after another; NULL for a language without words.
const unsigned char *lanyard_words(const char *language, size_t *length);

#endif
