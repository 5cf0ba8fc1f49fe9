#include "xml.h"

#include <assert.h>
#include <ctype.h>
#include <pthread.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/relaxng.h>

/* What the callbacks of a parser share. Its own position is behind the start tag it has just read;
 * a reader wants the beginning, and bytes, so places are counted here, once over the text. */
struct reading {
    const char *file;
    struct tg_slice text;
    size_t seen; /* bytes counted into `here` */
    struct tg_place here;
    struct tg_error *error;
    bool refused;
};

static struct tg_place place_of(struct reading *reading, size_t offset)
{
    for (; reading->seen < offset; reading->seen++) {
        reading->here.column++;
        if (reading->text.p[reading->seen] == '\n')
            reading->here = (struct tg_place){reading->here.line + 1, 1};
    }
    return reading->here;
}

/* Where the parser stands. */
static size_t offset_of(const struct reading *reading, xmlParserCtxt *parser)
{
    size_t offset = (size_t)xmlByteConsumed(parser);

    return offset < reading->text.n ? offset : reading->text.n;
}

/* Where the '<' stands of the start tag or declaration that the parser has just read; it holds no
 * other one that is not quoted. */
static size_t tag_offset(const struct reading *reading, xmlParserCtxt *parser)
{
    size_t offset = offset_of(reading, parser);

    while (offset > reading->seen && reading->text.p[offset] != '<') offset--;
    return offset;
}

static bool refuse(struct reading *reading, enum tg_status status, struct tg_place place,
                   const char *prefix, const char *text)
{
    reading->refused = true;
    return tg_fail(reading->error, status, reading->file, place.line, place.column, "%s%s", prefix,
                   text);
}

/* libxml2 speaks in sentences with line ends; ours are lower case and have none. */
static void reword(char text[TG_ERROR_TEXT], const char *message)
{
    snprintf(text, TG_ERROR_TEXT, "%.*s", (int)strcspn(message, "\n"), message);
    if (isupper((unsigned char)text[0]) && islower((unsigned char)text[1]))
        text[0] = (char)tolower((unsigned char)text[0]);
}

/* --------------------------------------------------------------------------------------- places */

/* A node's place is kept in the pointer that libxml2 leaves to its users. */
static_assert(sizeof(uintptr_t) == 8, "a line and a column fit into a pointer");
static_assert(TG_MAX_XML < UINT32_MAX, "a line or a column fits into half a pointer");

static void set_place(xmlNode *node, struct tg_place place)
{
    node->_private = (void *)((uintptr_t)place.line << 32 | (uintptr_t)place.column);
}

struct tg_place tg_xml_place(const xmlNode *node)
{
    uintptr_t packed = (uintptr_t)node->_private;

    return (struct tg_place){(long)(packed >> 32), (long)(packed & UINT32_MAX)};
}

/* -------------------------------------------------------------------------------------- parsing */

static void note_parse_error(void *user, xmlError *wrong)
{
    xmlParserCtxt *parser = user;
    struct reading *reading = parser->_private;
    char text[TG_ERROR_TEXT];

    if (wrong->level == XML_ERR_WARNING) return;
    if (wrong->message == NULL || wrong->code == XML_ERR_NO_MEMORY) {
        refuse(reading, TG_E_MEMORY, (struct tg_place){0, 0}, "", "out of memory");
        return;
    }
    reword(text, wrong->message);
    refuse(reading, TG_E_XML, place_of(reading, offset_of(reading, parser)),
           "not well-formed XML: ", text);
}

/* Called behind the XML declaration. Places are counted in the bytes of the file, so the parser
 * must not convert it. */
static void check_encoding(void *user)
{
    xmlParserCtxt *parser = user;
    const xmlCharEncodingHandler *converter = parser->input->buf->encoder;

    if (converter != NULL) {
        struct reading *reading = parser->_private;

        reading->refused = true;
        tg_fail(reading->error, TG_E_XML, reading->file, 1, 1, "the encoding is %s, expected UTF-8",
                converter->name);
        xmlStopParser(parser);
        return;
    }
    xmlSAX2StartDocument(user);
}

static void refuse_doctype(void *user, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system)
{
    xmlParserCtxt *parser = user;
    struct reading *reading = parser->_private;

    (void)name, (void)external, (void)system;
    refuse(reading, TG_E_XML, place_of(reading, tag_offset(reading, parser)), "",
           "found a document type declaration, which is not accepted: no entities are read");
    xmlStopParser(parser);
}

static void start_element(void *user, const xmlChar *local_name, const xmlChar *prefix,
                          const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                          int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    xmlParserCtxt *parser = user;
    struct reading *reading = parser->_private;
    struct tg_place place = place_of(reading, tag_offset(reading, parser));

    xmlSAX2StartElementNs(user, local_name, prefix, uri, namespace_count, namespaces,
                          attribute_count, defaulted_count, attributes);
    if (parser->node != NULL) set_place(parser->node, place);
}

