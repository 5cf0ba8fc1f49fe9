/* What the tests of `tollgate rate` share. */
#ifndef TOLLGATE_RATE_TESTING_H
#define TOLLGATE_RATE_TESTING_H

#include "capture.h"

extern const struct command cmd_rate;

#define HEADER                                                                                     \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network\n"
#define GOOD(id)  id ",2010-03-15T10:00:00,13,gotone,,originate,,0755,0755,01062001234,,\n"
#define OUTCOMES  TG_OUTCOME_HEADER "\n"
#define EXACT(id) id ",exact,0.18,,,3*0.06,3,R-01,A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c,explicit\n"
#define READ(n)   n " records read: "
#define ALL_RATED READ("2") "2 rated, 0 rejected\n"
#define NONE_READ READ("0") "0 rated, 0 rejected\n"
#define TRY       "Try `tollgate rate --help' or `tollgate rate --usage' for more information.\n"
#define FILE_OF(text)                                                                              \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define GBK  "invalid UTF-8; hint: a file in GBK can be converted with iconv -f GB18030 -t UTF-8"
#define PATH "calls.csv"

static inline void write_file(const char *path, struct tg_slice content)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(content.p, 1, content.n, file), content.n);
    assert_int_equal(fclose(file), 0);
}

/* Tells the first line that differs: the whole would be too much. */
static inline void assert_same_lines(const char *got, const char *expected)
{
    size_t line = 0;

    for (size_t i = 0; got[i] != '\0' && got[i] == expected[i]; i++)
        if (got[i] == '\n') line = i + 1;
    assert_string_equal(got + line, expected + line);
}

static inline void assert_got(const struct captured *got, enum exit_code code, const char *out,
                              const char *err)
{
    assert_same_lines(got->err.p, err);
    assert_same_lines(got->out.p, out);
    assert_int_equal(got->code, code);
}

/* Rates a file of this content. */
static inline const struct captured *rate(const char *content)
{
    write_file(PATH, tg_slice_of(content));
    return capture(&cmd_rate, PATH, NULL);
}

#endif
