/* Amounts as systems write them. */
#include "profile_parts.h"

#include <string.h>

#define MAX_AMOUNT 100

_Static_assert(WIRE_YUAN >= MAX_AMOUNT + 8, "a number of li, and its point, fit in");

static bool is_refusal(const struct answers_form *form, struct tg_slice text)
{
    if (text.n == 0) return true;
    for (size_t i = 0; i < form->refusal_count; i++)
        if (tg_slice_is(text, form->refusals[i])) return true;
    return false;
}

/* The text as a plain decimal number of the system's unit: sign in front, a point. */
static bool normalise(char buf[MAX_AMOUNT + 2], const struct answers_form *form,
                      struct tg_slice text)
{
    char *to = buf;

    if (text.n == 0 || text.n > MAX_AMOUNT) return false;
    if (form->sign == SIGN_TRAILING) {
        char last = text.p[text.n - 1];

        if (last == '-') *to++ = '-';
        if (last == '-' || last == '+') text.n--;
        if (text.n == 0 || text.p[0] == '-') return false;
    }
    if (form->sign == SIGN_NONE && text.p[0] == '-') return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (form->comma && (c == '.' || c == ',')) {
            if (c == '.') return false;
            c = '.';
        }
        if (c == '\0') return false;
        *to++ = c;
    }
    *to = '\0';
    return true;
}

/* Fen and li: the point moves to the left. "1234.5" fen are "12.345" yuan. */
static void to_yuan(char out[WIRE_YUAN], const char *text, size_t places)
{
    const char *digits = text + (text[0] == '-') + strspn(text + (text[0] == '-'), "0");
    const char *point = strchr(digits, '.');
    size_t whole = point != NULL ? (size_t)(point - digits) : strlen(digits);
    char *to = out;

    if (text[0] == '-') *to++ = '-';
    if (whole <= places) *to++ = '0';
    for (size_t i = 0; i + places < whole; i++) *to++ = digits[i];
    *to++ = '.';
    for (size_t i = whole; i < places; i++) *to++ = '0';
    for (size_t i = whole > places ? whole - places : 0; i < whole; i++) *to++ = digits[i];
    if (point != NULL)
        for (const char *p = point + 1; *p != '\0'; p++) *to++ = *p;
    *to = '\0';
}

static bool only_digits(const char *text)
{
    const char *digits = text + (text[0] == '-');
    size_t n = strspn(digits, "0123456789");

    if (n == 0) return false;
    if (digits[n] == '\0') return true;
    return digits[n] == '.' && digits[n + 1] != '\0' &&
           digits[n + 1 + strspn(digits + n + 1, "0123456789")] == '\0';
}

bool wire_yuan(char out[WIRE_YUAN], const struct profile *profile, struct tg_slice text)
{
    const struct answers_form *form = &profile->answers;
    char plain[MAX_AMOUNT + 2];

    if (!normalise(plain, form, text)) return false;
    if (form->scale == SCALE_YUAN) {
        snprintf(out, WIRE_YUAN, "%s", plain);
        return true;
    }
    if (!only_digits(plain)) return false;
    to_yuan(out, plain, (size_t)form->scale);
    return true;
}

static bool parse(struct reply *reply, const struct profile *profile, struct tg_slice text)
{
    char yuan[WIRE_YUAN];

    if (!wire_yuan(yuan, profile, text)) return false;
    reply->negative = yuan[0] == '-';
    return tg_money_parse(&reply->amount, &reply->rest, tg_slice_of(yuan));
}

void wire_amount(const struct profile *profile, struct reply *reply, struct tg_slice text)
{
    static const char *const reasons[] = {
        [SCALE_YUAN] = "expected a decimal number of yuan such as 0.18, at most 10^11",
        [SCALE_FEN] = "expected a number of fen such as 18, at most 10^13",
        [SCALE_LI] = "expected a number of li such as 180, at most 10^14"};
    const struct answers_form *form = &profile->answers;

    reply->text = text;
    reply->kind = ANSWER_AMOUNT;
    if (is_refusal(form, text)) {
        reply->kind = ANSWER_REFUSED;
    } else if (!parse(reply, profile, text)) {
        reply->kind = ANSWER_MALFORMED;
        reply->reason = form->comma && form->scale == SCALE_YUAN
                            ? "expected a decimal number of yuan such as 0,18, at most 10^11"
                            : reasons[form->scale];
    }
}
