/*
 * Build tool: numbering_query reads a dialled number per line and writes for each
 * "number<TAB>kind<TAB>area code<TAB>network<TAB>prefix<TAB>name<TAB>class", parts that do not
 * apply left empty; a number that fits no plan has the kind "error" and its reason as the name.
 */
#include "numbering.h"

#include <string.h>

static const char *const kinds[] = {
    [TG_NUMBER_FIXED] = "fixed",
    [TG_NUMBER_MOBILE] = "mobile",
    [TG_NUMBER_GLOBALSTAR] = "globalstar",
    [TG_NUMBER_SPECIAL] = "special",
    [TG_NUMBER_INFO] = "info",
    [TG_NUMBER_INTERNATIONAL] = "international",
};

static const struct tg_dialling as_dialled;

static void answer(const struct tg_prefix_table *table, const char *line)
{
    struct tg_error error = {0};
    struct tg_number number;
    const struct tg_prefix *row = NULL;

    if (!tg_number_parse(&number, table, &as_dialled, tg_slice_of(line), &error)) {
        printf("%s\terror\t\t\t\t%s\t\n", line, error.text);
        return;
    }
    if (number.prefix != 0) row = &table->row[number.prefix - 1];
    printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", line, kinds[number.kind],
           number.area != 0 ? tg_area_code(number.area) : "",
           number.network < TG_NETWORK_COUNT ? tg_value_name(TG_DIM_NETWORK, number.network) : "",
           row != NULL ? row->digits : "", row != NULL ? row->name : "",
           row != NULL ? tg_value_name(TG_DIM_DESTINATION, row->destination) : "");
}

int main(void)
{
    static struct tg_prefix_table table;
    char line[256];

    tg_prefixes_init(&table);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        answer(&table, line);
    }
    return ferror(stdin) || fflush(stdout) != 0;
}
