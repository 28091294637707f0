/// The programs made so far, by mode and batch size; the ones used longest ago are given up.
///
/// A run needs two, for its full and its last batch; a server that predicts batches of any size should
/// not keep one of each.
struct ProgramCache {
  private static let limit = 8

  private var programs: [(mode: Mode, program: Program)] = []

  /// The program for one mode and batch size, made if there is none.
  mutating func program(
    _ mode: Mode, batchSize: Int, make: () throws(ModelError) -> Program
  ) throws(ModelError) -> Program {
    if let index = programs.firstIndex(where: { $0 == mode && $1.batchSize == batchSize }) {
      let known = programs.remove(at: index)
      programs.append(known)
      return known.program
    }
    let made = try make()
    if programs.count == ProgramCache.limit { programs.removeFirst() }
    programs.append((mode, made))
    return made
  }
}
