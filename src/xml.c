#include "xml.h"
#include "error.h"

#include <ctype.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/relaxng.h>

#define MAX_XML_SIZE (4 * 1024 * 1024)

/* libxml2 speaks in sentences with line ends; ours are lower case and have none. */
static void tidy(char *out, size_t size, const char *message)
{
    size_t n = strcspn(message, "\n");

    snprintf(out, size, "%.*s", (int)n, message);
    if (isupper((unsigned char)out[0]) && islower((unsigned char)out[1]))
        out[0] = (char)tolower((unsigned char)out[0]);
}

static void refuse_doctype(void *user, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system)
{
    xmlParserCtxt *parser = user;

    (void)name, (void)external, (void)system;
    *(long *)parser->_private = parser->input->line;
    xmlStopParser(parser);
}

static xmlDoc *parse(xmlParserCtxt *parser, const char *name, const char *xml, size_t size,
                     struct tg_error *error)
{
    char text[TG_ERROR_TEXT];
    long doctype_line = 0;
    const xmlError *wrong;
    xmlDoc *doc;

    parser->_private = &doctype_line;
    parser->sax->internalSubset = refuse_doctype;
    doc = xmlCtxtReadMemory(parser, xml, (int)size, name, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (doctype_line != 0) {
        tg_fail(error, TG_E_XML, name, doctype_line, 0,
                "found a document type declaration, which is not accepted: no entities are read");
    } else if (doc == NULL) {
        wrong = xmlCtxtGetLastError(parser);
        tidy(text, sizeof text, wrong->message);
        tg_fail(error, TG_E_XML, name, wrong->line, wrong->int2, "not well-formed XML: %s", text);
    }
    if (doc != NULL && doctype_line != 0) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

struct schema_errors {
    const char *name;
    struct tg_error *error;
};

static void note_schema_error(void *user, xmlError *wrong)
{
    struct schema_errors *errors = user;
    char text[TG_ERROR_TEXT];

    tidy(text, sizeof text, wrong->message);
    tg_fail(errors->error, TG_E_XML, errors->name, wrong->line, 0, "%s", text);
}

static bool fits_schema(xmlDoc *doc, const char *name, const struct tg_asset *schema,
                        struct tg_error *error)
{
    struct schema_errors errors = {name, error};
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewMemParserCtxt(schema->data, (int)schema->size);
    xmlRelaxNG *grammar = xmlRelaxNGParse(parser);
    xmlRelaxNGValidCtxt *validator = xmlRelaxNGNewValidCtxt(grammar);
    int result;

    xmlRelaxNGSetValidStructuredErrors(validator, note_schema_error, &errors);
    result = xmlRelaxNGValidateDoc(validator, doc);
    xmlRelaxNGFreeValidCtxt(validator);
    xmlRelaxNGFree(grammar);
    xmlRelaxNGFreeParserCtxt(parser);
    return result == 0;
}

xmlDoc *tg_xml_read(const char *name, const char *xml, size_t size, const struct tg_asset *schema,
                    struct tg_error *error)
{
    xmlParserCtxt *parser;
    xmlDoc *doc;

    if (size > MAX_XML_SIZE) {
        tg_fail(error, TG_E_LIMIT, name, 0, 0, "the file has %zu bytes, more than %d", size,
                MAX_XML_SIZE);
        return NULL;
    }
    parser = xmlNewParserCtxt();
    if (parser == NULL) {
        tg_fail(error, TG_E_MEMORY, name, 0, 0, "out of memory");
        return NULL;
    }
    doc = parse(parser, name, xml, size, error);
    xmlFreeParserCtxt(parser);
    if (doc != NULL && !fits_schema(doc, name, schema, error)) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

const char *tg_xml_attribute(const xmlNode *node, const char *name)
{
    const xmlAttr *attribute = xmlHasProp(node, (const xmlChar *)name);

    if (attribute == NULL) return NULL;
    return attribute->children == NULL ? "" : (const char *)attribute->children->content;
}

bool tg_xml_is(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *element_from(const xmlNode *node)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE) node = node->next;
    return node;
}

const xmlNode *tg_xml_first(const xmlNode *node)
{
    return element_from(node->children);
}

const xmlNode *tg_xml_next(const xmlNode *node)
{
    return element_from(node->next);
}
