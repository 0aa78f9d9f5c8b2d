//! From a spec folder to files on disk: what build scripts, `b24spec` and other crates call.
//!
//! Bindings carry a list of hashes of the spec's files (`spec.hash`), so that a build without the generator can tell that
//! they are stale.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnose::Diagnostics;
use crate::emit::{
    Changes, EmitError, FeatureTable, Features, ManifestError, Options, Output, WriteError,
    differs, emit, in_manifest, put,
};
use crate::model::Model;

/// Name of the file with the hashes, in the output folder.
pub const HASH_FILE: &str = "spec.hash";

/// What can go wrong between a spec folder and its output.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Mistakes in the spec; all of them.
    #[error("{0}")]
    Spec(Diagnostics),
    /// A name that two items would share in Rust.
    #[error(transparent)]
    Emit(#[from] EmitError),
    /// A file that cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The features cannot be written into the manifest.
    #[error("{}: {source}", path.display())]
    Manifest {
        /// Which manifest.
        path: PathBuf,
        /// Why.
        source: ManifestError,
    },
    /// The model cannot be written as JSON.
    #[error("the catalogue cannot be written: {0}")]
    Catalogue(#[from] serde_json::Error),
}

/// The bindings of a spec folder, with the hashes of its files.
///
/// # Errors
///
/// Every mistake in the spec, with its place.
pub fn bindings(spec: &Path, options: &Options) -> Result<Output, BuildError> {
    let model = crate::load(spec).map_err(BuildError::Spec)?;
    let mut output = emit(&model, options)?;
    let hashes = hashes(spec).map_err(|source| WriteError {
        path: spec.to_path_buf(),
        source,
    })?;
    output.files.insert(HASH_FILE.to_owned(), hashes);
    Ok(output)
}

/// How a manifest divides bindings into features.
///
/// # Errors
///
/// A manifest that does not say so, or cannot be read.
pub fn features_of(manifest: &Path) -> Result<Features, BuildError> {
    let text = read(manifest)?;
    Features::of_manifest(&text).map_err(|source| BuildError::Manifest {
        path: manifest.to_path_buf(),
        source,
    })
}

/// The text that a manifest should have, and the features that it lacks so far; nothing when it is up to date.
///
/// # Errors
///
/// A manifest without a place for features, or that cannot be read.
pub fn renewed_manifest(
    manifest: &Path,
    table: &FeatureTable,
) -> Result<Option<(String, Vec<String>)>, BuildError> {
    let old = read(manifest)?.replace('\r', "");
    let new = in_manifest(&old, table).map_err(|source| BuildError::Manifest {
        path: manifest.to_path_buf(),
        source,
    })?;
    if old == new {
        return Ok(None);
    }
    let lacks = |name: &&String| {
        !old.lines()
            .any(|line| line.starts_with(&format!("{name} = ")))
    };
    let lacking = table.keys().filter(lacks).cloned().collect();
    Ok(Some((new, lacking)))
}

fn read(path: &Path) -> Result<String, BuildError> {
    fs::read_to_string(path).map_err(|source| {
        let path = path.to_path_buf();
        BuildError::Write(WriteError { path, source })
    })
}

/// The model of a spec folder as JSON, for programs that read the spec at run time.
///
/// # Errors
///
/// Every mistake in the spec, with its place.
pub fn catalogue(spec: &Path) -> Result<String, BuildError> {
    let model = crate::load(spec).map_err(BuildError::Spec)?;
    catalogue_text(&model)
}

/// One line per item, so that a change of the spec is a small difference.
fn catalogue_text(model: &Model) -> Result<String, BuildError> {
    let serde_json::Value::Object(parts) = serde_json::to_value(model)? else {
        return Ok(String::new());
    };
    let mut text = String::from("{");
    for (index, (name, items)) in parts.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&format!("{}: [", serde_json::to_string(name)?));
        for (index, item) in items.as_array().into_iter().flatten().enumerate() {
            text.push_str(if index == 0 { "\n" } else { ",\n" });
            text.push_str(&serde_json::to_string(item)?);
        }
        text.push(']');
    }
    text.push_str("\n}\n");
    Ok(text)
}

/// Brings `out` up to date with `spec` and tells cargo when to ask again; for build scripts.
///
/// Prints `cargo::rerun-if-changed` for the spec and for every generated file, so that a hand edit is undone by the next
/// build. Files that are written get a time before the script's start, or cargo would run it once more for its own output.
///
/// With a manifest the bindings are divided into its features, which are written into it. Cargo has read the manifest by then,
/// so that features that are new in this build are switched on by the script itself.
///
/// # Errors
///
/// Every mistake in the spec, with its place; a file that cannot be written; a manifest without a place for features.
pub fn in_build_script(
    spec: &Path,
    out: &Path,
    manifest: Option<&Path>,
    options: &Options,
) -> Result<Changes, BuildError> {
    println!("cargo::rerun-if-changed={}", spec.display());
    let mut options = options.clone();
    if let Some(manifest) = manifest {
        println!("cargo::rerun-if-changed={}", manifest.display());
        options.features = Some(features_of(manifest)?);
    }
    let output = bindings(spec, &options)?;
    let mut changes = output.write(out)?;
    if let Some(manifest) = manifest
        && let Some((text, lacking)) = renewed_manifest(manifest, &output.features)?
    {
        put(manifest, &text)?;
        changes.written.push(manifest.to_path_buf());
        for feature in lacking {
            println!("cargo::rustc-check-cfg=cfg(feature, values({feature:?}))");
            println!("cargo::rustc-cfg=feature={feature:?}");
        }
    }
    changes.written.iter().for_each(|path| backdate(path));
    for name in output.files.keys() {
        println!("cargo::rerun-if-changed={}", out.join(name).display());
    }
    Ok(changes)
}

/// The same for the catalogue, which is one file among others that are not ours.
///
/// # Errors
///
/// Every mistake in the spec, with its place; a file that cannot be written.
pub fn catalogue_in_build_script(spec: &Path, file: &Path) -> Result<(), BuildError> {
    println!("cargo::rerun-if-changed={}", spec.display());
    let text = catalogue(spec)?;
    if differs(file, &text)? {
        put(file, &text)?;
        backdate(file);
    }
    println!("cargo::rerun-if-changed={}", file.display());
    Ok(())
}

/// Only a build that is run once too often depends on it.
fn backdate(path: &Path) {
    let before = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let _ = fs::File::options()
        .write(true)
        .open(path)
        .and_then(|file| file.set_modified(before));
}

/// A line per file of the spec: hash and path. The bindings' own build script computes the same, without this crate.
fn hashes(spec: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    let mut folders = vec![spec.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                files.push(path);
            }
        }
    }
    let mut lines = files
        .iter()
        .map(|path| {
            Ok(format!(
                "{} {:016x}\n",
                relative(path, spec),
                fnv1a(&fs::read(path)?)
            ))
        })
        .collect::<io::Result<Vec<String>>>()?;
    lines.sort();
    Ok(lines.concat())
}

fn relative(path: &Path, folder: &Path) -> String {
    let below: PathBuf = path.strip_prefix(folder).unwrap_or(path).to_path_buf();
    below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// FNV-1a, 64 bits; carriage returns do not count, as checkouts differ in them.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .filter(|&&byte| byte != b'\r')
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}
