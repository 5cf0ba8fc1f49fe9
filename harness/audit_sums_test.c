/* Calls that are billed in several rows. */
#include "layout_testing.h"

#define SUMS                                                                                       \
    SYSTEM("<records><column name='ID' field='call_id'/><column name='AT' field='start_time'/>"    \
           "<column name='S' field='duration_s'/><column name='PLAN' field='plan'/>"               \
           "<column name='EVENT' field='event'/>" REST                                             \
           "<column name='TO' field='other_party'/><column name='OWNER' field='subscriber'/>"      \
           "</records><answers rows='sum'><id at='ID'/><amount at='FEE'/></answers>")
#define SUM_NAMES    "ID,AT,S,PLAN,EVENT,HOME,VIS,TO,OWNER,FEE\n"
#define ROW(id, fee) id ",2010-03-01T10:00:00,13,gotone,originate,010,010,02155556666,o," fee "\n"
#define SUMMED(id, fee)                                                                            \
    id ",2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,," fee ",o\n"

static void rows_of_a_call_are_summed(void **state)
{
    static const struct example examples[] = {
        {SUMS,
         SUM_NAMES ROW("b", "0.10") ROW("a", "0.07") ROW("b", "0.08") ROW("c", "-0.000005")
             ROW("a", "0.11") ROW("c", "-0.000005") ROW("d", "1.000000000000000001")
                 ROW("d", "-1.0000000000000000010"),
         HEADER ",subscriber\n\n" SUMMED("b", "0.18") SUMMED("a", "0.18") "\n" SUMMED(
             "c", "-0.00001") "\n\n" SUMMED("d", "0.0") "headers 0\n",
         false},
        {SUMS,
         SUM_NAMES ROW("a", "0.10") "a,2010-03-01T10:00:00,13,gotone,originate,010,010,"
                                    "02155556666,p,0.08\n" ROW("b", "x") ROW("b", "0.18")
                                        ROW("c", "0.0000000000000000001") ROW("d", "99999999999")
                                            ROW("d", "2") ROW("e", "0.18") "e\n" ROW("f", "0.18"),
         HEADER ",subscriber\n"
                "\n\n\n\n\n\n\n\n\n\n" SUMMED(
                    "f", "0.18") "f:3:0: subscriber 'p' of a further row of the call contradicts "
                                 "'o' in line 2\n"
                                 "f:4:65: amount 'x' at FEE: expected a decimal number of yuan "
                                 "such as 0.18, at most "
                                 "10^11\n"
                                 "f:6:65: charge '0.0000000000000000001' has too many decimals to "
                                 "be added up; expected at "
                                 "most 18\n"
                                 "f:7:65: charges of the call add up to '100000000001.0'; expected "
                                 "at most 10^11 yuan\n"
                                 "f:10:0: row has 1 fields, but the header row has 10\n"
                                 "headers 0\n",
         false},
        /* A row of nobody knows which call: the file cannot be relied upon. */
        {SUMS, SUM_NAMES ROW("a", "0.18") "\"\n" ROW("", "0.08"),
         HEADER ",subscriber\n\n" SUMMED(
             "a", "0.18") "f:3:1: quote is never closed\n"
                          "f:4:1: call_id is empty; expected 1 to 64 printable characters\n"
                          "fault 3: the call of this row is not known: its sum may lack it\n"
                          "headers 0\n",
         false},
    };

    (void)state;
    check(examples, COUNT(examples));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_call_are_summed),
    };

    return cmocka_run_group_tests(tests, load_rulebook, free_rulebook);
}
