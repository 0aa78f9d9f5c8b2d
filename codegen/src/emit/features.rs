//! Cargo features: which part of the bindings is compiled by which feature, and which features need others.
//!
//! A top-level module is a feature of its name. One that is *split* has a feature for each module in it (`crm-contact`), one
//! for what these share (`crm-base`), and one of its own name for all of them but those in which everything is deprecated; these
//! have one together (`crm-deprecated`). What a module refers to is written down while it is emitted, so that a feature needs
//! exactly what its code needs.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::Module;
use super::{EmitError, Options};
use crate::model::Model;

/// How bindings are divided into Cargo features.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// Top-level modules with a feature for each module in them.
    pub split: Vec<String>,
    /// Top-level modules without a feature, which are always there.
    pub always: Vec<String>,
}

/// A feature and those that it switches on, in order.
pub type FeatureTable = BTreeMap<String, BTreeSet<String>>;

/// Which modules the code of a module refers to.
pub(super) type References = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

const BEGIN: &str = "# Features of the bindings";
const END: &str = "# End of the features of the bindings";

/// A manifest that cannot hold the features.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// There is no place for them.
    #[error(
        "the manifest has no line `{BEGIN}: split crm; always event`, followed by `{END}`, between which its features are written"
    )]
    NoPlace,
    /// The line says something else than what is split and what is always there.
    #[error(
        "`{0}` is not known here: `split` and `always` are, with names of modules and a `;` between them"
    )]
    Words(String),
}

impl Features {
    /// Reads the division from a manifest: `# Features of the bindings: split crm, v3; always event`.
    ///
    /// # Errors
    ///
    /// A manifest without such a line.
    pub fn of_manifest(manifest: &str) -> Result<Self, ManifestError> {
        let line = manifest
            .lines()
            .find_map(|line| line.trim().strip_prefix(BEGIN)?.strip_prefix(':'))
            .ok_or(ManifestError::NoPlace)?;
        let mut features = Self::default();
        for part in line
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (word, names) = part.split_once(' ').unwrap_or((part, ""));
            let names = names.split(',').map(|name| name.trim().to_owned());
            match word {
                "split" => features.split.extend(names),
                "always" => features.always.extend(names),
                other => return Err(ManifestError::Words(other.to_owned())),
            }
        }
        Ok(features)
    }

    /// The feature that a module belongs to, unless it is always there.
    pub(super) fn of(&self, module: &[String]) -> Option<String> {
        let top = module.first()?;
        if top == "shared" || self.always.contains(top) {
            return None;
        }
        if !self.split.contains(top) {
            return Some(top.clone());
        }
        Some(match module.get(1) {
            Some(second) => format!("{top}-{second}"),
            None => base(top),
        })
    }

    /// The condition for a module to be compiled, where it differs from that of the module around it.
    pub(super) fn gate(&self, module: &[String]) -> Option<String> {
        let own = self.of(module)?;
        let around = module.split_last().and_then(|(_, around)| self.of(around));
        (Some(&own) != around.as_ref()).then_some(own)
    }

    /// Every feature of a tree of modules.
    ///
    /// # Errors
    ///
    /// A module that is always there and refers to one that is not.
    pub(super) fn table(
        &self,
        model: &Model,
        tree: &Module,
        references: &References,
    ) -> Result<FeatureTable, EmitError> {
        let mut table = FeatureTable::new();
        for (name, module) in &tree.children {
            let path = vec![name.clone()];
            let Some(own) = self.of(&path) else { continue };
            table.entry(own.clone()).or_default();
            if self.split.contains(name) {
                let feature = |second: &String| format!("{name}-{second}");
                for second in module.children.keys() {
                    let needs = table.entry(feature(second)).or_default();
                    needs.insert(own.clone());
                }
                let children = module.children.iter();
                let (old, new): (Vec<_>, Vec<_>) =
                    children.partition(|(_, child)| is_deprecated(model, child));
                let names = |of: Vec<(&String, &Module)>| -> BTreeSet<String> {
                    of.into_iter().map(|(second, _)| feature(second)).collect()
                };
                if !old.is_empty() {
                    table.insert(format!("{name}-deprecated"), names(old));
                }
                let mut whole = names(new);
                whole.insert(own);
                table.insert(name.clone(), whole);
            }
        }
        for (from, to) in references {
            let own = self.of(from);
            for other in to {
                let Some(needed) = self.of(other) else {
                    continue;
                };
                match &own {
                    Some(own) if *own == needed => {}
                    Some(own) => {
                        table.entry(own.clone()).or_default().insert(needed);
                    }
                    None => {
                        return Err(EmitError::Always {
                            module: from.join("::"),
                            other: other.join("::"),
                        });
                    }
                }
            }
        }
        Ok(table)
    }
}

