/*
 * Files of rated records, cut into stretches of whole rows that can be read side by side. Where a
 * row ends is plain as long as no line ends inside quotes; where one does, the stretch is read by
 * who cuts it, so that what follows begins where it should.
 */
#ifndef TOLLGATE_AUDIT_SOURCE_H
#define TOLLGATE_AUDIT_SOURCE_H

#include "text.h"

#define SOURCE_CHUNK ((size_t)256 * 1024) /* bytes of a stretch, unless told otherwise */

struct source;
struct layout_use;

/* A stretch of rows of one file. Its memory serves again and again. */
struct stretch {
    char *memory;
    char *rows; /* TG_BULK_SLACK bytes around it can be read */
    size_t size;
    long line; /* at which it begins */
    size_t file;
    const struct tg_layout *layout; /* alive as long as the source */
    const char *name;               /* the same */
};

struct source_file {
    const char *name;
    struct tg_layout layout;
    bool open;         /* its header was read */
    uint64_t bytes;    /* of text, unpacked */
    const char *fault; /* why it could not be read, or not to its end; NULL = it was */
    bool changed;      /* in size, while it was read */
};

struct source_options {
    const char *const *paths; /* lent; "-" = stdin */
    size_t path_count;
    size_t chunk;                    /* bytes read at a time; 0 = SOURCE_CHUNK */
    const struct layout_use *layout; /* of the files (audit_layout.h), lent; NULL = ours */
};

struct source *source_open(const struct source_options *options);
void source_close(struct source *source);

/* Who reads rows that cannot be cut, and hears of those that a vendor's layout makes no record of:
 * called by source_next for each record, good or bad. Of a vendor's, only the error is filled. */
struct source_sink {
    void *user;
    void (*row)(void *user, enum tg_next next, const struct tg_cdr *cdr,
                const struct tg_error *error, const struct tg_cdr_reader *reader, size_t file);
};

/* The next stretch; false at the end of all files. One caller at a time. */
bool source_next(struct source *source, struct stretch *stretch, const struct source_sink *sink);
void stretch_free(struct stretch *stretch);

size_t source_files(const struct source *source);
const struct source_file *source_file(const struct source *source, size_t i);
/* Header rows met between records by source_next itself. */
uint64_t source_headers(const struct source *source);

struct source_progress {
    uint64_t done, all; /* bytes of the files, as they lie on the disk; all = 0: not known */
    uint64_t rows;      /* so far, about */
};

struct source_progress source_progress(const struct source *source);

#endif
