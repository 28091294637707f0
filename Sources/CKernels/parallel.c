// For setenv, and dlsym in the whole process, which strict C hides.
#define _GNU_SOURCE

#include "parallel.h"

#include <dlfcn.h>
#include <stddef.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#endif

// The OpenMP runtime's own entry points; none before it is found, and then everything is serial.
static void (*parallel)(void (*body)(void *), void *data, unsigned threads, unsigned flags);
static int (*thread_number)(void);
static int (*thread_count)(void);
static int (*most_threads)(void);
static void (*set_threads)(int threads);
// Before anybody asks for fewer on some thread.
static int offered = 1;

void assay_find_openmp(void) {
  thread_number = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_thread_num");
  thread_count = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_num_threads");
  most_threads = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_max_threads");
  set_threads = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (most_threads) offered = most_threads();
  if (thread_number && thread_count)
    parallel = (void (*)(void (*)(void *), void *, unsigned, unsigned))dlsym(RTLD_DEFAULT,
                                                                             "GOMP_parallel");
}

typedef struct {
  int64_t count;
  void (*body)(void *, int64_t, int64_t);
  void *context;
} region;

static void run_part(void *data) {
  const region *r = data;
  int64_t threads = thread_count(), index = thread_number();
  int64_t begin = r->count * index / threads, end = r->count * (index + 1) / threads;
  if (begin < end) r->body(r->context, begin, end);
}

void assay_parallel_for(int64_t count, int threads,
                        void (*body)(void *context, int64_t begin, int64_t end), void *context) {
  if (threads < 2 || !parallel) {
    if (count > 0) body(context, 0, count);
    return;
  }
  region r = {count, body, context};
  parallel(run_part, &r, (unsigned)threads, 0);
}

int assay_offered_threads(void) { return offered; }

int assay_thread_count(void) { return most_threads ? most_threads() : 1; }

int assay_set_thread_count(int threads) {
  if (set_threads && threads > 0) set_threads(threads);
  return assay_thread_count();
}

int assay_processor_count(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}
