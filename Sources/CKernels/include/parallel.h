// The one way into the OpenMP thread pool, shared with oneDNN.
#ifndef ASSAY_PARALLEL_H
#define ASSAY_PARALLEL_H

#include <stdint.h>

/// Calls `body(context, begin, end)` for parts that cover `0..<count`, on at most `threads` threads.
/// Serial until the OpenMP runtime is found. The cuts depend on `count` and `threads` only.
void assay_parallel_for(int64_t count, int threads,
                        void (*body)(void *context, int64_t begin, int64_t end), void *context);

/// The number of threads that the OpenMP runtime offered when it was found: the cores, or `OMP_NUM_THREADS`.
int assay_offered_threads(void);

/// The number of threads that OpenMP regions entered from this thread use; 1 where it is absent.
int assay_thread_count(void);
/// Sets it. Returns the number now in force.
int assay_set_thread_count(int threads);

/// How many processors this process may run on; at least 1.
int assay_processor_count(void);

/// Looks for the OpenMP runtime in the process. Called once oneDNN has brought it along, before
/// any other thread uses these functions; without it they are serial.
void assay_find_openmp(void);

#endif
