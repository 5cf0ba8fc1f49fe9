#include "coverage.h"

#include "case_rate.h"

#include <stdlib.h>
#include <string.h>

/* The order of the diagram: what a call is comes before where it goes, and that before the rest. */
static const enum tg_dim order[TG_DIM_COUNT] = {
    TG_DIM_EVENT, TG_DIM_REGIME, TG_DIM_ACCESS,  TG_DIM_DESTINATION, TG_DIM_STATE,
    TG_DIM_PLAN,  TG_DIM_PACK,   TG_DIM_DAYPART, TG_DIM_NETWORK,     TG_DIM_LENGTH,
};

#define MAX_VALUES 17 /* of a dimension */
_Static_assert(TG_DEST_COUNT <= MAX_VALUES, "the largest dimension");

#define TRIPLES ((TG_DIM_COUNT) * (TG_DIM_COUNT - 1) * (TG_DIM_COUNT - 2) / 6)

/* A node of the diagram; its children lie below it: index of a node, or LEAF + a number. */
struct node {
    uint8_t level;              /* in `order` */
    uint32_t child[MAX_VALUES]; /* 0 = there can be no such call */
    size_t paths;               /* from here to a leaf */
};

#define LEAF UINT32_C(0x80000000)

/* Three dimensions and where their combinations are counted. */
struct triple {
    enum tg_dim dim[3];
    size_t first;
};

struct coverage {
    const struct tg_rulebook *rulebook;
    uint8_t has_price[1024]; /* by way of charging: a price of the plan's own is open in it */
    struct node *nodes;      /* [0] unused */
    size_t node_count;
    size_t node_room;
    uint32_t *slots; /* nodes by content */
    size_t slot_count;
    uint32_t root;
    uint8_t *cells; /* by path: asked */
    struct triple triple[TRIPLES];
    uint8_t *possible, *asked; /* by combination */
    size_t combinations;
    uint8_t *points; /* by point: 1 = possible, 2 = asked */
    size_t point_count;
};

/* ---------------------------------------------------------------------------------- the diagram */

static size_t paths_of(const struct coverage *coverage, uint32_t ref)
{
    if (ref == 0) return 0;
    return ref & LEAF ? 1 : coverage->nodes[ref].paths;
}

static uint32_t hash_of(const struct node *node)
{
    uint32_t hash = node->level * UINT32_C(2654435761);

    for (size_t i = 0; i < MAX_VALUES; i++) hash = (hash ^ node->child[i]) * UINT32_C(16777619);
    return hash;
}

static bool same_node(const struct node *a, const struct node *b)
{
    return a->level == b->level && memcmp(a->child, b->child, sizeof a->child) == 0;
}

static void grow_slots(struct coverage *coverage)
{
    coverage->slot_count = coverage->slot_count == 0 ? 1024 : 2 * coverage->slot_count;
    free(coverage->slots);
    coverage->slots = calloc(coverage->slot_count, sizeof *coverage->slots);
    if (coverage->slots == NULL) arena_exhausted();
    for (uint32_t i = 1; i < coverage->node_count; i++) {
        size_t at = hash_of(&coverage->nodes[i]) % coverage->slot_count;

        while (coverage->slots[at] != 0) at = (at + 1) % coverage->slot_count;
        coverage->slots[at] = i;
    }
}

/* The one node with this content. */
static uint32_t keep_node(struct coverage *coverage, struct node *node)
{
    size_t at;

    if (2 * coverage->node_count >= coverage->slot_count) grow_slots(coverage);
    at = hash_of(node) % coverage->slot_count;
    for (; coverage->slots[at] != 0; at = (at + 1) % coverage->slot_count)
        if (same_node(&coverage->nodes[coverage->slots[at]], node)) return coverage->slots[at];
    for (size_t i = 0; i < MAX_VALUES; i++) node->paths += paths_of(coverage, node->child[i]);
    coverage->nodes = array_grow(coverage->nodes, &coverage->node_room, coverage->node_count,
                                 sizeof *coverage->nodes);
    coverage->nodes[coverage->node_count] = *node;
    coverage->slots[at] = (uint32_t)coverage->node_count;
    return (uint32_t)coverage->node_count++;
}

size_t coverage_point(const uint8_t value[TG_DIM_COUNT])
{
    size_t index = 0;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        index = index * tg_dim_size(dim) + value[dim];
    return index;
}

/* Notes that calls can be here, and in which combinations that puts them. */
static void note_point(struct coverage *coverage, const uint8_t value[TG_DIM_COUNT]);

