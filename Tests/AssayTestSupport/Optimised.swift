/// Whether this build is optimised. Others look at fewer numbers, since they are slow, and do not count
/// the allocations of a loop, since they make more.
#if DEBUG
  public let isOptimised = false
#else
  public let isOptimised = true
#endif
