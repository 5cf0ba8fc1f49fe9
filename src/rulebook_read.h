/* From checked XML to the tables of a rulebook: the elements that rulebooks and overlays share. */
#ifndef TOLLGATE_RULEBOOK_READ_H
#define TOLLGATE_RULEBOOK_READ_H

#include "rulebook.h"
#include "xml.h"

/* What every reading function needs: where to put things and how to complain. */
struct tg_source {
    struct tg_rulebook *rulebook;
    const char *file;
    struct tg_error *error;
};

typedef bool (*tg_element_fn)(const struct tg_source *source, const xmlNode *node);

/* Element name -> function; ended by a NULL name. */
struct tg_element {
    const char *name;
    tg_element_fn read;
};

/* Reads every child element of the node by the table. The schema has seen to it that there are no
 * others. */
bool tg_read_children(const struct tg_source *source, const xmlNode *node,
                      const struct tg_element *elements);

/* Reads a whole rulebook. */
bool tg_rulebook_read(struct tg_rulebook *rulebook, const char *name, const char *xml, size_t size,
                      struct tg_error *error);

/* The schema of rulebooks and overlays. */
const struct tg_asset *tg_rulebook_schema(void);

bool tg_read_policy(const struct tg_source *source, const xmlNode *node);
bool tg_read_prefix(const struct tg_source *source, const xmlNode *node);
bool tg_read_unit(const struct tg_source *source, const xmlNode *node);
bool tg_read_price(const struct tg_source *source, const xmlNode *node);
bool tg_read_tariff(const struct tg_source *source, const xmlNode *node);
bool tg_read_rule(const struct tg_source *source, const xmlNode *node);

/* Parts of elements. */
bool tg_read_conditions(const struct tg_source *source, struct tg_box *box, const xmlNode *node);
bool tg_read_fees(const struct tg_source *source, struct tg_fee fees[TG_MAX_FEES], uint8_t *count,
                  const xmlNode *node);
bool tg_read_words(const struct tg_source *source, uint32_t *mask, enum tg_dim dim,
                   const char *words, const xmlNode *node);
bool tg_read_clause_list(const struct tg_source *source, const char **clauses, const xmlNode *node);
bool tg_keep_attribute(const struct tg_source *source, const char **out, const xmlNode *node,
                       const char *name);
bool tg_keep_content(const struct tg_source *source, const char **out, const xmlNode *node);
const char *tg_policy_name(enum tg_policy_id id);
tg_money tg_read_amount(const xmlNode *node, const char *name);
int32_t tg_read_seconds(const xmlNode *node, const char *name);
/* The seconds a unit in an attribute, 0 if it is absent; fails if the unit is not declared. */
bool tg_read_per(const struct tg_source *source, int32_t *per_s, const xmlNode *node,
                 const char *name);

#endif
