// Connectionist temporal classification: all alignments of a label sequence with the steps.
//
// A row of labels is a sequence of classes and then padding of 0, the blank. With `length` labels
// there are 2 * length + 1 states: a blank before, between and after the labels. A table holds a double
// for each step and state, in memory of twice as many floats.
#ifndef ASSAY_CTC_H
#define ASSAY_CTC_H

#include "call.h"

/// ln of all ways to be in a state after each step. p: log-probabilities [batch, steps, classes],
/// labels (int32) [batch, length], table; n: batch, steps, classes, length.
int32_t assay_ctc_forward(const assay_call *call);
/// ln of all ways to go on from there to the end. p and n: as above.
int32_t assay_ctc_backward(const assay_call *call);
/// loss = -ln of all alignments; infinity where there is none, NaN where a label is no class or follows
/// padding.
/// p: forward table, labels, loss; n: as above.
int32_t assay_ctc_loss(const assay_call *call);
/// The gradient by the log-probabilities. p: forward table, backward table, labels, dloss,
/// dlog-probabilities; n: as above.
int32_t assay_ctc_gradient(const assay_call *call);

#endif
