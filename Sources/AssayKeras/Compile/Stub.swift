import AssayCore
package struct KerasCompile {
  package init(reading json: JSON) throws {}
  package init(keras2 json: JSON) throws {}
}
