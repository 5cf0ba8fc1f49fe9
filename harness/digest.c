#include "digest.h"

#include <sha2.h>

void digest_add(struct text *out, const char *name, struct tg_slice content)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];

    SHA256Data((const uint8_t *)content.p, content.n, hex);
    text_addf(out, "%s  %s\n", hex, name);
}
