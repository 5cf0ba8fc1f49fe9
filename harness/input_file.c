#include "input_file.h"
#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define HEAD        4 /* bytes that tell what the file is */
#define PACKED_SIZE ((size_t)128 * 1024)
#define GZIP_ONLY   (MAX_WBITS + 16) /* zlib's way to ask for gzip and nothing else */

enum form { UNKNOWN, PLAIN, GZIP, ZSTD };

struct input_file {
    const char *path; /* NULL = stdin */
    int fd;
    enum form form;
    z_stream gzip;
    ZSTD_DStream *zstd;
    bool inside; /* a gzip member or zstd frame has begun and not ended */
    const char *fault;
    uint64_t taken;
    size_t used; /* bytes of `packed` behind us */
    size_t filled;
    unsigned char packed[PACKED_SIZE]; /* of a plain file, only its head */
};

struct input_file *input_file_open(const char *path, struct tg_error *error)
{
    bool from_stdin = path == NULL || strcmp(path, "-") == 0;
    int fd = from_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct input_file *input;

    if (fd < 0) {
        tg_fail(error, TG_E_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
        return NULL;
    }
    input = calloc(1, sizeof *input);
    if (input == NULL) arena_exhausted();
    input->path = from_stdin ? NULL : path;
    input->fd = fd;
    return input;
}

void input_file_close(struct input_file *input)
{
    if (input == NULL) return;
    if (input->form == GZIP) inflateEnd(&input->gzip);
    ZSTD_freeDStream(input->zstd);
    if (input->path != NULL) close(input->fd);
    free(input);
}

const char *input_file_name(const struct input_file *input)
{
    return input->path != NULL ? input->path : "stdin";
}

uint64_t input_file_taken(const struct input_file *input)
{
    return input->taken;
}

static ptrdiff_t take(struct input_file *input, void *buf, size_t size)
{
    ptrdiff_t n = tg_read_fd(&input->fd, buf, size);

    if (n > 0) input->taken += (uint64_t)n;
    return n;
}

/* Adds up to `size` bytes to `packed`. */
static ptrdiff_t fetch(struct input_file *input, size_t size)
{
    ptrdiff_t n = take(input, input->packed + input->filled, size);

    if (n > 0) input->filled += (size_t)n;
    return n;
}

static enum form form_of(const unsigned char head[HEAD])
{
    if (head[0] == 0x1f && head[1] == 0x8b) return GZIP;
    if (memcmp(head, "\x28\xb5\x2f\xfd", HEAD) == 0) return ZSTD;
    /* A frame to be skipped, with which pzstd begins its files. */
    if ((head[0] & 0xf0) == 0x50 && memcmp(head + 1, "\x2a\x4d\x18", HEAD - 1) == 0) return ZSTD;
    return PLAIN;
}

/* False if the head cannot be read. One too short for a form is not of it: the rest of `packed` is
 * still zero. */
static bool recognise(struct input_file *input)
{
    ptrdiff_t n = 1;

    while (n > 0 && input->filled < HEAD) n = fetch(input, HEAD - input->filled);
    if (n < 0) return false;
    input->form = form_of(input->packed);
    if (input->form == GZIP && inflateInit2(&input->gzip, GZIP_ONLY) != Z_OK) arena_exhausted();
    if (input->form == ZSTD && (input->zstd = ZSTD_createDStream()) == NULL) arena_exhausted();
    return true;
}

static ptrdiff_t read_plain(struct input_file *input, void *buf, size_t size)
{
    size_t head = input->filled - input->used;

    if (head == 0) return take(input, buf, size);
    if (head > size) head = size;
    memcpy(buf, input->packed + input->used, head);
    input->used += head;
    return (ptrdiff_t)head;
}

static size_t unpack_gzip(struct input_file *input, void *buf, size_t size)
{
    z_stream *gzip = &input->gzip;
    uInt room = size < UINT_MAX ? (uInt)size : UINT_MAX;
    int code;

    if (!input->inside) inflateReset(gzip);
    gzip->next_in = input->packed + input->used;
    gzip->avail_in = (uInt)(input->filled - input->used);
    gzip->next_out = buf;
    gzip->avail_out = room;
    code = inflate(gzip, Z_NO_FLUSH);
    input->used = input->filled - gzip->avail_in;
    input->inside = code != Z_STREAM_END;
    if (code == Z_MEM_ERROR) arena_exhausted();
    /* Z_BUF_ERROR: it needs more of the file. */
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        input->fault = "gzip data is corrupt";
    return room - gzip->avail_out;
}

static const char *zstd_fault(size_t code)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation: arena_exhausted();
    case ZSTD_error_frameParameter_windowTooLarge:
        return "zstd data needs a window of more than 128 MiB (zstd --long)";
    default: return "zstd data is corrupt";
    }
}

static size_t unpack_zstd(struct input_file *input, void *buf, size_t size)
{
    ZSTD_inBuffer in = {input->packed, input->filled, input->used};
    ZSTD_outBuffer out = {buf, size, 0};
    size_t code = ZSTD_decompressStream(input->zstd, &out, &in);

    input->used = in.pos;
    input->inside = code != 0;
    if (ZSTD_isError(code)) input->fault = zstd_fault(code);
    return out.pos;
}

/* The next bytes; -1 with `fault` set or errno of the file. */
static ptrdiff_t unpack(struct input_file *input, void *buf, size_t size)
{
    bool gzip = input->form == GZIP;

    while (input->fault == NULL) {
        ptrdiff_t n;

        if (input->inside || input->used < input->filled) {
            size_t made = gzip ? unpack_gzip(input, buf, size) : unpack_zstd(input, buf, size);

            if (made > 0) return (ptrdiff_t)made;
        }
        if (input->fault != NULL || input->used < input->filled) continue;
        input->used = input->filled = 0;
        n = fetch(input, PACKED_SIZE);
        if (n < 0 || (n == 0 && !input->inside)) return n;
        if (n == 0) input->fault = gzip ? "gzip data breaks off" : "zstd data breaks off";
    }
    errno = EBADMSG;
    return -1;
}

ptrdiff_t input_file_read(void *user, void *buf, size_t size)
{
    struct input_file *input = user;

    if (input->form == UNKNOWN && !recognise(input)) return -1;
    if (input->form == PLAIN) return read_plain(input, buf, size);
    return unpack(input, buf, size);
}

void input_file_explain(const struct input_file *input, struct tg_error *error)
{
    if (error->status != TG_E_IO || input->fault == NULL) return;
    error->status = TG_OK;
    tg_fail(error, TG_E_IO, error->file, error->line, error->column, "cannot be read: %s",
            input->fault);
}
