#include "case_rate.h"

bool case_rate(struct tg_cdr *cdr, struct tg_outcome *outcome, const struct suite_case *made,
               const struct tg_rulebook *rulebook, struct tg_error *error)
{
    struct tg_slice fields[TG_CDR_COLUMNS];
    struct tg_error found = {.status = TG_OK};

    for (int i = 0; i < TG_CDR_COLUMNS; i++) fields[i] = tg_slice_of(made->value[i]);
    if (tg_cdr_from_fields(cdr, fields, NULL, &found) && tg_rate(rulebook, outcome, cdr, &found))
        return true;
    return tg_fail(error, found.status, made->place.file, made->place.line, made->place.column,
                   "case %s cannot be rated: %s", tg_shown(tg_slice_of(made->call_id)), found.text);
}
