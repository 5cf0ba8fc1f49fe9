/* The bytes of a system's answers on their way to who reads rows: each stage is a tg_read_fn over
 * the one before. */
#ifndef TOLLGATE_WIRE_BYTES_H
#define TOLLGATE_WIRE_BYTES_H

#include "reply.h"

#include <iconv.h>

#define WIRE_MAX_ROW 65536

/* Holds back what follows the last line end, until it is known whether the system ended well. */
struct guard {
    struct reply_source *source;
    char held[WIRE_MAX_ROW];
    size_t begin, end; /* of what is held */
    size_t ready;      /* of it, may be passed on */
    bool ended;
};

ptrdiff_t guarded_read(void *guard, void *buf, size_t size);

/* The bytes of another encoding as UTF-8; what is invalid becomes the byte 0xFF, which no UTF-8
 * has, so that the row it stands in is malformed. */
struct decoder {
    struct guard *guard;
    iconv_t converter;
    char in[4096];
    size_t left;
    bool ended;
};

ptrdiff_t decoded_read(void *decoder, void *buf, size_t size);

/* Another delimiter and the comma change places, so that one reader reads both. */
struct swapper {
    tg_read_fn read;
    void *user;
    char delimiter;
};

ptrdiff_t swapped_read(void *swapper, void *buf, size_t size);

/* The same over the fields of a row, to change them back; they move to `buf`. */
void swap_fields(struct tg_csv_row *row, char delimiter, char buf[TG_CSV_MAX_RECORD]);

/* Lines of at most WIRE_MAX_ROW bytes. Zeroed but for `read` and `user` = at the beginning. */
struct lines {
    tg_read_fn read;
    void *user;
    char buf[WIRE_MAX_ROW];
    size_t begin, end;
    long number; /* of the line given last, from 1 */
    bool ended;
};

enum line { LINE_READ, LINE_TOO_LONG, LINE_END };

/* The next line without its end, lent until the next call. Of one that is too long the beginning;
 * the rest is passed over. */
enum line lines_next(struct lines *lines, struct tg_slice *line);

/* Without the blanks around it. */
struct tg_slice wire_trim(struct tg_slice text);

#endif
