#include "tariff.h"

#include <errno.h>
#include <string.h>

enum { ANNEX = 0x800, READING, STRICT };

static const struct argp_option option_table[] = {
    {"annex", ANNEX, "NAME", 0,
     "judge open prices by this annex, a bundled one or a file, instead of inferring them", 0},
    {"reading", READING, "I-XX=LETTER", 0,
     "hold the system to this reading of a question; I-XX=a is the tariff's own", 0},
    {"strict", STRICT, NULL, 0, "accept no other reading than the tariff's own", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct tariff_options *options = state->input;

    switch (key) {
    case ANNEX:
        if (options->choice.overlay_count < CHOICE_MAX_OVERLAYS / 2) {
            options->choice.overlays[options->choice.overlay_count++] = arg;
            return 0;
        }
        argp_error(state, "more than %d annexes", CHOICE_MAX_OVERLAYS / 2);
        return EINVAL;
    case READING:
        if (options->reading_count < TG_MAX_READINGS) {
            options->readings[options->reading_count++] = arg;
            return 0;
        }
        argp_error(state, "more than %d readings", TG_MAX_READINGS);
        return EINVAL;
    case STRICT: options->strict = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp tariff_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

/* "I-08=b": the overlay of that reading; NULL overlay = the tariff's own. False = no such. */
static bool find_reading(const char **overlay, uint32_t *fixed, const struct tg_rulebook *rulebook,
                         const char *text)
{
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);
        size_t length;

        if (reading == NULL) continue;
        length = strlen(reading->id);
        if (strncmp(text, reading->id, length) != 0 || text[length] != '=' ||
            text[length + 1] == '\0' || text[length + 2] != '\0')
            continue;
        *fixed |= 1u << n;
        *overlay = NULL;
        if (text[length + 1] == 'a') return true;
        for (size_t i = 0; i < reading->option_count; i++) {
            const struct tg_option *option = tg_rulebook_option(rulebook, reading, i);

            if (option->letter == text[length + 1]) *overlay = option->overlay;
        }
        return *overlay != NULL;
    }
    return false;
}

/* A defect in the place of an annex would make a faulty system conform. */
static bool check_annexes(const struct tariff_options *options)
{
    for (size_t i = 0; i < options->choice.overlay_count; i++) {
        const char *name = options->choice.overlays[i];
        const struct choice one = {.overlays = {name}, .overlay_count = 1};
        struct tg_rulebook *rulebook = choice_load(&one);
        const char *kind = rulebook == NULL ? "" : tg_rulebook_overlay_kind(rulebook);
        bool annex = strcmp(kind, "annex") == 0;

        if (rulebook != NULL && !annex)
            fprintf(stderr, "tollgate: --annex %s: that is a %s, expected an annex\n",
                    tg_shown(tg_slice_of(name)), kind);
        tg_rulebook_free(rulebook);
        if (!annex) return false;
    }
    return true;
}

static bool take_readings(struct tariff_options *options, const struct tg_rulebook *rulebook,
                          struct arena *arena)
{
    if (options->strict) options->fixed = UINT32_MAX;
    for (size_t i = 0; i < options->reading_count; i++) {
        const char *overlay;
        uint32_t before = options->fixed;

        if (!find_reading(&overlay, &options->fixed, rulebook, options->readings[i])) {
            fprintf(stderr,
                    "tollgate: --reading %s: no such reading (tollgate rules lists them; expected "
                    "for instance I-08=b)\n",
                    tg_shown(tg_slice_of(options->readings[i])));
            return false;
        }
        if (!options->strict && before == options->fixed) {
            fprintf(stderr, "tollgate: --reading %s: a reading of this question is given already\n",
                    tg_shown(tg_slice_of(options->readings[i])));
            return false;
        }
        if (overlay == NULL || options->choice.overlay_count == CHOICE_MAX_OVERLAYS) continue;
        options->choice.overlays[options->choice.overlay_count++] =
            arena_text(arena, tg_slice_of(overlay));
    }
    return true;
}

bool tariff_resolve(struct tariff_options *options, const struct tg_rulebook *rulebook,
                    struct arena *arena, enum exit_code *code)
{
    *code = EXIT_INVALID;
    if (!check_annexes(options)) return false;
    *code = EXIT_USAGE;
    return take_readings(options, rulebook, arena);
}
