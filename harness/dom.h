/*
 * XML as suites need it: one document from memory, without network, entities or a document type,
 * and checked against a RELAX NG schema. Every element knows where its '<' stands.
 */
#ifndef TOLLGATE_DOM_H
#define TOLLGATE_DOM_H

#include "arena.h"
#include "tollgate.h"

#include <libxml/tree.h>

/* Where something stands in a file; both count from 1, 0 = not known. */
struct place {
    long line;
    long column;
};

/* `name` is used in errors and lent for as long as they live. NULL on failure; the document is to
 * be freed with xmlFreeDoc before the arena is. */
xmlDoc *dom_read(struct arena *arena, const char *name, struct tg_slice text,
                 struct tg_slice schema, struct tg_error *error);

struct place dom_place(const xmlNode *element);

/* Copies in the arena, blanks trimmed and runs of blanks made one; NULL if there is none. */
const char *dom_attr(struct arena *arena, const xmlNode *element, const char *name);
const char *dom_text(struct arena *arena, const xmlNode *element);

bool dom_is(const xmlNode *element, const char *name);

/* Child elements with this name (NULL = any), in document order. */
xmlNode *dom_first(const xmlNode *parent, const char *name);
xmlNode *dom_next(const xmlNode *element, const char *name);
size_t dom_count(const xmlNode *parent, const char *name);

#endif
