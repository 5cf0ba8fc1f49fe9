/* What there is to say of a run as a whole, line by line, for every report that people read. */
#ifndef TOLLGATE_HEADLINES_H
#define TOLLGATE_HEADLINES_H

#include "judge.h"

struct headline {
    const char *label; /* system, ended, verdicts, conforms, money, prices, assumed, price, reading,
                          baseline, known, unexpected, unreadable */
    struct text text;  /* may hold bytes of any kind */
    bool wrong;        /* the run fails for it */
};

struct headlines {
    struct headline *list;
    size_t count;
    size_t room;
};

struct headline_style {
    const char *system; /* as shown */
    bool no_times;
    size_t most; /* findings of a kind; the others are counted; 0 = all */
};

void headlines_make(struct headlines *lines, const struct judged *judged,
                    const struct headline_style *style);
/* The next line, to be written at once: it moves when another is begun. */
struct text *headlines_begin(struct headlines *lines, const char *label, bool wrong);
/* What was found of prices and readings, and what explains wrong answers; `most` as in the style,
 * `elsewhere` = the options of the command whose reports have them all. */
void headlines_findings(struct headlines *lines, const struct judged *judged, size_t most,
                        const char *elsewhere);
/* As plain lines, labels in front. */
void headlines_write(struct text *out, const struct headlines *lines);
void headlines_free(struct headlines *lines);

enum tone { TONE_GOOD, TONE_BAD, TONE_OPEN };

/* The one line that counts: "FAIL", "the system does not charge what the tariff says". */
struct result_line {
    const char *word;
    const char *text;
    enum tone tone;
    int code; /* exit code */
};

struct result_line result_line(const struct judged *judged);
void result_write(struct text *out, const struct result_line *result, bool colour);

#endif
