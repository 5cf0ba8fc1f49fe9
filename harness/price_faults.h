/*
 * Prices that a system may have wrong by any amount: as faults, each an overlay that puts an open
 * price in the place of a fixed one, so that its value is inferred from the answers.
 */
#ifndef TOLLGATE_PRICE_FAULTS_H
#define TOLLGATE_PRICE_FAULTS_H

#include "faults.h"
#include "prices.h"
#include "text.h"

/* Adds those of a compiled rulebook: for every fixed price of a rule, of a tariff, and of all rules
 * that have the same; per 6 and per 60 seconds. */
void price_faults_make(struct faults *faults, const struct tg_rulebook *rulebook);

/* "0.08 yuan per 6 s (gotone mzone) instead of 0.06 yuan per 6 s by tariff LD (R-01 R-02)": what
 * the book, made by a law that the fault was laid over, says of its price. */
void price_fault_describe(struct text *out, const struct fault *fault, const struct law *law,
                          const struct price_book *book);

#endif