static xmlDoc *parse(struct reading *reading)
{
    xmlParserCtxt *parser = xmlNewParserCtxt();
    xmlDoc *doc;

    if (parser == NULL) {
        refuse(reading, TG_E_MEMORY, (struct tg_place){0, 0}, "", "out of memory");
        return NULL;
    }
    parser->_private = reading;
    parser->sax->serror = note_parse_error;
    parser->sax->startDocument = check_encoding;
    parser->sax->internalSubset = refuse_doctype;
    parser->sax->startElementNs = start_element;
    /* Without comments and CDATA sections the text of an element is one node. */
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    doc = xmlCtxtReadMemory(parser, reading->text.p, (int)reading->text.n, reading->file, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOCDATA);
    xmlFreeParserCtxt(parser);
    if (doc == NULL) /* and nobody has said why */
        refuse(reading, TG_E_MEMORY, (struct tg_place){0, 0}, "", "out of memory");
    if (reading->refused) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

/* --------------------------------------------------------------------------------------- schema */

/* Keeps the first difference that libxml2 finds. */
static void note_schema_error(void *user, xmlError *wrong)
{
    struct tg_place place = {0, 0};
    char text[TG_ERROR_TEXT];

    if (wrong->node != NULL) place = tg_xml_place(wrong->node);
    reword(text, wrong->message);
    tg_fail(user, TG_E_XML, NULL, place.line, place.column, "%s", text);
}

#define GRAMMARS 8 /* schemas are few */

/* A schema made ready. Kept for the life of the program: making it takes longer than any document
 * that we check with it. */
struct grammar {
    const char *data; /* of the schema; NULL = free */
    xmlDoc *doc;
    xmlRelaxNG *rules;
};

static struct grammar grammars[GRAMMARS];
static pthread_mutex_t grammars_lock = PTHREAD_MUTEX_INITIALIZER;

static void grammar_make(struct grammar *grammar, const struct tg_asset *schema)
{
    xmlRelaxNGParserCtxt *parser;

    *grammar = (struct grammar){.data = schema->data};
    grammar->doc = xmlReadMemory(schema->data, (int)schema->size, schema->path, NULL, 0);
    parser = xmlRelaxNGNewDocParserCtxt(grammar->doc);
    grammar->rules = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
}

static void grammar_free(struct grammar *grammar)
{
    xmlRelaxNGFree(grammar->rules);
    xmlFreeDoc(grammar->doc);
    *grammar = (struct grammar){NULL, NULL, NULL};
}

/* The schema's place, after those that were used before; the last place is used over again. */
static struct grammar *grammar_of(const struct tg_asset *schema)
{
    size_t i = 0;

    while (i < GRAMMARS - 1 && grammars[i].data != NULL && grammars[i].data != schema->data) i++;
    if (grammars[i].data == schema->data) return &grammars[i];
    grammar_free(&grammars[i]);
    grammar_make(&grammars[i], schema);
    return &grammars[i];
}

static bool fits(const struct grammar *grammar, const struct tg_xml_source *source, xmlDoc *doc)
{
    struct tg_error vague = {0};
    xmlRelaxNGValidCtxt *validator = xmlRelaxNGNewValidCtxt(grammar->rules);
    int result;

    xmlRelaxNGSetValidStructuredErrors(validator, note_schema_error, &vague);
    result = xmlRelaxNGValidateDoc(validator, doc);
    if (result != 0) {
        tg_xml_misfit(source, doc, grammar->doc);
        tg_fail(source->error, TG_E_XML, source->file, vague.line, vague.column, "%s", vague.text);
    }
    xmlRelaxNGFreeValidCtxt(validator);
    return result == 0;
}

static bool fits_schema(const struct tg_xml_source *source, xmlDoc *doc,
                        const struct tg_asset *schema)
{
    bool ok;

    pthread_mutex_lock(&grammars_lock);
    ok = fits(grammar_of(schema), source, doc);
    pthread_mutex_unlock(&grammars_lock);
    return ok;
}

xmlDoc *tg_xml_read(const char *name, const char *xml, size_t size, const struct tg_asset *schema,
                    struct tg_error *error)
{
    struct reading reading = {name, {xml, size}, 0, {1, 1}, error, false};
    struct tg_xml_source source = {name, error};
    xmlDoc *doc = NULL;

    if (size > TG_MAX_XML)
        tg_fail(error, TG_E_LIMIT, name, 0, 0, "is larger than %d bytes", TG_MAX_XML);
    else if (size == 0)
        tg_fail(error, TG_E_XML, name, 1, 1, "the file is empty");
    else
        doc = parse(&reading);
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

const char *tg_xml_text(const xmlNode *node)
{
    return node->children == NULL ? "" : (const char *)node->children->content;
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
