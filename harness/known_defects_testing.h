/* Tests of systems with known defects: all cases, as the tariff reads them, and the defects. */
#ifndef TOLLGATE_KNOWN_DEFECTS_TESTING_H
#define TOLLGATE_KNOWN_DEFECTS_TESTING_H

#include "all_cases_testing.h"

#include "faults.h"

static struct faults faults;

/* Group fixtures. */
static inline int open_all(void **state)
{
    struct tg_rulebook *tariff = choice_load(&(struct choice){0});

    (void)state;
    if (tariff == NULL || !load_all_cases() || !faults_add_known(&faults)) return -1;
    questions_learn(&questions, tariff);
    tg_rulebook_free(tariff);
    return 0;
}

static inline int close_all(void **state)
{
    (void)state;
    faults_free(&faults);
    questions_free(&questions);
    return 0;
}

#endif
