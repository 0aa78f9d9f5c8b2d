//! Objects: records, tuples, tagged unions.

use serde_json::Value;

use super::{Decode, DecodeError, Entries, Items, Sink, Slot, any, numbers};

/// Something with named fields, as the generator and the derive macros write it.
///
/// ```
/// use bitrix24_client::{Decode, DecodeError, Object, Slot, decode};
///
/// #[derive(Default, Debug, PartialEq)]
/// struct Size {
///     width: i64,
///     label: Option<String>,
/// }
///
/// impl Object for Size {
///     fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
///         match key {
///             "width" => self.width = decode::read(slot)?,
///             "label" => self.label = decode::read(slot)?,
///             _ => return Ok(false),
///         }
///         Ok(true)
///     }
///
///     fn certain(&self) -> &'static [&'static str] {
///         &["width"]
///     }
/// }
///
/// impl Decode for Size {
///     fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
///         decode::object(slot)
///     }
/// }
///
/// let size: Size = decode::from_slice(br#"{"width": "7", "label": ""}"#).unwrap();
/// assert_eq!(size, Size { width: 7, label: None });
/// let error = decode::from_slice::<Size>(br#"{"label": "x"}"#).unwrap_err();
/// assert_eq!(error.to_string(), "width: expected a value, nothing came");
/// ```
pub trait Object {
    /// Reads the value of a field. `false`: the key is none of ours, and the slot was left alone.
    ///
    /// # Errors
    ///
    /// If the value is not what the field holds.
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError>;

    /// Keys that must come, spelled as [`set`](Self::set) knows them.
    fn certain(&self) -> &'static [&'static str] {
        &[]
    }

    /// How the keys of this object are spelled.
    fn spelling(&self) -> Spelling {
        Spelling::Any
    }
}

/// How the keys of an object are spelled. A key that [`Object::set`] does not know is tried once more in this spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Spelling {
    /// In various ways: unknown keys are not tried again.
    #[default]
    Any,
    /// `RESPONSIBLE_ID`
    Upper,
    /// `responsibleId`
    Camel,
    /// `responsible_id`
    Snake,
}

/// Reads an object. `[]`, `""`, `false`, `null` and an object without entries that lacks something certain are nothing; a
/// list is an object with the keys `0`, `1`, ….
///
/// # Errors
///
/// If something else came, or a certain key did not.
pub fn object<T: Object + Default>(slot: &mut dyn Slot) -> Result<Option<T>, DecodeError> {
    let mut value = T::default();
    match fill(slot, &mut value) {
        Ok(true) => Ok(Some(value)),
        Ok(false) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Not generic: this is compiled once, whatever the number of records.
fn fill(slot: &mut dyn Slot, object: &mut dyn Object) -> Result<bool, DecodeError> {
    let mut sink = Fill {
        certain: object.certain(),
        spelling: object.spelling(),
        object,
        seen: Seen::default(),
        came: false,
    };
    slot.read(&mut sink)?;
    Ok(sink.came)
}

struct Fill<'o> {
    object: &'o mut dyn Object,
    certain: &'static [&'static str],
    spelling: Spelling,
    seen: Seen,
    came: bool,
}

impl Fill<'_> {
    /// Whether the key was one of the object's.
    #[inline]
    fn entry(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        if self.object.set(key, slot)? {
            if self.seen.count < self.certain.len() {
                self.seen.mark(self.certain, key);
            }
            return Ok(true);
        }
        if self.spelling == Spelling::Any || is_custom(key) {
            return Ok(false);
        }
        self.respelled(key, slot)
    }

    fn respelled(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        let Some(key) = respell(key, self.spelling) else {
            return Ok(false);
        };
        let taken = self.object.set(&key, slot)?;
        if taken {
            self.seen.mark(self.certain, &key);
        }
        Ok(taken)
    }

    /// An empty object stands for nothing where something certain is missing from it.
    fn finish(&mut self, empty: bool) -> Result<(), DecodeError> {
        let missing = self.seen.missing(self.certain);
        match missing {
            Some(key) if !empty => return Err(DecodeError::nothing("a value").at_key(key)),
            Some(_) => {}
            None => self.came = true,
        }
        Ok(())
    }
}

