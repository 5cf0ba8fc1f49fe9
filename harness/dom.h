/* What suites need of XML beyond what the library has: normalised copies. */
#ifndef TOLLGATE_DOM_H
#define TOLLGATE_DOM_H

#include "arena.h"
#include "tollgate.h"

#include <libxml/tree.h>

/* Copies in the arena, blanks trimmed and runs of blanks made one; an absent attribute is NULL. */
const char *dom_attr(struct arena *arena, const xmlNode *element, const char *name);
const char *dom_text(struct arena *arena, const xmlNode *element);

/* The number of child elements with this name. */
size_t dom_count(const xmlNode *parent, const char *name);

#endif
