/// Writes the names of one group: a heap of names, nodes of eight, and a tree over them.
struct GroupWriter {
  /// An object that has been written.
  struct Entry {
    let name: String
    let header: Int
    /// Where a group's tree and heap are.
    var table: Table?
  }

  struct Table {
    let tree: Int
    let heap: Int
  }

  // What the superblock says: 2 x 4 names in a node, 2 x 16 children.
  private static let namesPerNode = 8
  private static let childrenPerNode = 32

  /// One node of a level: its address and the place in the heap of its last name.
  private struct Node {
    let address: Int
    let last: Int
  }

  /// Writes entries, which are sorted by the bytes of their names.
  static func write(_ entries: [Entry], _ file: inout FileWriter) -> Table {
    var names = FileWriter()
    names.zeros(8)  // the empty name, which is before every other
    var offsets: [Int] = []
    for entry in entries {
      offsets.append(names.end)
      names.append(entry.name.utf8)
      names.u8(0)
      names.align()
    }
    let heap = write(heap: names, &file)

    var level: [Node] = []
    for start in stride(from: 0, to: entries.count, by: namesPerNode) {
      let range = start..<min(start + namesPerNode, entries.count)
      level.append(
        Node(address: write(names: entries[range], offsets, &file), last: offsets[range.last ?? 0]))
    }
    var height = 0
    repeat {
      level = write(tree: level, height: height, &file)
      height += 1
    } while level.count > 1
    return Table(tree: level[0].address, heap: heap)
  }

  static func write(_ entry: Entry, nameAt offset: Int, _ file: inout FileWriter) {
    file.u64(offset)
    file.u64(entry.header)
    file.u32(entry.table == nil ? 0 : 1)
    file.u32(0)
    if let table = entry.table {
      file.u64(table.tree)
      file.u64(table.heap)
    } else {
      file.zeros(16)
    }
  }

  private static func write(heap names: FileWriter, _ file: inout FileWriter) -> Int {
    file.align()
    let address = file.end
    file.append("HEAP".utf8)
    file.zeros(4)
    file.u64(names.end)
    file.u64(1)  // nothing is free
    file.u64(file.end + 8)
    file.append(names.bytes)
    return address
  }

  private static func write(
    names entries: ArraySlice<Entry>, _ offsets: [Int], _ file: inout FileWriter
  ) -> Int {
    let address = file.end
    file.append("SNOD".utf8)
    file.append([1, 0])
    file.u16(entries.count)
    for index in entries.indices { write(entries[index], nameAt: offsets[index], &file) }
    file.zeros((namesPerNode - entries.count) * 40)
    return address
  }

  /// Writes one level of the tree over the nodes below it, and gives the new nodes.
  private static func write(
    tree below: [Node], height: Int, _ file: inout FileWriter
  ) -> [Node] {
    let size = 24 + childrenPerNode * 8 + (childrenPerNode + 1) * 8
    let count = max((below.count + childrenPerNode - 1) / childrenPerNode, 1)
    let start = file.end
    var nodes: [Node] = []
    var before = 0
    for index in 0..<count {
      let range =
        (index * childrenPerNode)..<min((index + 1) * childrenPerNode, below.count)
      file.append("TREE".utf8)
      file.u8(0)
      file.u8(UInt8(height))
      file.u16(range.count)
      if index > 0 { file.u64(start + (index - 1) * size) } else { file.undefined() }
      if index + 1 < count { file.u64(start + (index + 1) * size) } else { file.undefined() }
      file.u64(before)
      for child in below[range] {
        file.u64(child.address)
        file.u64(child.last)
        before = child.last
      }
      file.zeros((childrenPerNode - range.count) * 16)
      nodes.append(Node(address: start + index * size, last: before))
    }
    return nodes
  }
}
