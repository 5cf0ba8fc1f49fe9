#include "call_parts.h"
#include "workers.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TOGETHER 4 /* calls that may be added for one defect */

/* -------------------------------------------------------------------------------- what is taken */

/* The questions of the calls taken. */
static void list_asked(struct call_plan *plan)
{
    for (size_t i = 0; i < plan->plan.count; i++)
        plan->asked[i] = plan->question[plan->plan.list[i].call];
}

bool call_plan_alone(const struct call_plan *plan, size_t step, size_t suspect)
{
    return plan_matrix_has(&plan->matrix, plan->plan.list[step].call, suspect);
}

/* The first call, counted from 1, that gives it away alone; 0 = none does. */
static size_t first_alone(const struct call_plan *plan, size_t suspect)
{
    for (size_t i = 0; i < plan->plan.count; i++)
        if (call_plan_alone(plan, i, suspect)) return i + 1;
    return 0;
}

/* -------------------------------------------------------------------------------- several calls */

/* The least count in from ... to for which asking the first so many fails; it does for `to`. Tries
 * `next` first, which is at least `from`. */
static bool least_failing(size_t *least, const struct gate *gate, const struct tg_rulebook *system,
                          const size_t *asked, size_t from, size_t to, size_t next)
{
    while (from < to) {
        bool fails;

        if (!gate_fails(&fails, gate, system, asked, next)) return false;
        if (fails)
            to = next;
        else
            from = next + 1;
        next = from + (to - from) / 2;
    }
    *least = to;
    return true;
}

/* The calls of a plan, and behind them all others, those first that see the suspect. */
static size_t *line_up(const struct call_plan *plan, const struct suspect *suspect)
{
    size_t count = plan->plan.count;
    size_t *line = array_grow(NULL, &(size_t){0}, plan->matrix.calls, sizeof *line);

    memcpy(line, plan->asked, count * sizeof *line);
    for (int seeing = 1; seeing >= 0; seeing--)
        for (size_t call = 0; call < plan->matrix.calls; call++)
            if (!plan->plan.taken[call] &&
                suspect_sees(suspect, plan->question[call]) == (seeing == 1))
                line[count++] = plan->question[call];
    return line;
}

static size_t call_of(const struct call_plan *plan, size_t question)
{
    size_t call = 0;

    while (plan->question[call] != question) call++;
    return call;
}

/* Calls to be added so that a suspect that shows by several calls is given away. */
struct together {
    size_t suspect;
    size_t question[MOST_TOGETHER];
    size_t count;
    bool found; /* these are enough */
};

/* Adds to the calls of the plan, one by one, the last of the fewest that fail: it is needed. */
static bool find_together(struct together *together, const struct call_plan *plan)
{
    const struct suspect *suspect = &plan->adequacy->list[together->suspect];
    struct tg_rulebook *system = gate_with(plan->gate.annexed, suspect->fault);
    size_t *line = line_up(plan, suspect);
    size_t fixed = plan->plan.count;
    size_t least = plan->matrix.calls;
    bool hopeful = false;
    bool ok = system != NULL && gate_fails(&hopeful, &plan->gate, system, line, least);

    while (ok && hopeful && !together->found) {
        ok = least_failing(&least, &plan->gate, system, line, fixed, least, fixed);
        together->found = ok && least == fixed;
        if (together->found || together->count == MOST_TOGETHER) break;
        together->question[together->count++] = line[least - 1];
        memmove(&line[fixed + 1], &line[fixed], (least - 1 - fixed) * sizeof *line);
        line[fixed++] = together->question[together->count - 1];
    }
    free(line);
    tg_rulebook_free(system);
    return ok;
}

struct search {
    struct call_plan *plan;
    struct together *list; /* shared by the workers */
    size_t count;
};

static bool search_some(void *user, size_t worker, size_t count)
{
    const struct search *search = user;

    for (size_t i = worker; i < search->count; i += count)
        if (!find_together(&search->list[i], search->plan)) return false;
    return true;
}

static bool is_taken(const struct call_plan *plan, size_t question)
{
    return plan->plan.taken[call_of(plan, question)];
}

/* The fewest calls first; what was added for another may be of use again. The budget may end amid
 * them: so they are the same in the same order whatever it is. */
static void take_together(struct call_plan *plan, const struct search *search, size_t budget)
{
    for (size_t size = 0; size <= MOST_TOGETHER; size++)
        for (size_t i = 0; i < search->count; i++) {
            const struct together *together = &search->list[i];

            if (!together->found || together->count != size) continue;
            for (size_t k = 0; k < size && plan->plan.count < budget; k++)
                if (!is_taken(plan, together->question[k]))
                    plan_take(&plan->plan, call_of(plan, together->question[k]));
        }
    list_asked(plan);
}

