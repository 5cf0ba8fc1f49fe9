#include "dom.h"

#include <limits.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/relaxng.h>

/* What the callbacks share. The parser's own position is behind the start tag it has just read; a
 * reader wants its beginning, so lines are counted here, once over the text. */
struct reading {
    struct arena *arena;
    const char *name;
    struct tg_slice text;
    size_t seen; /* bytes counted into `here` */
    struct place here;
    struct tg_error *error;
};

static struct place place_of(struct reading *reading, size_t offset)
{
    for (; reading->seen < offset; reading->seen++) {
        reading->here.column++;
        if (reading->text.p[reading->seen] == '\n') {
            reading->here.line++;
            reading->here.column = 1;
        }
    }
    return reading->here;
}

/* libxml2's sentences end with a newline, some with a full stop. */
static int sentence_length(const char *message)
{
    size_t n = strlen(message);

    while (n > 0 && strchr("\n. ", message[n - 1]) != NULL) n--;
    return (int)n;
}

static void parse_error(void *user, xmlError *found)
{
    struct reading *reading = ((xmlParserCtxt *)user)->_private;

    tg_fail(reading->error, TG_E_XML, reading->name, found->line, found->int2,
            "not well-formed XML: %.*s", sentence_length(found->message), found->message);
}

static void validity_error(void *user, xmlError *found)
{
    struct reading *reading = user;
    struct place place = {found->line, 0};

    if (found->node != NULL) place = dom_place(found->node);
    tg_fail(reading->error, TG_E_XML, reading->name, place.line, place.column,
            "not as the schema wants it: %.*s", sentence_length(found->message), found->message);
}

static void start_element(void *user, const xmlChar *local_name, const xmlChar *prefix,
                          const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                          int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    xmlParserCtxt *parser = user;
    struct reading *reading = parser->_private;
    size_t offset = (size_t)xmlByteConsumed(parser);
    struct place *place = arena_take(reading->arena, 1, sizeof *place);

    /* A start tag holds no second '<'. */
    if (offset > reading->text.n) offset = reading->text.n;
    while (offset > reading->seen && reading->text.p[offset] != '<') offset--;
    *place = place_of(reading, offset);
    xmlSAX2StartElementNs(user, local_name, prefix, uri, namespace_count, namespaces,
                          attribute_count, defaulted_count, attributes);
    if (parser->node != NULL) parser->node->_private = place;
}

/* Called at a document type declaration. Without one there are no entities. */
static void refuse_doctype(void *user, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system)
{
    xmlParserCtxt *parser = user;
    struct reading *reading = parser->_private;

    (void)name;
    (void)external;
    (void)system;
    tg_fail(reading->error, TG_E_XML, reading->name, parser->input->line, parser->input->col,
            "a document type declaration is not accepted");
    xmlStopParser(parser);
}

static xmlDoc *parse(struct reading *reading)
{
    xmlParserCtxt *parser = xmlCreateMemoryParserCtxt(reading->text.p, (int)reading->text.n);
    xmlDoc *doc = NULL;

    if (parser == NULL) {
        tg_fail(reading->error, TG_E_MEMORY, reading->name, 0, 0, "out of memory");
        return NULL;
    }
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    parser->_private = reading;
    parser->sax->startElementNs = start_element;
    parser->sax->internalSubset = refuse_doctype;
    parser->sax->serror = parse_error;
    xmlParseDocument(parser);
    doc = parser->myDoc;
    if (!parser->wellFormed || reading->error->status != TG_OK) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    xmlFreeParserCtxt(parser);
    return doc;
}

static bool validate(struct reading *reading, xmlDoc *doc, struct tg_slice schema)
{
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewMemParserCtxt(schema.p, (int)schema.n);
    xmlRelaxNG *grammar = NULL;
    xmlRelaxNGValidCtxt *validator = NULL;

    if (parser != NULL) {
        xmlRelaxNGSetParserStructuredErrors(parser, validity_error, reading);
        grammar = xmlRelaxNGParse(parser);
    }
    if (grammar != NULL) validator = xmlRelaxNGNewValidCtxt(grammar);
    if (validator != NULL) {
        xmlRelaxNGSetValidStructuredErrors(validator, validity_error, reading);
        if (xmlRelaxNGValidateDoc(validator, doc) != 0)
            tg_fail(reading->error, TG_E_XML, reading->name, 0, 0, "not as the schema wants it");
    } else {
        tg_fail(reading->error, TG_E_XML, reading->name, 0, 0, "the schema cannot be used");
    }
    xmlRelaxNGFreeValidCtxt(validator);
    xmlRelaxNGFree(grammar);
    xmlRelaxNGFreeParserCtxt(parser);
    return reading->error->status == TG_OK;
}

xmlDoc *dom_read(struct arena *arena, const char *name, struct tg_slice text,
                 struct tg_slice schema, struct tg_error *error)
{
    struct tg_error local = {.status = TG_OK};
    struct reading reading = {
        .arena = arena, .name = name, .text = text, .here = {1, 1}, .error = &local};
    xmlDoc *doc = NULL;

    if (text.n == 0)
        tg_fail(&local, TG_E_XML, name, 1, 1, "the file is empty");
    else
        doc = parse(&reading);
    if (doc != NULL && doc->encoding != NULL &&
        xmlStrcasecmp(doc->encoding, (const xmlChar *)"UTF-8") != 0)
        tg_fail(&local, TG_E_XML, name, 1, 1, "the encoding is %s, expected UTF-8",
                (const char *)doc->encoding);
    if (doc != NULL && (local.status != TG_OK || !validate(&reading, doc, schema))) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    if (doc == NULL && error != NULL && error->status == TG_OK) *error = local;
    return doc;
}

struct place dom_place(const xmlNode *element)
{
    while (element->_private == NULL && element->parent != NULL) element = element->parent;
    return element->_private != NULL ? *(const struct place *)element->_private
                                     : (struct place){0, 0};
}

/* Takes `found` and gives a normalised copy of it. */
static const char *taken(struct arena *arena, xmlChar *found)
{
    const char *in = (const char *)found;
    char *copy;
    size_t n = 0;

    if (found == NULL) return NULL;
    copy = arena_take(arena, strlen(in) + 1, 1);
    for (; *in != '\0'; in++) {
        if (strchr(" \t\r\n", *in) == NULL)
            copy[n++] = *in;
        else if (n > 0 && copy[n - 1] != ' ')
            copy[n++] = ' ';
    }
    if (n > 0 && copy[n - 1] == ' ') n--;
    copy[n] = '\0';
    xmlFree(found);
    return copy;
}

const char *dom_attr(struct arena *arena, const xmlNode *element, const char *name)
{
    return taken(arena, xmlGetNoNsProp(element, (const xmlChar *)name));
}

const char *dom_text(struct arena *arena, const xmlNode *element)
{
    return taken(arena, xmlNodeGetContent(element));
}

bool dom_is(const xmlNode *element, const char *name)
{
    return strcmp((const char *)element->name, name) == 0;
}

static xmlNode *from(xmlNode *node, const char *name)
{
    while (node != NULL &&
           (node->type != XML_ELEMENT_NODE || (name != NULL && !dom_is(node, name))))
        node = node->next;
    return node;
}

xmlNode *dom_first(const xmlNode *parent, const char *name)
{
    return from(parent->children, name);
}

xmlNode *dom_next(const xmlNode *element, const char *name)
{
    return from(element->next, name);
}

size_t dom_count(const xmlNode *parent, const char *name)
{
    size_t n = 0;

    for (const xmlNode *at = dom_first(parent, name); at != NULL; at = dom_next(at, name)) n++;
    return n;
}
