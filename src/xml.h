/* XML inside the library: what tollgate.h does not tell. */
#ifndef TOLLGATE_XML_H
#define TOLLGATE_XML_H

#include <libxml/tree.h>

#include "error.h"

/* What is being read and how to complain. */
struct tg_xml_source {
    const char *file;
    struct tg_error *error;
};

/* Fails at the element's place with E_XML; source has a file and an error. */
#define tg_fail_at(source, node, ...)                                                              \
    tg_fail((source)->error, TG_E_XML, (source)->file, tg_xml_place(node).line,                    \
            tg_xml_place(node).column, __VA_ARGS__)

/* Fails with the first difference found between a document and its schema, if there is one
 * that it can name. For documents that libxml2 has found invalid. */
void tg_xml_misfit(const struct tg_xml_source *source, xmlDoc *doc, xmlDoc *schema);

/* What would have been right, for a message: "a, b, c". */
struct tg_xml_known {
    char text[256];
};

/* Adds "BEFOREWORD". */
void tg_xml_know(struct tg_xml_known *known, const char *before, const char *word);

/* Parts of a schema. It is one of our own: every ref has its definition, and it uses only the
 * patterns, types and params of rulebook.rng and suite.rng. */

/* What a ref stands for: its define element; the form itself if it is no ref. */
const xmlNode *tg_xml_follow(const xmlNode *form);

/* The form of an element's text; NULL = it has none, or any. */
const xmlNode *tg_xml_content(const xmlNode *element);

/* Whether a form accepts the text, which ends where a C string does. If not, `known` has what would
 * have been accepted, and of a list `text` becomes the word that is wrong. */
bool tg_xml_accepts(struct tg_xml_known *known, const xmlNode *form, struct tg_slice *text);

#endif
