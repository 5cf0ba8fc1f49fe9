/* What tests of vendors' layouts share: a file translated, and all that is told of it. */
#ifndef TOLLGATE_LAYOUT_TESTING_H
#define TOLLGATE_LAYOUT_TESTING_H

#include "fixture.h"

#include "audit_layout.h"
#include "choice.h"

#include <errno.h>
#include <string.h>

#define SYSTEM(xml) "<system name='s'><exec><arg>x</arg></exec>" xml "</system>"

/* Records at fixed positions, which tell their amounts in fen. */
#define FIXED(answers)                                                                             \
    SYSTEM("<records form='fixed' encoding='GBK'>"                                                 \
           "<column name='ID' field='call_id' at='2' width='3' pad='0'/>"                          \
           "<column name='START' field='start_time' format='%Y%m%d%H%M%S' at='5' width='16' "      \
           "align='right' pad='0'/>"                                                               \
           "<column name='LONG' field='duration_s' at='21' width='6' align='right' pad='0'/>"      \
           "<column name='PLAN' field='plan' codes='p' at='27' width='4' pad='0'/>"                \
           "<column name='EVENT' field='event' codes='e' at='31' width='1'/>"                      \
           "<column name='HOME' field='home_area' at='32' width='4'/>"                             \
           "<column name='VIS' field='visited_area' at='36' width='4'/>"                           \
           "<column name='TO' field='other_party' at='40' width='12' align='right'/>"              \
           "</records><codes name='p'><code is='gotone' as='全'/><code is='mzone' as='10'/>"      \
           "</codes><codes name='e'><code is='originate' as='O'/><code is='monthly_fee' as='M'/>"  \
           "</codes><answers form='fixed' encoding='GBK' scale='fen'><id at='2-4'/>"               \
           "<amount at='52-57'/><body tag='R' tag-at='1'/>" answers "</answers>")
#define FRAMED                                                                                     \
    FIXED("<head tag='H' tag-at='1' count-at='2-4'/>"                                              \
          "<trailer tag='T' tag-at='1' count-at='2-4' total-at='5-10'/>")
#define CALL(id)                                                                                   \
    "R" id "0020100301100000000013\xc8\xab"                                                        \
    "00O010 010  02155556666000018\n"

#define REST "<column name='HOME' field='home_area'/><column name='VIS' field='visited_area'/>"

#define HEADER                                                                                     \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,charge"

static struct tg_rulebook *rulebook;

static inline int load_rulebook(void **state)
{
    (void)state;
    rulebook = choice_load(&(struct choice){0});
    return rulebook == NULL ? -1 : 0;
}

static inline int free_rulebook(void **state)
{
    (void)state;
    tg_rulebook_free(rulebook);
    return 0;
}

static inline struct profile *profile_of(const char *xml)
{
    struct tg_error error = {0};
    struct profile *profile = profile_read("s.xml", tg_slice_of(xml), &error);

    if (profile == NULL) fail_msg("%ld: %s", error.column, error.text);
    return profile;
}

struct file {
    struct tg_slice left;
    bool breaks; /* at its end */
    struct text rejects;
};

static inline ptrdiff_t read_file(void *user, void *buf, size_t size)
{
    struct file *file = user;
    ptrdiff_t n = text_read_slice(&file->left, buf, size);

    if (n > 0 || !file->breaks) return n;
    errno = EIO;
    return -1;
}

static inline void hear_reject(void *user, const struct tg_error *error)
{
    struct file *file = user;

    text_addf(&file->rejects, "%s:%ld:%ld: %s\n", error->file, error->line, error->column,
              error->text);
}

/* Our CSV, then what was rejected, then the fault: all that is made of a file. */
static inline void translate(struct text *out, const char *xml, struct tg_slice content,
                             bool breaks, size_t step)
{
    struct profile *profile = profile_of(xml);
    struct layout_use use = {profile, rulebook};
    struct file file = {.left = content, .breaks = breaks};
    struct tg_error error = {.status = TG_OK};
    struct audit_layout *layout;
    char buf[4096];
    ptrdiff_t n;

    if (!audit_layout_possible(profile, "s.xml", &error)) fail_msg("%s", error.text);
    layout = audit_layout_open(&use, "f", read_file, hear_reject, &file);
    while ((n = audit_layout_read(layout, buf, step)) > 0)
        text_add(out, (struct tg_slice){buf, (size_t)n});
    if (file.rejects.n > 0) text_add(out, text_slice(&file.rejects));
    if (n < 0) {
        tg_fail(&error, TG_E_IO, "f", 0, 0, "%s", strerror(errno));
        audit_layout_explain(layout, &error);
        text_addf(out, "fault %ld: %s\n", error.line, error.text);
    }
    text_addf(out, "headers %u\n", (unsigned)audit_layout_headers(layout));
    audit_layout_close(layout);
    text_free(&file.rejects);
    profile_free(profile);
}

struct example {
    const char *xml;
    const char *content;
    const char *made;
    bool breaks;
};

static inline void check(const struct example *examples, size_t count)
{
    static const size_t steps[] = {1, 13, 4096};

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < COUNT(steps); k++) {
            struct text made = {0};

            translate(&made, examples[i].xml, tg_slice_of(examples[i].content), examples[i].breaks,
                      steps[k]);
            assert_text(&made, examples[i].made);
        }
}

#endif
