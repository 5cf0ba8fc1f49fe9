/* Compressed data for tests. */
#ifndef TOLLGATE_PACKING_H
#define TOLLGATE_PACKING_H

#include "testing.h"

#include "text.h"

#include <zlib.h>
#include <zstd.h>

/* Adds one gzip member. */
static inline void pack_gzip(struct text *out, struct tg_slice plain)
{
    z_stream gzip = {0};
    size_t room;
    char *packed;

    assert_int_equal(deflateInit2(&gzip, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY),
                     Z_OK);
    room = deflateBound(&gzip, plain.n);
    packed = malloc(room);
    gzip.next_in = (unsigned char *)(uintptr_t)plain.p;
    gzip.avail_in = (uInt)plain.n;
    gzip.next_out = (unsigned char *)packed;
    gzip.avail_out = (uInt)room;
    assert_int_equal(deflate(&gzip, Z_FINISH), Z_STREAM_END);
    text_add(out, (struct tg_slice){packed, room - gzip.avail_out});
    deflateEnd(&gzip);
    free(packed);
}

/* Adds one zstd frame, with a checksum as the tool makes them. */
static inline void pack_zstd(struct text *out, struct tg_slice plain)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    size_t room = ZSTD_compressBound(plain.n);
    char *packed = malloc(room);
    size_t n;

    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    n = ZSTD_compress2(context, packed, room, plain.p, plain.n);
    assert_false(ZSTD_isError(n));
    text_add(out, (struct tg_slice){packed, n});
    ZSTD_freeCCtx(context);
    free(packed);
}

#endif
