//! Custom fields into what a record is written from.

use std::borrow::Cow;

use super::{CustomFields, CustomKind, CustomOf, custom_camel};
use crate::encode::{Arg, Assign, Pairs};
use crate::entity::{Field, Mode};

/// Adds every custom field to the pairs. Those that hold nothing are emptied where a record is changed, and left out where it
/// is made. `camel`: the record spells them `ufCrmX`.
pub fn write<O, M: Mode, C: CustomFields<O>>(pairs: &mut Pairs, fields: &C, camel: bool) {
    let mut known = C::FIELDS.iter();
    fields.write(&mut |name, value| {
        // Both are in the same order, by contract; where they are not, the name is respelled.
        let field = known.next().filter(|field| field.name == name);
        let file = field.is_some_and(|field| field.kind == CustomKind::File);
        let spelled = match field {
            _ if !camel => Cow::Borrowed(name),
            Some(field) => Cow::Borrowed(field.camel),
            None => Cow::Owned(custom_camel(name)),
        };
        put(
            pairs,
            spelled,
            if camel && file {
                value.map(item_file)
            } else {
                value
            },
            M::CLEARS,
        );
    });
    fields.write_named(&mut |name, value| {
        let name = if camel && name.starts_with("UF_") {
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

/// Adds one custom field to the pairs. `camel`: the record spells it `ufCrmX`.
pub fn assign<O, V, A>(
    pairs: &mut Pairs,
    field: &Field<CustomOf<O>, V, A>,
    value: impl Assign<V>,
    camel: bool,
) {
    let name = crate::filter::respelled(field.cow(), camel);
    pairs.put(name, value.assign());
}

/// Where names are in camel case, files are written in another shape: `[name, content]`, and `{"ID": 5}` for one that stays.
fn item_file(file: Arg) -> Arg {
    match file {
        Arg::List(files) => Arg::List(files.into_iter().filter_map(item_file_of_many).collect()),
        file => item_file_of_many(file).unwrap_or(Arg::Text(String::new())),
    }
}

/// `None` for one that is removed: it is not mentioned.
fn item_file_of_many(file: Arg) -> Option<Arg> {
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
