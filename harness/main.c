#include "command.h"

#include <malloc.h>

#define KEPT_BYTES (256 << 20)

/* Rulebooks come and go by the thousand: what is freed is used again, not given back. */
int main(int argc, char **argv)
{
    mallopt(M_MMAP_THRESHOLD, KEPT_BYTES / 8);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    return tollgate_main(argc, argv);
}
