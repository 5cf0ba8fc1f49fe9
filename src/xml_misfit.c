/*
 * Says in what a document misfits its RELAX NG schema. libxml2 knows that it does, but where an
 * element allows alternatives its reasons are vague ("failed to validate attributes") and may lack
 * a line. This looks for the usual slips by reading the schema itself: an unknown element or
 * attribute, a value of the wrong form, something that is missing.
 */
#include "error.h"
#include "xml.h"

#include <string.h>

#include <libxml/xmlregexp.h>

/* What would have been right, for the message: "a, b, c". */
struct known {
    char text[256];
};

static void add_known(struct known *known, const char *word)
{
    size_t n = strlen(known->text);

    snprintf(known->text + n, sizeof known->text - n, "%s%s", n == 0 ? "" : ", ", word);
}

static const char *or_none(const struct known *known)
{
    return known->text[0] == '\0' ? "none" : known->text;
}

static const char *name_of(const xmlNode *node)
{
    return (const char *)node->name;
}

static const char *shown_name(const char *name)
{
    return tg_shown(tg_slice_of(name));
}

/* What a ref stands for. The schema is our own: it has every definition. */
static const xmlNode *follow(const xmlNode *form)
{
    const xmlNode *define = tg_xml_first(xmlDocGetRootElement(form->doc));
    const char *name = tg_xml_attribute(form, "name");

    if (!tg_xml_is(form, "ref")) return form;
    while (!tg_xml_is(define, "define") || strcmp(tg_xml_attribute(define, "name"), name) != 0)
        define = tg_xml_next(define);
    return define;
}

/* The declaration of an element or attribute (`kind`) in a form of the schema, without looking into
 * other elements; NULL = none, and `known` has the names there are. */
static const xmlNode *declared(struct known *known, const xmlNode *form, const char *kind,
                               const char *name)
{
    const xmlNode *found = NULL;

    form = follow(form);
    if (tg_xml_is(form, "element") || tg_xml_is(form, "attribute")) {
        const char *declares = tg_xml_attribute(form, "name");

        if (!tg_xml_is(form, kind)) return NULL;
        if (strcmp(declares, name) == 0) return form;
        add_known(known, declares);
        return NULL;
    }
    for (const xmlNode *part = tg_xml_first(form); part != NULL && found == NULL;
         part = tg_xml_next(part))
        found = declared(known, part, kind, name);
    return found;
}

/* The same in the parts of an element. */
static const xmlNode *declared_in(struct known *known, const xmlNode *element, const char *kind,
                                  const char *name)
{
    const xmlNode *found = NULL;

    for (const xmlNode *part = tg_xml_first(element); part != NULL && found == NULL;
         part = tg_xml_next(part))
        found = declared(known, part, kind, name);
    return found;
}

static bool matches(const char *pattern, const char *text)
{
    xmlRegexp *regexp = xmlRegexpCompile((const xmlChar *)pattern);
    bool match = xmlRegexpExec(regexp, (const xmlChar *)text) == 1;

    xmlRegFreeRegexp(regexp);
    return match;
}

/* Whether an attribute's declaration accepts the text: one of its values, or a pattern; one without
 * parts accepts anything. */
static bool accepts(struct known *known, const xmlNode *form, const char *text)
{
    const xmlNode *part = tg_xml_first(follow(form));
    bool accepted = part == NULL;

    for (; part != NULL && !accepted; part = tg_xml_next(part)) {
        bool value = tg_xml_is(part, "value");

        if (value || tg_xml_is(part, "param")) {
            const char *content = (const char *)part->children->content;

            accepted = value ? strcmp(content, text) == 0 : matches(content, text);
            add_known(known, content);
        } else {
            accepted = accepts(known, part, text);
        }
    }
    return accepted;
}

static bool attributes_fit(const struct tg_xml_source *source, const xmlNode *node,
                           const xmlNode *declaration)
{
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        const char *text = tg_xml_attribute(node, name);
        struct known known = {""};
        const xmlNode *form = declared_in(&known, declaration, "attribute", name);

        if (form == NULL)
            return tg_fail_at(source, node, "element %s has the unknown attribute %s, expected %s",
                              shown_name(name_of(node)), shown_name(name), or_none(&known));
        known = (struct known){""};
        if (!accepts(&known, form, text))
            return tg_fail_at(source, node, "attribute %s of element %s is %s, expected %s",
                              shown_name(name), shown_name(name_of(node)), shown_name(text),
                              known.text);
    }
    return true;
}

/* Attributes declared at the top of an element are required. */
static bool attributes_are_there(const struct tg_xml_source *source, const xmlNode *node,
                                 const xmlNode *declaration)
{
    for (const xmlNode *part = tg_xml_first(declaration); part != NULL; part = tg_xml_next(part)) {
        const char *name = tg_xml_attribute(part, "name");

        if (tg_xml_is(part, "attribute") && tg_xml_attribute(node, name) == NULL)
            return tg_fail_at(source, node, "element %s has no attribute %s",
                              shown_name(name_of(node)), shown_name(name));
    }
    return true;
}

/* So are elements declared there, and one of those within oneOrMore. */
static bool children_are_there(const struct tg_xml_source *source, const xmlNode *node,
                               const xmlNode *declaration)
{
    for (const xmlNode *part = tg_xml_first(declaration); part != NULL; part = tg_xml_next(part)) {
        const xmlNode *child = tg_xml_first(node);
        struct known known = {""};

        if (!tg_xml_is(part, "element") && !tg_xml_is(part, "oneOrMore")) continue;
        while (child != NULL && declared(&known, part, "element", name_of(child)) == NULL)
            child = tg_xml_next(child);
        if (child != NULL) continue;
        known = (struct known){""};
        declared(&known, part, "element", "");
        return tg_fail_at(source, node, "element %s has no element %s", shown_name(name_of(node)),
                          known.text);
    }
    return true;
}

/* What is missing comes last: it may be there by a wrong name. */
static bool element_fits(const struct tg_xml_source *source, const xmlNode *node,
                         const xmlNode *around)
{
    struct known known = {""};
    const xmlNode *declaration = declared_in(&known, around, "element", name_of(node));

    if (declaration == NULL)
        return tg_fail_at(source, node, "element %s is not known here, expected %s",
                          shown_name(name_of(node)), or_none(&known));
    if (!attributes_fit(source, node, declaration) ||
        !attributes_are_there(source, node, declaration))
        return false;
    for (const xmlNode *child = tg_xml_first(node); child != NULL; child = tg_xml_next(child))
        if (!element_fits(source, child, declaration)) return false;
    return children_are_there(source, node, declaration);
}

void tg_xml_misfit(const struct tg_xml_source *source, xmlDoc *doc, xmlDoc *schema)
{
    const xmlNode *grammar = xmlDocGetRootElement(schema);

    element_fits(source, xmlDocGetRootElement(doc), tg_xml_first(grammar));
}
