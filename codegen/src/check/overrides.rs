//! Methods and events of families that a file says something else about.

use super::Checker;
use super::at::{Arg, At};
use super::family::Draft;
use super::take::Taken;
use crate::diagnose::Code;
use crate::read::Node;

impl<'s> Checker<'s> {
    /// Replaces the keys of what a family made that are written under its name.
    pub(crate) fn replace(&mut self, draft: &mut Draft<'s>, at: &At<'s>, taken: &Taken<'s>) {
        let useless = useless(&draft.taken, taken);
        draft.taken.overlay(taken);
        draft.taken.at = at.clone();
        self.useless_override(at, taken, &useless);
    }

    fn useless_override(&mut self, at: &At<'s>, taken: &Taken<'s>, useless: &[&'static str]) {
        if taken.names().next().is_none() {
            self.push(at.wrong_key(Code::UselessOverride, "the override changes nothing"));
        }
        for key in useless {
            if let Some(at) = taken.get(key) {
                self.push(
                    at.wrong_key(
                        Code::UselessOverride,
                        format!("the family says the same `{key}`"),
                    )
                    .help("leave it out"),
                );
            }
        }
    }
}

/// Keys of an override that say what the family says.
fn useless(family: &Taken<'_>, over: &Taken<'_>) -> Vec<&'static str> {
    over.names()
        .filter(|key| matches!((family.get(key), over.get(key)), (Some(a), Some(b)) if same(a, b)))
        .collect()
}

/// Whether two nodes say the same once arguments are put in.
fn same(a: &At<'_>, b: &At<'_>) -> bool {
    if let Some(Arg::Node(inner) | Arg::Entity(inner, _)) = a.arg() {
        return same(inner, b);
    }
    match (a.node, b.node) {
        (Node::List(_), Node::List(_)) => {
            let (a, b) = (a.items().unwrap_or_default(), b.items().unwrap_or_default());
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same(a, b))
        }
        (Node::Map(_), Node::Map(_)) => {
            let (a, b) = (
                a.entries().unwrap_or_default(),
                b.entries().unwrap_or_default(),
            );
            a.len() == b.len()
                && a.iter()
                    .zip(&b)
                    .all(|((x, a), (y, b))| x == y && same(a, b))
        }
        _ => match (a.prose(), b.prose()) {
            (Some(a), Some(b)) => a == b,
            _ => a.node == b.node,
        },
    }
}
