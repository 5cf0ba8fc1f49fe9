#include "audit_sums.h"

#include "arena.h"
#include "spill.h"
#include "spill_text.h"
#include "wide.h"

#include <stdlib.h>
#include <string.h>

/* Amounts are added up to the 18th decimal, so that nothing is lost on the way. */
#define DECIMALS 18

/* What stands behind call_id and line. */
enum kind { ROW = 1, BAD_ROW = 2 };

struct sums {
    const char *name;
    void (*reject)(void *user, const struct tg_error *error);
    void *user;
    struct spill *rows;        /* call_id, line, kind, then fields or an error */
    struct spill *calls;       /* line, fields */
    struct spill_merge *merge; /* of calls */
    struct text line;
    /* The call at hand. */
    struct text first; /* its first row's fields */
    long first_line;
    wide amount;
    long charge_column;    /* of its last row */
    struct tg_error error; /* why it cannot be summed */
    size_t count;
    struct tg_error failure; /* of a temporary file */
};

struct sums *sums_open(const char *name, void (*reject)(void *user, const struct tg_error *error),
                       void *user)
{
    struct sums *sums = calloc(1, sizeof *sums);

    if (sums == NULL) arena_exhausted();
    sums->name = name;
    sums->reject = reject;
    sums->user = user;
    sums->rows = spill_open(0);
    sums->calls = spill_open(0);
    return sums;
}

void sums_close(struct sums *sums)
{
    if (sums == NULL) return;
    if (sums->merge != NULL) spill_merge_close(sums->merge, NULL);
    spill_close(sums->rows);
    spill_close(sums->calls);
    text_free(&sums->line);
    text_free(&sums->first);
    free(sums);
}

/* ------------------------------------------------------------------------------------ rows */

static void begin(struct sums *sums, struct tg_slice call_id, long line, enum kind kind)
{
    sums->line.n = 0;
    put_slice(&sums->line, call_id);
    put_number(&sums->line, (uint64_t)line, 8);
    put_number(&sums->line, kind, 1);
}

void sums_add(struct sums *sums, long line, const struct tg_slice fields[TG_RATED_COLUMNS],
              long charge_column)
{
    begin(sums, fields[0], line, ROW);
    put_number(&sums->line, (uint64_t)charge_column, 8);
    put_slice(&sums->line, fields[TG_RATED_CHARGE]);
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++)
        if (i != TG_RATED_CHARGE) put_slice(&sums->line, fields[i]);
    spill_add(sums->rows, sums->line.p, sums->line.n);
}

void sums_add_bad(struct sums *sums, struct tg_slice call_id, const struct tg_error *error)
{
    begin(sums, call_id, error->line, BAD_ROW);
    put_number(&sums->line, (uint64_t)error->column, 8);
    put_number(&sums->line, error->status, 4);
    put_slice(&sums->line, tg_slice_of(error->text));
    spill_add(sums->rows, sums->line.p, sums->line.n);
}

/* ----------------------------------------------------------------------------------- calls */

/* A plain decimal number; false if it has more decimals than are kept. */
static bool add_amount(wide *sum, struct tg_slice text)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    bool point = false;
    int decimals = 0;
    wide value = 0;

    for (size_t i = negative; i < text.n; i++) {
        if (text.p[i] == '.') {
            point = true;
            continue;
        }
        if (decimals == DECIMALS && text.p[i] != '0') return false;
        if (decimals == DECIMALS) continue;
        value = value * 10 + (text.p[i] - '0');
        decimals += point;
    }
    for (; decimals < DECIMALS; decimals++) value *= 10;
    *sum += negative ? -value : value;
    return true;
}

/* With at least one decimal. */
static struct tg_slice show_amount(char buf[64], wide amount)
{
    bool negative = amount < 0;
    char *p = buf + 64;
    char *end = p;

    if (negative) amount = -amount;
    for (int i = 0; amount > 0 || i <= DECIMALS; i++) {
        if (i == DECIMALS) *--p = '.';
        *--p = (char)('0' + (int)(amount % 10));
        amount /= 10;
    }
    if (negative) *--p = '-';
    while (end[-1] == '0' && end[-2] != '.') end--;
    return (struct tg_slice){p, (size_t)(end - p)};
}

static const char *name_of(size_t field)
{
    return field < TG_CDR_COLUMNS ? tg_cdr_column_names[field] : "subscriber";
}

