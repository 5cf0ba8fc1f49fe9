/*
 * Says in what a document misfits its RELAX NG schema. libxml2 knows that it does, but where an
 * element allows alternatives its reasons are vague ("failed to validate attributes") and may lack
 * a line. This looks for the usual slips by reading the schema itself: an unknown element or
 * attribute, a value of the wrong form, something that is missing.
 */
#include "error.h"
#include "xml.h"

#include <string.h>

static const char *or_none(const struct tg_xml_known *known)
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

/* The declaration of an element or attribute (`kind`) in a form of the schema, without looking into
 * other elements; NULL = none, and `known` has the names there are. */
static const xmlNode *declared(struct tg_xml_known *known, const xmlNode *form, const char *kind,
                               const char *name)
{
    const xmlNode *found = NULL;

    form = tg_xml_follow(form);
    if (tg_xml_is(form, "element") || tg_xml_is(form, "attribute")) {
        const char *declares = tg_xml_attribute(form, "name");

        if (!tg_xml_is(form, kind)) return NULL;
        if (declares == NULL || strcmp(declares, name) == 0) return form; /* NULL = any name */
        tg_xml_know(known, "", declares);
        return NULL;
    }
    for (const xmlNode *part = tg_xml_first(form); part != NULL && found == NULL;
         part = tg_xml_next(part))
        found = declared(known, part, kind, name);
    return found;
}

/* The same in the parts of an element. */
static const xmlNode *declared_in(struct tg_xml_known *known, const xmlNode *element,
                                  const char *kind, const char *name)
{
    const xmlNode *found = NULL;

    for (const xmlNode *part = tg_xml_first(element); part != NULL && found == NULL;
         part = tg_xml_next(part))
        found = declared(known, part, kind, name);
    return found;
}

static bool attributes_fit(const struct tg_xml_source *source, const xmlNode *node,
                           const xmlNode *declaration)
{
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        struct tg_slice text = tg_slice_of(tg_xml_attribute(node, name));
        struct tg_xml_known known = {""};
        const xmlNode *form = declared_in(&known, declaration, "attribute", name);

        if (form == NULL)
            return tg_fail_at(source, node, "element %s has the unknown attribute %s, expected %s",
                              shown_name(name_of(node)), shown_name(name), or_none(&known));
        known = (struct tg_xml_known){""};
        if (!tg_xml_accepts(&known, form, &text))
            return tg_fail_at(source, node, "attribute %s of element %s is %s, expected %s",
                              shown_name(name), shown_name(name_of(node)), tg_shown(text),
                              known.text);
    }
    return true;
}

/* Whether the node has an element or attribute (`kind`) that a form declares. */
static bool has_one(const xmlNode *node, const xmlNode *form, const char *kind)
{
    struct tg_xml_known known = {""};
    const xmlNode *child = tg_xml_first(node);
    const xmlAttr *attribute = node->properties;

    if (strcmp(kind, "element") == 0) {
        while (child != NULL && declared(&known, form, kind, name_of(child)) == NULL)
            child = tg_xml_next(child);
        return child != NULL;
    }
    while (attribute != NULL && declared(&known, form, kind, (const char *)attribute->name) == NULL)
        attribute = attribute->next;
    return attribute != NULL;
}

/* Elements and attributes declared at the top of an element are required, and one of those within
 * oneOrMore. */
static bool all_are_there(const struct tg_xml_source *source, const xmlNode *node,
                          const xmlNode *declaration, const char *kind)
{
    for (const xmlNode *part = tg_xml_first(declaration); part != NULL; part = tg_xml_next(part)) {
        struct tg_xml_known known = {""};
        bool any_name = false;

        if (!tg_xml_is(part, kind) && !tg_xml_is(part, "oneOrMore")) continue;
        any_name = declared(&known, part, kind, "") != NULL;
        if (!any_name && known.text[0] == '\0') continue; /* it is about the other kind */
        if (!has_one(node, part, kind))
            return tg_fail_at(source, node, "element %s has no %s%s%s", shown_name(name_of(node)),
                              kind, any_name ? "" : " ", known.text);
    }
    return true;
}

static bool text_fits(const struct tg_xml_source *source, const xmlNode *node,
                      const xmlNode *declaration)
{
    const xmlNode *content = tg_xml_content(declaration);
    struct tg_slice text;
    struct tg_xml_known known = {""};

    if (content == NULL) return true;
    text = tg_slice_of(tg_xml_text(node));
    if (tg_xml_accepts(&known, content, &text)) return true;
    return tg_fail_at(source, node, "element %s holds %s, expected %s", shown_name(name_of(node)),
                      tg_shown(text), known.text);
}

/* What is missing comes last: it may be there by a wrong name. */
static bool element_fits(const struct tg_xml_source *source, const xmlNode *node,
                         const xmlNode *around)
{
    struct tg_xml_known known = {""};
    const xmlNode *declaration = declared_in(&known, around, "element", name_of(node));

    if (declaration == NULL)
        return tg_fail_at(source, node, "element %s is not known here, expected %s",
                          shown_name(name_of(node)), or_none(&known));
    if (!attributes_fit(source, node, declaration) ||
        !all_are_there(source, node, declaration, "attribute"))
        return false;
    for (const xmlNode *child = tg_xml_first(node); child != NULL; child = tg_xml_next(child))
        if (!element_fits(source, child, declaration)) return false;
    return all_are_there(source, node, declaration, "element") &&
           text_fits(source, node, declaration);
}

void tg_xml_misfit(const struct tg_xml_source *source, xmlDoc *doc, xmlDoc *schema)
{
    const xmlNode *grammar = xmlDocGetRootElement(schema);

    element_fits(source, xmlDocGetRootElement(doc), tg_xml_first(grammar));
}
