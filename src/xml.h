/* Reading XML that may be hostile: no network, no document type, no entities, bounded, checked
 * against a RELAX NG schema before anybody looks at it. */
#ifndef TOLLGATE_XML_H
#define TOLLGATE_XML_H

#include <libxml/tree.h>

#include "tollgate.h"

/* NULL (E_XML with the line, or E_MEMORY) if the text is not well-formed or does not fit the
 * schema. The caller frees the document with xmlFreeDoc. */
xmlDoc *tg_xml_read(const char *name, const char *xml, size_t size, const struct tg_asset *schema,
                    struct tg_error *error);

/* The value of an attribute, lent by the document; NULL = absent. */
const char *tg_xml_attribute(const xmlNode *node, const char *name);

/* Whether the node is an element with this name. */
bool tg_xml_is(const xmlNode *node, const char *name);

/* The first child element, the next sibling element; NULL = none. */
const xmlNode *tg_xml_first(const xmlNode *node);
const xmlNode *tg_xml_next(const xmlNode *node);

#endif
