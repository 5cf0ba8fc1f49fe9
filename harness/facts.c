#include "facts.h"
#include "diagnosis.h"

#include <string.h>

static void add_yuan(struct text *out, tg_money amount)
{
    text_add_money(out, amount, false);
}

static void add_range(struct text *out, const struct expected *expected)
{
    text_addf(out, "%s ", verdict_needs_price(expected) ? "above" : "at least");
    add_yuan(out, expected->min);
    if (!expected->unbounded) {
        text_addf(out, ", at most ");
        add_yuan(out, expected->max);
    }
    text_addf(out, " yuan");
}

void facts_expected(struct text *out, const struct expected *expected)
{
    bool formula = expected->formula[0] != '\0';
    char amount[TG_MONEY_BUF];

    switch (expected->kind) {
    case EXPECT_EXACT:
        tg_money_format(amount, expected->charge);
        if (formula && strcmp(expected->formula, amount) != 0)
            text_addf(out, "%s = ", expected->formula);
        text_addf(out, "%s yuan", amount);
        break;
    case EXPECT_OPEN:
    case EXPECT_RANGE:
        if (formula) text_addf(out, "%s: ", expected->formula);
        add_range(out, expected);
        break;
    case EXPECT_UNSPECIFIED:
        text_addf(out, "at most one answer (the documents give no charge)");
        break;
    case EXPECT_ERROR: text_addf(out, "a refusal (%s)", expected->basis); break;
    }
}

/* Of answers that do not come in lines nothing. */
static void add_place(struct text *out, long line)
{
    if (line > 0) text_addf(out, " on line %ld", line);
}

static void add_answer(struct text *out, const struct answer *answer)
{
    switch (answer->kind) {
    case ANSWER_AMOUNT:
        if (answer->rest) {
            text_addf(out, "%s yuan", answer->text);
            break;
        }
        add_yuan(out, answer->amount);
        text_addf(out, " yuan");
        break;
    case ANSWER_REFUSED: text_addf(out, "a refusal (%s)", answer->text); break;
    case ANSWER_MALFORMED:
        text_addf(out, "%s", answer->text);
        add_place(out, answer->line);
        text_addf(out, ", which cannot be read: %s", answer->reason);
        return;
    }
    add_place(out, answer->line);
}

void facts_got(struct text *out, const struct answer_slot *slot)
{
    if (slot->count == 0) {
        text_addf(out, "no answer");
        return;
    }
    if (slot->count > 1) text_addf(out, "%llu answers: ", (unsigned long long)slot->count);
    add_answer(out, slot->first);
    if (slot->count == 1) return;
    text_addf(out, "; ");
    add_answer(out, slot->second);
    if (slot->count > 2) text_addf(out, "; ...");
}

void facts_difference(struct text *out, const struct judgement *judgement)
{
    if (!judgement->differs) return;
    if (judgement->difference == 0 && !judgement->rest) return;
    text_add_money(out, judgement->difference, true);
    if (judgement->rest) text_addf(out, " and digits below 0.0001");
}

const char *facts_rule_name(const struct expected *expected)
{
    return expected->rule[0] != '\0' ? expected->rule : "no rule";
}

void facts_strays(struct text *out, const struct strays *strays, const char *what)
{
    text_addf(out, "%llu%s, the first", (unsigned long long)strays->count, what);
    add_place(out, strays->kept[0].line);
    text_addf(out, ": %s", strays->kept[0].text);
}

void facts_rule(struct text *out, const struct expected *expected)
{
    text_addf(out, "%s", facts_rule_name(expected));
    if (expected->clauses[0] != '\0') text_addf(out, " (%s)", expected->clauses);
}

void facts_record(struct text *out, const struct question *question)
{
    const char *blank = "";

    for (size_t i = 1; i < TG_CDR_COLUMNS; i++) {
        if (question->field[i][0] == '\0') continue;
        text_addf(out, "%s%s=%s", blank, tg_cdr_column_names[i], question->field[i]);
        blank = " ";
    }
}

