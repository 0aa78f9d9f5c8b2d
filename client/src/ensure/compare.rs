//! What a struct says of its fields against what a portal has.

use super::portal::{Described, Label};
use super::step::{self, Action, Difference, Step};
use crate::custom::{CustomField, CustomKind, CustomMethods};

/// What there is to do, in the order of `fields`.
pub(super) fn steps(
    methods: &CustomMethods,
    language: Option<&str>,
    fields: &[CustomField],
    found: &[Described],
) -> Vec<Step> {
    let step = |field: &CustomField| {
        let action = match Described::named(found, field.name) {
            None => create(methods, field),
            Some(described) => change(language, field, described)?,
        };
        Some(Step {
            field: *field,
            action,
        })
    };
    fields.iter().filter_map(step).collect()
}

/// A field that is missing.
fn create(methods: &CustomMethods, field: &CustomField) -> Action {
    let mut reasons = Vec::new();
    if !field.name.starts_with(methods.prefix) {
        // The platform would make another one, again at every run.
        reasons.push(format!("names of new fields begin with {}", methods.prefix));
    }
    match field.kind {
        CustomKind::Other => {
            reasons.push("it is missing, and its type does not say what kind to make".to_owned());
        }
        CustomKind::Crm
        | CustomKind::CrmStatus
        | CustomKind::IblockElement
        | CustomKind::IblockSection => reasons.push(format!(
            "it is missing, and a field of type {} needs settings: make it with {}",
            field.kind.wire(),
            methods.add.name
        )),
        CustomKind::Boolean if field.multiple => {
            reasons.push("a boolean holds one value".to_owned());
        }
        _ => {}
    }
    let mut ids = field
        .options
        .iter()
        .filter_map(|option| Some((option.name, option.id?)));
    if let Some((name, id)) = ids.next() {
        reasons.push(format!(
            "it is missing, and the portal will number its options by itself, while `{name}` has the id {id}: tell them by `value` instead of `id`"
        ));
    }
    if reasons.is_empty() {
        Action::Create
    } else {
        Action::Refuse(reasons)
    }
}

/// A field that is there; nothing if it is in order.
fn change(language: Option<&str>, field: &CustomField, described: &Described) -> Option<Action> {
    let mut reasons = Vec::new();
    let mut differences = Vec::new();
    let wire = field.kind.wire();
    // What is read as JSON is of any type.
    if field.kind != CustomKind::Other && wire != described.kind {
        reasons.push(format!(
            "{} in the portal, {} in the struct: a type cannot be changed",
            step::kind(&described.kind),
            step::kind(wire)
        ));
    }
    if field.multiple != described.multiple {
        let values = |multiple| if multiple { "many values" } else { "one value" };
        reasons.push(format!(
            "{} in the portal, {} in the struct: that cannot be changed",
            values(described.multiple),
            values(field.multiple)
        ));
    }
    if let Some(to) = field.label
        && let [in_forms, ..] = &described.labels
        && !is_label(in_forms, language, to)
    {
        let from = shown(in_forms, language);
        differences.push(Difference::Label { from, to });
    }
    if let Some(mandatory) = field.mandatory
        && mandatory != described.mandatory
    {
        differences.push(Difference::Mandatory(mandatory));
    }
    if let Some(shown) = field.show_in_list
        && shown != described.show_in_list
    {
        differences.push(Difference::ShowInList(shown));
    }
    if wire == described.kind {
        options(field, described, &mut differences, &mut reasons);
    }
    if !reasons.is_empty() {
        return Some(Action::Refuse(reasons));
    }
    (!differences.is_empty()).then_some(Action::Update(differences))
}

fn is_label(label: &Label, language: Option<&str>, text: &str) -> bool {
    match language {
        Some(language) => label.get(language).is_some_and(|own| own == text),
        None => label.values().any(|own| own == text),
    }
}

/// The text that a change would replace.
fn shown(label: &Label, language: Option<&str>) -> Option<String> {
    let text = match language {
        Some(language) => label.get(language),
        None => label.get("en").or_else(|| label.values().next()),
    };
    text.filter(|text| !text.is_empty()).cloned()
}

fn options(
    field: &CustomField,
    described: &Described,
    differences: &mut Vec<Difference>,
    reasons: &mut Vec<String>,
) {
    for option in field.options {
        let same_text = |value: &str| {
            let options = described.options.iter();
            options
                .filter(|own| own.value == value)
                .map(|own| own.id)
                .collect::<Vec<_>>()
        };
        match (option.id, option.value) {
            (Some(id), value) => {
                let own = described.options.iter().find(|own| own.id == id);
                match (own, value) {
                    (Some(own), Some(to)) if own.value != to => {
                        let from = own.value.clone();
                        differences.push(Difference::RenameOption { id, from, to });
                    }
                    (Some(_), _) => {}
                    (None, value) => {
                        let other = same_text(value.unwrap_or(option.name));
                        let hint = other
                            .first()
                            .map_or_else(String::new, |other| format!(": there it is {other}"));
                        reasons.push(format!(
                            "`{}` has the id {id}, which no option has in the portal{hint}",
                            option.name
                        ));
                    }
                }
            }
            (None, Some(value)) => match same_text(value).as_slice() {
                [] => differences.push(Difference::AddOption(value)),
                [_] => {}
                [first, second, ..] => reasons.push(format!(
                    "two options of the portal are called \"{value}\": {first} and {second}"
                )),
            },
            (None, None) => {}
        }
    }
}
