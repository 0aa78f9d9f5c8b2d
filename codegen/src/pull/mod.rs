//! The user fields of a portal as Rust: structs with `#[derive(CustomFields)]`, enums with `#[derive(ListOption)]`.
//!
//! ```text
//! answers ─user_field▶ UserField ─names▶ Names ─write▶ text
//!                                   ▲
//!                  the file of the run before (earlier)
//! ```
//!
//! Everything is in order of the ids that the portal gave, which never change: what is added later stands at the end of its
//! place, and what people sort otherwise stays where it is.

mod earlier;
mod names;
mod user_field;
mod words;
mod write;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diagnose::nearest;
use crate::live::{CallError, Portal, method_of, unwrapped, with_fixed};
use crate::model::{Entity, EntityId, Method, Model};

use self::earlier::Earlier;
use self::names::{Taken, Wanted};
use self::user_field::{UserField, elements};

/// First words of what [`pull`] writes; a file that begins otherwise is nothing that it may write over.
pub const MARK: &str = "//! User fields of a portal, as written by `b24spec pull";

/// What to pull, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Full names of the entities, such as `crm.contact`; none for all there are.
    pub entities: Vec<String>,
    /// Language of the labels; a field without a label in it has the one that the portal shows the caller.
    pub language: String,
    /// Arguments of the command, for whoever wants to repeat it. Without the secret.
    pub arguments: String,
    /// The file that an earlier run wrote: its names stay.
    pub earlier: Option<String>,
}

/// What became of the user fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// A file of Rust.
    pub text: String,
    /// How many user fields each entity has.
    pub found: Vec<(String, usize)>,
    /// What is not in the text, and why.
    pub notes: Vec<String>,
}

/// Nothing was pulled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PullError {
    /// The spec has no such entity, or none whose user fields can be listed.
    #[error("{0}")]
    Entity(String),
    /// A call failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The portal described a field in a way that cannot be understood.
    #[error("the answer to `{method}` cannot be read: {reason}")]
    Answer {
        /// What was called.
        method: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The earlier file cannot be read, so that its names would be lost.
    #[error("line {line} of the earlier file is no Rust: {reason}; mend it, or delete the file")]
    Earlier {
        /// Where.
        line: usize,
        /// What the parser says.
        reason: String,
    },
    /// What was made is no Rust: a mistake of this program.
    #[error("the user fields make no valid Rust ({0}); this is a mistake in the generator")]
    Syntax(String),
}

/// An entity whose user fields can be listed, with the methods that do it.
#[derive(Debug, Clone, Copy)]
struct Source<'m> {
    entity: &'m Entity,
    owner: &'m str,
    list: &'m Method,
    fields: Option<&'m Method>,
}

/// Full names of the entities whose user fields can be pulled.
#[must_use]
pub fn entities(model: &Model) -> Vec<&str> {
    let sources = sources(model);
    sources
        .iter()
        .map(|source| source.entity.full_name.as_str())
        .collect()
}

/// Asks a portal for its user fields, and writes them as Rust.
///
/// # Errors
///
/// [`PullError`]. A portal that refuses an entity is one, unless all entities were asked for and a scope is missing: then
/// it is a note.
pub fn pull(
    model: &Model,
    portal: &mut dyn Portal,
    options: &Options,
) -> Result<Pulled, PullError> {
    let earlier = match &options.earlier {
        Some(text) => Earlier::read(text).map_err(|error| PullError::Earlier {
            line: error.span().start().line,
            reason: error.to_string(),
        })?,
        None => Earlier::default(),
    };
    let all = sources(model);
    let chosen = choose(&all, &options.entities)?;
    let bases = bases(&all);
    let mut types = Taken::with(write::foreign_types());
    let (mut found, mut notes, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for source in chosen {
        let name = &source.entity.full_name;
        let fields = match read(portal, &source, &options.language) {
            Err(PullError::Call(CallError::Refused { refusal, .. }))
                if options.entities.is_empty() && refusal.is_scope() =>
            {
                notes.push(format!(
                    "{name} is left out: the webhook has no scope for it"
                ));
                continue;
            }
            fields => fields?,
        };
        let fields = writable(name, fields, &mut notes);
        found.push((name.clone(), fields.len()));
        if fields.is_empty() {
            continue;
        }
        let mut path = vec!["bitrix24".to_owned()];
        path.extend(source.entity.module.iter().cloned());
        let wanted = Wanted {
            base: bases.get(name.as_str()).map_or(name, |base| base),
            owner: source.owner,
            path: &path,
            fields: &fields,
        };
        let names = wanted.names(&mut types, &earlier);
        let part = write::Part {
            entity: source.entity,
            path,
            fields,
            names,
        };
        parts.push(part);
    }
    let text = write::file(&parts, &options.arguments)?;
    Ok(Pulled { text, found, notes })
}

fn sources(model: &Model) -> Vec<Source<'_>> {
    (0u32..)
        .map(EntityId)
        .zip(&model.entities)
        .filter_map(|(id, entity)| {
            Some(Source {
                entity,
                owner: &entity.custom.as_ref()?.owner,
                list: method_of(model, id, "userfield.list")?,
                fields: method_of(model, id, "fields"),
            })
        })
        .collect()
}

