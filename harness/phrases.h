/* How parts of a rulebook are put into words, wherever they are shown. */
#ifndef TOLLGATE_PHRASES_H
#define TOLLGATE_PHRASES_H

#include "text.h"

/* "above 0.00, at most 0.40 yuan per 60 s" */
void phrase_range(struct text *out, const struct tg_price *price);

/* "per plan and satellite system" */
const char *phrase_scope(const struct tg_price *price);

/* "0.06 yuan per 6 s", "roam_called per 60 s", "5.00 yuan once" */
void phrase_fee(struct text *out, const struct tg_rulebook *rulebook,
                const struct tg_fee_line *fee);

/* The codes of the values in the mask, "gotone cards", with the words that rulebooks have for
 * groups; "all" if it holds every one. */
void phrase_values(struct text *out, enum tg_dim dim, uint32_t mask);

/* The code of each value in the mask, "gotone mzone"; "all plans" if it holds every one. */
void phrase_each(struct text *out, enum tg_dim dim, uint32_t mask);

/* "3 units", "1 unit": a count with its noun. */
void phrase_count(struct text *out, uint64_t count, const char *noun);

/* The policy with this name; a rulebook has every one of them. */
const struct tg_policy_text *phrase_policy(const struct tg_rulebook *rulebook, const char *name);

/* Whether a blank-separated list has the word. */
bool phrase_has_word(const char *list, const char *word);

/* Do two lists of words have one in common? */
bool phrase_shares_word(const char *list, const char *other);

#endif
