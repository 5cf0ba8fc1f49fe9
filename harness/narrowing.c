#include "narrowing.h"
#include "text.h"

#include <string.h>

/* By what a system is put together: what one part of it does wrong, others may do right. */
static const enum tg_dim dims[] = {TG_DIM_PLAN, TG_DIM_EVENT, TG_DIM_REGIME};

#define MOST_VALUES 32

/* By value of a dimension: how many answers a fault touches, explains, and contradicts. */
struct evidence {
    uint64_t touches[MOST_VALUES];
    uint64_t fits[MOST_VALUES];
    uint64_t against[MOST_VALUES]; /* right ones, and wrong ones that it does not explain */
};

static void weigh_values(struct evidence *evidence, const struct footprint *footprint,
                         const struct ground *ground, enum tg_dim dim)
{
    *evidence = (struct evidence){0};
    for (size_t i = 0; i < ground->law->count; i++) {
        uint8_t value = ground->law->call[i].value[dim];

        if (!bit_is_set(footprint->touches, i)) continue;
        evidence->touches[value]++;
        if (bit_is_set(footprint->fits, i))
            evidence->fits[value]++;
        else if (bit_is_set(ground->wrong, i) || bit_is_set(footprint->misfits, i))
            evidence->against[value]++;
    }
}

/* The values where it explains and contradicts nothing; 0 if there are none, or no others. */
static uint32_t good_values(const struct evidence *evidence, enum tg_dim dim)
{
    uint32_t good = 0;
    bool others = false;

    for (unsigned value = 0; value < tg_dim_size(dim); value++)
        if (evidence->fits[value] > 0 && evidence->against[value] == 0)
            good |= UINT32_C(1) << value;
        else
            others = others || evidence->touches[value] > 0;
    return others ? good : 0;
}

static void write_title(struct text *out, const struct fault *fault, enum tg_dim dim,
                        uint32_t values)
{
    const char *between = " ";

    text_addf(out, "%s, only for %s%s", fault->title, tg_dim_name(dim),
              (values & (values - 1)) != 0 ? "s" : "");
    for (unsigned value = 0; value < tg_dim_size(dim); value++) {
        if ((values >> value & 1) == 0) continue;
        text_addf(out, "%s%s", between, tg_value_name(dim, value));
        if (dim == TG_DIM_PLAN) text_addf(out, " (%s)", tg_plan_title((enum tg_plan)value));
        between = ", ";
    }
}

static void narrow(struct faults *faults, const struct fault *fault, enum tg_dim dim,
                   uint32_t values)
{
    struct reach *only = arena_take(&faults->arena, 1, sizeof *only);
    struct fault *narrowed = faults_add(faults);
    struct text title = {0};

    *narrowed = *fault;
    memcpy(only->mask, fault->reach.mask, sizeof only->mask);
    only->mask[dim] &= values;
    narrowed->only = only;
    write_title(&title, fault, dim, values);
    narrowed->title = arena_text(&faults->arena, text_slice(&title));
    text_free(&title);
}

void narrowings_add(struct faults *faults, const struct footprint *footprint,
                    const struct ground *ground)
{
    for (size_t i = 0; i < sizeof dims / sizeof dims[0]; i++) {
        struct evidence evidence;
        uint32_t values;

        weigh_values(&evidence, footprint, ground, dims[i]);
        values = good_values(&evidence, dims[i]);
        if (values != 0) narrow(faults, footprint->fault, dims[i], values);
    }
}
