/* Reading XML that may be hostile: no network, no document type, no entities, bounded, checked
 * against a RELAX NG schema before anybody looks at it. */
#ifndef TOLLGATE_XML_H
#define TOLLGATE_XML_H

#include <libxml/tree.h>

#include "error.h"

#define TG_MAX_XML (4 * 1024 * 1024) /* bytes */

/* NULL (E_LIMIT, E_XML with the line, or E_MEMORY) if the text is too large, is not well-formed or
 * does not fit the schema. The line of an element, here and in xmlGetLineNo, is that where its
 * start tag ends. The caller frees the document with xmlFreeDoc. */
xmlDoc *tg_xml_read(const char *name, const char *xml, size_t size, const struct tg_asset *schema,
                    struct tg_error *error);

/* What is being read and how to complain. */
struct tg_xml_source {
    const char *file;
    struct tg_error *error;
    bool refused; /* by the parser */
};

/* Fails at the node's line with E_XML; source has a file and an error. */
#define tg_fail_at(source, node, ...)                                                              \
    tg_fail((source)->error, TG_E_XML, (source)->file, xmlGetLineNo(node), 0, __VA_ARGS__)

/* Fails with the first difference found between a document and its schema, if there is one
 * that it can name. For documents that libxml2 has found invalid. */
void tg_xml_misfit(const struct tg_xml_source *source, xmlDoc *doc, xmlDoc *schema);

/* The value of an attribute, lent by the document; NULL = absent. */
const char *tg_xml_attribute(const xmlNode *node, const char *name);

/* Whether the node is an element with this name. */
bool tg_xml_is(const xmlNode *node, const char *name);

/* The first child element, the next sibling element; NULL = none. */
const xmlNode *tg_xml_first(const xmlNode *node);
const xmlNode *tg_xml_next(const xmlNode *node);

#endif
