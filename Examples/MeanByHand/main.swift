import Assay

// What a stateful metric is: it keeps a total and a count, and its value is one over the other.

var mean = Mean()
print("nothing counted: \(mean.value.map { "\($0)" } ?? "no value")")

try mean.update(values: Tensor([1, 3, 5, 7] as [Float]))
print("1, 3, 5, 7: total 16, count 4, mean \(mean.value!)")
precondition(mean.value == 16.0 / 4)

try mean.update(8)
print("and 8:      total 24, count 5, mean \(mean.value!)")
precondition(mean.value == 24.0 / 5)

try mean.update(2, weight: 5)
print("and 2, counting 5 times: total 34, count 10, mean \(mean.value!)")
precondition(mean.value == 34.0 / 10)

// Two that have seen a part each are merged into the one that would have seen it all: totals and counts
// are added. The mean of their means, 5, is something else.
var (left, right) = (Mean(), Mean())
try left.update(values: Tensor([1, 3, 5] as [Float]))
try right.update(7)
var both = left
both.merge(right)
print("1, 3, 5 merged with 7: total 16, count 4, mean \(both.value!)")
precondition(both.value == 16.0 / 4 && (left.value! + right.value!) / 2 == 5)

// It is a value: a copy counts for itself, and there is nothing to reset but to begin with a new one.
mean = mean.empty
precondition(mean.value == nil)
print("MeanByHand: 4.0, then 4.8, then 3.4, and 4.0 in two parts")
