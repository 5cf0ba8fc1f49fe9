/* Whether a text is what a RELAX NG schema wants of an attribute or of an element's content; the
 * part of xml_misfit.c that deals with values. */
#include "error.h"
#include "xml.h"

#include <assert.h>
#include <string.h>

#include <libxml/xmlschemastypes.h>

void tg_xml_know(struct tg_xml_known *known, const char *before, const char *word)
{
    size_t n = strlen(known->text);

    snprintf(known->text + n, sizeof known->text - n, "%s%s%s", n == 0 ? "" : ", ", before, word);
}

const xmlNode *tg_xml_follow(const xmlNode *form)
{
    const xmlNode *define = tg_xml_first(xmlDocGetRootElement(form->doc));
    const char *name = tg_xml_attribute(form, "name");

    if (!tg_xml_is(form, "ref")) return form;
    while (!tg_xml_is(define, "define") || strcmp(tg_xml_attribute(define, "name"), name) != 0)
        define = tg_xml_next(define);
    return define;
}

/* ------------------------------------------------------------------------------------ datatypes */

/* The params of our schemas, and how they are told before the param's own text. */
static const struct facet {
    const char *param;
    xmlSchemaTypeType type;
    const char *told;
} facets[] = {
    {"pattern", XML_SCHEMA_FACET_PATTERN, ""},
    {"minLength", XML_SCHEMA_FACET_MINLENGTH, "length at least "},
    {"maxLength", XML_SCHEMA_FACET_MAXLENGTH, "length at most "},
    {"maxInclusive", XML_SCHEMA_FACET_MAXINCLUSIVE, "at most "},
};

static const struct facet *facet_of(const xmlNode *param)
{
    const char *name = tg_xml_attribute(param, "name");
    const struct facet *facet = facets;

    while (strcmp(facet->param, name) != 0) {
        facet++;
        assert(facet < facets + sizeof facets / sizeof facets[0]);
    }
    return facet;
}

/* Asks libxml2 as its validator does. */
static bool has_facet(const xmlNode *param, xmlSchemaType *type, const char *text,
                      xmlSchemaVal *value)
{
    xmlSchemaFacet *facet = xmlSchemaNewFacet();
    bool has;

    facet->type = facet_of(param)->type;
    facet->value = (const xmlChar *)tg_xml_text(param);
    xmlSchemaCheckFacet(facet, type, NULL, NULL);
    has = xmlSchemaValidateFacet(type, facet, (const xmlChar *)text, value) == 0;
    xmlSchemaFreeFacet(facet);
    return has;
}

static bool data_accepts(struct tg_xml_known *known, const xmlNode *data, struct tg_slice text)
{
    static const char library[] = "http://www.w3.org/2001/XMLSchema";
    const char *name = tg_xml_attribute(data, "type");
    xmlSchemaType *type =
        xmlSchemaGetPredefinedType((const xmlChar *)name, (const xmlChar *)library);
    xmlChar *copy = xmlStrndup((const xmlChar *)text.p, (int)text.n);
    xmlSchemaVal *value = NULL;
    bool accepted = xmlSchemaValPredefTypeNode(type, copy, &value, NULL) == 0;

    if (strcmp(name, "nonNegativeInteger") == 0) tg_xml_know(known, "", "a whole number");
    if (strcmp(name, "NMTOKENS") == 0)
        tg_xml_know(known, "", "words of letters, digits, . _ - or :, at least one");
    for (const xmlNode *param = tg_xml_first(data); param != NULL; param = tg_xml_next(param)) {
        accepted = accepted && has_facet(param, type, (const char *)copy, value);
        tg_xml_know(known, facet_of(param)->told, tg_xml_text(param));
    }
    xmlSchemaFreeValue(value);
    xmlFree(copy);
    return accepted;
}

/* ---------------------------------------------------------------------------------------- forms */

static bool is_data(const xmlNode *form)
{
    return tg_xml_is(form, "data") || tg_xml_is(form, "list");
}

/* The next part that says something of a value: not which name an attribute has, and no comment. */
static const xmlNode *part_from(const xmlNode *part)
{
    while (part != NULL && (tg_xml_is(part, "documentation") || tg_xml_is(part, "nsName")))
        part = tg_xml_next(part);
    return part;
}

static bool list_accepts(struct tg_xml_known *known, const xmlNode *list, struct tg_slice *text)
{
    static const char blanks[] = " \t\r\n";
    const char *end = text->p + text->n;
    const char *at = text->p + strspn(text->p, blanks);

    if (at >= end) tg_xml_know(known, "", "at least one word");
    if (at >= end) return false;
    while (at < end) {
        struct tg_slice word = {at, strcspn(at, blanks)};

        *known = (struct tg_xml_known){""};
        if (!tg_xml_accepts(known, part_from(tg_xml_first(list)), &word)) {
            *text = word;
            return false;
        }
        at += word.n;
        at += strspn(at, blanks);
    }
    return true;
}

bool tg_xml_accepts(struct tg_xml_known *known, const xmlNode *form, struct tg_slice *text)
{
    const xmlNode *part;
    bool accepted;

    form = tg_xml_follow(form);
    if (tg_xml_is(form, "value")) {
        tg_xml_know(known, "", tg_xml_text(form));
        return tg_slice_is(*text, tg_xml_text(form));
    }
    if (tg_xml_is(form, "data")) return data_accepts(known, form, *text);
    if (tg_xml_is(form, "list")) return list_accepts(known, form, text);
    part = part_from(tg_xml_first(form));
    accepted = part == NULL;
    for (; part != NULL && !accepted; part = part_from(tg_xml_next(part)))
        accepted = tg_xml_accepts(known, part, text);
    return accepted;
}

const xmlNode *tg_xml_content(const xmlNode *element)
{
    const xmlNode *content = NULL;

    for (const xmlNode *part = tg_xml_first(element); part != NULL && content == NULL;
         part = tg_xml_next(part)) {
        const xmlNode *form = tg_xml_follow(part);

        if (is_data(form)) content = form;
        if (tg_xml_is(form, "define")) content = tg_xml_content(form);
    }
    return content;
}
