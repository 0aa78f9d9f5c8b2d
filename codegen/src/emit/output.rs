//! Generated files, and putting them on disk without touching those that are the same.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::FeatureTable;

/// Generated files: path below the output folder (with `/`) → text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// In order of their paths.
    pub files: BTreeMap<String, String>,
    /// The Cargo features that they are divided into, if any.
    pub features: FeatureTable,
}

/// What writing an [`Output`] did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there, or had another text.
    pub written: Vec<PathBuf>,
    /// Files of an earlier run that the spec no longer gives.
    pub removed: Vec<PathBuf>,
}

impl Changes {
    /// Whether the folder was up to date.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

/// A file could not be read, written or removed.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct WriteError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl Output {
    /// What [`Output::write`] would do to a folder, without doing it.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn compare(&self, folder: &Path) -> Result<Changes, WriteError> {
        let mut changes = Changes::default();
        for (name, text) in &self.files {
            let path = folder.join(name);
            if differs(&path, text)? {
                changes.written.push(path);
            }
        }
        for path in generated_files(folder)? {
            let known = path
                .strip_prefix(folder)
                .ok()
                .is_some_and(|below| self.files.contains_key(&slashed(below)));
            if !known {
                changes.removed.push(path);
            }
        }
        Ok(changes)
    }

    /// Brings a folder up to date: writes what differs, removes what an earlier run made and this one did not.
    ///
    /// Files that are the same are not written, so that their times stay, and folders left empty are removed.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, written or removed.
    pub fn write(&self, folder: &Path) -> Result<Changes, WriteError> {
        let changes = self.compare(folder)?;
        for path in &changes.removed {
            fs::remove_file(path).map_err(|source| WriteError {
                path: path.clone(),
                source,
            })?;
            let mut parent = path.parent();
            // Fails, and ends the walk, at the first folder that is not empty.
            while let Some(empty) =
                parent.filter(|parent| *parent != folder && fs::remove_dir(parent).is_ok())
            {
                parent = empty.parent();
            }
        }
        for path in &changes.written {
            let name = path.strip_prefix(folder).map(slashed).unwrap_or_default();
            let Some(text) = self.files.get(&name) else {
                continue;
            };
            put(path, text)?;
        }
        Ok(changes)
    }
}

/// Whether a file is not there or has another text.
///
/// # Errors
///
/// A file that cannot be read.
pub fn differs(path: &Path, text: &str) -> Result<bool, WriteError> {
    match fs::read(path) {
        Ok(old) => Ok(!same_text(&old, text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(WriteError {
            path: path.to_path_buf(),
            source,
        }),
    }
}

/// Writes one file, with the folders that it needs. Nothing beside it is looked at.
///
/// # Errors
///
/// A file that cannot be written.
pub fn put(path: &Path, text: &str) -> Result<(), WriteError> {
    let write = || {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)
    };
    write().map_err(|source| WriteError {
        path: path.to_path_buf(),
        source,
    })
}

/// Equal but for line ends, which a checkout may have changed.
fn same_text(old: &[u8], new: &str) -> bool {
    old == new.as_bytes() || old.iter().filter(|&&byte| byte != b'\r').eq(new.as_bytes())
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// Files below a folder that carry the mark of a generated file; others are somebody's own and stay.
fn generated_files(folder: &Path) -> Result<Vec<PathBuf>, WriteError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => {
                return Err(WriteError {
                    path: folder,
                    source,
                });
            }
        };
        for entry in entries {
            let entry = entry.map_err(|source| WriteError {
                path: folder.clone(),
                source,
            })?;
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read(&path).is_ok_and(|text| text.starts_with(super::MARK.as_bytes())) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
