//! Spec folders for tests, removed when dropped.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own below the target folder.
pub struct Folder(PathBuf);

impl Folder {
    /// Files as `#= path` lines with their text below.
    pub fn of(text: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        fs::create_dir_all(&folder.0).unwrap();
        for part in text.split("#= ").skip(1) {
            let (path, text) = part.split_once('\n').unwrap();
            folder.append(path.trim(), text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Adds text to a file, which is made if it is not there.
    pub fn append(&self, path: &str, text: &str) {
        self.put(path, text.as_bytes(), true);
    }

    /// Writes a file anew.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        self.put(path, bytes, false);
    }

    fn put(&self, path: &str, bytes: &[u8], append: bool) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = fs::File::options()
            .create(true)
            .append(append)
            .write(!append)
            .truncate(!append)
            .open(path)
            .unwrap();
        file.write_all(bytes).unwrap();
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.0.join(path)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