static uint32_t leaf_at(struct coverage *coverage, const uint8_t value[TG_DIM_COUNT])
{
    size_t rule, charge;

    if (!tg_rulebook_at(coverage->rulebook, &rule, &charge, value)) return 0;
    note_point(coverage, value);
    if (coverage->has_price[charge]) charge += 1024 * (1 + (size_t)value[TG_DIM_PLAN]);
    return LEAF | (uint32_t)charge;
}

/* The part of the diagram below some values; the dimensions from `level` on are open. */
static uint32_t build(struct coverage *coverage, uint8_t value[TG_DIM_COUNT], uint8_t level)
{
    struct node node = {.level = level};
    uint32_t only = 0;
    bool differ = false;

    if (level == TG_DIM_COUNT) return leaf_at(coverage, value);
    for (unsigned v = 0; v < tg_dim_size(order[level]); v++) {
        value[order[level]] = (uint8_t)v;
        node.child[v] = build(coverage, value, (uint8_t)(level + 1));
        if (node.child[v] == 0) continue;
        differ |= only != 0 && node.child[v] != only;
        only = node.child[v];
    }
    return differ ? keep_node(coverage, &node) : only;
}

/* The number of the cell in which a possible point lies. */
static size_t cell_of(const struct coverage *coverage, const uint8_t value[TG_DIM_COUNT])
{
    uint32_t at = coverage->root;
    size_t number = 0;

    while (!(at & LEAF)) {
        const struct node *node = &coverage->nodes[at];
        unsigned v = value[order[node->level]];

        for (unsigned i = 0; i < v; i++) number += paths_of(coverage, node->child[i]);
        at = node->child[v];
    }
    return number;
}

/* --------------------------------------------------------------------------------- combinations */

static void number_triples(struct coverage *coverage)
{
    size_t count = 0;

    for (enum tg_dim a = 0; a < TG_DIM_COUNT; a++)
        for (enum tg_dim b = a + 1; b < TG_DIM_COUNT; b++)
            for (enum tg_dim c = b + 1; c < TG_DIM_COUNT; c++) {
                coverage->triple[count++] = (struct triple){{a, b, c}, coverage->combinations};
                coverage->combinations += tg_dim_size(a) * tg_dim_size(b) * tg_dim_size(c);
            }
}

static size_t combination_of(const struct triple *triple, const uint8_t value[TG_DIM_COUNT])
{
    return triple->first +
           (value[triple->dim[0]] * tg_dim_size(triple->dim[1]) + value[triple->dim[1]]) *
               tg_dim_size(triple->dim[2]) +
           value[triple->dim[2]];
}

static void note_point(struct coverage *coverage, const uint8_t value[TG_DIM_COUNT])
{
    coverage->points[coverage_point(value)] = 1;
    for (size_t i = 0; i < TRIPLES; i++)
        coverage->possible[combination_of(&coverage->triple[i], value)] = 1;
}

/* ----------------------------------------------------------------------------------- the measure
 */

static void *zeroed(size_t count)
{
    void *bytes = calloc(count, 1);

    if (bytes == NULL) arena_exhausted();
    return bytes;
}

static void find_prices(struct coverage *coverage)
{
    struct tg_charge_info info;
    size_t rule;

    for (size_t i = 0; i < tg_rulebook_charges(coverage->rulebook); i++) {
        if (!tg_rulebook_charge(coverage->rulebook, &info, &rule, i)) continue;
        for (size_t f = 0; f < info.fee_count; f++)
            if (info.fee[f].price >= 0) coverage->has_price[i] = 1;
    }
}

struct coverage *coverage_new(const struct tg_rulebook *rulebook)
{
    struct coverage *coverage = zeroed(sizeof *coverage);
    uint8_t value[TG_DIM_COUNT] = {0};

    coverage->rulebook = rulebook;
    coverage->node_count = 1;
    coverage->nodes = array_grow(NULL, &coverage->node_room, 1, sizeof *coverage->nodes);
    coverage->point_count = 1;
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) coverage->point_count *= tg_dim_size(dim);
    coverage->points = zeroed(coverage->point_count);
    number_triples(coverage);
    coverage->possible = zeroed(coverage->combinations);
    coverage->asked = zeroed(coverage->combinations);
    find_prices(coverage);
    coverage->root = build(coverage, value, 0);
    coverage->cells = zeroed(paths_of(coverage, coverage->root));
    return coverage;
}

void coverage_free(struct coverage *coverage)
{
    if (coverage == NULL) return;
    free(coverage->nodes);
    free(coverage->slots);
    free(coverage->cells);
    free(coverage->possible);
    free(coverage->asked);
    free(coverage->points);
    free(coverage);
}

size_t coverage_points(const struct coverage *coverage)
{
    return coverage->point_count;
}

