/* The parts of reading a suite, one file each. */
#ifndef TOLLGATE_SUITE_PARTS_H
#define TOLLGATE_SUITE_PARTS_H

#include "suite.h"

#define SHOWN(text) tg_shown(tg_slice_of(text))

/* Fails at a struct suite_place. */
#define SUITE_FAIL(error, place, ...)                                                              \
    tg_fail(error, TG_E_XML, (place).file, (place).line, (place).column, __VA_ARGS__)

/* The next word of a list separated by single blanks; false at its end. */
bool suite_word(struct tg_slice *word, const char **list);

struct suite_place suite_place_of(const struct suite *suite, const xmlNode *element);

/* Reads the attributes that set fields of the record, dial among them. */
void suite_read_fields(struct suite *suite, struct suite_fields *fields, const xmlNode *element);

/* The name of a setting, as attributes have it. */
const char *suite_setting(int field);

/* Ids become parts of call_ids, with hyphens between them. */
bool suite_check_id(const char *what, const char *id, struct suite_place place,
                    struct tg_error *error);

/* Adds a factor; takes those that an <import> names. */
bool suite_read_factor(struct suite *suite, const xmlNode *element, struct tg_error *error);
bool suite_import(struct suite *suite, const xmlNode *element, const struct suite_source *source,
                  struct tg_error *error);
struct suite_factor *suite_find_factor(const struct suite *suite, struct tg_slice id);

/* The schema, for both kinds of files; NULL on failure. */
xmlDoc *suite_read_xml(struct suite *suite, const char *name, struct tg_slice xml,
                       struct tg_error *error);

bool suite_read_durations(struct suite *suite, const xmlNode *element, struct tg_error *error);
struct suite_durations *suite_find_durations(const struct suite *suite, struct tg_slice id);
/* Adds what one set names to another. */
void suite_add_durations(struct suite_durations *set, const struct suite_durations *other);

bool suite_read_group(struct suite *suite, const xmlNode *element, struct tg_error *error);

/* Fills suite->cases. */
bool suite_expand(struct suite *suite, struct tg_error *error);

#endif
