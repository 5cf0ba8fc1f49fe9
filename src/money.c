#include "digits.h"
#include "tollgate.h"

#define MAX_YUAN            INT64_C(100000000000)
#define FRACTION_DIGITS     4
#define MAX_FRACTION_DIGITS 64

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

/* Numbers of 10000 and more, four digits at a time. */
static char *put_large(char *p, uint64_t value)
{
    if (value < 10000) return tg_put_small(p, (unsigned)value);
    p = put_large(p, value / 10000);
    tg_four_digits(p, (unsigned)(value % 10000));
    return p + 4;
}

/* Most amounts are below 10 yuan and have no more than two decimals. */
static size_t put_short(char *p, unsigned fen)
{
    p[0] = (char)('0' + fen / 100);
    p[1] = '.';
    p[2] = (char)('0' + fen / 10 % 10);
    p[3] = (char)('0' + fen % 10);
    p[4] = '\0';
    return 4;
}

size_t tg_money_format(char buf[TG_MONEY_BUF], tg_money amount)
{
    uint64_t value = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
    unsigned fraction = (unsigned)(value % (uint64_t)TG_MONEY_YUAN);
    char *p = buf;

    if ((uint64_t)amount < 10 * (uint64_t)TG_MONEY_YUAN && amount % 100 == 0)
        return put_short(buf, (unsigned)(amount / 100));
    if (amount < 0) *p++ = '-';
    p = put_large(p, value / (uint64_t)TG_MONEY_YUAN);
    *p++ = '.';
    tg_four_digits(p, fraction);
    /* The third and fourth decimal stay away where they are zero. */
    p += 2 + (fraction % 100 != 0) + (fraction % 10 != 0);
    *p = '\0';
    return (size_t)(p - buf);
}