void facts_line(struct text *out, const struct judged *judged, size_t at)
{
    const struct question *question = &judged->questions->list[at];
    struct text difference = {0};
    struct text causes = {0};

    text_addf(out, "%s expected ", question->id);
    facts_expected(out, &question->expected);
    text_addf(out, ", got ");
    facts_got(out, &judged->answers.slot[at]);
    facts_difference(&difference, &judged->list[at]);
    if (difference.n > 0) text_addf(out, " (%s)", difference.p);
    if (judged->list[at].note != NULL) text_addf(out, "; %s", judged->list[at].note);
    causes_of_case(&causes, judged->diagnosis, at);
    if (causes.n > 0) text_addf(out, "; explained by %s", causes.p);
    text_addf(out, "; ");
    facts_rule(out, &question->expected);
    text_free(&causes);
    text_free(&difference);
}

static void begin_line(struct text *out, const char *indent, const char *name)
{
    text_addf(out, "%s%-11s", indent, name);
}

/* A word of a command, as a shell takes it. */
static void add_word(struct text *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "+,-./:=@_";

    if (word[strspn(word, plain)] == '\0') {
        text_addf(out, "%s", word);
        return;
    }
    text_addf(out, "'");
    for (; *word != '\0'; word++) text_addf(out, *word == '\'' ? "'\\''" : "%c", *word);
    text_addf(out, "'");
}

/* The command that explains the case; a record that is of no suite is told by its fields,
 * and judged by what is laid over the tariff. */
static void add_command(struct text *out, const struct judged *judged,
                        const struct question *question)
{
    text_addf(out, "tollgate explain");
    if (judged->questions->suite_count > 0) {
        text_addf(out, " --case %s\n", question->id);
        return;
    }
    for (size_t i = 1; i < TG_CDR_COLUMNS; i++) {
        if (question->field[i][0] == '\0') continue;
        text_addf(out, " --");
        for (const char *p = tg_cdr_column_names[i]; *p != '\0'; p++)
            text_addf(out, "%c", *p == '_' ? '-' : *p);
        text_addf(out, "=");
        add_word(out, question->field[i]);
    }
    for (size_t i = 0; i < judged->held.given; i++) {
        text_addf(out, " --overlay=");
        add_word(out, judged->held.choice.overlays[i]);
    }
    text_addf(out, "\n");
}

void facts_block(struct text *out, const struct judged *judged, size_t at, const char *indent)
{
    const struct question *question = &judged->questions->list[at];
    struct text difference = {0};
    struct text causes = {0};

    begin_line(out, indent, "case");
    text_addf(out, "%s%s%s\n", question->id, question->title[0] != '\0' ? "  " : "",
              question->title);
    begin_line(out, indent, "record");
    facts_record(out, question);
    text_addf(out, "\n");
    begin_line(out, indent, "expected");
    facts_expected(out, &question->expected);
    text_addf(out, "\n");
    begin_line(out, indent, "got");
    facts_got(out, &judged->answers.slot[at]);
    text_addf(out, "\n");
    facts_difference(&difference, &judged->list[at]);
    if (difference.n > 0) {
        begin_line(out, indent, "difference");
        text_addf(out, "%s\n", difference.p);
    }
    text_free(&difference);
    if (judged->list[at].note != NULL) {
        begin_line(out, indent, "note");
        text_addf(out, "%s\n", judged->list[at].note);
    }
    causes_of_case(&causes, judged->diagnosis, at);
    if (causes.n > 0) {
        begin_line(out, indent, "cause");
        text_addf(out, "%s\n", causes.p);
    }
    text_free(&causes);
    begin_line(out, indent, "more");
    add_command(out, judged, question);
}

void facts_count(struct text *out, const struct judged *judged)
{
    const struct answers *answers = &judged->answers;
    uint64_t asked = judged->questions->count;
    uint64_t stray = answers->unexpected.count;
    uint64_t lost = answers->unattributable.count;

    text_addf(out, "asked %llu = answered %llu + unanswered %llu", (unsigned long long)asked,
              (unsigned long long)judged->answered, (unsigned long long)(asked - judged->answered));
    text_addf(out, "; %llu answers = %llu to these cases + %llu unexpected + %llu unattributable",
              (unsigned long long)answers->rows, (unsigned long long)(answers->rows - stray - lost),
              (unsigned long long)stray, (unsigned long long)lost);
}
