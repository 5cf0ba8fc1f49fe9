#include "tollgate.h"

#define MAX_YUAN            INT64_C(100000000000)
#define FRACTION_DIGITS     4
#define MAX_FRACTION_DIGITS 12

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool tg_money_parse(tg_money *amount, bool *rest, struct tg_slice text)
{
    size_t i = 0;
    size_t start;
    bool negative = text.n > 0 && text.p[0] == '-';
    bool below = false;
    int64_t value = 0;

    i = start = negative ? 1 : 0;
    for (; i < text.n && is_digit(text.p[i]); i++) {
        value = value * 10 + (text.p[i] - '0');
        if (value > MAX_YUAN) return false;
    }
    if (i == start) return false;
    value *= TG_MONEY_YUAN;
    if (i < text.n) {
        int64_t unit = TG_MONEY_YUAN / 10;

        if (text.p[i] != '.') return false;
        start = ++i;
        for (; i < text.n && is_digit(text.p[i]); i++, unit /= 10) {
            value += (text.p[i] - '0') * unit;
            below = below || (unit == 0 && text.p[i] != '0');
        }
        if (i != text.n || i == start || i - start > MAX_FRACTION_DIGITS) return false;
    }
    *amount = negative ? -value : value;
    if (rest != NULL) *rest = below;
    return true;
}

size_t tg_money_format(char buf[TG_MONEY_BUF], tg_money amount)
{
    char reversed[TG_MONEY_BUF];
    uint64_t value = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
    size_t digits = 0;
    size_t skip = 0;
    size_t n = 0;

    while (value > 0 || digits <= FRACTION_DIGITS) {
        reversed[digits++] = (char)('0' + value % 10);
        value /= 10;
    }
    /* The third and fourth decimal stay away where they are zero. */
    while (skip < 2 && reversed[skip] == '0') skip++;
    if (amount < 0) buf[n++] = '-';
    for (size_t i = digits; i > skip; i--) {
        if (i == FRACTION_DIGITS) buf[n++] = '.';
        buf[n++] = reversed[i - 1];
    }
    buf[n] = '\0';
    return n;
}
