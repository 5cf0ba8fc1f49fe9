/* Outcomes as lines of text (design, section 4). */
#include "bytes.h"
#include "digits.h"
#include "rulebook.h"

#include <string.h>

const char *tg_outcome_kind_name(enum tg_outcome_kind kind)
{
    static const char *const names[] = {"exact", "open", "range", "unspecified"};

    return names[kind];
}

/* A position in a buffer that is known to be large enough. */
static char *put_bytes(char *p, const char *text, size_t n)
{
    memcpy(p, text, n);
    return p + n;
}

static inline char *put(char *p, const char *text)
{
    return put_bytes(p, text, strlen(text));
}

static char *put_number(char *p, int64_t value)
{
    if (value < 10000) return tg_put_small(p, (unsigned)value);
    p = put_number(p, value / 10000);
    tg_four_digits(p, (unsigned)(value % 10000));
    return p + 4;
}

/* Most lists are short; a copy of fixed size is cheaper than one of the right size, and the store
 * of texts is longer than any of them. */
static char *put_clauses(char *p, const struct tg_rule *rule)
{
    if (rule->clauses_size > TG_TEXT_SLACK) return put_bytes(p, rule->clauses, rule->clauses_size);
    memcpy(p, rule->clauses, TG_TEXT_SLACK);
    return p + rule->clauses_size;
}

/* RFC 4180: what would end the field or the line. */
static bool needs_quotes_8(const char *p)
{
    uint64_t word = tg_load8(p);

    /* All four lie below '-'; what ids are made of mostly does not. */
    return tg_below(word, '-') != 0 && (tg_holds(word, ',') | tg_holds(word, '"') |
                                        tg_holds(word, '\r') | tg_holds(word, '\n')) != 0;
}

static bool needs_quotes(struct tg_slice text)
{
    if (text.n < 8) {
        for (size_t i = 0; i < text.n; i++)
            if (memchr(",\"\r\n", text.p[i], 4) != NULL) return true;
        return false;
    }
    for (size_t i = 0; i + 8 < text.n; i += 8)
        if (needs_quotes_8(text.p + i)) return true;
    return needs_quotes_8(text.p + text.n - 8);
}

static char *put_field(char *p, struct tg_slice text)
{
    if (!needs_quotes(text)) return put_bytes(p, text.p, text.n);
    *p++ = '"';
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') *p++ = '"';
        *p++ = text.p[i];
    }
    *p++ = '"';
    return p;
}

static char *put_formula(const struct tg_rulebook *rulebook, char *p,
                         const struct tg_outcome *outcome)
{
    if (outcome->line_count == 0) return put(p, "0.00");
    for (size_t i = 0; i < outcome->line_count; i++) {
        const struct tg_fee_line *line = &outcome->line[i];

        if (i > 0) *p++ = '+';
        if (line->per_s != 0) {
            p = put_number(p, line->units);
            *p++ = '*';
        }
        if (line->open)
            p = put(p, rulebook->price[line->price].name);
        else
            p += tg_money_format(p, line->value);
    }
    return p;
}

static char *put_units(char *p, const struct tg_outcome *outcome)
{
    bool first = true;

    if (outcome->line_count == 0) return put(p, "0");
    for (size_t i = 0; i < outcome->line_count; i++) {
        const struct tg_fee_line *line = &outcome->line[i];

        if (line->open && line->per_s == 0) continue;
        if (!first) *p++ = '+';
        p = put_number(p, line->units);
        first = false;
    }
    return p;
}

static char *put_basis(char *p, const struct tg_outcome *outcome)
{
    const char *start = p;

    if (outcome->convention) return put(p, "convention");
    if (outcome->basis == 0) return put(p, outcome->kind == TG_UNSPECIFIED ? "none" : "explicit");
    for (uint32_t left = outcome->basis; left != 0; left &= left - 1) {
        int n = __builtin_ctz(left);

        if (p != start) *p++ = ' ';
        p = put(p, "I-");
        *p++ = (char)('0' + n / 10);
        *p++ = (char)('0' + n % 10);
    }
    return p;
}

/* charge,min,max,formula,units */
static char *put_amounts(const struct tg_rulebook *rulebook, char *p,
                         const struct tg_outcome *outcome)
{
    if (outcome->kind == TG_UNSPECIFIED) return put(p, ",,,,");
    if (outcome->kind == TG_EXACT) {
        p += tg_money_format(p, outcome->charge);
        p = put(p, ",,,");
    } else {
        *p++ = ',';
        p += tg_money_format(p, outcome->min);
        *p++ = ',';
        if (!outcome->unbounded) p += tg_money_format(p, outcome->max);
        *p++ = ',';
    }
    p = put_formula(rulebook, p, outcome);
    *p++ = ',';
    return put_units(p, outcome);
}

size_t tg_outcome_format(const struct tg_rulebook *rulebook, char buf[TG_OUTCOME_BUF],
                         struct tg_slice call_id, const struct tg_outcome *outcome)
{
    const struct tg_rule *rule = &rulebook->rule[outcome->rule];
    char *p = put_field(buf, call_id);

    *p++ = ',';
    p = put(p, tg_outcome_kind_name(outcome->kind));
    *p++ = ',';
    p = put_amounts(rulebook, p, outcome);
    *p++ = ',';
    p = put_bytes(p, rule->id, rule->id_size);
    *p++ = ',';
    p = put_clauses(p, rule);
    *p++ = ',';
    p = put_basis(p, outcome);
    *p++ = '\n';
    return (size_t)(p - buf);
}

size_t tg_outcome_format_error(char buf[TG_OUTCOME_BUF], struct tg_slice call_id,
                               const struct tg_error *error)
{
    char *p = put_field(buf, call_id);

    p = put(p, ",error,,,,,,,,");
    p = put_field(p, tg_slice_of(error->text));
    *p++ = '\n';
    return (size_t)(p - buf);
}

size_t tg_answer_format(char buf[TG_OUTCOME_BUF], struct tg_slice call_id,
                        const struct tg_outcome *outcome)
{
    char *p = put_field(buf, call_id);

    *p++ = ',';
    if (outcome != NULL && outcome->kind == TG_EXACT) p += tg_money_format(p, outcome->charge);
    *p++ = '\n';
    return (size_t)(p - buf);
}
