#include "audit_join.h"

#include "arena.h"
#include "idseen.h"
#include "input_file.h"
#include "spill_text.h"
#include "sut_end.h"

#include <stdlib.h>
#include <string.h>

#define JOINED_FIELDS (TG_CDR_COLUMNS + 1) /* and the subscriber */
#define MOST_CHARGE   128                  /* bytes; a longer one is no amount */
#define MOST_ANSWERS  64                   /* to one call_id, that are looked at */

/* What a sorted line begins with: the hash of the id, the id, and which of the two it is of. */
enum side { SIDE_ANSWER = 'A', SIDE_RECORD = 'R' };

struct joining {
    struct part *part;
    const struct audit_read *how;
    struct spill *spill;
    struct idlog log;
    /* The call_id at hand. */
    struct text id;
    char charge[MOST_ANSWERS][MOST_CHARGE];
    size_t charge_n[MOST_ANSWERS];
    size_t answers;   /* to it */
    size_t used;      /* of them, by records */
    struct text last; /* its last record */
};

/* ------------------------------------------------------------------------------------ lines */

static void begin_line(struct text *line, struct tg_slice id, enum side side)
{
    line->n = 0;
    put_number(line, hash_bytes(id.p, id.n), 8);
    put_slice(line, id);
    put_number(line, side, 1);
}

/* ---------------------------------------------------------------------------------- records */

static void reject(struct joining *joining, const char *file, const struct tg_error *error)
{
    joining->part->read++;
    part_reject(joining->part, file, error);
}

static void sort_record(struct joining *joining, struct text *line, size_t file,
                        const struct tg_cdr_reader *reader, const struct tg_cdr *cdr)
{
    struct tg_slice fields[TG_RATED_COLUMNS];

    tg_rated_reader_fields(reader, fields);
    begin_line(line, fields[0], SIDE_RECORD);
    put_number(line, file, 4);
    put_number(line, (uint64_t)cdr->line, 8);
    for (size_t i = 1; i < TG_CDR_COLUMNS; i++) put_slice(line, fields[i]);
    put_slice(line, fields[TG_RATED_SUBSCRIBER]);
    if (line->n <= SPILL_RECORD) {
        spill_add(joining->spill, line->p, line->n);
    } else {
        struct tg_error error = {.status = TG_OK};

        tg_fail(&error, TG_E_LIMIT, NULL, cdr->line, 0,
                "record is too long to be joined: %zu bytes, at most %d expected", line->n,
                SPILL_RECORD);
        reject(joining, joining->how->source.paths[file], &error);
    }
}

/* The records of one file. What cannot be read is told in the file's facts. */
static void sort_file(struct joining *joining, size_t at)
{
    const char *path = joining->how->source.paths[at];
    struct tg_error error = {.status = TG_OK};
    struct input_file *input = input_file_open(path, &error);
    struct tg_cdr_reader *reader = NULL;
    struct part_file *file = part_file(joining->part, strcmp(path, "-") == 0 ? "stdin" : path);
    struct text line = {0};
    struct tg_cdr cdr;
    enum tg_next next = input == NULL ? TG_NEXT_FAILED : TG_NEXT_ROW;

    if (input != NULL) {
        reader = tg_rated_reader_new(input_file_read, input, file->name);
        if (reader == NULL) arena_exhausted();
        tg_rated_reader_without_charges(reader);
    }
    while (next != TG_NEXT_END && next != TG_NEXT_FAILED && !sut_stop_asked()) {
        next = tg_cdr_next(reader, &cdr, &error);
        if (next == TG_NEXT_ROW) sort_record(joining, &line, at, reader, &cdr);
        if (next == TG_NEXT_BAD_ROW) reject(joining, file->name, &error);
        file->records += next == TG_NEXT_ROW || next == TG_NEXT_BAD_ROW;
    }
    if (next == TG_NEXT_FAILED) {
        char buf[TG_ERROR_TEXT + 256];

        if (input != NULL) input_file_explain(input, &error);
        tg_error_format(buf, sizeof buf, &error);
        file->fault = strdup(buf);
        if (file->fault == NULL) arena_exhausted();
    }
    if (reader != NULL) joining->part->headers += tg_rated_reader_headers(reader);
    tg_cdr_reader_free(reader);
    input_file_close(input);
    text_free(&line);
}

