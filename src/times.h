/* When a call is made, as the policies of a rulebook see it. Few branches: what they would depend
 * on is what a processor guesses wrong. */
#ifndef TOLLGATE_TIMES_H
#define TOLLGATE_TIMES_H

#include "clock.h"
#include "rulebook.h"

static inline uint8_t tg_regime_at(const struct tg_policies *policy, tg_time local)
{
    if (local >= policy->single_from) return TG_REGIME_SINGLE;
    return local >= policy->split_from ? TG_REGIME_SPLIT : TG_REGIME_EARLY;
}

static inline bool tg_in_window(const struct tg_window *window, int32_t second)
{
    bool begun = second >= window->from;
    bool lasts = second <= window->to;

    return window->from <= window->to ? begun & lasts : begun | lasts;
}

static inline uint8_t tg_daypart_at(const struct tg_policies *policy, int32_t second)
{
    return tg_in_window(&policy->idle, second) ? TG_DAYPART_IDLE : TG_DAYPART_BUSY;
}

static inline uint8_t tg_pack_at(const struct tg_policies *policy, const struct tg_cdr *cdr,
                                 int32_t second)
{
    bool holds = cdr->night_pack | (policy->pack_holders != TG_PACK_SUBSCRIBERS);
    bool inside = tg_in_window(&policy->pack, second);

    return (uint8_t)(holds * (TG_PACK_OUTSIDE + inside * (TG_PACK_INSIDE - TG_PACK_OUTSIDE)));
}

static inline uint8_t tg_length_of(const struct tg_policies *policy, int32_t dur_s)
{
    if (dur_s == 0) return TG_LENGTH_ZERO;
    return dur_s <= policy->free_s ? TG_LENGTH_SHORT : TG_LENGTH_LONG;
}

/* When a call is made, where the rulebook is. */
struct tg_span {
    tg_time start, end;
    int32_t second; /* of the day, at the start */
};

static inline struct tg_span tg_span_of(const struct tg_policies *policy, const struct tg_cdr *cdr)
{
    tg_time start = cdr->start + policy->zone_s;

    return (struct tg_span){start, start + cdr->dur_s, tg_second_of_day(start, 0)};
}

static inline tg_time tg_regime_time(const struct tg_policies *policy, const struct tg_span *span)
{
    return policy->regime_boundary == TG_BOUNDARY_END ? span->end : span->start;
}

static inline int32_t tg_second_at(enum tg_boundary boundary, const struct tg_span *span)
{
    return boundary == TG_BOUNDARY_END ? tg_second_of_day(span->end, 0) : span->second;
}

static inline void tg_place_in_time(const struct tg_policies *policy, uint8_t value[TG_DIM_COUNT],
                                    const struct tg_cdr *cdr, const struct tg_span *span)
{
    value[TG_DIM_REGIME] = tg_regime_at(policy, tg_regime_time(policy, span));
    value[TG_DIM_DAYPART] = tg_daypart_at(policy, tg_second_at(policy->daypart_boundary, span));
    value[TG_DIM_PACK] = tg_pack_at(policy, cdr, tg_second_at(policy->pack_boundary, span));
    value[TG_DIM_LENGTH] = tg_length_of(policy, cdr->dur_s);
}

/* Whether the call lasts until the next change between busy and idle, or longer. */
static inline bool tg_reaches_edge(const struct tg_policies *policy, int32_t second, int32_t dur_s)
{
    int32_t edges[] = {policy->idle.from,
                       policy->idle.to == TG_DAY_S - 1 ? 0 : policy->idle.to + 1};
    bool reached = false;

    for (int i = 0; i < 2; i++)
        reached |= dur_s >= edges[i] - second + (edges[i] <= second ? TG_DAY_S : 0);
    return reached & (edges[0] != edges[1]); /* else it is idle all day long */
}

#endif
