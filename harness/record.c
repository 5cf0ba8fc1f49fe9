#include "record.h"
#include "choice.h"
#include "input_file.h"
#include "nearest.h"
#include "text.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Takes the record out of the reader's hands. */
static void keep(struct record *record, const struct tg_cdr *cdr, const char *name)
{
    struct tg_slice party = cdr->other_party;
    struct tg_slice id = cdr->call_id;

    record->cdr = *cdr;
    record->cdr.call_id.p = arena_text(&record->arena, id);
    record->cdr.other_party.p = arena_text(&record->arena, party);
    record->name = arena_text(&record->arena, tg_slice_of(name));
}

enum exit_code record_from_texts(struct record *record, const char *const texts[TG_CDR_COLUMNS])
{
    struct tg_error error = {.status = TG_OK};
    struct tg_slice fields[TG_CDR_COLUMNS];

    for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
        fields[i] = tg_slice_of(texts[i] != NULL ? texts[i] : "");
    if (tg_cdr_from_fields(&record->cdr, fields, NULL, &error)) return EXIT_CONFORMS;
    tell_error(&error);
    return EXIT_MISMATCH;
}

/* -------------------------------------------------------------------------------------- search */

/* Reads on to the record with this id (any, if NULL). TG_NEXT_BAD_ROW: it is there, but malformed;
 * other malformed records are passed over. */
static enum tg_next search(struct tg_cdr_reader *reader, struct tg_cdr *cdr, const char *call_id,
                           struct tg_error *error)
{
    enum tg_next next;

    do {
        *error = (struct tg_error){.status = TG_OK};
        next = tg_cdr_next(reader, cdr, error);
    } while ((next == TG_NEXT_ROW || next == TG_NEXT_BAD_ROW) && call_id != NULL &&
             !tg_slice_is(cdr->call_id, call_id));
    return next;
}

static enum exit_code not_found(const char *name, const char *call_id)
{
    if (call_id == NULL)
        fprintf(stderr, "tollgate: %s: there is no record\n", name);
    else
        fprintf(stderr, "tollgate: %s: there is no record with call_id %s\n", name,
                tg_shown(tg_slice_of(call_id)));
    return EXIT_NOTHING;
}

static enum exit_code read_record(struct record *record, struct input_file *input,
                                  const char *call_id)
{
    const char *name = input_file_name(input);
    struct tg_cdr_reader *reader = tg_cdr_reader_new(input_file_read, input, name);
    struct tg_error error;
    struct tg_cdr cdr;
    enum exit_code code = EXIT_CONFORMS;

    if (reader == NULL) arena_exhausted();
    switch (search(reader, &cdr, call_id, &error)) {
    case TG_NEXT_ROW: keep(record, &cdr, name); break;
    case TG_NEXT_END: code = not_found(name, call_id); break;
    case TG_NEXT_BAD_ROW:
        tell_error(&error);
        code = EXIT_MISMATCH;
        break;
    default:
        input_file_explain(input, &error);
        tell_error(&error);
        code = EXIT_INTERNAL;
    }
    tg_cdr_reader_free(reader);
    return code;
}

enum exit_code record_from_file(struct record *record, const char *path, const char *call_id)
{
    struct tg_error error = {.status = TG_OK};
    struct input_file *input = input_file_open(path, &error);
    enum exit_code code;

    if (input == NULL) {
        tell_error(&error);
        return EXIT_USAGE;
    }
    code = read_record(record, input, call_id);
    input_file_close(input);
    return code;
}

/* --------------------------------------------------------------------------------------- cases */

struct case_names {
    const char **list;
    size_t count;
    size_t room;
};

/* Looks through one suite; true when the case was found. The names passed by are collected. */
static bool search_suite(struct record *record, struct case_names *names,
                         const struct tg_asset *asset, const char *id)
{
    struct tg_slice left = {asset->data, asset->size};
    struct tg_cdr_reader *reader = tg_cdr_reader_new(text_read_slice, &left, asset->path);
    struct tg_error error = {.status = TG_OK};
    struct tg_cdr cdr;
    bool found = false;

    if (reader == NULL) arena_exhausted();
    while (!found && search(reader, &cdr, NULL, &error) == TG_NEXT_ROW) {
        found = tg_slice_is(cdr.call_id, id);
        if (found) keep(record, &cdr, asset->path);
        names->list = array_grow(names->list, &names->room, names->count, sizeof *names->list);
        names->list[names->count++] = arena_text(&record->arena, cdr.call_id);
    }
    tg_cdr_reader_free(reader);
    return found;
}

static enum exit_code unknown_case(const struct case_names *names, const char *id)
{
    const char *near = nearest_name(id, names->list, names->count);

    fprintf(stderr, "tollgate: no case %s", tg_shown(tg_slice_of(id)));
    if (near != NULL) fprintf(stderr, "; did you mean '%s'?", near);
    fprintf(stderr, "\n");
    return EXIT_USAGE;
}

enum exit_code record_from_cases(struct record *record, const struct tg_asset *assets,
                                 const char *id)
{
    struct case_names names = {0};
    enum exit_code code = EXIT_CONFORMS;
    bool found = false;

    for (const struct tg_asset *asset = assets; !found && asset->path != NULL; asset++)
        found =
            fnmatch("cases/*.csv", asset->path, 0) == 0 && search_suite(record, &names, asset, id);
    if (!found) code = unknown_case(&names, id);
    free(names.list);
    return code;
}

void record_free(struct record *record)
{
    arena_free(&record->arena);
}
