#include "known.h"

#include "choice.h"
#include "file.h"

#include <errno.h>
#include <time.h>

enum { BASELINE = 0x500, WRITE_BASELINE, TODAY };

static const struct argp_option option_table[] = {
    {"baseline", BASELINE, "FILE", 0,
     "accept the failures that this file knows (CSV: cases,clause,reason,ticket,expires)", 0},
    {"write-baseline", WRITE_BASELINE, "FILE", 0, "propose such a file from what fails", 0},
    {"today", TODAY, "YYYY-MM-DD", 0, "the day that decides what of it has expired", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct known *known = state->input;

    switch (key) {
    case BASELINE: known->file = arg; return 0;
    case WRITE_BASELINE: known->proposal = arg; return 0;
    case TODAY:
        if (snprintf(known->today, sizeof known->today, "%s", arg) == 10 &&
            baseline_is_day(tg_slice_of(arg)))
            return 0;
        argp_error(state, "--today %s: expected a day such as 2010-12-31",
                   tg_shown(tg_slice_of(arg)));
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp known_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

bool known_read(struct known *known)
{
    struct tg_error error = {.status = TG_OK};
    time_t now = time(NULL);
    struct tm utc;

    if (known->file == NULL) return true;
    if (known->today[0] == '\0')
        strftime(known->today, sizeof known->today, "%Y-%m-%d", gmtime_r(&now, &utc));
    if (file_read(&known->content, known->file, &error) &&
        baseline_read(&known->baseline, text_slice(&known->content), known->file, known->today,
                      &error))
        return true;
    tell_error(&error);
    return false;
}

struct baseline *known_baseline(struct known *known)
{
    return known->file != NULL ? &known->baseline : NULL;
}

struct output_path known_path(const struct known *known)
{
    return (struct output_path){.path = known->proposal, .renews = known->file};
}

bool known_propose(const struct known *known, const struct judged *judged)
{
    struct tg_error error = {.status = TG_OK};
    struct text proposal = {0};
    bool ok;

    if (known->proposal == NULL) return true;
    baseline_propose(&proposal, judged);
    ok = file_replace(known->proposal, text_slice(&proposal), &error);
    text_free(&proposal);
    if (!ok) tell_error(&error);
    return ok;
}

void known_free(struct known *known)
{
    baseline_free(&known->baseline);
    text_free(&known->content);
}
