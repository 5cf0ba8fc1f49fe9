/* tollgate audit and merge, from outside. */
#include "audit_testing.h"

#include <stdio.h>
#include <unistd.h>

#define GENERATE TEST_BINARY_DIR "/ci/generate_records"

/* ------------------------------------------------------------------------------ by hand */

/* Every line of a small report, worked out by hand: c2 is 0.60 instead of 3 * 0.06, c3 1.20 instead
 * of 11 * 0.06; c4 stands twice, c5 is the same call, and both overlap c3; c6 cannot be judged, c7
 * not be read. 0.18 + 0.60 + 1.20 + 3 * 0.12 + 0.80 = 3.14 are billed, 0.42 + 0.54 = 0.96 too much.
 */
static void a_small_audit_says_all(void **state)
{
    (void)state;
    scratch_write("small.csv", HEADER
                  "c1,2010-03-01T10:00:00,13" GOTONE "0.18,s1\n"
                  "c2,2010-03-01T11:00:00,13" GOTONE "0.60,s1\n"
                  "c3,2010-03-01T12:00:00,61,mzone,,originate,,010,010,02155556666,,,1.20,s2\n"
                  "c4,2010-03-01T12:00:30,10,mzone,,originate,,010,010,02155556666,,,0.12,s2\n"
                  "c4,2010-03-01T12:00:30,10,mzone,,originate,,010,010,02155556666,,,0.12,s2\n"
                  "c5,2010-03-01T12:00:30,10,mzone,,originate,,010,010,02155556666,,,0.12,s2\n"
                  "c6,2010-04-01T12:00:00,10,mzone,,receive,,010,010,,,,0.00,s2\n"
                  "c7,2010-04-01T12:00:00,x,mzone,,receive,,010,010,,,,0.00,s2\n"
                  "c8,2010-04-01T12:00:00,70,gotone,,receive,,010,021,,,,0.80,s3\n");
    assert_run(
        RUN_TOLLGATE("audit", "small.csv"), EXIT_MISMATCH,
        "files      1 (small.csv)\n"
        "count      read 9 = judged 7 + unspecified 1 + rejected 1\n"
        "verdicts   pass 5, overcharge 2, unspecified 1\n"
        "money      billed 3.14 yuan; over 0.96, under 0.00\n"
        "duplicates 1 record with a call_id that another has, 0.12 yuan, such as c4\n"
        "twice      1 record of a call that another call_id bills, 0.12 yuan, such as c5 (c4)\n"
        "suspicious 1 record overlaps another call of its subscriber, 0.12 yuan, such as c4 (c3)\n"
        "error rate 4 wrong of 7; at most 0.8713 with confidence 95 %: beyond the limit 0.0001000 "
        "(X-3)\n"
        "prices     1 of 1 open prices inferred, each explains all its answers in its legal range\n"
        "\nrejected\n"
        "  small.csv:9:24: duration_s 'x' is not a number; expected whole seconds, 0 to 2678400\n"
        "\n"
        "  rule  plan    to        verdict     records  over  under  mostly\n"
        "  R-01  gotone  domestic  overcharge        1  0.42   0.00  charged 0.20 yuan for each 6 "
        "s begun\n"
        "  R-01  mzone   domestic  overcharge        1  0.54   0.00  charged 0.60 yuan for each 60 "
        "s begun\n"
        "\n"
        "R-01 (A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c): 1 record of gotone, to domestic: "
        "overcharge\n"
        "  case       c2\n"
        "  record     start_time=2010-03-01T11:00:00 duration_s=13 plan=gotone event=originate "
        "home_area=010 visited_area=010 other_party=02155556666\n"
        "  expected   3*0.06 = 0.18 yuan\n"
        "  got        0.60 yuan\n"
        "  difference +0.42\n"
        "  more       tollgate explain --start-time=2010-03-01T11:00:00 --duration-s=13 "
        "--plan=gotone --event=originate --home-area=010 --visited-area=010 "
        "--other-party=02155556666\n"
        "\n"
        "R-01 (A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c): 1 record of mzone, to domestic: overcharge\n"
        "  case       c3\n"
        "  record     start_time=2010-03-01T12:00:00 duration_s=61 plan=mzone event=originate "
        "home_area=010 visited_area=010 other_party=02155556666\n"
        "  expected   11*0.06 = 0.66 yuan\n"
        "  got        1.20 yuan\n"
        "  difference +0.54\n"
        "  more       tollgate explain --start-time=2010-03-01T12:00:00 --duration-s=61 "
        "--plan=mzone --event=originate --home-area=010 --visited-area=010 "
        "--other-party=02155556666\n"
        "\n"
        "  plan    records  judged  wrong  billed  over  under\n"
        "  gotone        3       3      1    1.58  0.42   0.00\n"
        "  mzone         5       4      1    1.56  0.54   0.00\n"
        "\n"
        "  month    records  judged  wrong  billed  over  under\n"
        "  2010-03        6       6      2    2.34  0.96   0.00\n"
        "  2010-04        2       1      0    0.80  0.00   0.00\n"
        "\n"
        "FAIL  records are not billed as the tariff says (exit 1)\n",
        "");
}

