/*
 * tollgate.h - the one public header of libtollgate, the reference rater.
 *
 * Conventions, kept throughout:
 *  - Argument order: context, out, in-out, in; a length follows its array.
 *  - Money is tg_money, an integer count of 0.0001 yuan. Time is tg_time, whole seconds since
 *    1970-01-01T00:00:00Z. Durations are whole seconds and named dur_s. No floating point anywhere.
 *  - A function that can fail takes an optional `struct tg_error *`, last. It is written only on
 *    failure, and a lower function's message is never overwritten.
 *  - Strings that are lent (const char *, struct tg_slice) belong to the object they came from; the
 *    comment at each function says how long they live.
 *  - Clause numbers (A-2.1.1, X-1 ...) and rule ids (R-01 ...) are those of the rulebook.
 */
#ifndef TOLLGATE_H
#define TOLLGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ------------------------------------------------------------------------------------- errors */

/* One declaration for many users: the enum and tg_status_name(). */
#define TG_STATUS_LIST(X)                                                                          \
    X(TG_OK, "ok")                                                                                 \
    X(TG_E_MEMORY, "out of memory")                                                                \
    X(TG_E_IO, "input or output failed")                                                           \
    X(TG_E_FORMAT, "malformed text")                                                               \
    X(TG_E_FIELD, "field value not accepted")                                                      \
    X(TG_E_CONTRADICTION, "fields contradict each other")                                          \
    X(TG_E_NUMBER, "number fits no numbering plan")                                                \
    X(TG_E_COLUMN, "column missing or repeated")                                                   \
    X(TG_E_DUPLICATE, "call_id repeated")                                                          \
    X(TG_E_XML, "rulebook or overlay malformed")                                                   \
    X(TG_E_TABLE, "decision table unsound")                                                        \
    X(TG_E_NAME, "no such thing by that name")                                                     \
    X(TG_E_LIMIT, "built-in limit exceeded")

enum tg_status {
#define X(name, text) name,
    TG_STATUS_LIST(X)
#undef X
};

const char *tg_status_name(enum tg_status status);

#define TG_ERROR_TEXT 512

/* What went wrong and where. line and column count from 1; 0 = not known or not applicable. */
struct tg_error {
    enum tg_status status;
    const char *file; /* lent by whoever named the input; NULL = none */
    long line;
    long column;              /* bytes into the line */
    char text[TG_ERROR_TEXT]; /* one lower-case sentence without a full stop, valid UTF-8 */
};

/* "FILE:LINE:COLUMN: text" with the unknown parts left out. Returns the length written (cut to
 * size-1, always terminated). */
size_t tg_error_format(char *buf, size_t size, const struct tg_error *error);

/* ------------------------------------------------------------------------------------- slices */

/* Borrowed bytes, not terminated. */
struct tg_slice {
    const char *p;
    size_t n;
};

struct tg_slice tg_slice_of(const char *text);
bool tg_slice_is(struct tg_slice slice, const char *text);

/* ---------------------------------------------------------------- messages, for the program too */