/* ---------------------------------------------------------------------------------- answers */

/* Where a column of the answers stands; false after telling. */
static bool find_column(size_t *at, const struct tg_csv_row *row, const char *column,
                        const char *name, struct tg_error *error)
{
    *at = row->count;
    for (size_t i = 0; i < row->count; i++)
        if (tg_slice_is(row->field[i], column)) *at = i;
    if (*at < row->count) return true;
    return tg_fail(error, TG_E_COLUMN, name, row->line, 0,
                   "column %s is missing from the header row", column);
}

static bool read_answers(struct joining *joining, struct tg_csv *csv, const char *name,
                         struct tg_error *error)
{
    struct tg_csv_row row;
    struct text line = {0};
    size_t id, charge, width;
    enum tg_next next = tg_csv_next(csv, &row, error);
    bool ok = true;

    if (next == TG_NEXT_END)
        return tg_fail(error, TG_E_COLUMN, name, 0, 0,
                       "the file is empty: expected a header row that names the columns");
    if (next != TG_NEXT_ROW || !find_column(&id, &row, "call_id", name, error) ||
        !find_column(&charge, &row, "charge", name, error))
        return false;
    width = row.count;
    while ((next = tg_csv_next(csv, &row, error)) != TG_NEXT_END && next != TG_NEXT_FAILED) {
        if (next == TG_NEXT_ROW && row.count != width)
            tg_fail(error, TG_E_FORMAT, name, row.line, 0,
                    "row has %zu fields, but the header row has %zu", row.count, width);
        if (next == TG_NEXT_BAD_ROW || row.count != width) {
            reject(joining, name, error);
            continue;
        }
        begin_line(&line, row.field[id], SIDE_ANSWER);
        put_number(&line, (uint64_t)row.line, 8);
        if (row.field[charge].n >= MOST_CHARGE) row.field[charge].n = MOST_CHARGE - 1;
        put_slice(&line, row.field[charge]);
        if (line.n <= SPILL_RECORD) spill_add(joining->spill, line.p, line.n);
    }
    ok = next == TG_NEXT_END;
    text_free(&line);
    return ok;
}

static bool sort_answers(struct joining *joining, const char *path, struct tg_error *error)
{
    struct input_file *input = input_file_open(path, error);
    struct tg_csv *csv;
    bool ok;

    if (input == NULL) return false;
    csv = tg_csv_new(input_file_read, input, path);
    if (csv == NULL) arena_exhausted();
    ok = read_answers(joining, csv, path, error);
    if (!ok) input_file_explain(input, error);
    tg_csv_free(csv);
    input_file_close(input);
    return ok;
}

/* ------------------------------------------------------------------------------------ pairs */

struct pair {
    struct tg_slice fields[TG_RATED_COLUMNS];
};

static void give_fields(void *user, struct tg_slice fields[TG_RATED_COLUMNS])
{
    const struct pair *pair = user;

    memcpy(fields, pair->fields, sizeof pair->fields);
}

