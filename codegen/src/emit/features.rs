//! Cargo features: how the manifest says what is divided, and how their table is written into it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::EmitError;
use super::format;

/// How bindings are divided into Cargo features.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// Top-level modules with a feature for each module in them.
    pub split: Vec<String>,
    /// Top-level modules without a feature, which are always there.
    pub always: Vec<String>,
    /// Features of modules whose deprecated methods have no feature of their own.
    pub undivided: Vec<String>,
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
        "the manifest has no line `{BEGIN}: split crm; always event; undivided crm-contact`, followed by `{END}`, between which its features are written"
    )]
    NoPlace,
    /// The line says something else than what is split and what is always there.
    #[error(
        "`{0}` is not known here: `split`, `always` and `undivided` are, with names behind them and a `;` between them"
    )]
    Words(String),
}

impl Features {
    /// Reads the division from a manifest: `# Features of the bindings: split crm, v3; always event; undivided crm-contact`.
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
                "undivided" => features.undivided.extend(names),
                other => return Err(ManifestError::Words(other.to_owned())),
            }
        }
        Ok(features)
    }
}

/// `#[cfg(feature = "…")]`, or nothing.
pub(super) fn attribute(feature: Option<&String>) -> TokenStream {
    match feature {
        Some(name) => quote!(#[cfg(feature = #name)]),
        None => TokenStream::new(),
    }
}

/// Items under a feature.
pub(super) fn gated(
    items: TokenStream,
    feature: &str,
    module: &[String],
) -> Result<TokenStream, EmitError> {
    let mut file = format::parsed(items, module)?;
    for item in &mut file.items {
        let attributes = match item {
            syn::Item::Const(item) => &mut item.attrs,
            syn::Item::Enum(item) => &mut item.attrs,
            syn::Item::Fn(item) => &mut item.attrs,
            syn::Item::Impl(item) => &mut item.attrs,
            syn::Item::Macro(item) => &mut item.attrs,
            syn::Item::Struct(item) => &mut item.attrs,
            syn::Item::Type(item) => &mut item.attrs,
            // Nothing else is emitted into modules.
            _ => continue,
        };
        let docs = attributes
            .iter()
            .take_while(|attribute| attribute.path().is_ident("doc"));
        let place = docs.count();
        attributes.insert(place, syn::parse_quote!(#[cfg(feature = #feature)]));
    }
    Ok(quote!(#file))
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
}
