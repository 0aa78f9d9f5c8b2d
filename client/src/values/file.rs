//! Bytes in base64.

use std::future::poll_fn;
use std::io;
use std::path::Path;
use std::pin::pin;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use tokio::io::{AsyncRead, ReadBuf};

use super::dates::parsed;
use crate::decode::{Decode, DecodeError, Slot};
use crate::encode::{Arg, Encode};

/// Padding may be missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes, such as the content of a file; on the wire they are base64.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Base64(pub Vec<u8>);

/// What is read at once.
const PART: usize = 64 << 10;

impl Base64 {
    /// The content of a file on this machine, of at most `largest` bytes: a call holds all of what it uploads.
    ///
    /// ```no_run
    /// # async fn run() -> std::io::Result<()> {
    /// let picture = bitrix24_client::Base64::from_path("ada.png", 5 << 20).await?;
    /// # let _ = picture;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The system's, if the file cannot be read; [`FileTooLarge`](io::ErrorKind::FileTooLarge) if it is larger.
    pub async fn from_path(path: impl AsRef<Path>, largest: usize) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        // Files of an operating system have no other way than to block.
        let read = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::open(path)?;
            Self::from_reader(file, largest)
        });
        read.await.map_err(io::Error::other)?
    }

    /// What a reader gives until it ends, of at most `largest` bytes.
    ///
    /// # Errors
    ///
    /// The reader's; [`FileTooLarge`](io::ErrorKind::FileTooLarge) if there is more.
    pub fn from_reader(reader: impl io::Read, largest: usize) -> io::Result<Self> {
        let mut bytes = Vec::new();
        // One more than is allowed tells whether there is more.
        let mut limited = reader.take(largest as u64 + 1);
        io::Read::read_to_end(&mut limited, &mut bytes)?;
        if bytes.len() > largest {
            return Err(too_large(largest));
        }
        Ok(Self(bytes))
    }

    /// What a stream of bytes gives until it ends, of at most `largest` bytes.
    ///
    /// # Errors
    ///
    /// The stream's; [`FileTooLarge`](io::ErrorKind::FileTooLarge) if there is more.
    pub async fn from_stream(stream: impl AsyncRead, largest: usize) -> io::Result<Self> {
        let mut stream = pin!(stream);
        let mut bytes = Vec::new();
        let mut part = vec![0; PART];
        loop {
            let mut part = ReadBuf::new(&mut part);
            poll_fn(|context| stream.as_mut().poll_read(context, &mut part)).await?;
            let read = part.filled();
            if read.is_empty() {
                return Ok(Self(bytes));
            }
            if bytes.len() + read.len() > largest {
                return Err(too_large(largest));
            }
            bytes.extend_from_slice(read);
        }
    }
}

fn too_large(largest: usize) -> io::Error {
    let text = format!("the file is larger than {largest} bytes");
    io::Error::new(io::ErrorKind::FileTooLarge, text)
}

impl std::fmt::Debug for Base64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_owned())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn parse(text: &str) -> Option<Vec<u8>> {
    // Lines are broken by some senders.
    if text.contains(char::is_whitespace) {
        return LENIENT
            .decode(text.split_whitespace().collect::<String>())
            .ok();
    }
    LENIENT.decode(text).ok()
}

impl Decode for Base64 {
    const EXPECTING: &'static str = "base64";

    /// Base64 with or without padding and line breaks; `""` and `false` are nothing.
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(parsed(slot, Self::EXPECTING, parse)?.map(Self))
    }
}

impl Encode for Base64 {
    fn encode(&self) -> Arg {
        Arg::Text(STANDARD.encode(&self.0))
    }
}

impl crate::encode::IntoArg<Base64> for Vec<u8> {
    fn into_arg(self) -> Arg {
        Base64(self).encode()
    }
}

impl crate::encode::IntoArg<Base64> for &[u8] {
    fn into_arg(self) -> Arg {
        Arg::Text(STANDARD.encode(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_read_up_to_a_size() {
        let path = std::env::temp_dir().join(format!("bitrix24-upload-{}", std::process::id()));
        let content = vec![7; PART + 1];
        std::fs::write(&path, &content).unwrap();
        let expected = Base64(content.clone());
        let exactly = content.len();
        assert_eq!(Base64::from_path(&path, exactly).await.unwrap(), expected);
        let read = Base64::from_stream(content.as_slice(), exactly).await;
        assert_eq!(read.unwrap(), expected);

        let of_the_path = Base64::from_path(&path, exactly - 1).await.unwrap_err();
        std::fs::remove_file(&path).unwrap();
        let stream = Base64::from_stream(content.as_slice(), exactly - 1).await;
        for error in [of_the_path, stream.unwrap_err()] {
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
            assert_eq!(error.to_string(), "the file is larger than 65536 bytes");
        }
        let missing = Base64::from_path(&path, 1).await.unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}