size_t coverage_gain(const struct coverage *coverage, const uint8_t value[TG_DIM_COUNT])
{
    size_t gain = coverage->cells[cell_of(coverage, value)] == 0;

    for (size_t i = 0; i < TRIPLES; i++)
        gain += coverage->asked[combination_of(&coverage->triple[i], value)] == 0;
    return gain;
}

size_t coverage_add(struct coverage *coverage, const uint8_t value[TG_DIM_COUNT])
{
    size_t gain = coverage_gain(coverage, value);

    coverage->points[coverage_point(value)] = 2;
    coverage->cells[cell_of(coverage, value)] = 1;
    for (size_t i = 0; i < TRIPLES; i++)
        coverage->asked[combination_of(&coverage->triple[i], value)] = 1;
    return gain;
}

bool coverage_add_suite(struct coverage *coverage, const struct suite *suite,
                        struct tg_error *error)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        struct tg_outcome outcome;
        struct tg_cdr cdr;

        if (!case_rate(&cdr, &outcome, &suite->cases[i], coverage->rulebook, error)) return false;
        coverage_add(coverage, outcome.call.value);
    }
    return true;
}

void coverage_result(struct coverage_result *result, const struct coverage *coverage)
{
    *result = (struct coverage_result){0};
    for (size_t i = 0; i < coverage->point_count; i++) {
        result->points.possible += coverage->points[i] != 0;
        result->points.asked += coverage->points[i] == 2;
    }
    result->cells.possible = paths_of(coverage, coverage->root);
    for (size_t i = 0; i < result->cells.possible; i++) result->cells.asked += coverage->cells[i];
    for (size_t t = 0; t < TRIPLES; t++) {
        const struct triple *triple = &coverage->triple[t];
        struct coverage_count *count =
            triple->dim[2] == TG_DIM_LENGTH ? &result->pairs : &result->triples;
        size_t end = t + 1 < TRIPLES ? triple[1].first : coverage->combinations;

        for (size_t i = triple->first; i < end; i++) {
            count->possible += coverage->possible[i];
            count->asked += coverage->asked[i];
        }
    }
}

/* ------------------------------------------------------------------------------- what is missing
 */

/* Words for what is missing, as long as there is room. */
struct list {
    struct text *out;
    size_t left;
};

static void add_value(struct text *out, enum tg_dim dim, unsigned value)
{
    text_addf(out, " %s=%s", tg_dim_name(dim), tg_value_name(dim, value));
}

/* The cells below a node; `number` counts them. `value` holds MAX_VALUES where a dimension is not
 * on the path. */
static void list_cells(const struct coverage *coverage, struct list *list, uint32_t at,
                       uint8_t value[TG_DIM_COUNT], size_t *number)
{
    const struct node *node;

    if (at == 0 || list->left == 0) return;
    if (at & LEAF) {
        if (coverage->cells[(*number)++]) return;
        text_addf(list->out, "  cell:");
        for (size_t i = 0; i < TG_DIM_COUNT; i++)
            if (value[order[i]] != MAX_VALUES) add_value(list->out, order[i], value[order[i]]);
        text_addf(list->out, "\n");
        list->left--;
        return;
    }
    node = &coverage->nodes[at];
    for (unsigned v = 0; v < tg_dim_size(order[node->level]); v++) {
        value[order[node->level]] = (uint8_t)v;
        list_cells(coverage, list, node->child[v], value, number);
    }
    value[order[node->level]] = MAX_VALUES;
}

static void list_combinations(const struct coverage *coverage, struct list *list,
                              const struct triple *triple)
{
    size_t at = triple->first;

    for (unsigned a = 0; a < tg_dim_size(triple->dim[0]); a++)
        for (unsigned b = 0; b < tg_dim_size(triple->dim[1]); b++)
            for (unsigned c = 0; c < tg_dim_size(triple->dim[2]); c++, at++) {
                if (!coverage->possible[at] || coverage->asked[at] || list->left == 0) continue;
                text_addf(list->out, "  combination:");
                add_value(list->out, triple->dim[0], a);
                add_value(list->out, triple->dim[1], b);
                add_value(list->out, triple->dim[2], c);
                text_addf(list->out, "\n");
                list->left--;
            }
}

void coverage_missing(struct text *out, const struct coverage *coverage, size_t most)
{
    struct list list = {out, most};
    uint8_t value[TG_DIM_COUNT];
    size_t number = 0;

    memset(value, MAX_VALUES, sizeof value);
    list_cells(coverage, &list, coverage->root, value, &number);
    for (size_t i = 0; i < TRIPLES; i++) list_combinations(coverage, &list, &coverage->triple[i]);
}
