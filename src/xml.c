#include "xml.h"
#include "error.h"

#include <ctype.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/relaxng.h>

/* A node remembers its line in 16 bits. */
#define MAX_LINES 65534

/* libxml2 speaks in sentences with line ends; ours are lower case and have none. */
static void complain(const struct tg_xml_source *source, const xmlError *wrong, long column)
{
    char text[TG_ERROR_TEXT];
    size_t n = strcspn(wrong->message, "\n");

    snprintf(text, sizeof text, "%.*s", (int)n, wrong->message);
    if (isupper((unsigned char)text[0]) && islower((unsigned char)text[1]))
        text[0] = (char)tolower((unsigned char)text[0]);
    tg_fail(source->error, TG_E_XML, source->file, wrong->line, column, "%s%s",
            column > 0 ? "not well-formed XML: " : "", text);
}

/* -------------------------------------------------------------------------------------- parsing */

static void note_parse_error(void *user, xmlError *wrong)
{
    const xmlParserCtxt *parser = user;
    struct tg_xml_source *source = parser->_private;

    if (wrong->level == XML_ERR_WARNING) return;
    source->refused = true;
    complain(source, wrong, wrong->int2);
}

static void refuse_doctype(void *user, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system)
{
    xmlParserCtxt *parser = user;
    struct tg_xml_source *source = parser->_private;

    (void)name, (void)external, (void)system;
    source->refused = true;
    tg_fail(source->error, TG_E_XML, source->file, parser->input->line, 0,
            "found a document type declaration, which is not accepted: no entities are read");
    xmlStopParser(parser);
}

static xmlDoc *parse(struct tg_xml_source *source, const char *xml, size_t size)
{
    xmlParserCtxt *parser = xmlNewParserCtxt();
    xmlDoc *doc;

    if (parser == NULL) { /* GCOVR_EXCL_BR_LINE: libxml2 is out of memory */
        tg_fail(source->error, TG_E_MEMORY, source->file, 0, 0,
                "out of memory"); /* GCOVR_EXCL_LINE */
        return NULL;              /* GCOVR_EXCL_LINE */
    }
    parser->_private = source;
    parser->sax->serror = note_parse_error;
    parser->sax->internalSubset = refuse_doctype;
    /* Without comments and CDATA sections the text of an element is one node. */
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    doc = xmlCtxtReadMemory(parser, xml, (int)size, source->file, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOCDATA);
    xmlFreeParserCtxt(parser);
    if (source->refused) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

/* --------------------------------------------------------------------------------------- schema */

static void note_schema_error(void *user, xmlError *wrong)
{
    complain(user, wrong, 0);
}

static bool fits_schema(const struct tg_xml_source *source, xmlDoc *doc,
                        const struct tg_asset *schema)
{
    struct tg_error vague = {0};
    struct tg_xml_source validation = {source->file, &vague, false};
    xmlDoc *grammar_doc = xmlReadMemory(schema->data, (int)schema->size, schema->path, NULL, 0);
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewDocParserCtxt(grammar_doc);
    xmlRelaxNG *grammar = xmlRelaxNGParse(parser);
    xmlRelaxNGValidCtxt *validator = xmlRelaxNGNewValidCtxt(grammar);
    int result;

    xmlRelaxNGSetValidStructuredErrors(validator, note_schema_error, &validation);
    result = xmlRelaxNGValidateDoc(validator, doc);
    if (result != 0) {
        tg_xml_misfit(source, doc, grammar_doc);
        tg_fail(source->error, TG_E_XML, source->file, vague.line, 0, "%s", vague.text);
    }
    xmlRelaxNGFreeValidCtxt(validator);
    xmlRelaxNGFree(grammar);
    xmlRelaxNGFreeParserCtxt(parser);
    xmlFreeDoc(grammar_doc);
    return result == 0;
}

static bool is_bounded(const struct tg_xml_source *source, const char *xml, size_t size)
{
    long lines = 1;

    if (size > TG_MAX_XML)
        return tg_fail(source->error, TG_E_LIMIT, source->file, 0, 0, "is larger than %d bytes",
                       TG_MAX_XML);
    for (size_t i = 0; i < size; i++) lines += xml[i] == '\n';
    if (lines <= MAX_LINES) return true;
    return tg_fail(source->error, TG_E_LIMIT, source->file, 0, 0, "has more than %d lines",
                   MAX_LINES);
}

xmlDoc *tg_xml_read(const char *name, const char *xml, size_t size, const struct tg_asset *schema,
                    struct tg_error *error)
{
    struct tg_xml_source source = {name, error, false};
    xmlDoc *doc = is_bounded(&source, xml, size) ? parse(&source, xml, size) : NULL;

    if (doc != NULL && !fits_schema(&source, doc, schema)) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

/* ---------------------------------------------------------------------------------------- nodes */

const char *tg_xml_attribute(const xmlNode *node, const char *name)
{
    const xmlAttr *attribute = xmlHasProp(node, (const xmlChar *)name);

    /* An attribute has one text node, even if it is empty. */
    return attribute == NULL ? NULL : (const char *)attribute->children->content;
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
