#include "golden_make.h"

#include "arena.h"

#include <string.h>

static bool rate_case(const struct tg_rulebook *rulebook, struct text *out, const char *name,
                      const struct tg_cdr *cdr, struct tg_error *error)
{
    struct tg_outcome outcome;
    struct tg_error found = {.status = TG_OK};
    char line[TG_OUTCOME_BUF];

    if (!tg_rate(rulebook, &outcome, cdr, &found))
        return tg_fail(error, found.status, name, found.line, found.column,
                       "case %s cannot be rated: %s", tg_shown(cdr->call_id), found.text);
    text_add(out,
             (struct tg_slice){line, tg_outcome_format(rulebook, line, cdr->call_id, &outcome)});
    return true;
}

bool golden_make(const struct tg_rulebook *rulebook, struct text *out, const char *name,
                 struct tg_slice records, struct tg_error *error)
{
    struct tg_cdr_reader *reader = tg_cdr_reader_new(text_read_slice, &records, name);
    struct tg_cdr cdr;
    enum tg_next next;
    bool ok = true;

    if (reader == NULL) arena_exhausted();
    text_addf(out, "%s\n", TG_OUTCOME_HEADER);
    do {
        next = tg_cdr_next(reader, &cdr, error);
        if (next == TG_NEXT_ROW)
            ok = rate_case(rulebook, out, name, &cdr, error);
        else
            ok = next == TG_NEXT_END;
    } while (ok && next != TG_NEXT_END);
    tg_cdr_reader_free(reader);
    return ok;
}
