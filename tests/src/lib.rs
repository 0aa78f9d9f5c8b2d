//! Tests that cross crates live in `tests/`, examples in `examples/`.