/* Too high: c2, c3. Twice: one c4, and c5. */
static void refunds_are_listed(void **state)
{
    struct text refunds;

    (void)state;
    assert_run(RUN_TOLLGATE("audit", "-q", "small.csv", "--refunds", "refunds.csv"), EXIT_MISMATCH,
               "count      read 9 = judged 7 + unspecified 1 + rejected 1\n"
               "verdicts   pass 5, overcharge 2, unspecified 1\n"
               "FAIL  records are not billed as the tariff says (exit 1)\n",
               "");
    refunds = scratch_read("refunds.csv");
    assert_text(
        &refunds,
        "call_id,start_time,plan,subscriber,rule,clauses,charged,right,owed,why\n"
        "c2,2010-03-01T11:00:00,gotone,s1,R-01,A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c,0.60,0.18,"
        "0.42,too high\n"
        "c3,2010-03-01T12:00:00,mzone,s2,R-01,A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c,1.20,0.66,"
        "0.54,too high\n"
        "c4,2010-03-01T12:00:30,mzone,s2,R-01,A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c,0.12,0.00,"
        "0.12,billed twice\n"
        "c5,2010-03-01T12:00:30,mzone,s2,R-01,A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c,0.12,0.00,"
        "0.12,billed twice\n");
}

static void a_right_file_passes(void **state)
{
    (void)state;
    scratch_write("right.csv", HEADER "c1,2010-03-01T10:00:00,13" GOTONE "0.18,\n");
    assert_run(RUN_TOLLGATE("audit", "right.csv", "-q"), EXIT_CONFORMS,
               "count      read 1 = judged 1 + unspecified 0 + rejected 0\n"
               "verdicts   pass 1\n"
               "PASS  every record that can be judged is billed right (exit 0)\n",
               "");
}

/* ------------------------------------------------------------- the same, however it is done */

static void generate(const char *out, const char *const options[])
{
    const struct sut_limits limits = {600000, (size_t)256 << 20};
    char *argv[24] = {strdup(GENERATE)};
    struct tg_error error = {0};
    struct said said;
    size_t n = 1;

    for (; options[n - 1] != NULL; n++) argv[n] = strdup(options[n - 1]);
    fixture_exec(&said, argv, tg_slice_of(""), &limits);
    assert_int_equal(said.code, 0);
    assert_true(file_replace(out, text_slice(&said.output), &error));
    said_free(&said);
    for (size_t i = 0; i < n; i++) free(argv[i]);
}

#define GENERATE_TO(out, ...) generate(out, (const char *const[]){__VA_ARGS__, NULL})
#define REPORTS(name)                                                                              \
    "--csv", name ".csv", "--junit", name ".xml", "--markdown", name ".md", "--html", name ".html"