/* Defects that no call gives away alone, but the gate by all calls together. */
static bool cover_together(struct call_plan *plan, size_t budget)
{
    const struct adequacy *adequacy = plan->adequacy;
    size_t room = (adequacy->count + 1) * sizeof(struct together);
    struct search search = {.plan = plan, .list = workers_share(room)};
    bool ok;

    list_asked(plan);
    for (size_t i = 0; plan->plan.count < budget && i < adequacy->count; i++)
        if (adequacy->list[i].fate == FATE_DETECTED && first_alone(plan, i) == 0)
            search.list[search.count++].suspect = i;
    ok = workers_run(plan->jobs, search_some, &search);
    if (ok) take_together(plan, &search, budget);
    workers_release(search.list, room);
    return ok;
}

/* ------------------------------------------------------------------------------------ the proof */

/* By as many calls as it takes: those up to the first that gives it away alone, if not fewer that
 * do so together. */
static bool try_fewer(size_t *least, const struct call_plan *plan, size_t suspect,
                      const struct tg_rulebook *system)
{
    size_t count = plan->plan.count;
    size_t alone = first_alone(plan, suspect);

    if (alone == 0) alone = count;
    if (!least_failing(least, &plan->gate, system, plan->asked, 1, alone,
                       alone > 1 ? alone - 1 : 1))
        return false;
    /* That as many as `alone` fail was not tried yet. */
    return *least < alone || alone == count ||
           least_failing(least, &plan->gate, system, plan->asked, alone, count, alone);
}

/* Puts a system with the suspect before the gate: by all calls, and by fewer. */
static bool try_suspect(const struct call_plan *plan, size_t suspect)
{
    struct tg_rulebook *system = gate_with(plan->gate.annexed, plan->adequacy->list[suspect].fault);
    size_t least = 0;
    bool fails = false;
    bool ok =
        system != NULL && gate_fails(&fails, &plan->gate, system, plan->asked, plan->plan.count);

    if (ok && fails) ok = try_fewer(&least, plan, suspect, system);
    plan->from[suspect] = least;
    tg_rulebook_free(system);
    return ok;
}

static bool try_some(void *user, size_t worker, size_t count)
{
    const struct call_plan *plan = user;
    bool progress = plan->progress && worker == 0;

    for (size_t i = worker; i < plan->adequacy->count; i += count) {
        if (plan->adequacy->list[i].fate == FATE_DETECTED && !try_suspect(plan, i)) return false;
        if (progress)
            fprintf(stderr, "\r%zu of %zu defects put before the gate", i, plan->adequacy->count);
    }
    if (progress) fprintf(stderr, "\r%60s\r", "");
    return true;
}

static size_t from_size(const struct call_plan *plan)
{
    return (plan->adequacy->count + 1) * sizeof *plan->from;
}

bool call_plan_make(struct call_plan *plan, const struct adequacy *adequacy, size_t budget,
                    unsigned jobs, bool progress)
{
    *plan = (struct call_plan){.adequacy = adequacy, .jobs = jobs, .progress = progress};
    if (!gate_open(&plan->gate, adequacy->questions) || !call_matrix_make(plan)) return false;
    plan->asked = array_grow(NULL, &(size_t){0}, adequacy->questions->count, sizeof *plan->asked);
    plan->from = workers_share(from_size(plan));
    plan_begin(&plan->plan, &plan->matrix);
    plan_cover(&plan->plan, 1, budget);
    if (!cover_together(plan, budget)) return false;
    plan_cover(&plan->plan, 2, budget);
    list_asked(plan);
    return workers_run(plan->jobs, try_some, plan);
}

void call_plan_free(struct call_plan *plan)
{
    if (plan->from != NULL) workers_release(plan->from, from_size(plan));
    gate_close(&plan->gate);
    plan_free(&plan->plan);
    plan_matrix_free(&plan->matrix);
    free(plan->question);
    free(plan->asked);
    free(plan->firm);
    *plan = (struct call_plan){0};
}

/* -------------------------------------------------------------------------------- what it gives */

size_t call_plan_detects(const struct call_plan *plan, size_t count)
{
    size_t detected = 0;

    for (size_t i = 0; i < plan->adequacy->count; i++)
        detected += plan->from[i] > 0 && plan->from[i] <= count;
    return detected;
}

size_t call_plan_twice(const struct call_plan *plan, size_t count)
{
    size_t detected = 0;

    for (size_t i = 0; i < plan->adequacy->count; i++) {
        size_t times = 0;

        for (size_t step = 0; step < count; step++) times += call_plan_alone(plan, step, i);
        detected += times > 1;
    }
    return detected;
}

bool call_plan_together(const struct call_plan *plan, size_t step, size_t suspect)
{
    return plan->from[suspect] > 0 && first_alone(plan, suspect) == 0 &&
           suspect_sees(&plan->adequacy->list[suspect], plan->asked[step]);
}
