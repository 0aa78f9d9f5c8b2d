//! Which feature compiles which module, which features need others, and what is apart.
//!
//! A top-level module is a feature of its name. One that is *split* has a feature for each module in it (`crm-contact`), one
//! for what these share (`crm-base`), and one of its own name for all of them but what is deprecated. A module in which everything is
//! has its own feature as any other; where only some methods are, these and what nothing else needs are *apart*: they have a feature
//! beside the module's (`crm-deal-deprecated`). All of that is one feature together (`crm-deprecated`). What a module refers to is
//! written down while it is emitted, so that a feature needs exactly what its code needs.

use std::collections::BTreeSet;

use super::features::{FeatureTable, Features, References};
use super::layout::Module;
use super::usage::Usage;
use super::{EmitError, Options};
use crate::model::{Method, Model};

/// The division of a tree of modules.
#[derive(Debug, Clone)]
pub(super) struct Division {
    features: Features,
    /// Modules some of whose methods are deprecated, with a feature for these.
    parts: BTreeSet<Vec<String>>,
    /// Modules below those that nothing but these methods needs.
    apart: BTreeSet<Vec<String>>,
}

impl Division {
    /// The division that options ask for, and what is used without the methods that are apart.
    pub(super) fn of_tree(
        options: &Options,
        model: &Model,
        tree: &Module,
    ) -> Option<(Self, Usage)> {
        let mut features = options.features.clone()?;
        // What stands at the root itself is always there.
        let root = tree.children.iter().filter(|(_, module)| !module.is_file);
        features.always.extend(root.map(|(name, _)| name.clone()));
        let mut parts = BTreeSet::new();
        for name in &features.split {
            let children = tree
                .children
                .get(name)
                .into_iter()
                .flat_map(|top| &top.children);
            for (second, module) in children {
                let (old, all) = count(model, module);
                let divided = !features.undivided.contains(&feature_of(name, second));
                if (1..all).contains(&old) && divided {
                    parts.insert(vec![name.clone(), second.clone()]);
                }
            }
        }
        let mut division = Self {
            features,
            parts,
            apart: BTreeSet::new(),
        };
        let kept = Usage::of_methods(model, |method| !division.is_apart(method));
        let mut apart = BTreeSet::new();
        division.find_apart(model, &kept, tree, &mut Vec::new(), &mut apart);
        division.apart = apart;
        Some((division, kept))
    }

    /// Whether a method is compiled by a feature beside that of its module.
    pub(super) fn is_apart(&self, method: &Method) -> bool {
        let part = method.path.get(..2);
        method.deprecated.is_some() && part.is_some_and(|part| self.parts.contains(part))
    }

    /// The feature of a method that is apart.
    pub(super) fn of_apart(&self, method: &Method) -> Option<String> {
        let part = self.is_apart(method).then_some(&method.path)?;
        self.apart_feature(part)
    }

    /// The feature of what is apart in a module, unless the whole module is.
    pub(super) fn beside(&self, module: &[String]) -> Option<String> {
        match self.is_in_apart(module) {
            true => None,
            false => self.apart_feature(module),
        }
    }

    fn apart_feature(&self, module: &[String]) -> Option<String> {
        let part = module.get(..2).filter(|part| self.parts.contains(*part))?;
        let [top, second] = part else { return None };
        Some(format!("{}-deprecated", feature_of(top, second)))
    }

    fn is_in_apart(&self, module: &[String]) -> bool {
        (0..=module.len()).any(|depth| self.apart.contains(&module[..depth]))
    }

    /// Finds modules that are apart as a whole, and tells whether this one is.
    fn find_apart(
        &self,
        model: &Model,
        kept: &Usage,
        module: &Module,
        path: &mut Vec<String>,
        found: &mut BTreeSet<Vec<String>>,
    ) -> bool {
        let mut whole = self.apart_feature(path).is_some()
            && module.entities.is_empty()
            && module.callbacks.is_empty()
            && module.errors.is_empty()
            && module.types.iter().all(|&id| !kept.ty(id).is_used())
            && module
                .methods
                .iter()
                .all(|&index| self.is_apart(&model.methods[index]));
        for (name, child) in &module.children {
            path.push(name.clone());
            whole &= self.find_apart(model, kept, child, path, found);
            path.pop();
        }
        if whole {
            found.insert(path.clone());
        }
        whole
    }