/* Fills `error` unless it is NULL or already holds a (lower) message. Always returns false. */
bool tg_fail(struct tg_error *error, enum tg_status status, const char *file, long line,
             long column, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A found value as it may be shown in a message: quoted, cut after 40 bytes (between characters)
 * with "...", bytes that are not printable UTF-8 as \xNN. Lives until the 4th further call. */
const char *tg_shown(struct tg_slice value);

/* Length in bytes of the well-formed UTF-8 character at p (n > 0 bytes left); 0 if there is none.
 * tg_utf8_printable: 0 for control characters (C0, DEL, C1) too. */
size_t tg_utf8_char(const char *p, size_t n);
size_t tg_utf8_printable(const char *p, size_t n);

/* -------------------------------------------------------------------------------------- money */

typedef int64_t tg_money; /* 0.0001 yuan */

#define TG_MONEY_YUAN INT64_C(10000)
#define TG_MONEY_BUF  24

/* Reads a plain decimal number of yuan: optional '-', digits, optionally '.' and 1 to 64 digits.
 * No exponent, no grouping, no blanks, no '+'. `*rest` (optional) is set when digits below 0.0001
 * yuan are not zero; the amount is then cut towards zero. False if the text is anything else or
 * exceeds +-10^11 yuan; *amount is then untouched. */
bool tg_money_parse(tg_money *amount, bool *rest, struct tg_slice text);

/* At least two decimals, at most four: "0.18", "0.064", "-1.50". Returns the length. */
size_t tg_money_format(char buf[TG_MONEY_BUF], tg_money amount);

enum tg_rounding { TG_ROUND_UP, TG_ROUND_DOWN, TG_ROUND_NEAREST };

/* To which amounts others are rounded: the multiples of a step. */
struct tg_steps {
    enum tg_rounding rounding;
    tg_money step; /* 0 = amounts stay what they are */
};

/* The multiple for an amount of 0 or more; half a step is rounded up to the nearest. Of two amounts
 * the larger never becomes the smaller one. */
tg_money tg_money_round(const struct tg_steps *steps, tg_money amount);

/* --------------------------------------------------------------------------------------- time */

typedef int64_t tg_time; /* seconds since 1970-01-01T00:00:00Z */

#define TG_CST_OFFSET_S (8 * 3600) /* China Standard Time is UTC+8, without summer time */
#define TG_TIME_BUF     20

/* Reads YYYY-MM-DD, 'T' or one blank, HH:MM:SS, then nothing (China Standard Time), 'Z' or
 * +hh:mm / -hh:mm (up to 14:00). Years 1970 to 2099. Returns NULL, or what is wrong with the text
 * (a static phrase such as "no such date", fit to follow "start_time '...': "). */
const char *tg_time_parse(tg_time *time, struct tg_slice text);

/* "2010-01-01T00:00:00", China Standard Time. Returns the length, always 19. */
size_t tg_time_format(char buf[TG_TIME_BUF], tg_time time);

/* --------------------------------------------------------------------------------- vocabulary */

/* The dimensions of the decision table. A value is its index within the dimension. */
enum tg_dim {
    TG_DIM_REGIME,
    TG_DIM_PLAN,
    TG_DIM_EVENT,
    TG_DIM_STATE,
    TG_DIM_ACCESS,
    TG_DIM_DESTINATION,
    TG_DIM_DAYPART,
    TG_DIM_PACK,
    TG_DIM_NETWORK,
    TG_DIM_LENGTH,
    TG_DIM_COUNT
};

enum tg_regime { TG_REGIME_EARLY, TG_REGIME_SPLIT, TG_REGIME_SINGLE, TG_REGIME_COUNT };

enum tg_plan {
    TG_PLAN_GOTONE,
    TG_PLAN_MZONE,
    TG_PLAN_EASYOWN,
    TG_PLAN_EASYOWN_QINGSONG,
    TG_PLAN_EASYOWN_JIAYUAN,
    TG_PLAN_GOTONE_JINGDIAN,
    TG_PLAN_GOTONE_SHANGLV,
    TG_PLAN_MZONE_SUIBIAN,
    TG_PLAN_EASYOWN_DAZHONG,
    TG_PLAN_COUNT
};

/* Event and, for forwarding, its reason. All forwarding reasons but the first are conditional. */
enum tg_event {
    TG_EVENT_ORIGINATE,
    TG_EVENT_RECEIVE,
    TG_EVENT_FORWARD_UNCONDITIONAL,
    TG_EVENT_FORWARD_BUSY,
    TG_EVENT_FORWARD_NO_REPLY,
    TG_EVENT_FORWARD_UNREACHABLE,
    TG_EVENT_MONTHLY_FEE,
    TG_EVENT_COUNT
};

/* Where the subscriber is; the last two are "roaming". */
enum tg_state { TG_STATE_HOME, TG_STATE_PROVINCE, TG_STATE_NATIONAL, TG_STATE_COUNT };

enum tg_access { TG_ACCESS_DIRECT, TG_ACCESS_17951, TG_ACCESS_12593, TG_ACCESS_COUNT };

enum tg_destination {
    TG_DEST_NONE,         /* receive, monthly_fee */
    TG_DEST_LOCAL,        /* originate: the area where the call is set up */
    TG_DEST_HOME_AREA,    /* forward: the subscriber's home area */
    TG_DEST_VISITED_AREA, /* forward while roaming: the visited area */
    TG_DEST_DOMESTIC,     /* any other area of the mainland */
    TG_DEST_HMT,          /* Hong Kong, Macao, Taiwan */
    TG_DEST_US_CA,        /* the classes from here to OTHER are "international" */
    TG_DEST_KR_SG,
    TG_DEST_BOTH_LISTS,
    TG_DEST_NZ,
    TG_DEST_ONLY_12593,
    TG_DEST_OTHER,
    TG_DEST_SATELLITE,       /* maritime satellite and Globalstar (B-1.7) */
    TG_DEST_SATELLITE_OTHER, /* satellite systems the documents do not name */
    TG_DEST_SPECIAL,         /* service number of another area */
    TG_DEST_SERVICE,         /* service number of where the call is set up: not long-distance */
    TG_DEST_INFO,            /* information desk (B-1.6) */
    TG_DEST_COUNT
};

enum tg_daypart { TG_DAYPART_BUSY, TG_DAYPART_IDLE, TG_DAYPART_COUNT };

/* Night pack: not held; held and the call starts outside / inside its hours (ends, where policy
 * pack_boundary says so). */
enum tg_pack { TG_PACK_NONE, TG_PACK_OUTSIDE, TG_PACK_INSIDE, TG_PACK_COUNT };

enum tg_network { TG_NETWORK_CMCC, TG_NETWORK_OTHER, TG_NETWORK_COUNT };

/* Duration class: 0 s; 1 s up to the policy free_seconds; longer. */
enum tg_length { TG_LENGTH_ZERO, TG_LENGTH_SHORT, TG_LENGTH_LONG, TG_LENGTH_COUNT };

/* The satellite systems ld_satellite may be priced for, one by one. */
enum tg_system {
    TG_SYSTEM_NONE,
    TG_SYSTEM_INMARSAT,
    TG_SYSTEM_INMARSAT_MINI_M,
    TG_SYSTEM_GLOBALSTAR,
    TG_SYSTEM_COUNT
};

/* Number of values, and their codes as they stand in rulebooks and records ("gotone",
 * "forward-busy"). All strings are static. */
size_t tg_dim_size(enum tg_dim dim);
const char *tg_dim_name(enum tg_dim dim);
const char *tg_value_name(enum tg_dim dim, unsigned value);
const char *tg_system_name(enum tg_system system);

/* The Chinese name of a plan, and the code of its brand (gotone, mzone, easyown). */
const char *tg_plan_title(enum tg_plan plan);
const char *tg_plan_brand(enum tg_plan plan);

/* ------------------------------------------------------------------------------------- input */

/* Reads up to `size` bytes; 0 = end, -1 = failed with errno set. */
typedef ptrdiff_t (*tg_read_fn)(void *user, void *buf, size_t size);

/* tg_read_fn over a file descriptor: `user` points to an int. Retries after EINTR. */
ptrdiff_t tg_read_fd(void *user, void *buf, size_t size);

/* What a reader found. A bad row is reported and left behind: the next call goes on after it.
 * After FAILED or END every further call gives END. One struct tg_error serves for all calls of a
 * reader: each call begins by setting its status to TG_OK. */
enum tg_next {
    TG_NEXT_ROW,
    TG_NEXT_BAD_ROW,
    TG_NEXT_END,
    TG_NEXT_FAILED /* the input cannot be read on */
};

#define TG_CSV_MAX_COLUMNS 256
#define TG_CSV_MAX_RECORD  65536 /* bytes, line end included */

/* One row of comma-separated values (RFC 4180, UTF-8). Fields are lent until the next call. */
struct tg_csv_row {
    size_t count;
    struct tg_slice field[TG_CSV_MAX_COLUMNS]; /* unquoted, unescaped */
    long column[TG_CSV_MAX_COLUMNS];           /* where each field begins, bytes from 1; 0 = not in
                                                  the row's first line */
    long line;                                 /* where the row begins, from 1 */
    bool plain;                                /* nothing but printable ASCII, and no quotes */
};

struct tg_csv;

/* `name` is lent and appears in errors. A byte order mark and CR LF are accepted; empty lines are
 * passed over. NULL when out of memory. */
struct tg_csv *tg_csv_new(tg_read_fn read, void *user, const char *name);
void tg_csv_free(struct tg_csv *csv);

/* Bad rows: quote never closed, text after a closing quote, stray quote, invalid UTF-8, NUL byte,
 * record longer than TG_CSV_MAX_RECORD, more than TG_CSV_MAX_COLUMNS fields. A bad row that ran
 * over several lines is left behind by one line only, so that a stray quote costs no other record.
 * Of a bad row, `row` holds the line and the fields in front of the fault. */
enum tg_next tg_csv_next(struct tg_csv *csv, struct tg_csv_row *row, struct tg_error *error);

/* ------------------------------------------------------------------------ call detail records */

/* A call detail record, its fields read but its numbers not yet classified. Area fields hold area
 * ids of the numbering plan, 0 = not given. */
struct tg_cdr {
    struct tg_slice call_id; /* lent until the reader's next call */
    struct tg_slice other_party;
    tg_time start;
    int32_t dur_s; /* 0 ... TG_CDR_MAX_DUR_S; 0 for monthly_fee */
    uint16_t home_area;
    uint16_t visited_area;
    uint16_t other_area;
    uint8_t plan;  /* enum tg_plan */
    uint8_t event; /* enum tg_event */
    bool night_pack;
    uint8_t other_network; /* enum tg_network, or TG_NETWORK_COUNT = not given */
    long line;             /* where the record stands, for errors */
    long other_party_column;
    /* Of rated records, else empty: */
    struct tg_slice subscriber; /* lent like call_id */
    tg_money charge;            /* what was billed */
    bool charge_rest;           /* digits below 0.0001 yuan follow, and count */
    bool charge_negative;       /* tells where a rest leads, also of "-0.00001" */
};

#define TG_CDR_MAX_DUR_S 2678400 /* 31 days */
#define TG_CDR_MAX_ID    64

struct tg_cdr_counts {
    uint64_t read;
    uint64_t bad;           /* of these, bad rows */
    uint64_t ids_unchecked; /* of these, read after the memory for repeated call_ids was full */
};

struct tg_cdr_reader;

/* The columns of a call record file, in the order in which we write them, and their names. */
enum tg_cdr_column {
    TG_CDR_CALL_ID,
    TG_CDR_START_TIME,
    TG_CDR_DURATION_S,
    TG_CDR_PLAN,
    TG_CDR_PACKS,
    TG_CDR_EVENT,
    TG_CDR_FORWARD_REASON,
    TG_CDR_HOME_AREA,
    TG_CDR_VISITED_AREA,
    TG_CDR_OTHER_PARTY,
    TG_CDR_OTHER_AREA,
    TG_CDR_OTHER_NETWORK,
    TG_CDR_COLUMNS
};
extern const char *const tg_cdr_column_names[TG_CDR_COLUMNS];

/* Reads call records, columns by name, in any order, others passed over. `name` is lent. NULL when
 * out of memory. */
struct tg_cdr_reader *tg_cdr_reader_new(tg_read_fn read, void *user, const char *name);
void tg_cdr_reader_free(struct tg_cdr_reader *reader);

/* Where the columns of a file of rated records stand: those of call records, then charge (what was
 * billed) and subscriber (whose call it was, printable; may be absent or empty). */
enum { TG_RATED_CHARGE = TG_CDR_COLUMNS, TG_RATED_SUBSCRIBER, TG_RATED_COLUMNS };

struct tg_layout {
    size_t width;                     /* columns of the file */
    uint16_t place[TG_RATED_COLUMNS]; /* which field of a row; `width` = absent */
};

/* The same of rated call records. call_ids may be repeated: that is for the caller to find. A
 * header row that stands again between records, as where files were put together, is passed over.
 */
struct tg_cdr_reader *tg_rated_reader_new(tg_read_fn read, void *user, const char *name);
/* Before the header is read: lets it name no charges; they are then 0. */
void tg_rated_reader_without_charges(struct tg_cdr_reader *reader);
/* Reads the header row, before any record. False: as TG_NEXT_FAILED of tg_cdr_next. */
bool tg_rated_reader_header(struct tg_cdr_reader *reader, struct tg_layout *layout,
                            struct tg_error *error);
/* What was read ahead of the next row, lent until the next call, and the line at which it begins.
 * An unread rest of an over-long line is none of it: *skipping. */
struct tg_slice tg_cdr_reader_unread(const struct tg_cdr_reader *reader, long *line,
                                     bool *skipping);
/* Goes on with other input, which has no header row and begins at `line`: parts of a file. */
void tg_cdr_reader_restart(struct tg_cdr_reader *reader, tg_read_fn read, void *user, long line);
/* For parts only, to be begun by a restart; `layout` is copied, `name` lent. */
struct tg_cdr_reader *tg_rated_reader_of(const struct tg_layout *layout, const char *name);
/* Header rows passed over so far. */
uint64_t tg_rated_reader_headers(const struct tg_cdr_reader *reader);
/* The fields of the row just given, bad or not; empty where it has none. */
void tg_rated_reader_fields(const struct tg_cdr_reader *reader,
                            struct tg_slice fields[TG_RATED_COLUMNS]);

/* For TG_NEXT_BAD_ROW, `cdr->call_id` is still set where it could be read (else empty) and
 * error->status is E_FORMAT, E_FIELD, E_CONTRADICTION or E_DUPLICATE. A header with a missing or
 * repeated column, and an empty file, are TG_NEXT_FAILED. */
enum tg_next tg_cdr_next(struct tg_cdr_reader *reader, struct tg_cdr *cdr, struct tg_error *error);
struct tg_cdr_counts tg_cdr_reader_counts(const struct tg_cdr_reader *reader);

/* Reads one record from field texts in the order of tg_cdr_column_names (an absent one is empty).
 * `columns` (optional) gives each field's position for errors. */
bool tg_cdr_from_fields(struct tg_cdr *cdr, const struct tg_slice fields[TG_CDR_COLUMNS],
                        const long *columns, struct tg_error *error);
/* Reads what was billed, in yuan. False (E_FIELD, at `column`) if that is no amount. */
bool tg_cdr_set_charge(struct tg_cdr *cdr, struct tg_slice text, long column,
                       struct tg_error *error);

/* ------------------------------------------------------------- rated call records, in bulk */

/* What a stretch of text that begins with a line is made of. */
struct tg_survey {
    size_t lines; /* line feeds */
    size_t whole; /* bytes up to and with the last of them; 0 = there is none */
    bool quoted;  /* it has quotes */
    bool runs_on; /* a line ends behind an odd number of quotes: a field may run over it. If not,
                     every row is a line */
};

/* 64 bytes behind it can be read. */
void tg_survey(struct tg_survey *survey, const char *p, size_t n);

/* Bytes around lines that tg_bulk may look at. */
#define TG_BULK_SLACK 128

/* Reads rated records from memory, as tg_cdr_next does from a file, only faster. */
struct tg_bulk;

/* `layout` is copied, `name` lent. NULL when out of memory. */
struct tg_bulk *tg_bulk_new(const struct tg_layout *layout, const char *name);
void tg_bulk_free(struct tg_bulk *bulk);

/* Lines of a file, from `line` on, each with its line feed, of which none runs on; lent until the
 * next call. TG_BULK_SLACK bytes before and behind them can be read. */
void tg_bulk_begin(struct tg_bulk *bulk, const char *p, size_t n, long line);
/* As tg_cdr_next, but for several rows at a time, up to TG_BULK_MOST; of bad rows one. TG_NEXT_END
 * comes at the end of the lines. What a record lends lives as long as the lines do, or until the
 * next call, as the records do. */
#define TG_BULK_MOST 16
enum tg_next tg_bulk_next(struct tg_bulk *bulk, const struct tg_cdr **cdrs, size_t *count,
                          struct tg_error *error);
/* Whether TG_BULK_SLACK bytes behind what they lend can be read (tg_quick_find). */
bool tg_bulk_has_slack(const struct tg_bulk *bulk);
/* As tg_rated_reader_fields, of the i-th of them, and tg_rated_reader_headers. */
void tg_bulk_fields(const struct tg_bulk *bulk, struct tg_slice fields[TG_RATED_COLUMNS], size_t i);
uint64_t tg_bulk_headers(const struct tg_bulk *bulk);

/* -------------------------------------------------------------------------------- numbering */

/* Area ids: 1 ... tg_area_count(); 0 = unknown code. The code includes the leading 0. */
uint16_t tg_area_find(struct tg_slice code);
size_t tg_area_count(void);
const char *tg_area_code(uint16_t area);
const char *tg_area_city(uint16_t area);
const char *tg_area_province(uint16_t area);

/* How dialled digits were read (rulebook section 7). */
enum tg_number_kind {
    TG_NUMBER_FIXED,         /* subscriber number of an area */
    TG_NUMBER_MOBILE,        /* 11 digits 1[3-8]..., but not 1349 */
    TG_NUMBER_GLOBALSTAR,    /* mobile 1349... */
    TG_NUMBER_SPECIAL,       /* 100xx, 110, 119, 120, 122, 114, 12xxx, 95xxx(x), 96xxx(x) */
    TG_NUMBER_INFO,          /* information desk, 16xxx to 16xxxxxx */
    TG_NUMBER_INTERNATIONAL, /* a destination prefix outside the mainland */
};

/* Dialled digits that begin with `digits` are read as if they began with `as`. Both are digits, or
 * + and digits; `as` may be empty. No numbering plan has such: only overlays do, to bill wrongly.
 */
struct tg_dial {
    const char *digits;
    const char *as;
};

#define TG_MAX_DIALLED     32 /* bytes of other_party */
#define TG_MAX_DIAL_DIGITS 12 /* of either part of a tg_dial */

struct tg_number {
    enum tg_number_kind kind;
    uint8_t access;  /* enum tg_access: the prefix dialled before it */
    uint16_t area;   /* the area code dialled; of a mobile, where its first 7 digits belong; 0 = the
                        digits do not show it */
    uint16_t prefix; /* international: 1 + index of the destination row */
    uint8_t network; /* enum tg_network by the digits; TG_NETWORK_COUNT = not known (a mobile prefix
                        that is not in cn_mobile_prefixes.csv). Not mobile: TG_NETWORK_OTHER */
    struct tg_slice rest; /* the digits behind access prefix, 00 / + / 0 and 86; lent by what was
                             dialled or, if it was read otherwise, by `read` */
    const struct tg_dial *dial; /* by which it was read otherwise than dialled; NULL = as dialled */
    char read[TG_MAX_DIALLED + TG_MAX_DIAL_DIGITS]; /* with `dial`: the digits as they were read */
};

/* -------------------------------------------------------------------------- XML, for suites too */

/* A file that the library carries with it: rulebooks, schemas, overlays, suites, golden results. */
struct tg_asset {
    const char *path; /* as in the source tree: "src/rulebooks/cmcc-2010.xml" */
    const char *data;
    size_t size;
};

/* The embedded rulebook, overlay or schema with this path or, for names without '/', with this base
 * name and extension .xml; NULL = none. */
const struct tg_asset *tg_asset_find(const char *name);

/* All of them, ended by a NULL path. */
extern const struct tg_asset tg_assets[];

/* libxml2's xmlDoc and xmlNode. */
struct _xmlDoc;
struct _xmlNode;

#define TG_MAX_XML (4 * 1024 * 1024) /* bytes */

/* Reads XML that may be hostile: UTF-8, no network, no document type, no entities; checked against
 * a RELAX NG schema, which is trusted and stays as long as the program runs. NULL (E_LIMIT, E_XML,
 * E_MEMORY) if the text is too large, is not well-formed or does not fit. The caller frees the
 * document with xmlFreeDoc. */
struct _xmlDoc *tg_xml_read(const char *name, const char *xml, size_t size,
                            const struct tg_asset *schema, struct tg_error *error);

/* Where something stands in a file; both count from 1, the column in bytes; 0 = not known. */
struct tg_place {
    long line;
    long column;
};

/* Elements of a document that was read. Where its '<' stands: */
struct tg_place tg_xml_place(const struct _xmlNode *element);
/* Whether it has this name: */
bool tg_xml_is(const struct _xmlNode *element, const char *name);
/* The value of an attribute (NULL = absent), the text of an element without child elements; lent by
 * the document: */
const char *tg_xml_attribute(const struct _xmlNode *element, const char *name);
const char *tg_xml_text(const struct _xmlNode *element);
/* The first child element, the next sibling element; NULL = none: */
const struct _xmlNode *tg_xml_first(const struct _xmlNode *element);
const struct _xmlNode *tg_xml_next(const struct _xmlNode *element);

/* -------------------------------------------------------------------------------- rulebooks */

struct tg_rulebook;

#define TG_DEFAULT_RULEBOOK "cmcc-2010"
#define TG_NOTICE_RULEBOOK  "miit-2009-618"

/* Loads a rulebook and then overlays, in order; checks the decision table. `name` and each overlay
 * is the name of a bundled one ("cmcc-2010", "I-08b", "example", "per-minute") or, if it contains
 * '/' or ends in ".xml", a file. NULL on failure. */
struct tg_rulebook *tg_rulebook_load(const char *name, const char *const *overlays,
                                     size_t overlay_count, struct tg_error *error);

/* The same from memory; `name` is lent for the rulebook's life and used in errors. */
struct tg_rulebook *tg_rulebook_parse(const char *name, const char *xml, size_t size,
                                      struct tg_error *error);
bool tg_rulebook_overlay(struct tg_rulebook *rulebook, const char *name, const char *xml,
                         size_t size, struct tg_error *error);
/* The same of a bundled overlay or a file, named as for tg_rulebook_load. */
bool tg_rulebook_overlay_named(struct tg_rulebook *rulebook, const char *name,
                               struct tg_error *error);
/* "annex", "reading" or "defect", as the last overlay calls itself; "" without one. */
const char *tg_rulebook_overlay_kind(const struct tg_rulebook *rulebook);

/* Compiles the decision table; to be called after the last overlay and before rating, and again
 * after any further overlay. */
bool tg_rulebook_compile(struct tg_rulebook *rulebook, struct tg_error *error);
/* A copy to be changed by overlays and compiled; it borrows from the original, which has to outlive
 * it as it is. NULL (E_MEMORY) on failure. */
struct tg_rulebook *tg_rulebook_copy(const struct tg_rulebook *rulebook, struct tg_error *error);
void tg_rulebook_free(struct tg_rulebook *rulebook);

/* ------------------------------------------------------------------------------------ rating */

enum tg_outcome_kind { TG_EXACT, TG_OPEN, TG_RANGE, TG_UNSPECIFIED };

const char *tg_outcome_kind_name(enum tg_outcome_kind kind);

/* How a record was classified: a point of the decision table, and why. */
struct tg_call {
    uint8_t value[TG_DIM_COUNT]; /* by enum tg_dim */
    uint8_t system;              /* enum tg_system */
    uint16_t other_area;         /* area id of the other party, 0 = none or abroad */
    uint16_t prefix;             /* 1 + index of the destination prefix that matched; 0 = none */
    bool area_from_record;       /* the other party's area came from other_area */
    bool network_from_record;
};

#define TG_MAX_FEES 4

/* One priced component of a call. */
struct tg_fee_line {
    int64_t units;  /* started units */
    tg_money value; /* per unit; meaningless when open */
    int32_t per_s;  /* seconds a unit; 0 = once per event */
    int16_t price;  /* index of the named price, -1 = none */
    bool open;      /* the named price is not bound: its value is not known */
};

/*
 * Where amounts are rounded (policies fee_rounding and charge_rounding), `line` holds the parts
 * before that. charge, min and max are rounded: each line, then their sum. An open charge then is
 * no linear form any more but the rounding of one; it lies from min to max, both included, and
 * which it is with given prices tg_rulebook_steps and tg_money_round tell.
 */
struct tg_outcome {
    enum tg_outcome_kind kind;
    tg_money charge; /* exact */
    tg_money min;    /* open, range */
    tg_money max;    /* open, range; meaningless when unbounded */
    bool unbounded;  /* no upper bound is known */
    uint16_t rule;   /* index of the rule, or of the unspecified entry */
    uint16_t action; /* which of the rule's charges, as the rulebook numbers them */
    uint32_t cell;   /* the point of the decision table, as a number */
    uint32_t basis;  /* bit n: reading I-n chose, also that it is unspecified; 0 = explicit */
    bool convention; /* 0 s cost nothing: a convention, not a clause */
    struct tg_call call;
    uint8_t line_count;
    struct tg_fee_line line[2 * TG_MAX_FEES]; /* only the first line_count are set */
};

/* Classifies the record's numbers, places and times, and rates it. False if the record cannot be
 * rated (E_NUMBER, E_CONTRADICTION, E_FIELD); error->line and column are the record's. Allocates
 * nothing. Safe from several threads on one rulebook. */
bool tg_rate(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
             const struct tg_cdr *cdr, struct tg_error *error);

/* The same, but that the lines of a charge that is a single amount may be left out. */
bool tg_rate_amount(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                    const struct tg_cdr *cdr, struct tg_error *error);

/* The same again, of a call that another rulebook rated as `call`; of that only number and place
 * count, so both have to be read alike (tg_classified_alike). */
void tg_rate_call(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                  const struct tg_cdr *cdr, const struct tg_call *call);

/* Whether `other`, a copy of `one` with further overlays, surely reads number and place of any call
 * alike. */
bool tg_classified_alike(const struct tg_rulebook *one, const struct tg_rulebook *other);

/* Whether two rulebooks have the same policies, without which no call is surely charged alike. */
bool tg_policies_alike(const struct tg_rulebook *one, const struct tg_rulebook *other);

/* Whether `other`, a copy of `one` with further overlays and the same policies, reads and charges a
 * call alike that `one` classified as `call`: the same fees by the same rule, so that only `rule`'s
 * texts and the basis of the outcome can differ. False may also mean that it cannot be told without
 * rating. Both compiled. */
bool tg_rated_alike(const struct tg_rulebook *one, const struct tg_rulebook *other,
                    const struct tg_call *call);

/* What another rulebook charges where this one charges a single amount. */
enum tg_comparison {
    TG_CHARGES_SAME,
    TG_CHARGES_MORE,
    TG_CHARGES_LESS,
    TG_CHARGES_POSSIBLE,   /* prices are open, and can add up to that amount */
    TG_CHARGES_IMPOSSIBLE, /* they cannot */
    TG_CHARGES_VARY        /* that depends on the call, or cannot be told */
};

/* What is so of every call longer than 0 s in a cell of the decision table (of an outcome). Both
 * compiled, with the same policies. */
enum tg_comparison tg_compare_charges(const struct tg_rulebook *one,
                                      const struct tg_rulebook *other, uint32_t cell);

/* ------------------------------------------------------------------ rating, many calls at a time
 */

/* Finds where calls of usual kinds stand in the decision table of a compiled rulebook, which it
 * borrows. */
struct tg_quick;

/* NULL when out of memory. */
struct tg_quick *tg_quick_new(const struct tg_rulebook *rulebook);
void tg_quick_free(struct tg_quick *quick);

/* By record the cell of its outcome, below tg_cell_count(); 0 = this is left to tg_rate. All calls
 * found in one cell have outcomes with the same rule, action, basis and kind, none of satellites;
 * and their amounts are sums by unit, since none lasts 0 s. TG_BULK_SLACK bytes behind other_party
 * can be read. */
void tg_quick_find(const struct tg_quick *quick, uint32_t *cells, const struct tg_cdr *cdrs,
                   size_t count);
size_t tg_cell_count(void);

/* What calls of a cell may cost: `least` to `most`, and as much for each started unit. */
struct tg_amounts {
    enum tg_outcome_kind kind;
    tg_money least, most;
    tg_money least_each[2], most_each[2];
    int32_t per_s[2]; /* seconds a unit; 0 = there is none */
    bool priced;      /* the first unit is that of open prices, which are told */
    bool unbounded;   /* an open price has no upper bound */
};

#define TG_AMOUNT_ANY (INT64_C(1) << 61) /* beyond every amount */

/* The amounts of all calls longer than 0 s in a cell, but of satellites. Where prices are open
 * (TG_OPEN), they add up to `price` a unit; TG_AMOUNT_ANY: to whatever they may. False if they
 * cannot be told in this way. */
bool tg_amounts_of(const struct tg_rulebook *rulebook, struct tg_amounts *amounts, uint32_t cell,
                   tg_money price);

#define TG_OUTCOME_HEADER "call_id,outcome,charge,min,max,formula,units,rule,clauses,basis"
#define TG_OUTCOME_BUF    1536

/* One line of an outcome file, '\n' included; not terminated. Returns its length. */
size_t tg_outcome_format(const struct tg_rulebook *rulebook, char buf[TG_OUTCOME_BUF],
                         struct tg_slice call_id, const struct tg_outcome *outcome);
/* The line of a record that could not be rated: outcome "error", the text as basis. */
size_t tg_outcome_format_error(char buf[TG_OUTCOME_BUF], struct tg_slice call_id,
                               const struct tg_error *error);

/* The line of an answer file, "call_id,charge": the charge is empty where the outcome is no single
 * amount, or `outcome` is NULL (the record could not be rated). */
size_t tg_answer_format(char buf[TG_OUTCOME_BUF], struct tg_slice call_id,
                        const struct tg_outcome *outcome);

/* ---------------------------------------------------------------------- looking into a rulebook */

/* Everything lent by a rulebook lives as long as it does. */

/* Where in which file something was said. */
struct tg_origin {
    const char *file;
    long line;
};

/* A clause of the documents. */
struct tg_clause {
    const char *id;
    const char *text;
    const char *effect; /* rates, scope, none */
    const char *why;    /* why it has no effect on rating; NULL = it has */
    struct tg_origin origin;
};

/* A price the documents leave open, with its legal range. */
struct tg_price {
    const char *name;
    const char *text;
    const char *clauses;
    bool by_system;
    int32_t per_s; /* 0 = the unit is not known either: a range */
    tg_money low;
    bool above_low; /* the lower end itself is excluded */
    tg_money high;
    bool bounded;
    int32_t high_per_s; /* the unit for which `high` holds */
};

/* Another legitimate answer to a reading's question. */
struct tg_option {
    char letter;
    const char *text;
    const char *overlay;
};

struct tg_reading {
    const char *id;
    const char *question;
    const char *chosen;
    uint16_t option, option_count;
};

/* A policy as it was written, for listings. */
struct tg_policy_text {
    const char *name;
    const char *value;
    const char *clauses;
    const char *text;
    bool assumed;
};

/* A rule, or a declared gap. */
struct tg_rule_info {
    const char *id;
    const char *title; /* of a gap: the reason */
    const char *clauses;
    bool unspecified;
    bool removed;  /* by an overlay */
    size_t points; /* reachable points of the decision table where it holds */
    struct tg_origin origin;
};

const char *tg_rulebook_id(const struct tg_rulebook *rulebook);
const char *tg_rulebook_title(const struct tg_rulebook *rulebook);
size_t tg_rulebook_rules(const struct tg_rulebook *rulebook);
void tg_rulebook_rule(const struct tg_rulebook *rulebook, struct tg_rule_info *info, size_t i);
const struct tg_clause *tg_rulebook_clauses(const struct tg_rulebook *rulebook, size_t *count);
const struct tg_price *tg_rulebook_prices(const struct tg_rulebook *rulebook, size_t *count);
const struct tg_policy_text *tg_rulebook_policies(const struct tg_rulebook *rulebook,
                                                  size_t *count);
/* The reading with this number, 1 ... TG_MAX_READINGS; NULL = there is none. */
const struct tg_reading *tg_rulebook_reading(const struct tg_rulebook *rulebook, size_t number);
const struct tg_option *tg_rulebook_option(const struct tg_rulebook *rulebook,
                                           const struct tg_reading *reading, size_t i);
/* The destination prefix that matched a call: its digits and the place's name. NULL = none did. */
const char *tg_rulebook_prefix(const struct tg_rulebook *rulebook, const struct tg_call *call,
                               const char **name);
/* A destination outside the mainland, by the digits behind 00 or +. */
struct tg_destination_info {
    const char *digits;
    const char *name; /* may be empty */
    enum tg_destination destination;
    enum tg_system system; /* of TG_DEST_SATELLITE */
};

size_t tg_rulebook_destinations(const struct tg_rulebook *rulebook);
void tg_rulebook_destination(const struct tg_rulebook *rulebook, struct tg_destination_info *info,
                             size_t i);
/* How dialled digits are read otherwise than the numbering plan says. */
const struct tg_dial *tg_rulebook_dials(const struct tg_rulebook *rulebook, size_t *count);
/* Reads digits as tg_rate does. False (E_NUMBER) if they fit no numbering plan. */
bool tg_rulebook_number(const struct tg_rulebook *rulebook, struct tg_number *number,
                        struct tg_slice dialled, struct tg_error *error);

/* One way of charging: a charge of a rule, its tariff resolved. */
struct tg_charge_info {
    uint32_t mask[TG_DIM_COUNT]; /* the values of its points, by dimension */
    size_t points;               /* where it holds */
    const char *tariff;          /* the id of the one that its rule refers to; NULL = none */
    uint8_t fee_count;           /* 0 = free */
    /* The units are 0, and none is open: a named price is told by its name. */
    struct tg_fee_line fee[TG_MAX_FEES];
    uint32_t basis; /* as in an outcome */
};

/* Ways of charging, of all rules together; those of one rule stand together where no overlay adds
 * a surcharge. */
size_t tg_rulebook_charges(const struct tg_rulebook *rulebook);
/* False if no call is charged in this way. */
bool tg_rulebook_charge(const struct tg_rulebook *rulebook, struct tg_charge_info *info,
                        size_t *rule, size_t i);

/* The fees of one way of charging, as in its info; returns their number. */
size_t tg_rulebook_fees(const struct tg_rulebook *rulebook, struct tg_fee_line fee[TG_MAX_FEES],
                        size_t i);

/* How calls at one point of the decision table are charged: which rule or gap, and which of the
 * ways of charging. False if there can be no such call: by its nature, or because that hour is in
 * no daypart of that name with the night pack in that state. */
bool tg_rulebook_at(const struct tg_rulebook *rulebook, size_t *rule, size_t *charge,
                    const uint8_t value[TG_DIM_COUNT]);

/* How each line of an outcome is rounded, and how their sum is. */
void tg_rulebook_steps(const struct tg_rulebook *rulebook, struct tg_steps *line,
                       struct tg_steps *charge);
/* What becomes of a measured duration: how long the call lasted for all rules, and for how long it
 * is billed (policies duration and billed_duration). */
void tg_rulebook_durations(const struct tg_rulebook *rulebook, int32_t *read_s, int32_t *billed_s,
                           int32_t dur_s);
/* The value to which an annex (or another overlay) has bound a named price; false = it is open. */
bool tg_rulebook_binding(const struct tg_rulebook *rulebook, tg_money *value, int32_t *per_s,
                         size_t price, enum tg_plan plan, enum tg_system system);
/* The next word of a blank-separated list (of clauses, say); an empty slice at its end. */
struct tg_slice tg_next_word(const char **list);

#define TG_MAX_READINGS 31

/* -------------------------------------------------------------------------------------- proof */

enum tg_finding_kind {
    TG_HOLDS,    /* inside the notice for every legal value of its open prices */
    TG_HOLDS_IF, /* inside while the sum of the open prices stays at or below `limit` */
    TG_BREAKS,   /* outside: `dur_s`, `charge` and `bound` show how */
};

/* One way of charging, compared with one bound of the notice at every duration from 1 s to 24 h. */
struct tg_finding {
    enum tg_finding_kind kind;
    const char *rule;
    const char *bound_rule;
    uint8_t value[TG_DIM_COUNT]; /* one of its points */
    size_t points;               /* how many points it stands for */
    bool open;                   /* it has open prices */
    char prices[96];             /* their names joined with '+' */
    int32_t per_s;               /* the unit of the open prices */
    tg_money limit;
    int32_t dur_s;
    tg_money charge, bound;
};

struct tg_proof {
    size_t cells;       /* combinations of values */
    size_t points;      /* of these, reachable; each has exactly one rule or declared gap */
    size_t priced;      /* of these, with a rule */
    size_t bounded;     /* of these, bounded by the notice too (0 s left out) */
    size_t not_bounded; /* priced, but the notice sets no bound */
    size_t findings;
    size_t holds, holds_if, breaks; /* points, not findings */
};

/* Proves a compiled rulebook against a compiled notice; `found` is told every finding, in the order
 * of the rules. False (E_MEMORY) when it could not be done; what breaks is a finding, not an error.
 */
bool tg_prove(const struct tg_rulebook *rulebook, struct tg_proof *proof,
              const struct tg_rulebook *notice,
              void (*found)(void *user, const struct tg_finding *finding), void *user,
              struct tg_error *error);

#endif
