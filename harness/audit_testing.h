/* Tests of audits from outside: records by hand. */
#ifndef TOLLGATE_AUDIT_TESTING_H
#define TOLLGATE_AUDIT_TESTING_H

#include "fixture.h"
#include "scratch.h"

#define HEADER                                                                                     \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,charge,subscriber\n"
#define GOTONE ",gotone,,originate,,010,010,02155556666,,,"

#endif