    /// The feature that a module belongs to, unless it is always there.
    pub(super) fn of(&self, module: &[String]) -> Option<String> {
        let top = module.first()?;
        if top == "shared" || self.features.always.contains(top) {
            return None;
        }
        if !self.features.split.contains(top) {
            return Some(top.clone());
        }
        if self.is_in_apart(module) {
            return self.apart_feature(module);
        }
        Some(match module.get(1) {
            Some(second) => feature_of(top, second),
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
        beside: &References,
    ) -> Result<FeatureTable, EmitError> {
        let mut table = FeatureTable::new();
        for (name, module) in &tree.children {
            let path = vec![name.clone()];
            let Some(own) = self.of(&path) else { continue };
            table.entry(own.clone()).or_default();
            if self.features.split.contains(name) {
                let feature = |second: &String| feature_of(name, second);
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
                let mut old = names(old);
                for part in self.parts.iter().filter(|part| part.first() == Some(name)) {
                    let feature = self.of(part).unwrap_or_default();
                    old.insert(format!("{feature}-deprecated"));
                    let needs = table.entry(format!("{feature}-deprecated")).or_default();
                    needs.insert(feature);
                }
                if !old.is_empty() {
                    table.insert(format!("{name}-deprecated"), old);
                }
                let mut whole = names(new);
                whole.insert(own);
                table.insert(name.clone(), whole);
            }
        }
        let references = references
            .iter()
            .map(|(from, to)| (from, self.of(from), to));
        let beside = beside
            .iter()
            .map(|(from, to)| (from, self.beside(from), to));
        for (from, own, to) in references.chain(beside) {
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
    let (old, all) = count(model, module);
    all > 0 && old == all
}

/// How many methods of a module are deprecated, and how many there are.
fn count(model: &Model, module: &Module) -> (usize, usize) {
    let own = module.methods.iter().map(|&index| &model.methods[index]);
    let old = own.filter(|method| method.deprecated.is_some()).count();
    let children = module.children.values().map(|child| count(model, child));
    children.fold((old, module.methods.len()), |sum, part| {
        (sum.0 + part.0, sum.1 + part.1)
    })
}

/// The feature of a module in one that is split.
fn feature_of(top: &str, second: &str) -> String {
    format!("{top}-{}", second.replace('_', "-"))
}

fn base(top: &str) -> String {
    format!("{top}-base")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(of: &[&str]) -> Vec<String> {
        of.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn modules_have_features() {
        let division = Division {
            features: Features {
                split: names(&["crm"]),
                always: names(&["event"]),
                undivided: Vec::new(),
            },
            parts: BTreeSet::from([names(&["crm", "deal"])]),
            apart: BTreeSet::from([names(&["crm", "deal", "productrows"])]),
        };
        let of = |path: &[&str]| division.of(&names(path));
        assert_eq!(of(&["im", "recent"]).as_deref(), Some("im"));
        assert_eq!(of(&["crm"]).as_deref(), Some("crm-base"));
        assert_eq!(of(&["crm", "item", "contact"]).as_deref(), Some("crm-item"));
        assert_eq!(of(&["event", "offline"]), None);
        assert_eq!(of(&[]), None);
        assert_eq!(division.gate(&names(&["im", "recent"])), None);
        let gate = division.gate(&names(&["crm", "item"]));
        assert_eq!(gate.as_deref(), Some("crm-item"));

        // What is apart in a module, and a module that is apart as a whole.
        let old = Some("crm-deal-deprecated");
        assert_eq!(of(&["crm", "deal", "get"]).as_deref(), Some("crm-deal"));
        assert_eq!(
            division.beside(&names(&["crm", "deal", "get"])).as_deref(),
            old
        );
        let rows = names(&["crm", "deal", "productrows"]);
        assert_eq!(
            (
                division.of(&rows).as_deref(),
                division.gate(&rows).as_deref()
            ),
            (old, old)
        );
        assert_eq!(division.beside(&rows), None);
        assert_eq!(
            division.gate(&names(&["crm", "deal", "productrows", "set"])),
            None
        );
    }
}