/// Whether a module has methods, and every one of them is deprecated.
fn is_deprecated(model: &Model, module: &Module) -> bool {
    fn count(model: &Model, module: &Module) -> (usize, usize) {
        let own = module.methods.iter().map(|&index| &model.methods[index]);
        let old = own.filter(|method| method.deprecated.is_some()).count();
        module
            .children
            .values()
            .map(|child| count(model, child))
            .fold((old, module.methods.len()), |sum, part| {
                (sum.0 + part.0, sum.1 + part.1)
            })
    }
    let (old, all) = count(model, module);
    all > 0 && old == all
}

fn base(top: &str) -> String {
    format!("{top}-base")
}

/// The division that options ask for, with what stands at the root itself always there.
pub(super) fn of_tree(options: &Options, tree: &Module) -> Option<Features> {
    let mut features = options.features.clone()?;
    let root = tree.children.iter().filter(|(_, module)| !module.is_file);
    features.always.extend(root.map(|(name, _)| name.clone()));
    Some(features)
}

/// `#[cfg(feature = "…")]`, or nothing.
pub(super) fn attribute(feature: Option<&String>) -> TokenStream {
    match feature {
        Some(name) => quote!(#[cfg(feature = #name)]),
        None => TokenStream::new(),
    }
}

/// A manifest with the lines of its features replaced by these.
///
/// # Errors
///
/// A manifest without a place for them.
pub fn in_manifest(manifest: &str, table: &FeatureTable) -> Result<String, ManifestError> {
    let begin = manifest
        .lines()
        .find(|line| line.trim().starts_with(BEGIN))
        .ok_or(ManifestError::NoPlace)?;
    let (before, rest) = manifest.split_once(begin).ok_or(ManifestError::NoPlace)?;
    let (_, after) = rest.split_once(END).ok_or(ManifestError::NoPlace)?;
    let mut lines = String::new();
    for (name, needs) in table {
        lines.push_str(&format!("{name} = {}\n", list(needs.iter())));
    }
    let everything = table.keys().filter(|name| {
        // Those that another one switches on come with it.
        !table
            .iter()
            .any(|(other, needs)| other != *name && needs.contains(*name))
    });
    lines.push_str(&format!("full = {}\n", list(everything)));
    Ok(format!("{before}{begin}\n{lines}{END}{after}"))
}

/// A list as it stands in a manifest; long ones a line each.
fn list<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    let short = format!("[{}]", names.join(", "));
    if short.len() <= 100 {
        return short;
    }
    let lines: String = names.iter().map(|name| format!("    {name},\n")).collect();
    format!("[\n{lines}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(of: &[&str]) -> Vec<String> {
        of.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_manifest_says_how() {
        let manifest = "[features]\n# Features of the bindings: split crm, v3; always event\nold = []\n# End of the features of the bindings\nmine = []\n";
        let features = Features::of_manifest(manifest).unwrap();
        assert_eq!(features.split, ["crm", "v3"]);
        assert_eq!(features.always, ["event"]);
        let table = FeatureTable::from([
            ("crm".to_owned(), BTreeSet::from(["crm-base".to_owned()])),
            ("crm-base".to_owned(), BTreeSet::new()),
        ]);
        assert_eq!(
            in_manifest(manifest, &table).unwrap(),
            "[features]\n# Features of the bindings: split crm, v3; always event\n\
             crm = [\"crm-base\"]\ncrm-base = []\nfull = [\"crm\"]\n\
             # End of the features of the bindings\nmine = []\n"
        );
        assert!(matches!(
            Features::of_manifest("[features]\n"),
            Err(ManifestError::NoPlace)
        ));
        assert!(matches!(
            Features::of_manifest("# Features of the bindings: spilt crm"),
            Err(ManifestError::Words(word)) if word == "spilt"
        ));
    }

    #[test]
    fn modules_have_features() {
        let features = Features {
            split: names(&["crm"]),
            always: names(&["event"]),
        };
        let of = |path: &[&str]| features.of(&names(path));
        assert_eq!(of(&["im", "recent"]).as_deref(), Some("im"));
        assert_eq!(of(&["crm"]).as_deref(), Some("crm-base"));
        assert_eq!(of(&["crm", "item", "contact"]).as_deref(), Some("crm-item"));
        assert_eq!(of(&["event", "offline"]), None);
        assert_eq!(of(&[]), None);
        assert_eq!(features.gate(&names(&["im", "recent"])), None);
        assert_eq!(
            features.gate(&names(&["crm", "item"])).as_deref(),
            Some("crm-item")
        );
    }
}