static void audit_to(const char *name, const char *const arguments[])
{
    const char *all[FIXTURE_ARGUMENTS];
    struct text files[4] = {{0}};
    static const char *const options[] = {"--csv", "--junit", "--markdown", "--html"};
    static const char *const endings[] = {"csv", "xml", "md", "html"};
    struct text out = {0};
    struct tg_error error = {0};
    struct said said;
    size_t n = 0;

    for (; arguments[n] != NULL; n++) all[n] = arguments[n];
    if (is_sparse()) all[n++] = "--no-causes"; /* which take most of the time */
    for (size_t i = 0; i < 4; i++) {
        text_addf(&files[i], "%s.%s", name, endings[i]);
        all[n++] = options[i];
        all[n++] = files[i].p;
    }
    all[n] = NULL;
    said = fixture_run(all);
    assert_int_equal(said.code, EXIT_MISMATCH);
    text_addf(&out, "%s.txt", name);
    assert_true(file_replace(out.p, text_slice(&said.output), &error));
    said_free(&said);
    text_free(&out);
    for (size_t i = 0; i < 4; i++) text_free(&files[i]);
}

#define AUDIT_TO(name, ...) audit_to(name, (const char *const[]){__VA_ARGS__, NULL})

static void assert_same_reports(const char *a, const char *b)
{
    static const char *const endings[] = {"csv", "xml", "md", "html", "txt"};

    for (size_t i = 0; i < COUNT(endings); i++) {
        struct text one = {0}, two = {0};

        text_addf(&one, "%s.%s", a, endings[i]);
        text_addf(&two, "%s.%s", b, endings[i]);
        assert_same_file(one.p, two.p);
        text_free(&one);
        text_free(&two);
    }
}

/* Records with everything that makes work: a fault of some plans, duplicates, garbage, edges. */
static void make_shards(void)
{
#define FAULT "--charge", "--defect=per-minute:gotone,easyown"
    GENERATE_TO("s1.csv", FAULT, "--subscriber", "--duplicates=20", "--garbage=40", "1500", "1");
    GENERATE_TO("s2.csv", FAULT, "--subscriber", "--garbage=10", "600", "2");
    GENERATE_TO("s3.csv", FAULT, "--edges", "--garbage=30", "600", "3");
}

static void jobs_and_chunks_make_no_difference(void **state)
{
    static const char *const jobs[] = {"1", "2", "7"};
    static const char *const chunks[] = {"1", "100", "70000", "67108864"};

    (void)state;
    make_shards();
    AUDIT_TO("one", "audit", "-j1", "s1.csv", "s2.csv", "s3.csv");
    for (size_t i = 0; i < COUNT(jobs); i++)
        for (size_t k = 0; k < COUNT(chunks); k++) {
            if (is_sparse() && (i + k) % 3 != 0) continue;
            AUDIT_TO("two", "audit", "-j", jobs[i], "--chunk", chunks[k], "s1.csv", "s2.csv",
                     "s3.csv");
            assert_same_reports("one", "two");
        }
}

/* Each file by itself, merged in another order, and merged in two steps. */
static void parts_add_up_to_the_whole(void **state)
{
    static const char *const parts[][2] = {{"s1.csv", "p1"}, {"s2.csv", "p2"}, {"s3.csv", "p3"}};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_run(RUN_TOLLGATE("audit", "--partial", parts[i][1], parts[i][0]), EXIT_CONFORMS, "",
                   "");
    AUDIT_TO("two", "merge", "p3", "p1", "p2");
    assert_same_reports("one", "two");
    assert_run(RUN_TOLLGATE("merge", "--partial", "p23", "p2", "p3"), EXIT_CONFORMS, "", "");
    AUDIT_TO("two", "merge", "p1", "p23");
    assert_same_reports("one", "two");
    assert_run(RUN_TOLLGATE("audit", "--partial", "p123", "s3.csv", "s1.csv", "s2.csv"),
               EXIT_CONFORMS, "", "");
    AUDIT_TO("two", "merge", "p123");
    assert_same_reports("one", "two");
}