/* A record with its answer. `line` is behind the side. */
static void take_pair(struct joining *joining, struct tg_slice line, size_t answer)
{
    struct pair pair;
    struct tg_cdr cdr;
    struct tg_outcome outcome;
    struct tg_error error = {.status = TG_OK};
    struct tally_record record = {.cdr = &cdr,
                                  .outcome = &outcome,
                                  .fields = give_fields,
                                  .user = &pair,
                                  .otherwise = joining->how->otherwise};
    struct id_parts parts;
    size_t file = (size_t)take_number(&line, 4);
    long at = (long)take_number(&line, 8);
    uint64_t kind;
    bool ok;

    pair.fields[0] = text_slice(&joining->id);
    for (size_t i = 1; i < TG_CDR_COLUMNS; i++) pair.fields[i] = take_slice(&line);
    pair.fields[TG_RATED_SUBSCRIBER] = take_slice(&line);
    pair.fields[TG_RATED_CHARGE] =
        (struct tg_slice){joining->charge[answer], joining->charge_n[answer]};
    joining->part->read++;
    ok = tg_cdr_from_fields(&cdr, pair.fields, NULL, &error);
    cdr.line = at;
    cdr.subscriber = pair.fields[TG_RATED_SUBSCRIBER];
    ok = ok && tg_cdr_set_charge(&cdr, pair.fields[TG_RATED_CHARGE], 0, &error) &&
         tg_rate_amount(joining->how->rulebook, &outcome, &cdr, &error);
    if (!ok) {
        error.line = at;
        part_reject(joining->part, joining->how->source.paths[file], &error);
        return;
    }
    parts = id_parts(cdr.call_id);
    record.hash = id_hash(&parts);
    kind = tally_add(&joining->part->tally, &record)->hash;
    idlog_add_id(&joining->log, &cdr, kind);
    idlog_add_call(&joining->log, &cdr, kind);
}

/* Answers left over bill the last record again; without one they are of nobody. */
static void end_id(struct joining *joining)
{
    size_t left = joining->answers - joining->used;

    if (left > 0 && joining->last.n == 0) joining->part->unexpected += left;
    for (size_t i = joining->used; joining->last.n > 0 && i < joining->answers; i++)
        take_pair(joining, text_slice(&joining->last), i < MOST_ANSWERS ? i : MOST_ANSWERS - 1);
    joining->answers = joining->used = 0;
    joining->last.n = 0;
    joining->id.n = 0;
}

static void take_answer(struct joining *joining, struct tg_slice line)
{
    size_t at = joining->answers < MOST_ANSWERS ? joining->answers : MOST_ANSWERS - 1;
    struct tg_slice charge;

    take_number(&line, 8);
    charge = take_slice(&line);
    memcpy(joining->charge[at], charge.p, charge.n);
    joining->charge_n[at] = charge.n;
    joining->answers++;
}

static void take_record(struct joining *joining, struct tg_slice line)
{
    size_t at = joining->used;

    joining->last.n = 0;
    text_add(&joining->last, line);
    if (at < joining->answers) {
        joining->used++;
        take_pair(joining, line, at < MOST_ANSWERS ? at : MOST_ANSWERS - 1);
    } else {
        joining->part->read++;
        joining->part->missing++;
    }
}

static bool pair_up(struct joining *joining, struct tg_error *error)
{
    struct spill_merge *merge = spill_merge_open(&joining->spill, 1, NULL, 0);
    struct tg_slice line;

    while ((line = spill_merge_next(merge)).n > 0) {
        struct tg_slice id;
        enum side side;

        take_number(&line, 8);
        id = take_slice(&line);
        if (id.n != joining->id.n || memcmp(id.p, joining->id.p, id.n) != 0) {
            end_id(joining);
            text_add(&joining->id, id);
        }
        side = (enum side)take_number(&line, 1);
        if (side == SIDE_ANSWER)
            take_answer(joining, line);
        else
            take_record(joining, line);
    }
    end_id(joining);
    return spill_merge_close(merge, error);
}

bool audit_join(struct part *part, const struct audit_read *how, const char *answers,
                struct tg_error *error)
{
    struct joining *joining = calloc(1, sizeof *joining);
    bool ok;

    if (joining == NULL) arena_exhausted();
    joining->part = part;
    joining->how = how;
    joining->spill = spill_open(0);
    idlog_begin(&joining->log);
    ok = sort_answers(joining, answers, error);
    for (size_t i = 0; ok && i < how->source.path_count; i++) sort_file(joining, i);
    ok = ok && pair_up(joining, error);
    part->cut_short = part->cut_short || sut_stop_asked();
    logs_take(&part->ids, &part->calls, &joining->log);
    spill_close(joining->spill);
    text_free(&joining->id);
    text_free(&joining->last);
    free(joining);
    return ok;
}