impl Sink for Fill<'_> {
    fn expecting(&self) -> &'static str {
        "an object"
    }

    fn undefined(&mut self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        let mut empty = true;
        let mut taken = false;
        items.each(&mut |index, slot| {
            empty = false;
            taken |= self.entry(&index.to_string(), slot)?;
            Ok(())
        })?;
        // `[]` is how PHP spells an object without entries: nothing, even if nothing is certain. A list none of whose places
        // is a key of ours is a list after all.
        match (empty, taken) {
            (true, _) => Ok(()),
            (false, true) => self.finish(false),
            (false, false) => Err(DecodeError::new(self.expecting(), "a list")),
        }
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        let mut empty = true;
        entries.each(&mut |key, slot| {
            empty = false;
            self.entry(key, slot).map(|_| ())
        })?;
        self.finish(empty)
    }
}

/// Which of the certain keys have come: a bit each for the first 64, which is more than any object has, and a list beyond.
#[derive(Default)]
struct Seen {
    count: usize,
    bits: u64,
    more: Vec<usize>,
}

impl Seen {
    fn mark(&mut self, certain: &[&str], key: &str) {
        let Some(index) = certain.iter().position(|name| *name == key) else {
            return;
        };
        if !self.has(index) {
            self.count += 1;
            if index < 64 {
                self.bits |= 1 << index;
            } else {
                self.more.push(index);
            }
        }
    }

    fn has(&self, index: usize) -> bool {
        if index < 64 {
            self.bits & (1 << index) != 0
        } else {
            self.more.contains(&index)
        }
    }

    fn missing(&self, certain: &'static [&'static str]) -> Option<&'static str> {
        if self.count == certain.len() {
            return None;
        }
        certain
            .iter()
            .enumerate()
            .find(|(index, _)| !self.has(*index))
            .map(|(_, key)| *key)
    }
}

/// Whether a key is that of a custom field; these have spellings of their own.
fn is_custom(key: &str) -> bool {
    key.starts_with("UF_")
        || (key.starts_with("uf") && key.as_bytes().get(2).is_some_and(u8::is_ascii_uppercase))
}

/// A key in another spelling; `None` if that is the one it has.
pub(super) fn respell(key: &str, spelling: Spelling) -> Option<String> {
    let mut out = String::with_capacity(key.len() + 4);
    match spelling {
        Spelling::Any => return None,
        Spelling::Camel => {
            // Words come as `WORD_WORD` or `word_word`; a key without `_` is one word, or camel already.
            let lower = !key.contains(|c: char| c.is_ascii_lowercase());
            let mut up = false;
            for (index, letter) in key.chars().enumerate() {
                if letter == '_' {
                    up = !out.is_empty();
                } else {
                    out.push(match (up, lower || index == 0) {
                        (true, _) => letter.to_ascii_uppercase(),
                        (false, true) => letter.to_ascii_lowercase(),
                        (false, false) => letter,
                    });
                    up = false;
                }
            }
        }
        Spelling::Upper | Spelling::Snake => {
            let mut before = '_';
            for letter in key.chars() {
                if letter.is_ascii_uppercase()
                    && (before.is_ascii_lowercase() || before.is_ascii_digit())
                {
                    out.push('_');
                }
                out.push(if spelling == Spelling::Upper {
                    letter.to_ascii_uppercase()
                } else {
                    letter.to_ascii_lowercase()
                });
                before = letter;
            }
        }
    }
    (out != key).then_some(out)
}

