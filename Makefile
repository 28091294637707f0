# Each target does all of its own set-up: `make demo` and `make test` work on a fresh machine that
# has Swift. `scripts/setup` installs what is missing, says so, and is silent when all is there.

SWIFT ?= swift
# Tests use `package` access, so the binary tested, demonstrated and benchmarked is one build.
RELEASE := -c release
TEST := $(RELEASE) --disable-testable-imports

ifeq ($(shell uname -s),Darwin)
BREW_PREFIX := $(shell brew --prefix 2>/dev/null || echo /opt/homebrew)
export CPATH := $(BREW_PREFIX)/include$(if $(CPATH),:$(CPATH))
export LIBRARY_PATH := $(BREW_PREFIX)/lib$(if $(LIBRARY_PATH),:$(LIBRARY_PATH))
endif

.PHONY: help setup build demo test lint kill-test fuzz asan tsan test-onednn3 bench bench-metrics clean

help:
	@echo 'make demo           train the bundled digits and evaluate what was learned'
	@echo 'make test           lint, then every test, on the release build'
	@echo 'make build          the library and the tool, in release'
	@echo 'make kill-test      a run killed at 200 random moments, and what it leaves compared'
	@echo 'make fuzz           changed files for every reader, FUZZ_SECONDS=60 a format'
	@echo 'make asan           the tests of whatever touches C, under AddressSanitizer'
	@echo 'make tsan           what many tasks use at once, under ThreadSanitizer'
	@echo 'make test-onednn3   the tests against oneDNN 3.2, kept apart in .build-onednn3'
	@echo 'make bench          training steps beside Keras on TensorFlow and JAX, and PyTorch'
	@echo 'make bench-metrics  metrics beside scikit-learn, torchmetrics and Keras'
	@echo 'make clean          remove what was built'

setup:
	@scripts/setup

build: setup
	$(SWIFT) build $(RELEASE)

demo: setup
	$(SWIFT) build $(RELEASE) --product assay
	"$$($(SWIFT) build $(RELEASE) --show-bin-path)/assay" demo

lint: setup
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Fuzz

test: lint
	$(SWIFT) test $(TEST)
	scripts/run-examples
	scripts/kill-test 10

kill-test: setup
	scripts/kill-test 200

FUZZ_SECONDS ?= 60
fuzz: setup
	scripts/fuzz $(FUZZ_SECONDS)

# A build of its own, unoptimised, so that reports name the line. Leaks are not looked for: Swift keeps
# pointers in forms that the search does not know, and it reports what XCTest itself still holds.
asan: export ASAN_OPTIONS := detect_leaks=0
asan: setup
	$(SWIFT) test --disable-xctest --sanitize=address --disable-testable-imports --scratch-path .build-asan \
	  --filter 'AssayCoreTests|AssayDataTests|AssayImagesTests|AssayMetricsTests|AssayModelTests'

# The OpenMP runtime is not instrumented, so there is one thread of it.
tsan: export OMP_NUM_THREADS := 1
tsan: setup
	$(SWIFT) test --disable-xctest --sanitize=thread --disable-testable-imports --scratch-path .build-tsan \
	  --filter 'PredictorTests'

# Compiled against the headers of version 3, Assay opens libdnnl.so.3; the last line fails unless that
# is what was tested.
ONEDNN3 := $(CURDIR)/.build-onednn3
test-onednn3: export CPATH := $(ONEDNN3)/prefix/include$(if $(CPATH),:$(CPATH))
test-onednn3: export LD_LIBRARY_PATH := $(ONEDNN3)/prefix/lib$(if $(LD_LIBRARY_PATH),:$(LD_LIBRARY_PATH))
test-onednn3:
	@scripts/setup --python
	@scripts/onednn3 $(ONEDNN3)/prefix
	$(SWIFT) test $(TEST) --scratch-path $(ONEDNN3)
	grep -q 'libdnnl\.so\.3' $(ONEDNN3)/release/AssayPackageTests.xctest

bench:
	@scripts/setup --python
	Benchmarks/run

bench-metrics:
	@scripts/setup --python
	Benchmarks/run metrics

clean:
	rm -rf .build .build-asan .build-tsan .build-onednn3
