#include "garbage.h"

enum { ID, START, DURATION, PLAN, PACKS, EVENT, REASON, HOME, VISITED, PARTY };

#define WIDTH  -1 /* the number of fields is wrong */
#define CHARGE -2

/* In the order in which they take turns. */
static const struct {
    const char *name;
    int column;
    const char *value;
} kinds[] = {
    {"cut-off", WIDTH, NULL},
    {"unknown plan", PLAN, "gotone-2"},
    {"negative duration", DURATION, "-5"},
    {"no such date", START, "2010-02-30T10:00:00"},
    {"charge no amount", CHARGE, "0.1.2"},
    {"binary", ID, "\x01\xff\xfe\x80"},
    {"number fits no plan", PARTY, "00999123456"},
    {"stray quote", PACKS, "ni\"ght"},
    {"field too many", WIDTH, ""},
    {"area without 0", HOME, "755"},
    {"charge empty", CHARGE, ""},
    {"contradiction", REASON, "busy"},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

size_t garbage_kinds(void)
{
    return KINDS;
}

const char *garbage_name(size_t kind)
{
    return kinds[kind].name;
}

size_t garbage_make(struct tg_slice field[GARBAGE_MAX_COLUMNS + 1], size_t count, size_t kind)
{
    const char *value = kinds[kind].value;

    switch (kinds[kind].column) {
    case WIDTH:
        if (value == NULL) return VISITED;
        field[count] = tg_slice_of(value);
        return count + 1;
    case CHARGE: field[count - 1] = tg_slice_of(value); break;
    default: field[kinds[kind].column] = tg_slice_of(value);
    }
    /* What makes the rest of the line good, whatever it was. */
    if (kinds[kind].column == PARTY || kinds[kind].column == REASON) {
        field[EVENT] = tg_slice_of("originate");
        if (kinds[kind].column == PARTY) field[REASON] = tg_slice_of("");
    }
    return count;
}
