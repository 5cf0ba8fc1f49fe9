#include "report_tap.h"

#include "checks.h"
#include "facts.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A description or the reason of a directive: '#' and '\' are escaped, lines joined. */
static void put_plain(struct text *out, struct tg_slice bytes)
{
    struct text shown = {0};

    text_add_visible(&shown, bytes);
    for (size_t i = 0; i < shown.n; i++) {
        char c = shown.p[i];

        if (c == '#' || c == '\\') text_addf(out, "\\");
        text_addf(out, "%c", c == '\n' || c == '\t' ? ' ' : c);
    }
    text_free(&shown);
}

/* A double-quoted YAML scalar; JSON strings are such. */
static void put_quoted(struct text *out, const char *key, struct tg_slice bytes)
{
    struct text shown = {0};
    json_t *value;
    char *quoted;

    text_addf(&shown, "%s", "");
    text_add_visible(&shown, bytes);
    value = json_stringn(shown.p, shown.n);
    quoted = json_dumps(value, JSON_ENCODE_ANY);
    if (quoted == NULL) arena_exhausted();
    text_addf(out, "  %s: %s\n", key, quoted);
    free(quoted);
    json_decref(value);
    text_free(&shown);
}

static void put_check(struct text *out, size_t number, const char *suite, const char *name,
                      const struct check *check)
{
    bool ok = check->kind == CHECK_PASSED;

    text_addf(out, "%sok %zu - %s%s%s", ok ? "" : "not ", number, suite,
              suite[0] != '\0' ? "/" : "", name);
    if (check->kind == CHECK_KNOWN) {
        text_addf(out, " # TODO ");
        put_plain(out, text_slice(&check->message));
    }
    text_addf(out, "\n");
    if (ok || check->kind == CHECK_KNOWN) return;
    text_addf(out, "  ---\n");
    put_quoted(out, "type", tg_slice_of(check->type));
    put_quoted(out, "message", text_slice(&check->message));
    put_quoted(out, "facts", text_slice(&check->body));
    text_addf(out, "  ...\n");
}

void report_tap(struct text *out, const struct judged *judged)
{
    const struct questions *questions = judged->questions;
    struct check checks[RUN_CHECKS];

    text_addf(out, "TAP version 13\n1..%zu\n", RUN_CHECKS + questions->count);
    checks_of_run(checks, judged);
    for (size_t i = 0; i < RUN_CHECKS; i++) {
        put_check(out, i + 1, "", run_check_names[i], &checks[i]);
        check_free(&checks[i]);
    }
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->list[i];
        struct check check;

        check_of_case(&check, judged, i);
        put_check(out, RUN_CHECKS + i + 1, questions->suites[question->suite].name, question->id,
                  &check);
        check_free(&check);
    }
}
