/* tollgate merge: add up the parts of an audit that was done in several places. */
#include "audit_output.h"
#include "audit_save.h"
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct options {
    struct audit_output output;
    const char *partial; /* file to write instead of a report */
    const char **paths;  /* room for every argument */
    size_t path_count;
};

/* What is being added up. */
struct merging {
    struct part part;
    struct saved_part **saved;
    size_t count, room;
    struct part_tariff tariff; /* of the first */
};

enum { PARTIAL = 256 };

static const struct argp_option option_table[] = {
    {"partial", PARTIAL, "OUT", 0, "report nothing, but write the sum to OUT, to be added up again",
     0},
    {0},
};

static const char doc[] =
    "Adds up what tollgate audit --partial wrote, and reports as one audit of all the records "
    "would."
    "\v"
    "Exit: as tollgate audit; 3 if a file is no such part or was rated by another tariff.";

static const struct argp_child children[] = {{&audit_output_argp, 0, NULL, 0}, {0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &options->output; return 0;
    case PARTIAL: options->partial = arg; return 0;
    case ARGP_KEY_ARG: options->paths[options->path_count++] = arg; return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "no PART: expected files of tollgate audit --partial");
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static bool same_tariff(const struct part_tariff *a, const struct part_tariff *b)
{
    return strcmp(a->version, b->version) == 0 && strcmp(a->overlays, b->overlays) == 0 &&
           strcmp(a->digests, b->digests) == 0 && a->fixed == b->fixed;
}

static bool add_part(struct merging *merging, const char *path)
{
    struct tg_error error = {.status = TG_OK};
    struct part_tariff tariff;
    struct saved_part *saved = saved_part_open(&merging->part, &tariff, path, &error);

    if (saved == NULL) {
        tell_error(&error);
        return false;
    }
    merging->saved =
        array_grow(merging->saved, &merging->room, merging->count, sizeof(struct saved_part *));
    merging->saved[merging->count++] = saved;
    if (merging->count == 1) merging->tariff = tariff;
    if (same_tariff(&merging->tariff, &tariff)) return true;
    fprintf(stderr, "tollgate: %s: rated by another tariff or version than the first part\n",
            tg_shown(tg_slice_of(path)));
    return false;
}

/* The overlays by their names, a line each. */
static bool take_rules(struct audit_rules *rules, struct arena *arena,
                       const struct part_tariff *tariff)
{
    const char *p = tariff->overlays;

    *rules = (struct audit_rules){.fixed = tariff->fixed};
    while (*p != '\0') {
        size_t n = strcspn(p, "\n");

        if (rules->tariff.overlay_count == CHOICE_MAX_OVERLAYS) {
            fprintf(stderr, "tollgate: the parts were rated by more than %d overlays\n",
                    CHOICE_MAX_OVERLAYS);
            return false;
        }
        rules->tariff.overlays[rules->tariff.overlay_count++] =
            arena_text(arena, (struct tg_slice){p, n});
        p += n + (p[n] == '\n');
    }
    return true;
}

/* What is judged by now has to be what the parts were rated by. */
static bool check_tariff(const struct part_tariff *tariff, const struct choice *choice)
{
    struct tg_error error = {.status = TG_OK};
    struct text digests = {0};
    bool read = choice_digests(&digests, choice, &error);
    bool same = read && strcmp(digests.p, tariff->digests) == 0 &&
                strcmp(tariff->version, TOLLGATE_VERSION) == 0;

    if (!read)
        tell_error(&error);
    else if (!same)
        fprintf(stderr, "tollgate: the parts were rated by another version of tollgate or of the "
                        "tariff's files than are here\n");
    text_free(&digests);
    return same;
}

static bool all_whole(void *user, struct tg_error *error)
{
    const struct merging *merging = user;

    for (size_t i = 0; i < merging->count; i++)
        if (!saved_part_whole(merging->saved[i], error)) return false;
    return true;
}

static bool check_whole(void *user)
{
    struct tg_error error = {.status = TG_OK};

    if (all_whole(user, &error)) return true;
    tell_error(&error);
    return false;
}

static enum exit_code save(struct merging *merging, const char *path)
{
    const struct part_whole whole = {all_whole, merging};
    struct tg_error error = {.status = TG_OK};

    part_finish(&merging->part);
    if (part_save(&merging->part, path, &merging->tariff, &whole, &error)) return EXIT_CONFORMS;
    tell_error(&error);
    return error.status == TG_E_FORMAT ? EXIT_INVALID : EXIT_INTERNAL;
}

static enum exit_code conclude(struct merging *merging, const struct options *options)
{
    struct arena arena = {0};
    struct audit_rules rules;
    enum exit_code code = EXIT_INVALID;

    if (options->partial != NULL) {
        code = save(merging, options->partial);
    } else if (take_rules(&rules, &arena, &merging->tariff) &&
               check_tariff(&merging->tariff, &rules.tariff)) {
        code = audit_conclude(&merging->part, &rules, &options->output,
                              &(struct audit_listener){.user = merging, .judged = check_whole});
    }
    arena_free(&arena);
    return code;
}

/* What is read stays as it is, and what is written can be. */
static bool check_files(const struct options *options)
{
    struct output_path outputs[AUDIT_FILES + 1];

    audit_output_paths(outputs, &options->output);
    outputs[AUDIT_FILES] = (struct output_path){.path = options->partial, .kind = OUTPUT_PART};
    return paths_differ(options->paths, options->path_count) &&
           outputs_possible(outputs, AUDIT_FILES + 1, options->paths, options->path_count);
}

static enum exit_code merge(const struct options *options)
{
    struct merging merging = {.count = 0};
    bool ok = true;
    enum exit_code code = EXIT_INVALID;

    if (!check_files(options)) return EXIT_USAGE;
    part_begin(&merging.part);
    for (size_t i = 0; ok && i < options->path_count; i++)
        ok = add_part(&merging, options->paths[i]);
    if (ok) code = conclude(&merging, options);
    for (size_t i = 0; i < merging.count; i++) saved_part_close(merging.saved[i]);
    free(merging.saved);
    part_free(&merging.part);
    return code;
}

static enum exit_code run_command(int argc, char **argv)
{
    static const struct argp argp = {option_table, parse_option, "PART...", doc,
                                     children,     NULL,         NULL};
    struct options options = {.path_count = 0};
    enum exit_code code;

    options.paths = array_grow(NULL, &(size_t){0}, (size_t)argc, sizeof *options.paths);
    if (options_parse(&code, &argp, argc, argv, &options)) code = merge(&options);
    free(options.paths);
    return code;
}

const struct command cmd_merge = {
    "merge",
    "add up the parts of an audit done in several places",
    run_command,
};
