//! `application/x-www-form-urlencoded` with PHP's bracketed keys, which is what the portal posts.

use percent_encoding::percent_decode;

use crate::decode::{Decode, DecodeError, Entries, Items, Sink, Slot, read};

/// No more bytes than these are read.
const MOST_BYTES: usize = 8 << 20;
/// No more pairs. PHP itself takes 1,000; an insertion looks at all its siblings.
const MOST_PAIRS: usize = 5_000;
/// No more brackets in a key.
const DEEPEST: usize = 32;

/// Why a form was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// More than 8 MiB.
    #[error("the form is too long")]
    TooLong,
    /// More than 5,000 pairs.
    #[error("the form has too many fields")]
    TooMany,
    /// More than 32 brackets in a key.
    #[error("a key of the form has too many brackets")]
    TooDeep,
}

/// A form as a tree: `data[FIELDS][ID]=1&a[]=2`. Keys keep their order, every leaf is a text.
///
/// ```
/// use bitrix24_client::event::Form;
///
/// let form = Form::parse(b"event=ONADD&data%5BFIELDS%5D%5BID%5D=1&tags[]=a&tags[]=b").unwrap();
/// assert_eq!(form.read::<i64>(&["data", "FIELDS", "ID"]).unwrap(), 1);
/// assert_eq!(form.read::<Vec<String>>(&["tags"]).unwrap(), ["a", "b"]);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Form(Vec<(String, Node)>);

#[derive(Clone, PartialEq, Eq)]
enum Node {
    Text(String),
    Map(Vec<(String, Node)>),
}

impl Form {
    /// Parses any bytes as PHP would: nothing is malformed, a key that is used twice takes its last value, and what is no UTF-8 is
    /// replaced.
    ///
    /// # Errors
    ///
    /// If the form is longer, wider or deeper than any that a portal sends.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        let mut form = Self::default();
        form.extend(bytes)?;
        Ok(form)
    }

    /// Adds the pairs of another form; they win.
    pub(crate) fn extend(&mut self, bytes: &[u8]) -> Result<(), FormError> {
        if bytes.len() > MOST_BYTES {
            return Err(FormError::TooLong);
        }
        let pairs = bytes
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty());
        for (count, pair) in pairs.enumerate() {
            if count == MOST_PAIRS {
                return Err(FormError::TooMany);
            }
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let key = text(parts.next().unwrap_or_default());
            let value = text(parts.next().unwrap_or_default());
            // A value without a name is left out, as PHP does it.
            if !key.is_empty() {
                insert(&mut self.0, &path(&key)?, value);
            }
        }
        Ok(())
    }

    /// Takes keys and what stands below them out.
    pub(crate) fn leave_out(&mut self, keys: &[&str]) {
        self.0.retain(|(key, _)| !keys.contains(&key.as_str()));
    }

    /// What stands below a path of keys; null if nothing does.
    #[must_use]
    pub fn slot(&self, path: &[&str]) -> FormSlot<'_> {
        let Some((first, rest)) = path.split_first() else {
            return FormSlot(Place::Map(&self.0));
        };
        let mut node = find(&self.0, first);
        for key in rest {
            node = match node {
                Some(Node::Map(map)) => find(map, key),
                _ => None,
            };
        }
        FormSlot(match node {
            None => Place::Nothing,
            Some(Node::Text(text)) => Place::Text(text),
            Some(Node::Map(map)) => Place::Map(map),
        })
    }

    /// Reads what stands below a path of keys.
    ///
    /// # Errors
    ///
    /// If it is not a `T`; the path of the error begins with these keys.
    pub fn read<T: Decode>(&self, path: &[&str]) -> Result<T, DecodeError> {
        let below = |error| {
            path.iter()
                .rev()
                .fold(error, |error: DecodeError, key| error.at_key(key))
        };
        read(&mut self.slot(path)).map_err(below)
    }
}

/// The names only: values may be tokens.
impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Form")
            .field(&self.0.iter().map(|(key, _)| key).collect::<Vec<_>>())
            .finish()
    }
}

