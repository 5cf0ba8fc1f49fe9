/* Tests: rated records read in bulk and by the careful reader, which must give the same. */
#ifndef TOLLGATE_TESTING_BULK_H
#define TOLLGATE_TESTING_BULK_H

#include "cdr_testing.h"

/* A text being put together, which every test begins anew. */
struct text {
    char *p;
    size_t n;
};
extern struct text text;

void text_begin(const char *header);
void text_add(const char *bytes, size_t n);
void text_fill(char byte, size_t n);
void text_put(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A row; NULL = an empty field. `end` is "\n" or "\r\n". */
void text_row(const char *const *fields, size_t count, const char *end);

/* Whether a line in n bytes ends behind an odd number of quotes: nothing to be read in bulk. */
bool runs_on(const char *p, size_t n);

/* What was read. */
struct alike {
    uint64_t rows, bad, headers;
    uint64_t quick; /* of the rows, read without the careful reader */
};

/* Reads the text, whose first row is the header, both ways: the lines behind it in bulk, `at_once`
 * lines at a time (0 = all). The test fails where anything differs. */
struct alike expect_alike(size_t at_once);

#endif
