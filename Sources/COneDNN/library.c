// For setenv, and dlsym in the whole process, which strict C hides.
#define _GNU_SOURCE

#include "library.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "COneDNN.h"
#include "parallel.h"

onednn_library onednn;

static int32_t load_status;
static char load_error[512];

#if defined(__linux__)

#include <dlfcn.h>

#define TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number
static const char *const file = "libdnnl.so." TEXT(DNNL_VERSION_MAJOR);

// The library is opened here, rather than linked, because the OpenMP runtime that comes with it reads
// its settings from the environment when it is loaded. By default libgomp's idle threads spin for
// 3 ms before they sleep; with any other program running, that holds the core which the thread that
// is waited for needs, and a step takes ten times as long. Two thousand turns, some 20 us, bridge
// the gaps inside a step. What the user has set stays.
static void load(void) {
  if (!getenv("OMP_WAIT_POLICY")) (void)setenv("GOMP_SPINCOUNT", "2000", 0);
  void *library = dlopen(file, RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    load_status = -1;
    snprintf(load_error, sizeof load_error, "%s", dlerror());
    return;
  }
#define FIND(name)                                                                       \
  onednn.name = (__typeof__(name) *)dlsym(library, #name);                               \
  if (!onednn.name) {                                                                    \
    load_status = -1;                                                                    \
    snprintf(load_error, sizeof load_error, "%s has no function " #name, file);          \
    return;                                                                              \
  }
  ASSAY_ONEDNN_FUNCTIONS(FIND)
#undef FIND
  assay_find_openmp();
}

#else

static void load(void) {
#define FIND(name) onednn.name = name;
  ASSAY_ONEDNN_FUNCTIONS(FIND)
#undef FIND
  assay_find_openmp();
}

#endif

int32_t assay_onednn_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return load_status;
}

const char *assay_onednn_load_error(void) { return load_error; }
