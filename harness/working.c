#include "working.h"

#define MAX_SCALE 18 /* digits behind the point */

/* n / 10^scale, without trailing zeros behind the point, so that equal values are equal. */
struct decimal {
    int64_t n;
    int scale;
};

struct parser {
    struct tg_slice text;
    size_t at;
    int depth;
    struct tg_error *error;
};

#define FAIL(parser, status, at, ...)                                                              \
    tg_fail((parser)->error, status, NULL, 0, (long)(at) + 1, __VA_ARGS__)

/* ---------------------------------------------------------------------------------- decimals */

static void strip(struct decimal *value)
{
    while (value->scale > 0 && value->n % 10 == 0) {
        value->n /= 10;
        value->scale--;
    }
}

/* Brings a value to a scale that is not smaller than its own. */
static bool rescale(struct decimal *value, int scale)
{
    for (; value->scale < scale; value->scale++)
        if (__builtin_mul_overflow(value->n, 10, &value->n)) return false;
    return true;
}

static bool align(struct decimal *a, struct decimal *b)
{
    return rescale(a, b->scale) && rescale(b, a->scale);
}

static bool add(struct decimal *a, struct decimal b, bool subtract)
{
    bool lost = !align(a, &b) || (subtract ? __builtin_sub_overflow(a->n, b.n, &a->n)
                                           : __builtin_add_overflow(a->n, b.n, &a->n));

    if (!lost) strip(a);
    return !lost;
}

static bool multiply(struct decimal *a, struct decimal b)
{
    if (__builtin_mul_overflow(a->n, b.n, &a->n)) return false;
    a->scale += b.scale;
    strip(a);
    return a->scale <= MAX_SCALE;
}

/* The smallest integer not below a / b; b > 0. */
static bool divide_up(struct decimal *a, struct decimal b)
{
    if (!align(a, &b)) return false;
    *a = (struct decimal){a->n / b.n + (a->n % b.n > 0), 0};
    return true;
}

static bool same(struct decimal a, struct decimal b)
{
    return a.n == b.n && a.scale == b.scale;
}

#define DECIMAL_BUF 48

static const char *shown(char buf[DECIMAL_BUF], struct decimal value)
{
    uint64_t n = value.n < 0 ? -(uint64_t)value.n : (uint64_t)value.n;
    char *p = buf + DECIMAL_BUF;
    int digits = 0;

    *--p = '\0';
    do {
        if (digits > 0 && digits == value.scale) *--p = '.';
        *--p = (char)('0' + n % 10);
        n /= 10;
        digits++;
    } while (n > 0 || digits <= value.scale);
    if (value.n < 0) *--p = '-';
    return p;
}

/* ----------------------------------------------------------------------------------- parsing */

static char peek(struct parser *parser)
{
    while (parser->at < parser->text.n && parser->text.p[parser->at] == ' ') parser->at++;
    return parser->at < parser->text.n ? parser->text.p[parser->at] : '\0';
}

static bool accept(struct parser *parser, char c)
{
    if (peek(parser) != c) return false;
    parser->at++;
    return true;
}

static bool misses(struct parser *parser, const char *expected)
{
    struct tg_slice rest;

    peek(parser);
    rest = (struct tg_slice){parser->text.p + parser->at, parser->text.n - parser->at};
    if (rest.n == 0)
        return FAIL(parser, TG_E_FORMAT, parser->at, "found the end, expected %s", expected);
    return FAIL(parser, TG_E_FORMAT, parser->at, "found %s, expected %s", tg_shown(rest), expected);
}

static bool overflows(struct parser *parser, size_t at)
{
    return FAIL(parser, TG_E_LIMIT, at, "a value has too many digits");
}

static bool digit_at(const struct parser *parser, size_t at)
{
    return at < parser->text.n && parser->text.p[at] >= '0' && parser->text.p[at] <= '9';
}

static bool read_digits(struct parser *parser, struct decimal *value, int scale)
{
    for (; digit_at(parser, parser->at); parser->at++) {
        if (__builtin_mul_overflow(value->n, 10, &value->n) ||
            __builtin_add_overflow(value->n, parser->text.p[parser->at] - '0', &value->n))
            return overflows(parser, parser->at);
        value->scale += scale;
    }
    return true;
}

static bool read_number(struct parser *parser, struct decimal *value)
{
    size_t at = parser->at;

    *value = (struct decimal){0, 0};
    if (!read_digits(parser, value, 0)) return false;
    if (parser->at < parser->text.n && parser->text.p[parser->at] == '.') {
        parser->at++;
        if (!digit_at(parser, parser->at)) return misses(parser, "a digit behind the point");
        if (!read_digits(parser, value, 1)) return false;
    }
    strip(value);
    return value->scale <= MAX_SCALE || overflows(parser, at);
}

