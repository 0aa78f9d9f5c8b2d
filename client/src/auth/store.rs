//! Where tokens are kept while the program does not run, or for other machines.

use std::collections::HashMap;
use std::fs;
use std::future::Future;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use super::Tokens;

/// Tokens could not be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("the tokens of {member_id} could not be {what}: {source}")]
pub struct StoreError {
    member_id: String,
    what: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl StoreError {
    /// They could not be kept.
    pub fn saving(
        member_id: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            member_id: member_id.into(),
            what: "saved",
            source: source.into(),
        }
    }

    /// They could not be read.
    pub fn loading(
        member_id: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            member_id: member_id.into(),
            what: "loaded",
            source: source.into(),
        }
    }
}

/// What a store does, under way.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps tokens, by the portal they are for. New tokens are saved before they are used, as the old refresh token is good for
/// nothing then.
///
/// Workers that share a store share the tokens in it: whoever finds its own expired looks there first for those that
/// another one has renewed.
pub trait TokenStore: Send + Sync {
    /// The tokens of a portal, if there are any.
    fn load<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<Tokens>>;

    /// Keeps tokens in the place of earlier ones of the same portal.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> StoreFuture<'a, ()>;
}

/// Keeps tokens as long as the program runs.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tokens: Mutex<HashMap<String, Tokens>>,
}

impl TokenStore for MemoryStore {
    fn load<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<Tokens>> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let found = tokens.get(member_id).cloned();
        Box::pin(std::future::ready(Ok(found)))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> StoreFuture<'a, ()> {
        let mut all = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(tokens.member_id.clone(), tokens.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Keeps tokens in a folder, a file a portal. Files are replaced as a whole, and their owner alone may read them.
#[derive(Debug)]
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// In this folder, which is made when the first tokens are saved.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Names of portals come from outside: only what cannot lead elsewhere is taken for a file's name.
    fn path(&self, member_id: &str) -> io::Result<PathBuf> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if member_id.is_empty() || !member_id.bytes().all(plain) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "this cannot be the name of a portal",
            ));
        }
        Ok(self.folder.join(format!("{member_id}.json")))
    }

    fn read(&self, member_id: &str) -> io::Result<Option<Tokens>> {
        let text = match fs::read(self.path(member_id)?) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let value = serde_json::from_slice(&text)?;
        let tokens = Tokens::from_json(&value);
        tokens.map(Some).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "the file does not hold tokens")
        })
    }

    fn write(&self, tokens: &Tokens) -> io::Result<()> {
        let path = self.path(&tokens.member_id)?;
        fs::create_dir_all(&self.folder)?;
        let unique = format!("{}.{:x}.new", tokens.member_id, fastrand::u64(..));
        let new = self.folder.join(unique);
        let written = private(&new).and_then(|mut file| {
            file.write_all(tokens.to_json().to_string().as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &path)
        });
        if written.is_err() {
            // What could not be finished is of no use to anybody.
            let _ = fs::remove_file(&new);
        }
        written
    }
}

/// A new file that nobody else may read.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl TokenStore for FileStore {
    fn load<'a>(&'a self, member_id: &'a str) -> StoreFuture<'a, Option<Tokens>> {
        // Files of a few hundred bytes: not worth a thread.
        let read = self.read(member_id);
        let read = read.map_err(|error| StoreError::loading(member_id, error));
        Box::pin(std::future::ready(read))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> StoreFuture<'a, ()> {
        let written = self.write(tokens);
        let written = written.map_err(|error| StoreError::saving(&tokens.member_id, error));
        Box::pin(std::future::ready(written))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn tokens(access: &str) -> Tokens {
        let expires = SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000);
        Tokens::new("https://x/rest/", "portal1", access, "refresh", expires)
    }

    #[tokio::test]
    async fn files_are_private_and_whole() {
        let folder = std::env::temp_dir().join(format!("b24-tokens-{:x}", fastrand::u64(..)));
        let store = FileStore::new(&folder);
        assert!(store.load("portal1").await.unwrap().is_none());
        store.save(&tokens("one")).await.unwrap();
        store.save(&tokens("two")).await.unwrap();
        let read = store.load("portal1").await.unwrap().unwrap();
        assert!(read.same(&tokens("two")));
        let files: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(
            files.len(),
            1,
            "nothing is left of what was written on the way"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.join("portal1.json")).unwrap();
            assert_eq!(mode.permissions().mode() & 0o777, 0o600);
        }
        assert!(store.load("../portal1").await.is_err());
        fs::write(folder.join("portal1.json"), "{}").unwrap();
        let error = store.load("portal1").await.unwrap_err();
        assert!(
            error.to_string().contains("does not hold tokens"),
            "{error}"
        );
        fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn memory() {
        let store = MemoryStore::default();
        store.save(&tokens("one")).await.unwrap();
        assert!(store.load("portal1").await.unwrap().is_some());
        assert!(store.load("portal2").await.unwrap().is_none());
    }
}