#define SHARDS 50

/* Fifty shards of one file each, some of them empty but for their header: merged in their order and
 * the other way round. */
static void many_parts_add_up(void **state)
{
    static char names[SHARDS][16], parts[SHARDS][16];
    const char *paths[SHARDS + 2] = {"audit"};
    const char *merge[SHARDS + 2] = {"merge"};
    const char *back[SHARDS + 2] = {"merge"};
    struct text whole = scratch_read("s1.csv");
    const char *line = strchr(whole.p, '\n') + 1;
    size_t header = (size_t)(line - whole.p);

    (void)state;
    for (size_t i = 0; i < SHARDS; i++) {
        struct text shard = {0};

        text_add(&shard, (struct tg_slice){whole.p, header});
        for (size_t k = 0; k < (i % 5) * 16 && *line != '\0'; k++) {
            const char *end = strchr(line, '\n') + 1;

            text_add(&shard, (struct tg_slice){line, (size_t)(end - line)});
            line = end;
        }
        snprintf(names[i], sizeof names[i], "m%zu.csv", i);
        snprintf(parts[i], sizeof parts[i], "m%zu.part", i);
        scratch_write(names[i], shard.p);
        assert_run(RUN_TOLLGATE("audit", "--partial", parts[i], names[i]), EXIT_CONFORMS, "", "");
        paths[i + 1] = names[i];
        merge[i + 1] = back[SHARDS - i] = parts[i];
        text_free(&shard);
    }
    assert_true(*line == '\0');
    audit_to("many", paths);
    audit_to("two", merge);
    assert_same_reports("many", "two");
    if (!is_sparse()) {
        audit_to("two", back);
        assert_same_reports("many", "two");
    }
    text_free(&whole);
}

/* --------------------------------------------------------------------------------- bad input */

static void bad_input_is_told(void **state)
{
    (void)state;
    assert_run(RUN_TOLLGATE("audit", "-q", "nothing.csv", "right.csv"), EXIT_NO_VERDICT,
               "count      read 1 = judged 1 + unspecified 0 + rejected 0\n"
               "verdicts   pass 1\n"
               "NO VERDICT  some of what was given could not be judged (exit 2)\n",
               "");
    scratch_write("uncharged.csv",
                  "call_id,start_time,duration_s,plan,event,home_area,visited_area,"
                  "other_party\n");
    assert_run(
        RUN_TOLLGATE("audit", "uncharged.csv"), EXIT_NO_VERDICT,
        "files      1 (uncharged.csv)\n"
        "unread     uncharged.csv:1: column charge is missing from the header row\n"
        "count      read 0 = judged 0 + unspecified 0 + rejected 0\n"
        "money      billed 0.00 yuan; over 0.00, under 0.00\n"
        "error rate 0 wrong of 0; at most 1 with confidence 95 %: the sample tells nothing of the "
        "limit 0.0001000 (X-3)\n"
        "\n"
        "NO VERDICT  there are no records (exit 2)\n",
        "");
    assert_run(RUN_TOLLGATE("audit", "right.csv", "./right.csv"), EXIT_USAGE, "",
               "tollgate: './right.csv': given twice\n");
    assert_run(RUN_TOLLGATE("merge", "right.csv"), EXIT_INVALID, "",
               "tollgate: right.csv: is damaged: a frame is too long\n");
    assert_run(RUN_TOLLGATE("audit", "--annex", "per-minute", "right.csv"), EXIT_INVALID, "",
               "tollgate: --annex 'per-minute': that is a defect, expected an annex\n");
}

