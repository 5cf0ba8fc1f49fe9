/* The inside of a profile, for the files that read and use it. */
#ifndef TOLLGATE_PROFILE_PARTS_H
#define TOLLGATE_PROFILE_PARTS_H

#include "profile.h"

/* What a column of the system's records is made of. */
enum column_source {
    COLUMN_FIELD, /* of the call record: `field` */
    COLUMN_ACCESS,
    COLUMN_NUMBER,
    COLUMN_EVENT_REASON,
    COLUMN_SEQ,
    COLUMN_SUBSCRIBER, /* whose call it was: only rated records have one */
    COLUMN_TEXT
};

struct codes {
    const char *name;
    const char *otherwise; /* NULL = every value needs a counterpart */
    const char **is;
    const char **as;
    size_t count;
};

struct column {
    const char *name;
    enum column_source source;
    size_t field;
    const char *text;
    const char *format; /* of times and durations; NULL = as it stands */
    const struct codes *codes;
    size_t at; /* fixed: from 0 */
    size_t width;
    bool right;
    char pad;
};

enum wire_form { FORM_CSV, FORM_FIXED, FORM_JSONL, FORM_JSON };
enum quoting { QUOTE_NEEDED, QUOTE_ALWAYS, QUOTE_NEVER };

struct records_form {
    enum wire_form form;
    char delimiter;
    enum quoting quoting;
    bool header;
    const char *encoding; /* NULL = UTF-8 */
    const char *line_end;
    const char *before, *after; /* templates; NULL = none */
    struct column *columns;
    size_t count;
    size_t length; /* of a fixed record */
};

/* Where a value stands in a row of answers. */
struct place {
    const char *text;   /* as the profile has it; NULL = nowhere */
    size_t from, width; /* fixed: bytes from 0; csv without a header: from = column from 0 */
};

/* A row that tells how many there are. */
struct totals {
    const char *tag; /* NULL = there is none */
    struct place tag_at, count, total;
};

enum scale { SCALE_YUAN = 0, SCALE_FEN = 2, SCALE_LI = 3 };
enum sign { SIGN_LEADING, SIGN_TRAILING, SIGN_NONE };

struct answers_form {
    enum wire_form form;
    char delimiter;
    bool header;
    size_t skip;
    const char *encoding;
    enum scale scale;
    bool comma;
    enum sign sign;
    bool sum;
    const char *list; /* json: pointer to the answers; NULL = the document is one answer */
    struct place id, amount, error;
    const char **refusals;
    size_t refusal_count;
    struct totals body, head, trailer;
};

struct profile {
    struct arena arena;
    const char *name;
    struct transport transport;
    struct records_form records;
    struct answers_form answers;
    struct codes *codes;
    size_t code_count;
};

#endif
