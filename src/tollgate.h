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

/* -------------------------------------------------------------------------------------- money */

typedef int64_t tg_money; /* 0.0001 yuan */

#define TG_MONEY_YUAN INT64_C(10000)
#define TG_MONEY_BUF  24

/* Reads a plain decimal number of yuan: optional '-', digits, optionally '.' and 1 to 12 digits.
 * No exponent, no grouping, no blanks, no '+'. `*rest` (optional) is set when digits below 0.0001
 * yuan are not zero; the amount is then cut towards zero. False if the text is anything else or
 * exceeds +-10^11 yuan; *amount is then untouched. */
bool tg_money_parse(tg_money *amount, bool *rest, struct tg_slice text);

/* At least two decimals, at most four: "0.18", "0.064", "-1.50". Returns the length. */
size_t tg_money_format(char buf[TG_MONEY_BUF], tg_money amount);

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

/* Night pack: not held; held and the call starts outside / inside its hours. */
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
 * After FAILED or END every further call gives END. */
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
    long column[TG_CSV_MAX_COLUMNS];           /* where each field begins, bytes from 1 */
    long line;                                 /* where the row begins, from 1 */
};

struct tg_csv;

/* `name` is lent and appears in errors. A byte order mark and CR LF are accepted; empty lines are
 * passed over. NULL when out of memory. */
struct tg_csv *tg_csv_new(tg_read_fn read, void *user, const char *name);
void tg_csv_free(struct tg_csv *csv);

/* Bad rows: quote never closed, text after a closing quote, stray quote, invalid UTF-8, NUL byte,
 * record longer than TG_CSV_MAX_RECORD, more than TG_CSV_MAX_COLUMNS fields. A bad row that ran
 * over several lines is left behind by one line only, so that a stray quote costs no other record.
 */
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
};

#define TG_CDR_MAX_DUR_S 2678400 /* 31 days */
#define TG_CDR_MAX_ID    64

struct tg_cdr_counts {
    uint64_t read;
    uint64_t bad;           /* of these, bad rows */
    uint64_t ids_unchecked; /* of these, read after the memory for repeated call_ids was full */
};

struct tg_cdr_reader;

/* Reads call records (design: columns call_id, start_time, duration_s, plan, packs, event,
 * forward_reason, home_area, visited_area, other_party, other_area, other_network; by name, in any
 * order, others passed over). `name` is lent. NULL when out of memory. */
struct tg_cdr_reader *tg_cdr_reader_new(tg_read_fn read, void *user, const char *name);
void tg_cdr_reader_free(struct tg_cdr_reader *reader);

/* For TG_NEXT_BAD_ROW, `cdr->call_id` is still set where it could be read (else empty) and
 * error->status is E_FORMAT, E_FIELD, E_CONTRADICTION or E_DUPLICATE. A header with a missing or
 * repeated column, and an empty file, are TG_NEXT_FAILED. */
enum tg_next tg_cdr_next(struct tg_cdr_reader *reader, struct tg_cdr *cdr, struct tg_error *error);
struct tg_cdr_counts tg_cdr_reader_counts(const struct tg_cdr_reader *reader);

/* The columns of a call record file, in the order in which we write them, and their number. */
#define TG_CDR_COLUMNS 12
extern const char *const tg_cdr_column_names[TG_CDR_COLUMNS];

/* Reads one record from field texts in the order of tg_cdr_column_names (an absent one is empty).
 * `columns` (optional) gives each field's position for errors. */
bool tg_cdr_from_fields(struct tg_cdr *cdr, const struct tg_slice fields[TG_CDR_COLUMNS],
                        const long *columns, struct tg_error *error);

/* -------------------------------------------------------------------------------- numbering */

/* Area ids: 1 ... tg_area_count(); 0 = unknown code. The code includes the leading 0. */
uint16_t tg_area_find(struct tg_slice code);
size_t tg_area_count(void);
const char *tg_area_code(uint16_t area);
const char *tg_area_city(uint16_t area);
const char *tg_area_province(uint16_t area);

/* -------------------------------------------------------------------------------- rulebooks */

struct tg_rulebook;

/* A file that the library carries with it: rulebooks, schemas, overlays, suites, golden results. */
struct tg_asset {
    const char *path; /* as in the source tree: "src/rulebooks/cmcc-2010.xml" */
    const char *data;
    size_t size;
};

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
/* Compiles the decision table; to be called after the last overlay and before rating. */
bool tg_rulebook_compile(struct tg_rulebook *rulebook, struct tg_error *error);
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

struct tg_outcome {
    enum tg_outcome_kind kind;
    tg_money charge; /* exact */
    tg_money min;    /* open, range */
    tg_money max;    /* open, range; meaningless when unbounded */
    bool unbounded;  /* no upper bound is known */
    uint8_t line_count;
    struct tg_fee_line line[2 * TG_MAX_FEES];
    uint16_t rule;   /* index of the rule, or of the unspecified entry */
    uint16_t action; /* which of the rule's charges, as the rulebook numbers them */
    uint32_t basis;  /* bit n: reading I-n chose, also that it is unspecified; 0 = explicit */
    bool convention; /* 0 s cost nothing: a convention, not a clause */
    struct tg_call call;
};

/* Classifies the record's numbers, places and times, and rates it. False if the record cannot be
 * rated (E_NUMBER, E_CONTRADICTION, E_FIELD); error->line and column are the record's. Allocates
 * nothing. Safe from several threads on one rulebook. */
bool tg_rate(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
             const struct tg_cdr *cdr, struct tg_error *error);

#define TG_OUTCOME_HEADER "call_id,outcome,charge,min,max,formula,units,rule,clauses,basis"
#define TG_OUTCOME_BUF    1536

/* One line of an outcome file, '\n' included; not terminated. Returns its length. */
size_t tg_outcome_format(const struct tg_rulebook *rulebook, char buf[TG_OUTCOME_BUF],
                         struct tg_slice call_id, const struct tg_outcome *outcome);
/* The line of a record that could not be rated: outcome "error", the text as basis. */
size_t tg_outcome_format_error(char buf[TG_OUTCOME_BUF], struct tg_slice call_id,
                               const struct tg_error *error);

#endif