/* Three copies of a call that nobody can judge: no error of those judged, but billed twice. */
static void repeats_of_what_is_unspecified_are_told(void **state)
{
#define UNKNOWN ",2010-03-01T12:00:00,10,mzone,,receive,,010,010,,,,0.00,\n"
    (void)state;
    scratch_write("repeats.csv", HEADER "u" UNKNOWN "u" UNKNOWN "u" UNKNOWN
                                        "c1,2010-03-01T10:00:00,13" GOTONE "0.18,\n");
    assert_run(RUN_TOLLGATE("audit", "repeats.csv", "-q"), EXIT_MISMATCH,
               "count      read 4 = judged 1 + unspecified 3 + rejected 0\n"
               "verdicts   pass 1, unspecified 3\n"
               "FAIL  records are not billed as the tariff says (exit 1)\n",
               "");
}

/* A report names only options that the command has, speaks of records, and tells the command that
 * explains one as a shell takes it. */
static void reports_name_what_there_is(void **state)
{
    static const char line[] = ",2010-03-01T10:00:00,13,%s,,receive,,010,021,,,,%s,\n";
    static const char *const plans[] = {"gotone",          "mzone",          "easyown",
                                        "gotone-jingdian", "gotone-shanglv", "mzone-suibian"};
    struct text records = {0};
    struct text annex = scratch_read(TEST_SOURCE_DIR "/cases/annexes/example.xml");
    struct said said;

    (void)state;
    text_addf(&records, HEADER);
    for (size_t i = 0; i < COUNT(plans); i++)
        for (size_t k = 0; k < 3; k++) {
            text_addf(&records, "p%zu-%zu", i, k);
            text_addf(&records, line, plans[i], k == 0 ? "9.00" : "7.00");
        }
    scratch_write("prices.csv", records.p);
    said = RUN_TOLLGATE("audit", "prices.csv");
    assert_non_null(strstr(said.output.p, "price      and 1 more like that (--html, --results)\n"));
    said_free(&said);
    scratch_write("roamed.csv",
                  HEADER "c1,2010-03-01T10:00:00,13,gotone,,originate,,010,021,01010086,,,0.60,\n"
                         "c2,2010-03-01T10:00:00,13,gotone,,originate,,010,021,01010086,,,0.60,\n"
                         "c3,2010-03-01T10:00:00,13,gotone,,originate,,010,021,01010086,,,0.18,\n");
    scratch_write("an annex's.xml", annex.p);
    said = RUN_TOLLGATE("audit", "roamed.csv", "--annex", "an annex's.xml");
    assert_non_null(strstr(said.output.p, "I-13 is mixed: 2 records as in I-13b "));
    assert_non_null(
        strstr(said.output.p, " --other-party=01010086 --overlay='an annex'\\''s.xml'\n"));
    said_free(&said);
    text_free(&annex);
    text_free(&records);
}

/* Calls to Korea are charged as to countries that are not listed, by a known defect; one to
 * Singapore is charged as much, by none. It is of one kind with seven of them and among the
 * examples of that: the defect counts for none of these eight, rather than for one too many. */
static void a_cause_counts_for_kinds_it_explains(void **state)
{
    static const char call[] =
        "%c%u,2010-03-01T10:00:00,%u,easyown,,originate,,010,010,%s,,,%u.%u0,\n";
    static const char korea[] = "17951008221234567";
    static const char singapore[] = "179510065612345678";
    struct text records = {0};
    struct said said, quick;

    (void)state;
    text_addf(&records, HEADER);
    for (unsigned i = 0; i < 80; i++) {
        bool wrong = i < 60;
        unsigned minutes = i % 9 + 1;
        unsigned tenths = (wrong ? 46 : 36) * minutes;

        text_addf(&records, call, wrong ? 'k' : 'r', wrong ? i : i - 60, minutes * 60 - 29,
                  wrong ? korea : singapore, tenths / 10, tenths % 10);
    }
    text_addf(&records, call, 's', 0, 91, singapore, 9, 2);
    scratch_write("alike.csv", records.p);
    said = RUN_TOLLGATE("audit", "alike.csv");
    assert_non_null(strstr(said.output.p, "verdicts   pass 20, overcharge 61\n"));
    assert_non_null(strstr(said.output.p, "\ncause      korea-missing explains 53 of 61 wrong "));
    quick = RUN_TOLLGATE("audit", "--no-causes", "alike.csv");
    assert_int_equal(quick.code, said.code);
    assert_null(strstr(quick.output.p, "cause "));
    assert_null(strstr(quick.output.p, "unexplained"));
    assert_non_null(strstr(quick.output.p, "\nerror rate 61 wrong of "));
    said_free(&quick);
    assert_non_null(strstr(said.output.p, " right ones otherwise; each stands for its kind\n"
                                          "unexplained 8 wrong records: "));
    said_free(&said);
    text_free(&records);
}

