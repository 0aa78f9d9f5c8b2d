//! What structs, fields, enums and variants are called.

use std::collections::BTreeSet;

use super::earlier::{Earlier, Enum, Struct};
use super::user_field::{ListItem, UserField};
use super::words;

/// Names in use in one place.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    pub(super) fn with<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self(names.into_iter().map(str::to_uppercase).collect())
    }

    /// Whether the name was free; it is not any more. Case does not count, since fields become constants in capitals.
    fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_uppercase())
    }

    /// The name itself where it is free, else with an id after it, which stays the same however many others come and go.
    fn unique(&mut self, name: String, id: i64) -> String {
        if self.take(&name) {
            return name;
        }
        let snake = !name.contains(|c: char| c.is_ascii_uppercase());
        let gap = snake || name.ends_with(|c: char| c.is_ascii_digit());
        let mut longer = format!("{name}{}{id}", if gap { "_" } else { "" });
        while !self.take(&longer) {
            longer.push_str("_2");
        }
        longer
    }
}

/// The names of one entity's struct and of what belongs to it.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) name: String,
    /// In the order of the user fields.
    pub(super) fields: Vec<FieldNames>,
}

/// The names of a field and of its options.
#[derive(Debug)]
pub(super) struct FieldNames {
    pub(super) name: String,
    /// Of a list.
    pub(super) options: Option<EnumNames>,
}

/// The names of an enum and its variants.
#[derive(Debug)]
pub(super) struct EnumNames {
    pub(super) name: String,
    /// In the order of the options.
    pub(super) variants: Vec<String>,
    /// The variant for options that are added later.
    pub(super) other: String,
}

/// The variant for all other ids, where no option is called so: `Other` is what many an option is called.
const OTHER: &str = "Unlisted";

/// One entity that is named: what it is called, how it is found in an earlier file, what its user fields are.
pub(super) struct Wanted<'f> {
    pub(super) base: &'f str,
    pub(super) owner: &'f str,
    pub(super) path: &'f [String],
    pub(super) fields: &'f [UserField],
}

impl Wanted<'_> {
    /// Names everything. What had a name before keeps it, and so is named first.
    pub(super) fn names(&self, types: &mut Taken, earlier: &Earlier) -> Names {
        let before = earlier.of(self.path);
        let kept = before.map(|before| before.name.clone());
        let name = match kept.filter(|name| types.take(name)) {
            Some(kept) => kept,
            None => types.unique(format!("{}Custom", self.base), 2),
        };
        let fields = self.field_names(before);
        let fields = self.fields.iter().zip(fields).map(|(field, name)| {
            let options = (field.kind == "enumeration").then(|| {
                let member = before.and_then(|before| before.fields.get(&field.name));
                let before = member
                    .and_then(|member| Some((member.ty.as_str(), earlier.options(&member.ty)?)));
                self.enum_names(types, field, &name, before)
            });
            FieldNames { name, options }
        });
        Names {
            name,
            fields: fields.collect(),
        }
    }

    fn field_names(&self, before: Option<&Struct>) -> Vec<String> {
        let kept = |field: &UserField| Some(before?.fields.get(&field.name)?.name.clone());
        let fresh = |field: &UserField| {
            let label = field.label.as_deref().and_then(words::field);
            label.unwrap_or_else(|| words::field_of_name(&field.name, self.owner))
        };
        name_all(&mut Taken::default(), self.fields, kept, fresh, |field| {
            field.id
        })
    }

    fn enum_names(
        &self,
        types: &mut Taken,
        field: &UserField,
        name: &str,
        before: Option<(&str, &Enum)>,
    ) -> EnumNames {
        let kept = before.map(|(name, _)| name.to_owned());
        let name = match kept.filter(|name| types.take(name)) {
            Some(kept) => kept,
            None => types.unique(format!("{}{}", self.base, words::type_name(name)), field.id),
        };
        let before = before.map(|(_, options)| options);
        let mut taken = Taken::default();
        let kept = |option: &ListItem| before?.variants.get(&option.id).cloned();
        let fresh = |option: &ListItem| {
            words::variant(&option.text).unwrap_or_else(|| format!("Option{}", option.id))
        };
        // It has a name from the beginning, so that an option called like it is the one that gets out of its way.
        let other = before.and_then(|before| before.other.clone());
        let other = other.unwrap_or_else(|| OTHER.to_owned());
        taken.take(&other);
        let variants = name_all(&mut taken, &field.options, kept, fresh, |option| option.id);
        EnumNames {
            name,
            variants,
            other,
        }
    }
}

/// Names things in their order, after those that have a name.
fn name_all<T>(
    taken: &mut Taken,
    things: &[T],
    kept: impl Fn(&T) -> Option<String>,
    fresh: impl Fn(&T) -> String,
    id: impl Fn(&T) -> i64,
) -> Vec<String> {
    let kept: Vec<Option<String>> = things
        .iter()
        .map(|thing| kept(thing).filter(|name| taken.take(name)))
        .collect();
    things
        .iter()
        .zip(kept)
        .map(|(thing, kept)| kept.unwrap_or_else(|| taken.unique(fresh(thing), id(thing))))
        .collect()
}
