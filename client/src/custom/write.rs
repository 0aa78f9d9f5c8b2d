//! Custom fields into what a record is written from.

use std::borrow::Cow;

use super::{CustomFields, CustomKind, CustomOf, custom_camel};
use crate::encode::{Arg, Assign, Pairs};
use crate::entity::{Entity, Field, Mode};

/// Adds every custom field to the pairs, as records of kind `E` spell and shape them. Those that hold nothing are emptied where
/// a record is changed, and left out where it is made.
pub fn write<E: Entity, M: Mode, C: CustomFields<E::Custom>>(pairs: &mut Pairs, fields: &C) {
    let mut known = C::FIELDS.iter();
    fields.write(&mut |name, value| {
        // Both are in the same order, by contract; where they are not, the name is respelled.
        let field = known.next().filter(|field| field.name == name);
        let spelled = match field {
            _ if !E::CUSTOM_CAMEL => Cow::Borrowed(name),
            Some(field) => Cow::Borrowed(field.camel),
            None => Cow::Owned(custom_camel(name)),
        };
        // An empty text does not clear a file; what does names the file.
        let file = field.is_some_and(|field| field.kind == CustomKind::File);
        put(pairs, spelled, value.map(shaped::<E>), M::CLEARS && !file);
    });
    fields.write_named(&mut |name, value| {
        let name = if E::CUSTOM_CAMEL && name.starts_with("UF_") {
            custom_camel(name)
        } else {
            name.to_owned()
        };
        put(pairs, Cow::Owned(name), value, M::CLEARS);
    });
}

fn put(pairs: &mut Pairs, name: Cow<'static, str>, value: Option<Arg>, clears: bool) {
    match value {
        Some(value) => pairs.put(name, value),
        None if clears => pairs.put(name, Arg::Text(String::new())),
        None => {}
    }
}

/// Adds one custom field to the pairs.
pub fn assign<E: Entity, V, A>(
    pairs: &mut Pairs,
    field: &Field<CustomOf<E::Custom>, V, A>,
    value: impl Assign<V>,
) {
    let name = crate::filter::respelled(field.cow(), E::CUSTOM_CAMEL);
    pairs.put(name, shaped::<E>(value.assign()));
}

fn shaped<E: Entity>(value: Arg) -> Arg {
    if E::CUSTOM_FILE_PAIRS {
        file_pairs(value)
    } else {
        value
    }
}

/// Files as `[name, content]`, and as `{"ID": 5}` where they stay; other values as they are.
fn file_pairs(value: Arg) -> Arg {
    match value {
        Arg::List(files) if files.iter().any(is_file) => {
            Arg::List(files.into_iter().filter_map(file_pair).collect())
        }
        file if is_file(&file) => file_pair(file).unwrap_or(Arg::Text(String::new())),
        other => other,
    }
}

/// Files are the only custom values that are written as objects.
fn is_file(value: &Arg) -> bool {
    matches!(value, Arg::Map(entries) if entries.iter().any(|(key, _)| matches!(key.as_ref(), "fileData" | "id" | "remove")))
}

/// `None` for one that is removed: it is not mentioned.
fn file_pair(file: Arg) -> Option<Arg> {
    let entries = match file.into_entries() {
        Ok(entries) => entries,
        Err(other) => return Some(other),
    };
    if entries.iter().any(|(key, _)| key == "remove") {
        return None;
    }
    match entries.into_iter().next() {
        Some((key, content)) if key == "fileData" => Some(content),
        Some((_, id)) => Some(Arg::Map(vec![(Cow::Borrowed("ID"), id)])),
        None => None,
    }
}