/* Calls forwarded back home, of two plans: by I-08b each costs so much a minute, by the tariff's
 * own reading anything within a range. All are billed by I-08b, but for some of one plan that cost
 * half as much again, which the range allows too. However the ids are, all are counted. */
static void readings_tell_right_answers_apart(void **state)
{
    static const char call[] = "%s%u,2010-06-%02uT10:00:00,%u,%s,,forward,unconditional,0755,010,"
                               "075562001234,,,%u.%u0,\n";
    static const char *const ids[] = {"r", "a", "call-", "2010/"};

    (void)state;
    for (size_t k = 0; k < COUNT(ids); k++) {
        struct text records = {0};
        struct said said;

        text_addf(&records, HEADER);
        for (unsigned i = 0; i < 400; i++) {
            unsigned minutes = 2 + i % 9;
            unsigned tenths = (i % 40 == 1 ? 3 : 2) * minutes;

            text_addf(&records, call, ids[k], i, 1 + i % 28, 60 * minutes - i % 50,
                      i % 2 == 0 ? "gotone" : "easyown-dazhong", tenths / 10, tenths % 10);
        }
        scratch_write("ranges.csv", records.p);
        said = RUN_TOLLGATE("audit", "--no-causes", "ranges.csv");
        assert_int_equal(said.code, EXIT_MISMATCH);
        assert_non_null(strstr(said.output.p, "I-08 is mixed: 200 records as in I-08b "));
        assert_non_null(strstr(said.output.p, "; 10 otherwise, such as "));
        said_free(&said);
        text_free(&records);
    }
}

/* Calls over New Year are charged by I-01b, throughout. What the tariff leaves unspecified, as the
 * last is, tells nothing of other readings, though I-01b has a charge for it. */
static void what_is_unspecified_tells_nothing(void **state)
{
    struct text records = {0};

    (void)state;
    text_addf(&records, HEADER);
    for (unsigned i = 0; i < 20; i++)
        text_addf(&records,
                  "a%u,2009-12-31T23:59:50,60,gotone,,originate,,010,010,02161234567,,,"
                  "0.60,\n",
                  i);
    for (unsigned i = 0; i < 20; i++)
        text_addf(&records,
                  "b%u,2010-06-15T10:00:00,2,gotone,,forward,no_reply,010,010,"
                  "02161234567,,,0.06,\n",
                  i);
    text_addf(&records,
              "u,2009-12-31T23:59:59,2,gotone,,forward,no_reply,010,010,02161234567,,,0.00,\n");
    scratch_write("unspecified.csv", records.p);
    assert_run(RUN_TOLLGATE("audit", "-q", "--annex", "example", "unspecified.csv"), EXIT_CONFORMS,
               "count      read 41 = judged 40 + unspecified 1 + rejected 0\n"
               "verdicts   pass 20, reading 20, unspecified 1\n"
               "PASS  every record that can be judged is billed right (exit 0)\n",
               "");
    text_free(&records);
}

