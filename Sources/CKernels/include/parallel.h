// The one way into the OpenMP thread pool, shared with oneDNN.
#ifndef ASSAY_PARALLEL_H
#define ASSAY_PARALLEL_H

#include <stdint.h>

/// Calls `body(context, begin, end)` for parts that cover `0..<count`, on at most `threads` threads.
/// Serial where the OpenMP runtime is absent. The cuts depend on `count` and `threads` only.
void assay_parallel_for(int64_t count, int threads,
                        void (*body)(void *context, int64_t begin, int64_t end), void *context);

/// The number of threads that OpenMP regions entered from this thread use; 1 where it is absent.
int assay_thread_count(void);
/// Sets it. Returns the number now in force.
int assay_set_thread_count(int threads);


/// Makes idle OpenMP threads give up their cores soon; does nothing where the user has set how they
/// wait (`GOMP_SPINCOUNT`, `OMP_WAIT_POLICY`).
void assay_yield_cores(void);

#endif
