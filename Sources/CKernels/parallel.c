#include "parallel.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

// Weak, so that a program without OpenMP links and runs serially.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags)
    __attribute__((weak));
extern int omp_get_thread_num(void) __attribute__((weak));
extern int omp_get_num_threads(void) __attribute__((weak));
extern int omp_get_max_threads(void) __attribute__((weak));
extern int omp_get_num_procs(void) __attribute__((weak));
extern void omp_set_num_threads(int threads) __attribute__((weak));

typedef struct {
  int64_t count;
  void (*body)(void *, int64_t, int64_t);
  void *context;
} region;

static void run_part(void *data) {
  const region *r = data;
  int64_t threads = omp_get_num_threads(), index = omp_get_thread_num();
  int64_t begin = r->count * index / threads, end = r->count * (index + 1) / threads;
  if (begin < end) r->body(r->context, begin, end);
}

void assay_parallel_for(int64_t count, int threads,
                        void (*body)(void *context, int64_t begin, int64_t end), void *context) {
  if (threads < 2 || !GOMP_parallel || !omp_get_thread_num || !omp_get_num_threads) {
    if (count > 0) body(context, 0, count);
    return;
  }
  region r = {count, body, context};
  GOMP_parallel(run_part, &r, (unsigned)threads, 0);
}

int assay_thread_count(void) { return omp_get_max_threads ? omp_get_max_threads() : 1; }

int assay_set_thread_count(int threads) {
  if (omp_set_num_threads && threads > 0) omp_set_num_threads(threads);
  return assay_thread_count();
}

static void nothing(void *unused) { (void)unused; }

static void *park(void *unused) {
  (void)unused;
  GOMP_parallel(nothing, NULL, (unsigned)omp_get_num_procs() + 1, 0);
  for (;;) pause();
  return NULL;
}

// libgomp's threads spin for 3 ms before they sleep, unless it manages more threads than there are
// cores: then for some 10 us. With any other program running, the long spin holds the core that the
// thread waited for needs. Its setting is read from the environment before main, too early for a
// library, so a second team is made, once, that sleeps ever after.
static void start_parking(void) {
  pthread_t thread;
  if (!GOMP_parallel || !omp_get_num_procs) return;
  if (getenv("GOMP_SPINCOUNT") || getenv("OMP_WAIT_POLICY")) return;
  // Without the thread the long spin stays, and nothing else changes.
  if (pthread_create(&thread, NULL, park, NULL) == 0) pthread_detach(thread);
}

void assay_yield_cores(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start_parking);
}
