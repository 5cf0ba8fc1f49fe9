/* What `tollgate rules` shows of a rulebook. */
#ifndef TOLLGATE_RULES_H
#define TOLLGATE_RULES_H

#include "arena.h"
#include "text.h"

enum rules_section {
    RULES_RULES,
    RULES_GAPS,
    RULES_CLAUSES,
    RULES_READINGS,
    RULES_PRICES,
    RULES_POLICIES,
    RULES_PLANS,
    RULES_SECTION_COUNT
};

/* A rulebook with what is dear to ask for: its rules and gaps with the points where they hold. */
struct rules_book {
    struct arena arena;
    const struct tg_rulebook *rulebook;
    struct tg_rule_info *rules;
    size_t rule_count;
};

void rules_open(struct rules_book *book, const struct tg_rulebook *rulebook);
void rules_close(struct rules_book *book);

/* Its id and title. */
void rules_head(struct text *out, const struct rules_book *book);
void rules_list(struct text *out, const struct rules_book *book, enum rules_section section);

/* What cites the clause: "R-01 R-02, price ld, policy zone". */
void rules_citations(struct text *out, const struct rules_book *book, const char *clause);

/* A rule or gap, or a clause, in full. False if there is none by that id; *near is then the id that
 * was meant, or NULL. */
bool rules_show_rule(struct text *out, const char **near, const struct rules_book *book,
                     const char *id);
bool rules_show_clause(struct text *out, const char **near, const struct rules_book *book,
                       const char *id);

/* The proof that the rulebook is complete and lies inside the notice. False (E_MEMORY, E_LIMIT)
 * when it could not be done; *breaks tells whether something lies outside. */
bool rules_prove(struct text *out, bool *breaks, const struct rules_book *book,
                 const struct tg_rulebook *notice, struct tg_error *error);

#endif
