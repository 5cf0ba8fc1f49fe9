/* tollgate rate: reference outcomes for any call records, as a stream. */
#include "choice.h"
#include "command.h"
#include "input_file.h"
#include "options.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define OUT_BUFFER     (256 * 1024)
#define PROGRESS_EVERY UINT64_C(1000000)

struct options {
    struct choice choice;
    const char *file; /* NULL or "-" = stdin */
    bool answers;
};

/* One file on its way through. */
struct stream {
    char out[OUT_BUFFER];
    size_t out_size;
    const struct tg_rulebook *rulebook;
    const struct input_file *input;
    struct tg_cdr_reader *reader;
    bool answers;
    bool progress;
    uint64_t rated;
    uint64_t rejected;
};

static const struct argp_option option_table[] = {
    {"answers", 'a', NULL, 0,
     "answer as a billing system does: call_id,charge; the charge is empty where it is no single "
     "amount",
     0},
    {0},
};

static const struct argp_child children[] = {{&choice_argp, 0, NULL, 0}, {0}};

static const char doc[] =
    "Rates the call records of FILE (CSV, also compressed by gzip or zstd; stdin without FILE or "
    "for -) and prints an outcome a line."
    "\v"
    "Records that cannot be rated are told on stderr with file, line and column, and have the "
    "outcome error. Exit: 0 all rated, 1 some rejected, 3 rulebook or overlay invalid, 64 usage "
    "(also a file that cannot be opened), 70 the file cannot be read to its end or the outcomes "
    "cannot be written.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &options->choice; return 0;
    case 'a': options->answers = true; return 0;
    case ARGP_KEY_ARG:
        if (options->file != NULL) {
            argp_error(state, "more than one FILE");
            return EINVAL;
        }
        options->file = arg;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static void flush(struct stream *stream)
{
    fwrite(stream->out, 1, stream->out_size, stdout);
    stream->out_size = 0;
}

/* Where the next line may be written. */
static char *next_line(struct stream *stream)
{
    if (OUT_BUFFER - stream->out_size < TG_OUTCOME_BUF) flush(stream);
    return stream->out + stream->out_size;
}

static void put_outcome(struct stream *stream, struct tg_slice call_id,
                        const struct tg_outcome *outcome)
{
    char *line = next_line(stream);

    if (stream->answers)
        stream->out_size += tg_answer_format(line, call_id, outcome);
    else
        stream->out_size += tg_outcome_format(stream->rulebook, line, call_id, outcome);
}

static void reject(struct stream *stream, struct tg_slice call_id, struct tg_error *error)
{
    char *line = next_line(stream);

    stream->rejected++;
    error->file = input_file_name(stream->input);
    tell_error(error);
    if (stream->answers)
        stream->out_size += tg_answer_format(line, call_id, NULL);
    else
        stream->out_size += tg_outcome_format_error(line, call_id, error);
}

/* `error` is fresh: its status is TG_OK. */
static void rate_record(struct stream *stream, const struct tg_cdr *cdr, struct tg_error *error)
{
    struct tg_outcome outcome;

    if (!tg_rate(stream->rulebook, &outcome, cdr, error)) {
        reject(stream, cdr->call_id, error);
        return;
    }
    stream->rated++;
    put_outcome(stream, cdr->call_id, &outcome);
}

static void show_progress(const struct stream *stream)
{
    uint64_t read = stream->rated + stream->rejected;

    if (stream->progress && read % PROGRESS_EVERY == 0)
        fprintf(stderr, "\r%" PRIu64 " million records", read / PROGRESS_EVERY);
}

/* False if the input could not be read to its end. */
static bool rate_all(struct stream *stream)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_cdr cdr;
    enum tg_next next;

    while (!ferror_unlocked(stdout) &&
           (next = tg_cdr_next(stream->reader, &cdr, &error)) != TG_NEXT_END) {
        if (next == TG_NEXT_FAILED) {
            input_file_explain(stream->input, &error);
            tell_error(&error);
            return false;
        }
        if (next == TG_NEXT_ROW)
            rate_record(stream, &cdr, &error);
        else
            reject(stream, cdr.call_id, &error);
        show_progress(stream);
    }
    return true;
}

static void tell_counts(const struct stream *stream)
{
    struct tg_cdr_counts counts = tg_cdr_reader_counts(stream->reader);

    fprintf(stderr, "%s%" PRIu64 " records read: %" PRIu64 " rated, %" PRIu64 " rejected\n",
            stream->progress ? "\r" : "", counts.read, stream->rated, stream->rejected);
    if (counts.ids_unchecked > 0)
        fprintf(stderr,
                "tollgate: the last %" PRIu64 " call_ids were not checked for repeats: the memory "
                "for them is full\n",
                counts.ids_unchecked);
}

static enum exit_code rate_stream(struct stream *stream)
{
    const char *header = stream->answers ? "call_id,charge\n" : TG_OUTCOME_HEADER "\n";
    bool whole;

    stream->out_size = (size_t)(stpcpy(stream->out, header) - stream->out);
    whole = rate_all(stream);
    flush(stream);
    tell_counts(stream);
    if (!whole) return EXIT_INTERNAL;
    return stream->rejected > 0 ? EXIT_MISMATCH : EXIT_CONFORMS;
}

static enum exit_code rate_input(const struct options *options, const struct tg_rulebook *rulebook,
                                 struct input_file *input)
{
    static struct stream stream; /* too large for the stack */
    enum exit_code code;

    stream.rated = stream.rejected = 0;
    stream.rulebook = rulebook;
    stream.input = input;
    stream.reader = tg_cdr_reader_new(input_file_read, input, input_file_name(input));
    stream.answers = options->answers;
    stream.progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);

    if (stream.reader == NULL) {
        fprintf(stderr, "tollgate: out of memory\n");
        return EXIT_INTERNAL;
    }
    code = rate_stream(&stream);
    tg_cdr_reader_free(stream.reader);
    return code;
}

static enum exit_code rate_file(const struct options *options, const struct tg_rulebook *rulebook)
{
    struct tg_error error = {.status = TG_OK};
    struct input_file *input = input_file_open(options->file, &error);
    enum exit_code code;

    if (input == NULL) {
        tell_error(&error);
        return EXIT_USAGE;
    }
    code = rate_input(options, rulebook, input);
    input_file_close(input);
    return code;
}

static enum exit_code run(int argc, char **argv)
{
    const struct argp argp = {option_table, parse_option, "[FILE]", doc, children, NULL, NULL};
    struct options options = {.file = NULL};
    struct tg_rulebook *rulebook;
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    rulebook = choice_load(&options.choice);
    if (rulebook == NULL) return EXIT_INVALID;
    code = rate_file(&options, rulebook);
    tg_rulebook_free(rulebook);
    return code;
}

const struct command cmd_rate = {"rate", "reference outcomes for call records", run};
