#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A thread that does one thing and is waited for.
struct WorkerThread {
  private let thread: pthread_t

  /// - Throws: ``ImageError/thread(code:)``.
  init(_ body: @escaping @Sendable () -> Void) throws {
    let box = Unmanaged.passRetained(Body(run: body))
    #if canImport(Darwin)
      var started: pthread_t?
      let code = pthread_create(&started, nil, { WorkerThread.run($0) }, box.toOpaque())
      guard code == 0, let started else {
        box.release()
        throw ImageError.thread(code: Int(code))
      }
    #else
      var started = pthread_t()
      let code = pthread_create(&started, nil, { WorkerThread.run($0) }, box.toOpaque())
      guard code == 0 else {
        box.release()
        throw ImageError.thread(code: Int(code))
      }
    #endif
    thread = started
  }

  /// Returns when the thread has ended; called once.
  func join() {
    let code = pthread_join(thread, nil)
    precondition(code == 0, "WorkerThread: joined twice, or by itself: error \(code)")
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
}
