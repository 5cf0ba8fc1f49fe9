/* A file of call records, read as it is: plain, or compressed by gzip or zstd. */
#ifndef TOLLGATE_INPUT_FILE_H
#define TOLLGATE_INPUT_FILE_H

#include "tollgate.h"

struct input_file;

/* Opens a file; NULL or "-" = stdin. `path` is lent for the input's life. NULL when it cannot be
 * opened (E_IO). */
struct input_file *input_file_open(const char *path, struct tg_error *error);
void input_file_close(struct input_file *input);

/* How errors should call it: the path, or "stdin". */
const char *input_file_name(const struct input_file *input);

/* tg_read_fn; `user` is the struct input_file. The first bytes tell whether the rest is compressed;
 * gzip members and zstd frames that follow each other are one text. Compressed data that breaks off
 * or is corrupt, also by something that follows it, fails with EBADMSG, after what came before. */
ptrdiff_t input_file_read(void *user, void *buf, size_t size);

/* Bytes taken from the file so far, as they lie there. */
uint64_t input_file_taken(const struct input_file *input);

/* Puts into the error of a failed read what was wrong with the compressed data, if that is why it
 * failed: errno has no words for it. */
void input_file_explain(const struct input_file *input, struct tg_error *error);

#endif
