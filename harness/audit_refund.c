#include "audit_refund.h"

#include "hash.h"
#include "new_file.h"
#include "sut_end.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A record that repeats another. */
struct again {
    uint64_t hash; /* of its id */
    tg_time start;
    tg_money charge;
    bool met;
};

struct refunds {
    const struct audit *audit;
    FILE *file;
    struct again *again; /* by hash, start and charge */
    size_t again_count, again_room;
};

/* ----------------------------------------------------------------------------- billed twice */

static void take_again(void *user, enum repeat_kind kind, const struct repeat *repeat)
{
    struct refunds *refunds = user;

    if (kind == REPEAT_OVERLAP) return;
    refunds->again = array_grow(refunds->again, &refunds->again_room, refunds->again_count,
                                sizeof *refunds->again);
    refunds->again[refunds->again_count++] = (struct again){
        hash_bytes(repeat->id, strlen(repeat->id)), repeat->start, repeat->charge, false};
}

static int by_record(const void *a, const void *b)
{
    const struct again *x = a;
    const struct again *y = b;

    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->charge < y->charge ? -1 : x->charge > y->charge;
}

/* Whether the record is one too many; as often as it is. */
static bool is_again(struct refunds *refunds, const struct tg_cdr *cdr)
{
    struct again record = {hash_bytes(cdr->call_id.p, cdr->call_id.n), cdr->start, cdr->charge,
                           false};
    struct again *found;
    struct again *end = refunds->again + refunds->again_count;

    if (refunds->again_count == 0) return false;
    found = bsearch(&record, refunds->again, refunds->again_count, sizeof record, by_record);
    if (found == NULL) return false;
    while (found > refunds->again && by_record(found - 1, &record) == 0) found--;
    for (; found < end && by_record(found, &record) == 0; found++) {
        if (found->met) continue;
        found->met = true;
        return true;
    }
    return false;
}

/* --------------------------------------------------------------------------- billed too high */

/* The most that is right; false if that is not known. */
static bool right_of(tg_money *right, struct ruling *ruling, const struct refunds *refunds,
                     const struct tg_cdr *cdr)
{
    const struct held *held = &refunds->audit->judged.held;
    const struct answer answer = {.kind = ANSWER_AMOUNT, .amount = cdr->charge};

    *ruling = ruling_of(held->law.rulebook, cdr);
    switch (ruling->kind) {
    case EXPECT_EXACT: *right = ruling->charge; return true;
    case EXPECT_RANGE: *right = ruling->max; return !ruling->unbounded;
    case EXPECT_OPEN:
        for (size_t i = 0; i < ruling->term_count; i++) {
            const struct price_found *found = prices_find(
                &held->book, &held->law, ruling->term[i].price, ruling->plan, ruling->system);

            if (found == NULL || (found->state != PRICE_KNOWN && found->state != PRICE_WITHIN))
                return false;
        }
        if (prices_fit(right, &held->book, &held->law, ruling, &answer) == PRICE_FITS)
            *right = cdr->charge;
        return true;
    default: return false;
    }
}

static void put_record(const struct refunds *refunds, const struct tg_cdr *cdr,
                       const struct ruling *ruling, tg_money right, const char *why)
{
    const tg_money amounts[] = {cdr->charge, right, cdr->charge - right};
    struct tg_rule_info info = {.id = "", .clauses = ""};
    char start[TG_TIME_BUF];
    struct text line = {0};

    if (ruling->kind != EXPECT_ERROR)
        tg_rulebook_rule(refunds->audit->judged.held.law.rulebook, &info, ruling->rule);
    tg_time_format(start, cdr->start);
    text_add_csv(&line, cdr->call_id);
    text_addf(&line, ",%s,%s,", start, tg_value_name(TG_DIM_PLAN, cdr->plan));
    text_add_csv(&line, cdr->subscriber);
    text_addf(&line, ",%s,%s,", info.id, info.clauses);
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        text_add_money(&line, amounts[i], false);
        text_addf(&line, ",");
    }
    fprintf(refunds->file, "%s%s\n", line.p, why);
    text_free(&line);
}

static void take_record(void *user, const struct tg_cdr *cdr, const struct tg_outcome *outcome)
{
    struct refunds *refunds = user;
    struct ruling ruling;
    tg_money right = 0;
    bool known = right_of(&right, &ruling, refunds, cdr);

    (void)outcome;
    if (is_again(refunds, cdr)) {
        if (cdr->charge > 0) put_record(refunds, cdr, &ruling, 0, "billed twice");
    } else if (known && cdr->charge > right) {
        put_record(refunds, cdr, &ruling, right, "too high");
    }
}

static bool write_all(struct refunds *refunds, const char *path, const struct audit_read *how,
                      struct tg_error *error)
{
    struct repeat_sink repeats = {refunds, take_again};
    struct record_sink records = {refunds, take_record};
    const struct part *part = refunds->audit->part;
    bool ok = idlog_find(&part->ids, &part->calls, &repeats, error);

    if (refunds->again_count > 0)
        qsort(refunds->again, refunds->again_count, sizeof *refunds->again, by_record);
    fputs("call_id,start_time,plan,subscriber,rule,clauses,charged,right,owed,why\n",
          refunds->file);
    if (ok) audit_read_again(how, &records);
    free(refunds->again);
    if (ok && sut_stop_asked())
        return tg_fail(error, TG_E_IO, path, 0, 0, "not written: the audit was interrupted");
    return ok;
}

static FILE *open_stream(int fd, const char *path, struct tg_error *error)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    FILE *stream = own >= 0 ? fdopen(own, "w") : NULL;

    if (stream == NULL) {
        tg_fail(error, TG_E_IO, path, 0, 0, "cannot be written: %s", strerror(errno));
        if (own >= 0) close(own);
    }
    return stream;
}

/* Closes the stream, not the file. */
static bool close_stream(FILE *stream, const char *path, bool ok, struct tg_error *error)
{
    bool failed = ferror(stream) != 0;

    if ((fclose(stream) == 0 && !failed) || !ok) return ok;
    return tg_fail(error, TG_E_IO, path, 0, 0, "cannot be written: %s", strerror(errno));
}

bool audit_refunds(const char *path, const struct audit *audit, const struct audit_read *how,
                   struct tg_error *error)
{
    struct refunds refunds = {.audit = audit};
    struct new_file file;
    bool ok;

    if (!new_file_begin(&file, path, error)) return false;
    refunds.file = open_stream(file.fd, path, error);
    ok = refunds.file != NULL &&
         close_stream(refunds.file, path, write_all(&refunds, path, how, error), error);
    return new_file_end(&file, ok, error);
}
