#include "clock.h"

#include <string.h>

#define MAX_OFFSET_S (14 * 3600)

/* From 1970 to 2099 every fourth year is a leap year. */
static bool is_leap(int year)
{
    return year % 4 == 0;
}

int64_t tg_days_from_civil(int year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int leap_days = (year - 1969) / 4 + (is_leap(year) && month > 2);

    return (year - 1970) * 365 + leap_days + before[month - 1] + day - 1;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

int32_t tg_second_of_day(tg_time time, int32_t offset_s)
{
    int64_t second = (time + offset_s) % TG_DAY_S;

    return (int32_t)(second < 0 ? second + TG_DAY_S : second);
}

/* Two digits; sets a high bit in *bad if one of them is none. */
static int pair(const char *p, unsigned *bad)
{
    unsigned tens = (unsigned)(unsigned char)p[0] - '0';
    unsigned ones = (unsigned)(unsigned char)p[1] - '0';

    *bad |= (9 - tens) | (9 - ones);
    return (int)(tens * 10 + ones);
}

#define BAD(bits) ((bits) >> 31 != 0)

bool tg_clock_parse(int32_t *second_of_day, const char *text)
{
    unsigned bad = (unsigned)(text[2] ^ ':') | (unsigned)(text[5] ^ ':');
    unsigned wrong = 0;
    int h = pair(text, &wrong);
    int m = pair(text + 3, &wrong);
    int s = pair(text + 6, &wrong);

    *second_of_day = h * 3600 + m * 60 + s;
    return bad == 0 && !BAD(wrong) && h <= 23 && m <= 59 && s <= 59;
}

const char *tg_zone_parse(int32_t *offset_s, struct tg_slice text)
{
    const char *p = text.p;
    size_t n = text.n;
    unsigned bad = 0;
    int h, m;

    if (n == 0) {
        *offset_s = TG_CST_OFFSET_S;
        return NULL;
    }
    if (n == 1 && p[0] == 'Z') {
        *offset_s = 0;
        return NULL;
    }
    if (n != 6 || (p[0] != '+' && p[0] != '-') || p[3] != ':')
        return "the time zone is neither empty, Z nor +hh:mm";
    h = pair(p + 1, &bad);
    m = pair(p + 4, &bad);
    if (BAD(bad)) return "the time zone is neither empty, Z nor +hh:mm";
    *offset_s = (h * 60 + m) * 60;
    if (m > 59 || *offset_s > MAX_OFFSET_S) return "no such time zone";
    if (p[0] == '-') *offset_s = -*offset_s;
    return NULL;
}

const char *tg_time_parse(tg_time *time, struct tg_slice text)
{
    const char *p = text.p;
    const char *wrong;
    int year, month, day;
    int32_t second_of_day, offset_s;
    unsigned bad = 0;

    if (text.n < 19 || p[4] != '-' || p[7] != '-' || (p[10] != 'T' && p[10] != ' '))
        return "not of the form YYYY-MM-DDTHH:MM:SS";
    year = pair(p, &bad) * 100 + pair(p + 2, &bad);
    month = pair(p + 5, &bad);
    day = pair(p + 8, &bad);
    if (BAD(bad)) return "not of the form YYYY-MM-DDTHH:MM:SS";
    if (year < 1970 || year > 2099) return "the year is not within 1970 to 2099";
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return "no such date";
    if (!tg_clock_parse(&second_of_day, p + 11)) return "no such time of day";
    wrong = tg_zone_parse(&offset_s, (struct tg_slice){p + 19, text.n - 19});
    if (wrong != NULL) return wrong;
    *time = tg_days_from_civil(year, month, day) * TG_DAY_S + second_of_day - offset_s;
    return NULL;
}

static char *put(char *p, int value, int width)
{
    for (int i = width - 1; i >= 0; i--, value /= 10) p[i] = (char)('0' + value % 10);
    return p + width;
}

size_t tg_time_format(char buf[TG_TIME_BUF], tg_time time)
{
    int32_t second = tg_second_of_day(time, TG_CST_OFFSET_S);
    int64_t days = (time + TG_CST_OFFSET_S - second) / TG_DAY_S;
    int year = 1970;
    int month = 1;
    char *p = buf;

    /* Jump close, then walk: the range is a few centuries at most. */
    year += (int)(days / 366);
    while (tg_days_from_civil(year + 1, 1, 1) <= days) year++;
    while (month < 12 && tg_days_from_civil(year, month + 1, 1) <= days) month++;
    p = put(p, year, 4);
    *p++ = '-';
    p = put(p, month, 2);
    *p++ = '-';
    p = put(p, (int)(days - tg_days_from_civil(year, month, 1)) + 1, 2);
    *p++ = 'T';
    p = put(p, second / 3600, 2);
    *p++ = ':';
    p = put(p, second / 60 % 60, 2);
    *p++ = ':';
    p = put(p, second % 60, 2);
    *p = '\0';
    return (size_t)(p - buf);
}
