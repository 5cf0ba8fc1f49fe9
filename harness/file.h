/* Whole files. */
#ifndef TOLLGATE_FILE_H
#define TOLLGATE_FILE_H

#include "text.h"

#define FILE_MAX_SIZE ((size_t)256 << 20)

/* Adds the content of a file. `path` is lent to the error (E_IO, E_LIMIT). */
bool file_read(struct text *out, const char *path, struct tg_error *error);

/* Replaces a file at once (new_file.h): whoever reads it sees the old content or the new one, also
 * after a crash. */
bool file_replace(const char *path, struct tg_slice content, struct tg_error *error);

#endif
