//! Waiting for a spec to be saved.
//!
//! By looking at names, lengths and times of its files a few times a second: a spec has some hundreds of files, looking at
//! them takes a millisecond, and it works on every file system, mounted and shared ones included.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

const OFTEN: Duration = Duration::from_millis(200);
/// How long nothing may change before a save counts as done: editors write in several steps, and several files at once.
const QUIET: Duration = Duration::from_millis(80);

type Files = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// What a folder looked like when it was last checked.
pub(crate) struct Watch {
    folder: PathBuf,
    seen: Files,
}

impl Watch {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            seen: files(folder),
        }
    }

    /// Returns when something has changed and nothing changes any more.
    pub(crate) fn wait(&mut self) {
        let mut last = loop {
            let now = files(&self.folder);
            if now != self.seen {
                break now;
            }
            thread::sleep(OFTEN);
        };
        loop {
            thread::sleep(QUIET);
            let now = files(&self.folder);
            if now == last {
                self.seen = now;
                return;
            }
            last = now;
        }
    }
}

/// Files of the spec; what cannot be looked at is not there.
fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            // Editors leave swap files and backups of other names.
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let path = entry.path();
            let Ok(about) = fs::metadata(&path) else {
                continue;
            };
            if about.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
            {
                files.insert(path, (about.len(), about.modified().ok()));
            }
        }
    }
    files
}