static bool read_expression(struct parser *parser, struct decimal *value);

static bool enter(struct parser *parser)
{
    if (!accept(parser, '(')) return misses(parser, "'('");
    if (++parser->depth <= WORKING_MAX_DEPTH) return true;
    return FAIL(parser, TG_E_LIMIT, parser->at - 1, "more than %d parentheses within each other",
                WORKING_MAX_DEPTH);
}

static bool leave(struct parser *parser)
{
    if (!accept(parser, ')')) return misses(parser, "')'");
    parser->depth--;
    return true;
}

/* "(A / B)", behind the word. */
static bool read_ceil(struct parser *parser, struct decimal *value)
{
    char buf[DECIMAL_BUF];
    struct decimal by;
    size_t at;

    if (!enter(parser) || !read_expression(parser, value)) return false;
    if (!accept(parser, '/')) return misses(parser, "'/'");
    peek(parser);
    at = parser->at;
    if (!read_expression(parser, &by)) return false;
    if (by.n <= 0)
        return FAIL(parser, TG_E_FORMAT, at, "ceil divides by %s, expected more than 0",
                    shown(buf, by));
    if (!divide_up(value, by)) return overflows(parser, at);
    return leave(parser);
}

static bool accept_ceil(struct parser *parser)
{
    static const char word[] = "ceil";
    size_t n = sizeof word - 1;

    peek(parser);
    if (parser->text.n - parser->at < n) return false;
    if (!tg_slice_is((struct tg_slice){parser->text.p + parser->at, n}, word)) return false;
    parser->at += n;
    return true;
}

static bool read_factor(struct parser *parser, struct decimal *value)
{
    if (accept_ceil(parser)) return read_ceil(parser, value);
    if (peek(parser) == '(')
        return enter(parser) && read_expression(parser, value) && leave(parser);
    if (!digit_at(parser, parser->at)) return misses(parser, "a number, '(' or ceil");
    return read_number(parser, value);
}

static bool read_term(struct parser *parser, struct decimal *value)
{
    struct decimal by;

    if (!read_factor(parser, value)) return false;
    while (peek(parser) == '*') {
        size_t at = parser->at++;

        if (!read_factor(parser, &by)) return false;
        if (!multiply(value, by)) return overflows(parser, at);
    }
    return true;
}

static bool read_expression(struct parser *parser, struct decimal *value)
{
    struct decimal more;

    if (!read_term(parser, value)) return false;
    for (char sign = peek(parser); sign == '+' || sign == '-'; sign = peek(parser)) {
        size_t at = parser->at++;

        if (!read_term(parser, &more)) return false;
        if (!add(value, more, sign == '-')) return overflows(parser, at);
    }
    return true;
}

/* ------------------------------------------------------------------------------------- chains */

/* A chain that only states a number shows nothing, and one that ends in an expression leaves the
 * result to the reader. */
static bool check_last(struct parser *parser, size_t at, bool equated)
{
    size_t end = at;

    if (!equated) return misses(parser, "'=' and the result");
    while (digit_at(parser, end) || (end < parser->text.n && parser->text.p[end] == '.')) end++;
    if (end == parser->at) return true;
    return FAIL(parser, TG_E_FORMAT, at, "the chain ends in an expression, expected a number");
}

static bool to_money(struct parser *parser, tg_money *result, struct decimal value, size_t at)
{
    char buf[DECIMAL_BUF];

    if (value.scale > 4)
        return FAIL(parser, TG_E_FORMAT, at, "the result %s is finer than 0.0001 yuan",
                    shown(buf, value));
    if (!rescale(&value, 4)) return overflows(parser, at);
    *result = value.n;
    return true;
}

bool working_check(tg_money *result, struct tg_slice chain, struct tg_error *error)
{
    struct parser parser = {.text = chain, .error = error};
    struct decimal first;
    struct decimal value;
    size_t at = 0;
    bool equated = false;

    if (!read_expression(&parser, &first)) return false;
    value = first;
    while (accept(&parser, '=')) {
        char buf[2][DECIMAL_BUF];

        peek(&parser);
        at = parser.at;
        equated = true;
        if (!read_expression(&parser, &value)) return false;
        if (!same(first, value))
            return FAIL(&parser, TG_E_FORMAT, at, "this is %s, what stands before it %s",
                        shown(buf[0], value), shown(buf[1], first));
    }
    peek(&parser);
    if (parser.at < chain.n) return misses(&parser, "an operator or '='");
    while (parser.at > at && parser.text.p[parser.at - 1] == ' ') parser.at--;
    return check_last(&parser, at, equated) && to_money(&parser, result, value, at);
}
