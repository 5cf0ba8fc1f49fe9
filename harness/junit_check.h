/* Validates JUnit documents: by our own schema always, by others' where TOLLGATE_JUNIT_XSD_DIR
 * names a folder that has them (they are not ours to carry). */
#ifndef TOLLGATE_JUNIT_CHECK_H
#define TOLLGATE_JUNIT_CHECK_H

#include "fixture.h"

#include <libxml/relaxng.h>
#include <libxml/xmlschemas.h>

static inline void junit_check_own(xmlDocPtr doc, const char *path)
{
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(path);
    xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
    xmlRelaxNGValidCtxtPtr valid;

    assert_non_null(schema);
    valid = xmlRelaxNGNewValidCtxt(schema);
    assert_int_equal(xmlRelaxNGValidateDoc(valid, doc), 0);
    xmlRelaxNGFreeValidCtxt(valid);
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
}

static inline void junit_check_foreign(xmlDocPtr doc, const char *path)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    xmlSchemaValidCtxtPtr valid;

    assert_non_null(schema);
    valid = xmlSchemaNewValidCtxt(schema);
    assert_int_equal(xmlSchemaValidateDoc(valid, doc), 0);
    xmlSchemaFreeValidCtxt(valid);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
}

static inline void junit_check(struct tg_slice document)
{
    static const char *const names[] = {"windyroad.xsd", "junit-10.xsd"};
    const char *dir = getenv("TOLLGATE_JUNIT_XSD_DIR");
    xmlDocPtr doc = xmlReadMemory(document.p, (int)document.n, "junit.xml", NULL, XML_PARSE_NONET);

    assert_non_null(doc);
    junit_check_own(doc, TEST_SOURCE_DIR "/reports/schemas/tollgate-junit.rng");
    for (size_t i = 0; dir != NULL && i < COUNT(names); i++) {
        struct text path = {0};

        text_addf(&path, "%s/%s", dir, names[i]);
        junit_check_foreign(doc, path.p);
        text_free(&path);
    }
    xmlFreeDoc(doc);
}

/* The same of a document in the rich profile, which others' schemas know nothing of. */
static inline void junit_check_rich(struct tg_slice document)
{
    xmlDocPtr doc = xmlReadMemory(document.p, (int)document.n, "junit.xml", NULL, XML_PARSE_NONET);

    assert_non_null(doc);
    junit_check_own(doc, TEST_SOURCE_DIR "/reports/schemas/tollgate-junit-rich.rng");
    xmlFreeDoc(doc);
}

#endif