/* Rows of a call differ in nothing but the amount. `fields` are those of a further row. */
static void compare(struct sums *sums, struct tg_slice fields, long line)
{
    struct tg_slice first = text_slice(&sums->first);

    for (size_t i = 0; i < TG_CDR_COLUMNS + 1; i++) {
        struct tg_slice expected = take_slice(&first);
        struct tg_slice found = take_slice(&fields);

        if (expected.n != found.n || memcmp(expected.p, found.p, found.n) != 0)
            tg_fail(&sums->error, TG_E_CONTRADICTION, sums->name, line, 0,
                    "%s %s of a further row of the call contradicts %s in line %ld", name_of(i),
                    tg_shown(found), tg_shown(expected), sums->first_line);
    }
}

static void take_bad_row(struct sums *sums, struct tg_slice row, long line)
{
    long column = (long)take_number(&row, 8);
    enum tg_status status = (enum tg_status)take_number(&row, 4);
    struct tg_slice text = take_slice(&row);

    tg_fail(&sums->error, status, sums->name, line, column, "%.*s", (int)text.n, text.p);
}

static void take_row(struct sums *sums, struct tg_slice row, long line)
{
    long column = (long)take_number(&row, 8);
    struct tg_slice charge = take_slice(&row);

    if (!add_amount(&sums->amount, charge))
        tg_fail(&sums->error, TG_E_FIELD, sums->name, line, column,
                "charge %s has too many decimals to be added up; expected at most %d",
                tg_shown(charge), DECIMALS);
    if (sums->first.n > 0) {
        compare(sums, row, line);
    } else {
        text_add(&sums->first, row);
        sums->first_line = line;
    }
    sums->charge_column = column;
}

static void end_call(struct sums *sums)
{
    char buf[64];
    struct tg_slice charge = show_amount(buf, sums->amount);
    tg_money amount;

    if (sums->count > 0 && sums->error.status == TG_OK && !tg_money_parse(&amount, NULL, charge))
        tg_fail(&sums->error, TG_E_FIELD, sums->name, sums->first_line, sums->charge_column,
                "charges of the call add up to %s; expected at most 10^11 yuan", tg_shown(charge));
    if (sums->error.status != TG_OK) {
        sums->reject(sums->user, &sums->error);
    } else if (sums->count > 0) {
        sums->line.n = 0;
        put_number(&sums->line, (uint64_t)sums->first_line, 8);
        put_slice(&sums->line, charge);
        text_add(&sums->line, text_slice(&sums->first));
        spill_add(sums->calls, sums->line.p, sums->line.n);
    }
    sums->error.status = TG_OK;
    sums->first.n = 0;
    sums->amount = 0;
    sums->count = 0;
}

static void add_up(struct sums *sums)
{
    struct spill_merge *merge = spill_merge_open(&sums->rows, 1, NULL, 0);
    struct text call = {0};
    struct tg_slice row;

    while ((row = spill_merge_next(merge)).n > 0) {
        struct tg_slice id = take_slice(&row);
        long line = (long)take_number(&row, 8);

        if (sums->count > 0 && (id.n != call.n || memcmp(id.p, call.p, id.n) != 0)) end_call(sums);
        call.n = 0;
        text_add(&call, id);
        sums->count++;
        if (take_number(&row, 1) == ROW)
            take_row(sums, row, line);
        else
            take_bad_row(sums, row, line);
    }
    end_call(sums);
    text_free(&call);
    spill_merge_close(merge, &sums->failure);
    sums->merge = spill_merge_open(&sums->calls, 1, NULL, 0);
}

bool sums_next(struct sums *sums, long *line, struct tg_slice fields[TG_RATED_COLUMNS])
{
    struct tg_slice call;

    if (sums->merge == NULL) add_up(sums);
    call = spill_merge_next(sums->merge);
    if (call.n == 0) return false;
    *line = (long)take_number(&call, 8);
    fields[TG_RATED_CHARGE] = take_slice(&call);
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++)
        if (i != TG_RATED_CHARGE) fields[i] = take_slice(&call);
    return true;
}

bool sums_ended_well(struct sums *sums, struct tg_error *error)
{
    bool ok = sums->failure.status == TG_OK;

    if (!ok) tg_fail(error, sums->failure.status, sums->name, 0, 0, "%s", sums->failure.text);
    ok = spill_merge_close(sums->merge, error) && ok;
    sums->merge = NULL;
    return ok;
}