/* The database says what the report says; it is never written over. */
static void results_are_kept(void **state)
{
    const struct sut_limits limits = {60000, 1 << 20};
    char *argv[] = {strdup("/usr/bin/python3"), strdup("-c"),
                    strdup("import sqlite3\n"
                           "db = sqlite3.connect('audit.db')\n"
                           "one = db.execute('SELECT result, exit_code, read, judged, unspecified, "
                           "rejected, wrong, over FROM audit').fetchall()\n"
                           "assert one == [('FAIL', 1, 9, 7, 1, 1, 4, '0.96')], one\n"
                           "kinds = db.execute('SELECT verdict, sum(records) FROM kind GROUP BY 1')"
                           ".fetchall()\n"
                           "assert kinds == [('overcharge', 2), ('pass', 5), ('unspecified', 1)]\n"
                           "assert db.execute('SELECT count(*) FROM repeated').fetchone() == (3,)\n"
                           "assert db.execute('SELECT line FROM rejected').fetchall() == [(9,)]\n"),
                    NULL};
    struct said said;

    (void)state;
    said = RUN_TOLLGATE("audit", "-q", "small.csv", "--results", "audit.db");
    assert_int_equal(said.code, EXIT_MISMATCH);
    said_free(&said);
    fixture_exec(&said, argv, tg_slice_of(""), &limits);
    if (said.code != 0) fail_msg("%s%s", said.output.p, said.talk.p);
    said_free(&said);
    for (size_t i = 0; argv[i] != NULL; i++) free(argv[i]);
    said = RUN_TOLLGATE("audit", "-q", "small.csv", "--results", "audit.db");
    assert_int_equal(said.code, EXIT_USAGE);
    assert_string_equal(said.talk.p, "tollgate: 'audit.db': there already: expected the name of a "
                                     "new results database\n");
    said_free(&said);
}

static void answers_in_a_file_of_their_own_are_joined(void **state)
{
    (void)state;
    scratch_write("asked.csv",
                  "call_id,start_time,duration_s,plan,event,home_area,visited_area,other_party\n"
                  "a,2010-03-01T10:00:00,13,gotone,originate,010,010,02155556666\n"
                  "b,2010-03-01T11:00:00,13,gotone,originate,010,010,02155556666\n"
                  "c,2010-03-01T12:00:00,13,gotone,originate,010,010,02155556666\n");
    scratch_write("billed.csv", "charge,call_id\n0.20,b\n9.99,z\n0.18,a\n0.18,a\n");
    assert_run(RUN_TOLLGATE("audit", "-q", "asked.csv", "--answers", "billed.csv"), EXIT_MISMATCH,
               "count      read 4 = judged 3 + unspecified 0 + rejected 0 + missing 1\n"
               "missing    1 record without an answer\n"
               "unexpected 1 answer without a record\n"
               "verdicts   pass 2, overcharge 1\n"
               "FAIL  records are not billed as the tariff says (exit 1)\n",
               "");
    assert_run(RUN_TOLLGATE("audit", "asked.csv", "--answers", "asked.csv"), EXIT_INVALID, "",
               "tollgate: asked.csv:1: column charge is missing from the header row\n");
}

static void parts_of_other_tariffs_do_not_add_up(void **state)
{
    (void)state;
    assert_run(RUN_TOLLGATE("audit", "--partial", "a1", "right.csv"), EXIT_CONFORMS, "", "");
    assert_run(RUN_TOLLGATE("audit", "--partial", "a2", "--annex", "example", "right.csv"),
               EXIT_CONFORMS, "", "");
    assert_run(RUN_TOLLGATE("merge", "a1", "a2"), EXIT_INVALID, "",
               "tollgate: 'a2': rated by another tariff or version than the first part\n");
}

