/// What a name in a group stands for.
package indirect enum HDF5Object: Sendable {
  case group(HDF5Group)
  case dataset(HDF5Dataset)
}
