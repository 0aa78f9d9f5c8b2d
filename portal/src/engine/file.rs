//! Files: how they are sent, kept and given out.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::fault::Fault;
use crate::php;

/// Padding is optional, as PHP's decoder sees it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What is wanted of a file field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wish {
    /// Nothing that makes sense was sent.
    Nothing,
    Keep(i64),
    Remove(i64),
    /// Whatever file there is goes.
    Clear,
    Upload {
        name: String,
        content: Vec<u8>,
        /// The file whose place it takes.
        replaces: Option<i64>,
    },
}

impl Wish {
    /// `{fileData: [name, base64]}`, `{fileData: base64}`, `{id, remove: "Y"}`.
    pub(crate) fn classic(value: &Value) -> Self {
        let field = |name: &str| php::get(value, name);
        if !value.is_object() {
            return Self::Nothing;
        }
        let id = field("id").map(php::int).filter(|id| *id > 0);
        if let Some(data) = field("fileData") {
            let parts: Vec<String> = php::values(data)
                .into_iter()
                .filter_map(php::text)
                .collect();
            return match parts.as_slice() {
                [content] => Self::upload("file", content, id),
                [name, content, ..] => Self::upload(name, content, id),
                [] => Self::Nothing,
            };
        }
        let remove = field("remove")
            .and_then(php::text)
            .is_some_and(|r| matches!(r.as_str(), "Y" | "y" | "1" | "true"));
        match id {
            Some(id) if remove => Self::Remove(id),
            Some(id) => Self::Keep(id),
            None => Self::Nothing,
        }
    }

    /// `[name, base64]`, or `{ID}` to keep a file.
    pub(crate) fn item(value: &Value) -> Self {
        match value {
            value if php::is_blank(value) => Self::Clear,
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(name), Value::String(content)] => Self::upload(name, content, None),
                [] => Self::Clear,
                _ => Self::Nothing,
            },
            Value::Object(_) => {
                let id = php::get(value, "ID")
                    .or_else(|| php::get(value, "id"))
                    .map(php::int);
                id.filter(|id| *id > 0).map_or(Self::Nothing, Self::Keep)
            }
            _ => Self::Nothing,
        }
    }

    fn upload(name: &str, content: &str, replaces: Option<i64>) -> Self {
        match decode(content) {
            Some(content) => Self::Upload {
                name: name.to_owned(),
                content,
                replaces,
            },
            None => Self::Nothing,
        }
    }
}

/// What base64 stands for; nothing when it is none.
pub(crate) fn decode(content: &str) -> Option<Vec<u8>> {
    let content: String = content.chars().filter(|c| !c.is_whitespace()).collect();
    BASE64.decode(content).ok()
}

/// Keeps a file.
pub(crate) fn save(db: &Connection, name: &str, content: &[u8]) -> Result<i64, Fault> {
    db.prepare_cached("INSERT INTO file (name, content) VALUES (?1, ?2)")?
        .execute((name, content))?;
    Ok(db.last_insert_rowid())
}

/// Forgets a file.
pub(crate) fn delete(db: &Connection, id: i64) -> Result<(), Fault> {
    db.prepare_cached("DELETE FROM file WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Name and content of a file.
pub(crate) fn load(db: &Connection, id: i64) -> rusqlite::Result<Option<(String, Vec<u8>)>> {
    let mut statement = db.prepare_cached("SELECT name, content FROM file WHERE id = ?1")?;
    statement
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}
