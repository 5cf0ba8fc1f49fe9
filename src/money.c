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

/* The decimals behind the point: two at least, four at most. */
static char *put_fraction(char *p, unsigned fraction)
{
    p[0] = (char)('0' + fraction / 1000);
    p[1] = (char)('0' + fraction / 100 % 10);
    p[2] = (char)('0' + fraction / 10 % 10);
    p[3] = (char)('0' + fraction % 10);
    if (fraction % 100 == 0) return p + 2;
    return fraction % 10 == 0 ? p + 3 : p + 4;
}

size_t tg_money_format(char buf[TG_MONEY_BUF], tg_money amount)
{
    uint64_t value = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
    uint64_t yuan = value / (uint64_t)TG_MONEY_YUAN;
    char reversed[TG_MONEY_BUF];
    size_t digits = 0;
    char *p = buf;

    do {
        reversed[digits++] = (char)('0' + yuan % 10);
        yuan /= 10;
    } while (yuan > 0);
    if (amount < 0) *p++ = '-';
    while (digits > 0) *p++ = reversed[--digits];
    *p++ = '.';
    p = put_fraction(p, (unsigned)(value % (uint64_t)TG_MONEY_YUAN));
    *p = '\0';
    return (size_t)(p - buf);
}