fn choose<'m>(all: &[Source<'m>], wanted: &[String]) -> Result<Vec<Source<'m>>, PullError> {
    let mut names: Vec<&str> = all.iter().map(|s| s.entity.full_name.as_str()).collect();
    names.sort_unstable();
    for name in wanted {
        if names.contains(&name.as_str()) {
            continue;
        }
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        return Err(PullError::Entity(format!(
            "the spec has no entity `{name}` whose user fields can be listed: {hint}"
        )));
    }
    let mut chosen = all.to_vec();
    chosen.retain(|source| wanted.is_empty() || wanted.contains(&source.entity.full_name));
    chosen.sort_by(|a, b| a.entity.full_name.cmp(&b.entity.full_name));
    Ok(chosen)
}

/// What names of types begin with, by entity: the last word of its name, or all words where two entities share the last.
/// Of all entities of the spec, whichever were chosen, so that choosing more renames nothing.
fn bases<'m>(all: &[Source<'m>]) -> BTreeMap<&'m str, String> {
    let last = |source: &Source<'m>| {
        let name = &source.entity.full_name;
        name.rsplit('.').next().unwrap_or(name).to_owned()
    };
    let mut counts = BTreeMap::new();
    for source in all {
        *counts.entry(last(source)).or_insert(0) += 1;
    }
    all.iter()
        .map(|source| {
            let short = last(source);
            let words = match counts.get(&short) {
                Some(1) => short,
                _ => source.entity.full_name.replace('.', "_"),
            };
            (source.entity.full_name.as_str(), words::type_name(&words))
        })
        .collect()
}

/// The user fields of an entity, in order of their ids.
fn read(
    portal: &mut dyn Portal,
    source: &Source<'_>,
    language: &str,
) -> Result<Vec<UserField>, PullError> {
    let method = source.list.call.as_str();
    let params = with_fixed(source.list, json!({ "filter": { "LANG": language } }));
    let answer = portal.call(method, params)?;
    if !matches!(answer, Value::Array(_) | Value::Object(_)) {
        return Err(PullError::Answer {
            method: method.to_owned(),
            reason: "a list of fields is expected".to_owned(),
        });
    }
    let mut fields = Vec::new();
    for row in elements(&answer) {
        fields.push(UserField::read(row).map_err(|reason| PullError::Answer {
            method: method.to_owned(),
            reason,
        })?);
    }
    fields.sort_by(|a, b| (a.id, &a.name).cmp(&(b.id, &b.name)));
    if let Some(describe) = source.fields
        && fields.iter().any(|field| field.label.is_none())
    {
        let described = portal.call(&describe.call, with_fixed(describe, json!({})))?;
        let described = unwrapped(describe, described);
        for field in &mut fields {
            let name = field.name.clone();
            field.described(&described[name.as_str()]);
        }
    }
    Ok(fields)
}

/// Those that the derive takes.
fn writable(entity: &str, fields: Vec<UserField>, notes: &mut Vec<String>) -> Vec<UserField> {
    let mut spellings = BTreeSet::new();
    let mut writable = Vec::new();
    for field in fields {
        let name = &field.name;
        let known = name.starts_with("UF_")
            && name.len() <= 50
            && name
                .bytes()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
            && name.bytes().skip(3).any(|c| c != b'_');
        if !known {
            notes.push(format!("{entity}: `{name}` is left out: it is no name of a user field in capitals that begins with UF_"));
        } else if !spellings.insert(camel(name)) {
            notes.push(format!("{entity}: `{name}` is left out: methods with camelCase names spell it like another field; write a struct of its own for it"));
        } else {
            writable.push(field);
        }
    }
    writable
}

/// What methods with camelCase names make of the name of a user field, where only sameness counts: a last number keeps to itself.
fn camel(name: &str) -> String {
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let mut camel = String::with_capacity(name.len());
    for (index, word) in words.iter().enumerate() {
        let number = word.bytes().all(|c| c.is_ascii_digit());
        if number && index + 1 == words.len() {
            camel.push('_');
        }
        let (first, rest) = word.split_at(1);
        camel.push_str(first);
        camel.push_str(&rest.to_ascii_lowercase());
    }
    camel
}