/* A part cut off anywhere is no part; one with a byte changed is none, or says the same. */
static void damaged_parts_are_told(void **state)
{
    struct text whole;

    (void)state;
    assert_run(RUN_TOLLGATE("audit", "--partial", "whole", "small.csv"), EXIT_CONFORMS, "", "");
    whole = scratch_read("whole");
    for (size_t n = 0; n < whole.n; n += n < 12 ? 3 : whole.n / 12 + 1) {
        struct tg_error error = {0};
        struct said said;

        assert_true(file_replace("cut", (struct tg_slice){whole.p, n}, &error));
        said = RUN_TOLLGATE("merge", "-q", "cut");
        assert_int_equal(said.code, EXIT_INVALID);
        assert_non_null(strstr(said.talk.p, "tollgate: cut: "));
        said_free(&said);
        whole.p[n] = (char)(whole.p[n] ^ 0x10);
        assert_true(file_replace("cut", text_slice(&whole), &error));
        whole.p[n] = (char)(whole.p[n] ^ 0x10);
        said = RUN_TOLLGATE("merge", "-q", "cut");
        if (said.code != EXIT_INVALID) assert_int_equal(said.code, EXIT_MISMATCH);
        said_free(&said);
    }
    text_free(&whole);
}

static void misuse_is_told(void **state)
{
    static const char more[] =
        "Try `tollgate audit --help' or `tollgate audit --usage' for more information.\n";
    struct text expected = {0};

    (void)state;
    text_addf(&expected, "tollgate audit: no FILE: expected rated call records\n%s", more);
    assert_run(RUN_TOLLGATE("audit"), EXIT_USAGE, "", expected.p);
    text_free(&expected);
    text_addf(&expected,
              "tollgate audit: --limit '2': expected a number from above 0 to below 1, or a "
              "percentage\n%s",
              more);
    assert_run(RUN_TOLLGATE("audit", "--limit", "2", "right.csv"), EXIT_USAGE, "", expected.p);
    text_free(&expected);
    text_addf(&expected,
              "tollgate audit: --confidence '0.1': expected a number from 0.5 to below 1, or a "
              "percentage\n%s",
              more);
    assert_run(RUN_TOLLGATE("audit", "--confidence", "0.1", "right.csv"), EXIT_USAGE, "",
               expected.p);
    text_free(&expected);
    text_addf(&expected,
              "tollgate audit: --partial goes without reports: tollgate merge makes them\n%s",
              more);
    assert_run(RUN_TOLLGATE("audit", "--partial", "p", "--csv", "c", "right.csv"), EXIT_USAGE, "",
               expected.p);
    text_free(&expected);
    text_addf(&expected, "tollgate audit: --refunds reads the files twice: expected no pipe\n%s",
              more);
    assert_run(RUN_TOLLGATE("audit", "--refunds", "r.csv", "-"), EXIT_USAGE, "", expected.p);
    text_free(&expected);
    text_addf(&expected,
              "tollgate audit: --refunds goes with a report, not with --partial: what is owed is "
              "known of the whole\n%s",
              more);
    assert_run(RUN_TOLLGATE("audit", "--refunds", "r.csv", "--partial", "p", "right.csv"),
               EXIT_USAGE, "", expected.p);
    text_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_audit_says_all),
        cmocka_unit_test(refunds_are_listed),
        cmocka_unit_test(a_right_file_passes),
        cmocka_unit_test(jobs_and_chunks_make_no_difference),
        cmocka_unit_test(parts_add_up_to_the_whole),
        cmocka_unit_test(many_parts_add_up),
        cmocka_unit_test(bad_input_is_told),
        cmocka_unit_test(repeats_of_what_is_unspecified_are_told),
        cmocka_unit_test(reports_name_what_there_is),
        cmocka_unit_test(a_cause_counts_for_kinds_it_explains),
        cmocka_unit_test(readings_tell_right_answers_apart),
        cmocka_unit_test(what_is_unspecified_tells_nothing),
        cmocka_unit_test(results_are_kept),
        cmocka_unit_test(answers_in_a_file_of_their_own_are_joined),
        cmocka_unit_test(parts_of_other_tariffs_do_not_add_up),
        cmocka_unit_test(damaged_parts_are_told),
        cmocka_unit_test(misuse_is_told),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
