/* What the tests of call records have in common. */
#ifndef TOLLGATE_CDR_TESTING_H
#define TOLLGATE_CDR_TESTING_H

#include "testing.h"

#include <stdio.h>

#define HEADER                                                                                     \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network\n"

/* The same of rated records. */
#define RATED_HEADER                                                                               \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,charge,subscriber\n"

/* A start time, and what follows a call_id in a good record. */
#define T    "2010-01-01T00:00:00"
#define REST "," T ",1,gotone,,originate,,010,010,8,,\n"

static inline struct tg_cdr_reader *open_text(struct memory_input *in, const char *text)
{
    struct tg_cdr_reader *reader;

    *in = (struct memory_input){.p = text, .n = strlen(text)};
    reader = tg_cdr_reader_new(memory_read, in, "f");
    assert_non_null(reader);
    return reader;
}

static inline struct tg_cdr_reader *open_rated(struct memory_input *in, const char *text)
{
    struct tg_cdr_reader *reader;

    *in = (struct memory_input){.p = text, .n = strlen(text)};
    reader = tg_rated_reader_new(memory_read, in, "f");
    assert_non_null(reader);
    return reader;
}

static inline uint16_t area(const char *code)
{
    uint16_t id = tg_area_find(tg_slice_of(code));

    assert_int_not_equal(id, 0);
    return id;
}

#endif
