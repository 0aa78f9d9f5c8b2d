//! Fields made and changed.

use std::borrow::Cow;

use super::portal::{Described, DescribedOption, LABELS};
use super::step::{Action, Difference, Step};
use crate::call::Call;
use crate::client::Client;
use crate::custom::{CustomField, CustomMethods};
use crate::encode::{Arg, Encode, Pairs};
use crate::error::Error;
use crate::values::Yn;

/// How far apart new options stand, as where the platform numbers them itself.
const STEP: i64 = 10;

/// Carries out the steps, one after another.
pub(super) async fn write(
    client: &Client,
    methods: &'static CustomMethods,
    language: Option<&str>,
    steps: &[Step],
    found: &[Described],
) -> Result<(), Error> {
    for step in steps {
        match &step.action {
            Action::Create => {
                let fields = create(&step.field).into_arg();
                Call::<i64>::new(&methods.add)
                    .arg("fields", fields)
                    .send(client)
                    .await?;
            }
            Action::Update(differences) => {
                let Some(described) = Described::named(found, step.field.name) else {
                    continue;
                };
                let fields = change(language, differences, described).into_arg();
                Call::<()>::new(&methods.update)
                    .arg("id", Arg::Int(described.id))
                    .arg("fields", fields)
                    .send(client)
                    .await?;
            }
            Action::Refuse(_) => {}
        }
    }
    Ok(())
}

fn create(field: &CustomField) -> Pairs {
    let mut pairs = Pairs::new();
    pairs.set("FIELD_NAME", text(field.name));
    pairs.set("USER_TYPE_ID", text(field.kind.wire()));
    pairs.set("MULTIPLE", Yn(field.multiple).encode());
    // One text is one for every language.
    let label = field.label.map(text);
    for name in LABELS {
        pairs.push_opt(name, label.clone());
    }
    let flag = |flag: Option<bool>| flag.map(|flag| Yn(flag).encode());
    pairs.push_opt("MANDATORY", flag(field.mandatory));
    pairs.push_opt("SHOW_IN_LIST", flag(field.show_in_list));
    let mut sort = 0;
    let values = field.options.iter().filter_map(|option| option.value);
    let options: Vec<Arg> = values.map(|value| new_option(value, &mut sort)).collect();
    if !options.is_empty() {
        pairs.set("LIST", Arg::List(options));
    }
    pairs
}

fn change(language: Option<&str>, differences: &[Difference], described: &Described) -> Pairs {
    let mut pairs = Pairs::new();
    let mut options = Vec::new();
    let sorts = described.options.iter().map(|option| option.sort);
    let mut sort = sorts.max().unwrap_or(0);
    for difference in differences {
        match difference {
            Difference::Label { to, .. } => label(&mut pairs, language, described, to),
            Difference::Mandatory(mandatory) => pairs.set("MANDATORY", Yn(*mandatory).encode()),
            Difference::ShowInList(shown) => pairs.set("SHOW_IN_LIST", Yn(*shown).encode()),
            Difference::AddOption(value) => options.push(new_option(value, &mut sort)),
            Difference::RenameOption { id, to, .. } => {
                let mut own = described.options.iter();
                options.extend(own.find(|own| own.id == *id).map(|own| renamed(own, to)));
            }
        }
    }
    if !options.is_empty() {
        pairs.set("LIST", Arg::List(options));
    }
    pairs
}

/// A text in every language, or in one while the others stay.
fn label(pairs: &mut Pairs, language: Option<&str>, described: &Described, to: &str) {
    for (name, own) in LABELS.into_iter().zip(&described.labels) {
        let Some(language) = language else {
            pairs.set(name, text(to));
            continue;
        };
        let mut texts = own.clone();
        texts.insert(language.to_owned(), to.to_owned());
        let texts = texts.into_iter();
        let texts = texts.map(|(language, text)| (Cow::Owned(language), Arg::Text(text)));
        pairs.set(name, Arg::Map(texts.collect()));
    }
}

fn new_option(value: &str, sort: &mut i64) -> Arg {
    *sort += STEP;
    Arg::Map(vec![
        ("VALUE".into(), text(value)),
        ("SORT".into(), Arg::Int(*sort)),
    ])
}

/// With its place and whether it is the default, so that these stay.
fn renamed(option: &DescribedOption, to: &str) -> Arg {
    Arg::Map(vec![
        ("ID".into(), Arg::Int(option.id)),
        ("VALUE".into(), text(to)),
        ("SORT".into(), Arg::Int(option.sort)),
        ("DEF".into(), Yn(option.default).encode()),
    ])
}

fn text(text: &str) -> Arg {
    Arg::Text(text.to_owned())
}