fn text(bytes: &[u8]) -> String {
    if bytes.contains(&b'+') {
        let spaced: Vec<u8> = bytes
            .iter()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect();
        return percent_decode(&spaced).decode_utf8_lossy().into_owned();
    }
    percent_decode(bytes).decode_utf8_lossy().into_owned()
}

/// `data[FIELDS][ID]` as its keys. What stands behind the last bracket is left out, a bracket that is not closed is a
/// part of the name.
fn path(key: &str) -> Result<Vec<&str>, FormError> {
    let Some((name, mut rest)) = key
        .split_once('[')
        .filter(|(name, rest)| !name.is_empty() && rest.contains(']'))
    else {
        return Ok(vec![key]);
    };
    let mut path = vec![name];
    while let Some((segment, after)) = rest.split_once(']') {
        if path.len() == DEEPEST {
            return Err(FormError::TooDeep);
        }
        path.push(segment);
        match after.strip_prefix('[') {
            Some(after) => rest = after,
            None => break,
        }
    }
    Ok(path)
}

fn insert(map: &mut Vec<(String, Node)>, path: &[&str], value: String) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    // `a[]` is always a new element.
    let place = if key.is_empty() {
        None
    } else {
        position(map, key)
    };
    let index = place.unwrap_or_else(|| {
        let key = if key.is_empty() {
            next_index(map)
        } else {
            (*key).to_owned()
        };
        map.push((key, Node::Text(String::new())));
        map.len() - 1
    });
    let Some((_, node)) = map.get_mut(index) else {
        return;
    };
    if rest.is_empty() {
        *node = Node::Text(value);
        return;
    }
    if let Node::Text(_) = node {
        *node = Node::Map(Vec::new());
    }
    if let Node::Map(map) = node {
        insert(map, rest, value);
    }
}

/// From the end, as pairs that belong together come together.
fn position(map: &[(String, Node)], key: &str) -> Option<usize> {
    map.iter().rposition(|(name, _)| name == key)
}

fn find<'m>(map: &'m [(String, Node)], key: &str) -> Option<&'m Node> {
    map.iter()
        .find(|(name, _)| name == key)
        .map(|(_, node)| node)
}

/// One more than the largest number among the keys.
fn next_index(map: &[(String, Node)]) -> String {
    let largest = map
        .iter()
        .filter_map(|(key, _)| key.parse::<u64>().ok())
        .max();
    largest
        .map_or(0, |largest| largest.saturating_add(1))
        .to_string()
}

/// What stands somewhere in a form. A map with the keys `0`, `1`, … in order is a list.
#[derive(Debug, Clone, Copy)]
pub struct FormSlot<'f>(Place<'f>);

#[derive(Clone, Copy)]
enum Place<'f> {
    Nothing,
    Text(&'f str),
    Map(&'f [(String, Node)]),
}

impl std::fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::Text(_) => "a text",
            Self::Map(_) => "a map",
        })
    }
}

impl Slot for FormSlot<'_> {
    fn read(&mut self, sink: &mut dyn Sink) -> Result<(), DecodeError> {
        match self.0 {
            Place::Nothing => sink.null(),
            Place::Text("undefined") => sink.undefined(),
            Place::Text(text) => sink.text(text),
            Place::Map(map)
                if map
                    .iter()
                    .enumerate()
                    .all(|(index, (key, _))| *key == index.to_string()) =>
            {
                sink.list(&mut FormNodes(map))
            }
            Place::Map(map) => sink.object(&mut FormNodes(map)),
        }
    }
}

impl Node {
    fn slot(&self) -> FormSlot<'_> {
        FormSlot(match self {
            Self::Text(text) => Place::Text(text),
            Self::Map(map) => Place::Map(map),
        })
    }
}

struct FormNodes<'f>(&'f [(String, Node)]);

impl Items for FormNodes<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(usize, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (index, (_, node)) in self.0.iter().enumerate() {
            take(index, &mut node.slot()).map_err(|error| error.at_index(index))?;
        }
        Ok(())
    }
}

impl Entries for FormNodes<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(&str, &mut dyn Slot) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (key, node) in self.0 {
            take(key, &mut node.slot()).map_err(|error| error.at_key(key))?;
        }
        Ok(())
    }
}
