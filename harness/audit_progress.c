#include "audit_progress.h"

#include <stdio.h>

#define MILLION UINT64_C(1000000)

/* "9.1 M", "850000". */
static void format_count(char buf[32], uint64_t count)
{
    if (count < MILLION)
        snprintf(buf, 32, "%llu", (unsigned long long)count);
    else
        snprintf(buf, 32, "%llu.%llu M", (unsigned long long)(count / MILLION),
                 (unsigned long long)(count / (MILLION / 10) % 10));
}

/* Files may grow while they are read. */
static bool knows_end(const struct source_progress *progress)
{
    return progress->done > 0 && progress->done <= progress->all;
}

static uint64_t seconds_left(const struct source_progress *progress, uint64_t passed_ms)
{
    uint64_t a_second = progress->done * 1000 / passed_ms;

    return (progress->all - progress->done) / (a_second > 0 ? a_second : 1) + 1;
}

void audit_progress_format(char buf[AUDIT_PROGRESS_BUF], const struct source_progress *progress,
                           uint64_t passed_ms)
{
    uint64_t passed = passed_ms > 0 ? passed_ms : 1;
    char rows[32], speed[32];

    format_count(rows, progress->rows);
    format_count(speed, progress->rows * 1000 / passed);
    if (knows_end(progress))
        snprintf(buf, AUDIT_PROGRESS_BUF, "%3u %%, %s records/s, %llu s left",
                 (unsigned)(100 * progress->done / progress->all), speed,
                 (unsigned long long)seconds_left(progress, passed));
    else
        snprintf(buf, AUDIT_PROGRESS_BUF, "%s records, %s records/s", rows, speed);
}
