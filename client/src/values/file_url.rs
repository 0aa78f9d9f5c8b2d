//! Addresses of files.

use std::fmt;
use std::ops::Deref;

use crate::decode::{Decode, DecodeError, Slot, read, without_secret};
use crate::encode::{Arg, Encode};

/// The address of a file, with or without the host. Portals put the caller's token into it, so `Debug` leaves out what stands
/// behind the path; the whole text is had by dereferencing, or by `Display`.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct FileUrl(pub String);

impl Deref for FileUrl {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FileUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = without_secret(&self.0);
        let rest = if shown.len() < self.0.len() {
            "…"
        } else {
            ""
        };
        write!(f, "FileUrl({shown}{rest})")
    }
}

impl From<&str> for FileUrl {
    fn from(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl From<String> for FileUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl Decode for FileUrl {
    const EXPECTING: &'static str = "the address of a file";

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(read::<Option<String>>(slot)?.map(Self))
    }
}

impl Encode for FileUrl {
    fn encode(&self) -> Arg {
        Arg::Text(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_not_shown() {
        let url = FileUrl::from("/show.php?auth=s3cr3t&id=1");
        assert_eq!(format!("{url:?}"), "FileUrl(/show.php?auth=…)");
        assert_eq!(url.to_string(), "/show.php?auth=s3cr3t&id=1");
        assert_eq!(
            format!("{:?}", FileUrl::from("https://a.b/rest/1/s3cr3t/x")),
            "FileUrl(https://a.b/rest/…)"
        );
        assert_eq!(format!("{:?}", FileUrl::from("/a")), "FileUrl(/a)");
    }
}
