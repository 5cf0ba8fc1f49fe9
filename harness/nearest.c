#include "nearest.h"

#include <string.h>

/* Levenshtein, one row at a time. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NEAREST_MAX_NAME + 1];
    size_t n = strlen(b);

    for (size_t k = 0; k <= n; k++) row[k] = k;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t k = 1; k <= n; k++) {
            size_t best = diagonal + (a[i] != b[k - 1]);

            if (row[k] + 1 < best) best = row[k] + 1;
            if (row[k - 1] + 1 < best) best = row[k - 1] + 1;
            diagonal = row[k];
            row[k] = best;
        }
    }
    return row[n];
}

const char *nearest_name(const char *wrong, const char *const *names, size_t count)
{
    size_t best = strlen(wrong) / 3;
    const char *name = NULL;

    if (strlen(wrong) > NEAREST_MAX_NAME) return NULL;
    best = (best < 1 ? 1 : best) + 1;
    for (size_t i = 0; i < count; i++) {
        size_t edits;

        if (strlen(names[i]) > NEAREST_MAX_NAME) continue;
        edits = distance(wrong, names[i]);
        if (edits >= best) continue;
        best = edits;
        name = names[i];
    }
    return name;
}
