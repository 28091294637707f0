// What every kernel file starts with.
#ifndef ASSAY_CLONES_H
#define ASSAY_CLONES_H

// One copy of a loop per instruction set, chosen when the program starts. Clones crash at start
// under ThreadSanitizer, and other C libraries lack the resolver.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if !__has_feature(thread_sanitizer)
#define ASSAY_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#else
#define ASSAY_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#endif
#ifndef ASSAY_CLONES
#define ASSAY_CLONES
#endif

// The clones must agree to the bit, so no clone may fuse a product and a sum.
#pragma STDC FP_CONTRACT OFF

#endif
