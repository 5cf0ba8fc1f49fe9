/* Tests that ask all cases there are. */
#ifndef TOLLGATE_ALL_CASES_TESTING_H
#define TOLLGATE_ALL_CASES_TESTING_H

#include "fixture.h"

#include "suites.h"

static struct questions questions;

static inline bool load_all_cases(void)
{
    struct suites suites = {0};
    struct tg_error error = {.status = TG_OK};
    bool ok = suites_find(&suites, NULL, &error) && suites_load_all(&questions, &suites, &error);

    suites_free(&suites);
    return ok;
}

#endif
