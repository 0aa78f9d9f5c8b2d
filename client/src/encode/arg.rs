//! One parameter, or a part of it.

use std::borrow::Cow;

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::values::Secret;

/// A value as it is sent. Keys keep their order.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Arg {
    /// `null`; in a batch an empty value.
    #[default]
    Null,
    /// `true`; in a batch `1`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// A text that is not shown.
    Secret(Secret),
    /// A list.
    List(Vec<Arg>),
    /// An object.
    Map(Vec<(Cow<'static, str>, Arg)>),
    /// JSON that was given as such.
    Json(Value),
    /// The result of another command of the same batch: `$result[c0][ID]`.
    Reference(String),
    /// What cannot be sent, and why; [`Error::InvalidArgument`](crate::Error::InvalidArgument) before anything is.
    Invalid(String),
}

impl Arg {
    /// A list of texts.
    pub(crate) fn texts<I: IntoIterator<Item: Into<String>>>(texts: I) -> Self {
        Self::List(
            texts
                .into_iter()
                .map(|text| Self::Text(text.into()))
                .collect(),
        )
    }

    /// The entries of an object, JSON or ours.
    ///
    /// # Errors
    ///
    /// The value itself if it is no object.
    pub(crate) fn into_entries(self) -> Result<Vec<(Cow<'static, str>, Arg)>, Arg> {
        match self {
            Self::Map(entries) => Ok(entries),
            Self::Json(Value::Object(map)) => Ok(map
                .into_iter()
                .map(|(key, value)| (Cow::Owned(key), Self::Json(value)))
                .collect()),
            other => Err(other),
        }
    }

    /// Merges an object into this one; what is new wins. Anything else replaces it.
    pub(crate) fn merge(&mut self, new: Arg) {
        if !matches!(new, Self::Map(_) | Self::Json(Value::Object(_))) {
            *self = new;
            return;
        }
        let mut entries = match std::mem::take(self).into_entries() {
            Ok(entries) => entries,
            // An invalid value stays invalid, whatever is added.
            Err(Self::Invalid(reason)) => return *self = Self::Invalid(reason),
            Err(_) => return *self = new,
        };
        for (key, value) in new.into_entries().unwrap_or_default() {
            match entries.iter_mut().find(|(name, _)| *name == key) {
                Some((_, old)) => *old = value,
                None => entries.push((key, value)),
            }
        }
        *self = Self::Map(entries);
    }

    /// Puts a value at a path inside and leaves what stands beside it; objects on the way are made as needed.
    pub(crate) fn put<K: Into<Cow<'static, str>>>(
        &mut self,
        mut path: impl Iterator<Item = K>,
        value: Arg,
    ) {
        let Some(key) = path.next().map(Into::into) else {
            *self = value;
            return;
        };
        // An invalid value stays invalid, whatever is added.
        if matches!(self, Self::Invalid(_)) {
            return;
        }
        let mut entries = std::mem::take(self).into_entries().unwrap_or_default();
        match entries.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => old.put(path, value),
            None => {
                let mut inner = Self::Null;
                inner.put(path, value);
                entries.push((key, inner));
            }
        }
        *self = Self::Map(entries);
    }

    /// The first reason why it cannot be sent, with the path to it: `fields.members[2]`.
    pub(crate) fn invalid(&self) -> Option<(String, &str)> {
        let below = |key: &str, (path, reason): (String, _)| {
            let dot = if path.is_empty() || path.starts_with('[') {
                ""
            } else {
                "."
            };
            (format!("{key}{dot}{path}"), reason)
        };
        match self {
            Self::Invalid(reason) => Some((String::new(), reason)),
            Self::List(list) => list
                .iter()
                .enumerate()
                .find_map(|(i, arg)| arg.invalid().map(|found| below(&format!("[{i}]"), found))),
            Self::Map(map) => map
                .iter()
                .find_map(|(key, arg)| arg.invalid().map(|found| below(key, found))),
            _ => None,
        }
    }

    /// Whether the platform would take a text in it for a reference when it stands in a batch. There is no way to escape one, so
    /// that a text from outside could pull in the answers of other commands.
    pub(crate) fn looks_like_a_reference(&self) -> bool {
        match self {
            Self::Text(text) => is_reference(text),
            Self::Secret(secret) => is_reference(secret.reveal()),
            Self::List(list) => list.iter().any(Self::looks_like_a_reference),
            Self::Map(map) => map.iter().any(|(_, arg)| arg.looks_like_a_reference()),
            Self::Json(json) => json_looks_like_a_reference(json),
            _ => false,
        }
    }

    /// Calls `see` for every reference in it.
    pub(crate) fn references(&self, see: &mut dyn FnMut(&str)) {
        match self {
            Self::Reference(reference) => see(reference),
            Self::List(list) => list.iter().for_each(|arg| arg.references(see)),
            Self::Map(map) => map.iter().for_each(|(_, arg)| arg.references(see)),
            _ => {}
        }
    }
}

fn json_looks_like_a_reference(json: &Value) -> bool {
    match json {
        Value::String(text) => is_reference(text),
        Value::Array(list) => list.iter().any(json_looks_like_a_reference),
        Value::Object(map) => map.values().any(json_looks_like_a_reference),
        _ => false,
    }
}

/// `$result[…` and its kin, in any case, anywhere in the text.
fn is_reference(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        ["result[", "error[", "total[", "next[", "time["]
            .iter()
            .any(|name| {
                rest.get(..name.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            })
    })
}

impl Serialize for Arg {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Text(text) | Self::Reference(text) => serializer.serialize_str(text),
            Self::Secret(secret) => serializer.serialize_str(secret.reveal()),
            Self::List(list) => serializer.collect_seq(list),
            Self::Map(entries) => map(entries, serializer),
            Self::Json(value) => value.serialize(serializer),
            Self::Invalid(reason) => Err(S::Error::custom(reason)),
        }
    }
}

/// Writes entries as an object.
pub(crate) fn map<S: Serializer>(
    entries: &[(Cow<'static, str>, Arg)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(entries.len()))?;
    for (key, value) in entries {
        map.serialize_entry(key, value)?;
    }
    map.end()
}
