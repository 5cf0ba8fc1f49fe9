/* The files that a command reads and writes, looked at before anything is done: what would be lost
 * or refused hours later is told at once, as a usage error. */
#ifndef TOLLGATE_PATHS_H
#define TOLLGATE_PATHS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether two paths are of one file. */
bool paths_same_file(const char *a, const char *b);

/* False after telling on stderr: a file given twice would double every record. */
bool paths_differ(const char *const *paths, size_t count);

/* How an output comes to be. */
enum output_kind {
    OUTPUT_REPORT, /* any file, in the place of what is there */
    OUTPUT_PART,   /* a regular file, likewise */
    OUTPUT_NEW     /* a file that is not there yet */
};

struct output_path {
    const char *path; /* NULL = not wanted */
    enum output_kind kind;
    bool in_parts;      /* further ones beside it are written, and removed: path_of_part */
    const char *renews; /* an input in whose place it may be put, as it is read before; or NULL */
};

struct text;

/* Adds the name of a part: "FILE.xml", "FILE-2.xml", "FILE-3.xml" ... */
void path_of_part(struct text *out, const char *path, size_t number);

/* False after telling on stderr: an output would be written over what is to be read or over another
 * output, or cannot be written. */
bool outputs_possible(const struct output_path *outputs, size_t output_count,
                      const char *const *inputs, size_t input_count);

#endif
