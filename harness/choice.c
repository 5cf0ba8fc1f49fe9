#include "choice.h"

#include "digest.h"
#include "file.h"

#include <errno.h>

enum { RULEBOOK = 0x200, OVERLAY };

static const struct argp_option option_table[] = {
    {"rulebook", RULEBOOK, "NAME", 0, "rate by this rulebook: a bundled one or a file", 10},
    {"overlay", OVERLAY, "NAME", 0,
     "change the rulebook by this overlay (an annex, a reading, a defect): a bundled one or a "
     "file; may be given more than once",
     10},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct choice *choice = state->input;

    switch (key) {
    case RULEBOOK: choice->rulebook = arg; return 0;
    case OVERLAY:
        if (choice->overlay_count == CHOICE_MAX_OVERLAYS) {
            argp_error(state, "more than %d overlays", CHOICE_MAX_OVERLAYS);
            return EINVAL;
        }
        choice->overlays[choice->overlay_count++] = arg;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp choice_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

void tell_error(const struct tg_error *error)
{
    char line[TG_ERROR_TEXT + 512];

    tg_error_format(line, sizeof line, error);
    fprintf(stderr, "tollgate: %s\n", line);
}

static const char *rulebook_of(const struct choice *choice)
{
    return choice->rulebook != NULL ? choice->rulebook : TG_DEFAULT_RULEBOOK;
}

struct tg_rulebook *choice_try(const struct choice *choice, struct tg_error *error)
{
    return tg_rulebook_load(rulebook_of(choice), choice->overlays, choice->overlay_count, error);
}

struct tg_rulebook *choice_load(const struct choice *choice)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = choice_try(choice, &error);

    if (rulebook == NULL) tell_error(&error);
    return rulebook;
}

static bool add_digest(struct text *out, const char *name, struct tg_error *error)
{
    const struct tg_asset *asset = tg_asset_find(name);
    struct text content = {0};
    bool ok = true;

    if (asset != NULL) {
        digest_add(out, asset->path, (struct tg_slice){asset->data, asset->size});
    } else {
        ok = file_read(&content, name, error);
        if (ok) digest_add(out, name, text_slice(&content));
    }
    text_free(&content);
    return ok;
}

bool choice_digests(struct text *out, const struct choice *choice, struct tg_error *error)
{
    bool ok = add_digest(out, rulebook_of(choice), error);

    for (size_t i = 0; ok && i < choice->overlay_count; i++)
        ok = add_digest(out, choice->overlays[i], error);
    return ok;
}
