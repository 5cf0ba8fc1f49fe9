/* The result for people, on a terminal or in a log. */
#ifndef TOLLGATE_SUMMARY_H
#define TOLLGATE_SUMMARY_H

#include "judge.h"

#define SUMMARY_MAX_GROUPS 10

struct summary_style {
    const char *command; /* of the system, as shown */
    bool colour;
    bool quiet; /* the count and the result only */
};

/* Nothing in it can steer a terminal but our own colours. */
void summary_write(struct text *out, const struct judged *judged,
                   const struct summary_style *style);

#endif