/// Reads a positional array: `read` gets the place and the element, and says `false` for elements it leaves out. `false`:
/// nothing came. An object with the keys `0`, `1`, … (a PHP array with gaps) is read the same way.
///
/// # Errors
///
/// If something else than a list came, or one that does not go on to `least` elements, and those of `read`.
pub fn tuple(
    slot: &mut dyn Slot,
    least: usize,
    read: &mut dyn FnMut(usize, &mut dyn Slot) -> Result<bool, DecodeError>,
) -> Result<bool, DecodeError> {
    let mut sink = TupleSink { read, length: 0 };
    slot.read(&mut sink)?;
    match sink.length {
        0 => Ok(false),
        length if length < least => Err(DecodeError::nothing("a value").at_index(length)),
        _ => Ok(true),
    }
}

struct TupleSink<'r> {
    read: &'r mut dyn FnMut(usize, &mut dyn Slot) -> Result<bool, DecodeError>,
    /// One more than the highest place that came.
    length: usize,
}

impl Sink for TupleSink<'_> {
    fn expecting(&self) -> &'static str {
        "a list"
    }

    fn list(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        items.each(&mut |index, slot| {
            self.length = index + 1;
            (self.read)(index, slot).map(|_| ())
        })
    }

    fn object(&mut self, entries: &mut dyn Entries) -> Result<(), DecodeError> {
        entries.each(&mut |key, slot| {
            let index: usize = key
                .parse()
                .map_err(|_| DecodeError::new("a list", "an object"))?;
            self.length = self.length.max(index.saturating_add(1));
            (self.read)(index, slot).map(|_| ())
        })
    }
}

/// An object whose fields depend on one of them, or whose only key tells what it holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Tagged {
    /// The value of the field that tells, or the only key; `""` if there is none.
    pub tag: String,
    /// The whole object, with what tells.
    pub body: Value,
}

/// Reads an object whose fields depend on field `by`, which may come in any place: it is kept as JSON until then.
///
/// # Errors
///
/// If something else than an object came.
pub fn tagged(slot: &mut dyn Slot, by: &str) -> Result<Option<Tagged>, DecodeError> {
    let Some(map) = whole(slot)? else {
        return Ok(None);
    };
    let tag = match map.get(by) {
        Some(tag) => numbers::text(&mut super::JsonSlot(tag)).map_err(|error| error.at_key(by))?,
        None => None,
    };
    Ok(Some(Tagged {
        tag: tag.unwrap_or_default(),
        body: Value::Object(map),
    }))
}

/// An object as it came, unless something came that stands for none.
fn whole(slot: &mut dyn Slot) -> Result<Option<serde_json::Map<String, Value>>, DecodeError> {
    Ok(match any(slot)? {
        None | Some(Value::Bool(false)) => None,
        Some(Value::Object(map)) => Some(map),
        Some(Value::Array(list)) if list.is_empty() => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(other) => return Err(DecodeError::unexpected("an object", &other)),
    })
}

/// Reads an object whose only key tells what it holds. Of one with more keys, or none, nothing is told: the tag is `""`.
///
/// # Errors
///
/// If something else than an object came.
pub fn only_key(slot: &mut dyn Slot) -> Result<Option<Tagged>, DecodeError> {
    let Some(map) = whole(slot)? else {
        return Ok(None);
    };
    let tag = match map.keys().next() {
        Some(key) if map.len() == 1 => key.clone(),
        _ => String::new(),
    };
    Ok(Some(Tagged {
        tag,
        body: Value::Object(map),
    }))
}

impl Tagged {
    /// The value behind the only key.
    ///
    /// # Errors
    ///
    /// If it is not a `T`.
    pub fn value<T: Decode>(&self) -> Result<T, DecodeError> {
        let value = self.body.get(&self.tag).unwrap_or(&Value::Null);
        super::from_json(value).map_err(|error| error.at_key(&self.tag))
    }
}

impl<T: Decode> Decode for Box<T> {
    const EXPECTING: &'static str = T::EXPECTING;

    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        Ok(T::decode(slot)?.map(Box::new))
    }

    fn empty() -> Option<Self> {
        T::empty().map(Box::new)
    }

    fn attach(&mut self, meta: &super::Meta) {
        (**self).attach(meta);
    }
}
