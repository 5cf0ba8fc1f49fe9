#include "listing.h"

#include <string.h>

/* A text being read line by line. */
struct cursor {
    struct tg_slice left;
    struct tg_slice line;
    struct tg_slice id; /* the line up to its first comma */
    long number;
    bool ended;
};

static void advance(struct cursor *at)
{
    const char *end;

    at->ended = at->left.n == 0;
    at->line = at->id = (struct tg_slice){at->left.p, 0};
    if (at->ended) return;
    end = memchr(at->left.p, '\n', at->left.n);
    at->line.n = end != NULL ? (size_t)(end - at->left.p) : at->left.n;
    end = memchr(at->line.p, ',', at->line.n);
    at->id.n = end != NULL ? (size_t)(end - at->line.p) : at->line.n;
    at->left.p += at->line.n;
    at->left.n -= at->line.n;
    if (at->left.n > 0) {
        at->left.p++;
        at->left.n--;
    }
    at->number++;
}

static struct cursor cursor_of(struct tg_slice text)
{
    struct cursor at = {.left = text};

    advance(&at);
    return at;
}

static bool same(struct tg_slice a, struct tg_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static int order(const struct cursor *found, const struct cursor *wanted)
{
    size_t n = found->id.n < wanted->id.n ? found->id.n : wanted->id.n;
    int by_bytes;

    if (found->ended || wanted->ended) return found->ended - wanted->ended;
    by_bytes = n > 0 ? memcmp(found->id.p, wanted->id.p, n) : 0;
    if (by_bytes != 0) return by_bytes;
    return (found->id.n > wanted->id.n) - (found->id.n < wanted->id.n);
}

struct comparison {
    struct listing_counts *counts;
    struct text *report;
    const char *name;
    size_t most;
};

static void tell(const struct comparison *cmp, long number, const struct tg_slice *is,
                 const struct tg_slice *should)
{
    const struct listing_counts *counts = cmp->counts;
    const char *what = is == NULL ? "is missing" : should == NULL ? "should not be" : "differs";

    if (counts->changed + counts->missing + counts->extra > cmp->most) return;
    text_addf(cmp->report, "%s:%ld: line %s\n", cmp->name, number, what);
    if (is != NULL) {
        text_addf(cmp->report, "  is:     ");
        text_add_visible(cmp->report, *is);
        text_addf(cmp->report, "\n");
    }
    if (should != NULL) {
        text_addf(cmp->report, "  should: ");
        text_add_visible(cmp->report, *should);
        text_addf(cmp->report, "\n");
    }
}

static void compare_rows(const struct comparison *cmp, struct cursor *found, struct cursor *wanted)
{
    while (!found->ended || !wanted->ended) {
        int way = order(found, wanted);

        if (way == 0 && !same(found->line, wanted->line)) {
            cmp->counts->changed++;
            tell(cmp, found->number, &found->line, &wanted->line);
        } else if (way < 0) {
            cmp->counts->extra++;
            tell(cmp, found->number, &found->line, NULL);
        } else if (way > 0) {
            cmp->counts->missing++;
            tell(cmp, found->ended ? found->number + 1 : found->number, NULL, &wanted->line);
        }
        if (way <= 0) advance(found);
        if (way >= 0) advance(wanted);
    }
}

bool listing_compare(struct listing_counts *counts, struct text *report, struct tg_slice found,
                     struct tg_slice wanted, const char *name, size_t most)
{
    struct comparison cmp = {.counts = counts, .report = report, .name = name, .most = most};
    struct cursor is = cursor_of(found);
    struct cursor should = cursor_of(wanted);
    size_t differences;

    *counts = (struct listing_counts){0};
    if (same(found, wanted)) return true;
    if (!same(is.line, should.line)) {
        counts->changed++;
        tell(&cmp, 1, &is.line, &should.line);
    }
    advance(&is);
    advance(&should);
    compare_rows(&cmp, &is, &should);
    differences = counts->changed + counts->missing + counts->extra;
    if (differences == 0) text_addf(report, "%s: the last line has no line end\n", name);
    if (differences > most) text_addf(report, "and %zu more\n", differences - most);
    return false;
}
