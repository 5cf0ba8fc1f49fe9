/* Tests that compare a command's whole output with a file of testdata. */
#ifndef TOLLGATE_EXPECTED_H
#define TOLLGATE_EXPECTED_H

#include "capture.h"

#define EXPECTED TEST_SOURCE_DIR "/harness/testdata/"

/* The file is named below testdata: "rules/proof.txt". */
static inline void assert_as_file(const struct captured *got, const char *name)
{
    struct tg_error error = {.status = TG_OK};
    struct text expected = {0};
    char path[512];

    snprintf(path, sizeof path, EXPECTED "%s", name);
    if (!file_read(&expected, path, &error)) fail_msg("%s: %s", path, error.text);
    if (strcmp(got->out.p, expected.p) != 0) print_error("differs from %s\n", path);
    assert_string_equal(got->out.p, expected.p);
    text_free(&expected);
}

/* Asserts a refusal: nothing on stdout. */
static inline void assert_refused(const struct captured *got, enum exit_code code, const char *said)
{
    assert_string_equal(got->out.p, "");
    assert_string_equal(got->err.p, said);
    assert_int_equal(got->code, code);
}

#endif
