//! Compiles the YAML description of the Bitrix24 REST API.
//!
//! ```text
//! spec/*.yaml ──read──▶ Source ──check──▶ Checked ──model──▶ Model ──emit──▶ Output (Rust files)
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "compile")]
pub mod emit;
pub mod model;
