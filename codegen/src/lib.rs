//! Compiles the YAML description of the Bitrix24 REST API.
//!
//! ```text
//! spec/*.yaml ──read──▶ Source ──check──▶ Checked ──model──▶ Model ──emit──▶ Output (Rust files)
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "compile")]
pub mod build;
#[cfg(feature = "compile")]
pub mod check;
#[cfg(feature = "tools")]
pub mod coverage;
#[cfg(feature = "compile")]
pub mod diagnose;
#[cfg(feature = "tools")]
pub mod diff;
#[cfg(feature = "tools")]
pub mod doctor;
#[cfg(feature = "tools")]
pub mod draft;
#[cfg(feature = "compile")]
pub mod emit;
#[cfg(feature = "tools")]
pub mod explain;
#[cfg(feature = "tools")]
pub mod facts;
#[cfg(feature = "tools")]
pub mod import;
#[cfg(feature = "tools")]
pub mod live;
#[cfg(feature = "compile")]
mod load;
pub mod model;
#[cfg(feature = "tools")]
pub mod pull;
#[cfg(feature = "compile")]
pub mod read;
#[cfg(feature = "tools")]
pub mod report;
#[cfg(feature = "tools")]
pub mod scaffold;
#[cfg(feature = "tools")]
pub mod schema;
#[cfg(feature = "tools")]
pub mod yaml;

#[cfg(feature = "compile")]
pub use load::{load, load_files};
