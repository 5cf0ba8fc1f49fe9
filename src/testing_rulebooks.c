#include "testing_rulebooks.h"
#include "testing.h"

char *rulebook_text(void)
{
    const struct tg_asset *asset = tg_asset_find(TG_DEFAULT_RULEBOOK);

    return strndup(asset->data, asset->size);
}

char *edited(char *text, const char *from, const char *to)
{
    char *at = strstr(text, from);
    char *new_text;

    if (at == NULL || strstr(at + 1, from) != NULL) fail_msg("not once in the text: %s", from);
    if (asprintf(&new_text, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) < 0)
        fail_msg("out of memory");
    free(text);
    return new_text;
}

long first_line_of(const char *text, const char *part)
{
    const char *at = strstr(text, part);
    long line = 1;

    if (at == NULL) fail_msg("not in the text: %s", part);
    for (const char *p = text; p < at + strlen(part); p++) line += *p == '\n';
    return line;
}

long line_of(const char *text, const char *part)
{
    const char *at = strstr(text, part);

    if (at == NULL || strstr(at + 1, part) != NULL) fail_msg("not once in the text: %s", part);
    return first_line_of(text, part);
}

struct tg_place tag_of(const char *text, const char *part)
{
    struct tg_place place = {line_of(text, part), 1};
    const char *at = strstr(text, part) + strlen(part);

    /* An end tag is no start tag. */
    do {
        at--;
        place.line -= *at == '\n';
    } while (*at != '<' || at[1] == '/');
    while (at > text && at[-1] != '\n') {
        at--;
        place.column++;
    }
    return place;
}

/* Whether the byte at the place begins a start tag. */
static bool begins_tag(const char *text, long line, long column)
{
    for (; line > 1; line--) text = strchr(text, '\n') + 1;
    return column >= 1 && column <= (long)strcspn(text, "\n") && text[column - 1] == '<' &&
           text[column] != '/';
}

char *overlay_text(const char *kind, const char *parts)
{
    char *text;

    if (asprintf(&text, "<overlay id='test' kind='%s' title='test'>\n%s\n</overlay>\n", kind,
                 parts) < 0)
        fail_msg("out of memory");
    return text;
}

struct tg_rulebook *rulebook_of(const char *text, const char *overlay, struct tg_error *error)
{
    struct tg_rulebook *rulebook = tg_rulebook_parse("rulebook", text, strlen(text), error);
    bool ok = rulebook != NULL;

    if (ok && overlay != NULL)
        ok = tg_rulebook_overlay(rulebook, "overlay", overlay, strlen(overlay), error);
    if (ok && tg_rulebook_compile(rulebook, error)) return rulebook;
    tg_rulebook_free(rulebook);
    return NULL;
}

void assert_refused(const char *text, const char *overlay, enum tg_status status, const char *file,
                    long line, const char *expected)
{
    struct tg_error error = {0};
    struct tg_rulebook *rulebook = rulebook_of(text, overlay, &error);

    if (rulebook != NULL) {
        tg_rulebook_free(rulebook);
        fail_msg("accepted, expected: %s", expected);
    }
    assert_string_equal(error.text, expected);
    assert_int_equal(error.status, status);
    assert_string_equal(error.file, file);
    assert_int_equal(error.line, line);
    if (status == TG_E_XML)
        assert_true(begins_tag(strcmp(file, "overlay") == 0 ? overlay : text, line, error.column));
    else
        assert_int_equal(error.column, 0);
}

struct tg_rulebook *bundled_with(const char *overlay)
{
    struct tg_error error = {0};
    char *text = rulebook_text();
    struct tg_rulebook *rulebook = rulebook_of(text, overlay, &error);

    free(text);
    if (rulebook == NULL) fail_msg("%s:%ld: %s", error.file, error.line, error.text);
    return rulebook;
}
