//! Who may call: scopes and needs.

use super::Checker;
use super::keys::NEEDS;
use super::take::Taken;
use crate::diagnose::Diagnostic;
use crate::model::{Need, Scope};
use crate::read::Node;

impl<'s> Checker<'s> {
    /// `crm`, `[user, user_brief]` or `{ all: [userfieldconfig, crm] }`.
    pub(crate) fn scope_of(&mut self, taken: &Taken<'s>) -> Option<Scope> {
        let at = taken.get("scope")?.clone();
        let wrong = |at: &super::At<'s>| -> Diagnostic {
            at.wrong(
                "scope-shape",
                "a scope is a code, a list of which one is enough, or `{ all: [codes] }`",
            )
        };
        let codes = match at.node {
            Node::Map(_) => match at.entries().unwrap_or_default().as_slice() {
                [(key, all)] if key == "all" && matches!(all.node, Node::List(_)) => {
                    let codes = self.codes(all);
                    return (!codes.is_empty()).then_some(Scope::All(codes));
                }
                _ => Vec::new(),
            },
            Node::List(_) | Node::Text(_) => self.codes(&at),
            _ => Vec::new(),
        };
        if codes.is_empty() {
            self.push(wrong(&at));
            return None;
        }
        Some(Scope::Any(codes))
    }

    fn codes(&mut self, at: &super::At<'s>) -> Vec<String> {
        let codes = self.strings(at);
        for (code, at) in &codes {
            let fits = !code.is_empty()
                && code
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
            if !fits {
                self.push(at.wrong("scope-shape", format!("`{code}` is no code of a scope")));
            }
        }
        codes.into_iter().map(|(code, _)| code).collect()
    }

    pub(crate) fn needs_of(&mut self, taken: &Taken<'s>) -> Vec<Need> {
        let Some(at) = taken.get("needs").cloned() else {
            return Vec::new();
        };
        let mut needs = Vec::new();
        for (word, at) in self.strings(&at) {
            let need = match word.as_str() {
                "app" => Need::App,
                "admin" => Need::Admin,
                _ => {
                    self.push(
                        at.wrong("unknown-word", format!("`needs` cannot be `{word}`"))
                            .suggest(&word, NEEDS.iter().copied()),
                    );
                    continue;
                }
            };
            if needs.contains(&need) {
                self.push(at.wrong("duplicate-key", format!("`{word}` stands twice")));
            } else {
                needs.push(need);
            }
        }
        needs
    }

    /// The scope of a construct: its own, or its file's.
    pub(crate) fn need_scope(&mut self, taken: &Taken<'s>, file: usize, what: &str) -> Scope {
        if taken.get("scope").is_some() {
            return self
                .scope_of(taken)
                .unwrap_or_else(|| Scope::Any(Vec::new()));
        }
        match self.files.get(file).and_then(|info| info.scope.clone()) {
            Some(scope) => scope,
            None if !taken.lacks("scope") => Scope::Any(Vec::new()),
            None => {
                let diagnostic = taken
                    .at
                    .wrong_key("missing-scope", format!("{what} has no scope"));
                let help = "say `scope` here, in the file or in the one above it";
                self.push(diagnostic.help(help));
                Scope::Any(Vec::new())
            }
        }
    }
}
