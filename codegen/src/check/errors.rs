//! Error codes of modules and methods.

use super::Checker;
use super::at::At;
use super::keys::ERROR;
use super::take::Taken;
use crate::model::{ErrorCode, ErrorKind};
use crate::read::Node;

impl<'s> Checker<'s> {
    /// Codes with their kinds, as a file lists them.
    pub(crate) fn module_errors(&mut self, taken: &Taken<'s>) -> Vec<ErrorCode> {
        let Some(at) = taken.get("errors").cloned() else {
            return Vec::new();
        };
        self.described(&at)
    }

    fn described(&mut self, at: &At<'s>) -> Vec<ErrorCode> {
        let mut errors = Vec::new();
        for (code, at) in self.named(at).unwrap_or_default() {
            let taken = self.take(&at, &ERROR);
            let is = self.word_of(&taken, &ERROR, "is").and_then(kind);
            if taken.lacks("is") {
                self.push(at.wrong_key(
                    "missing-is",
                    format!("the error `{code}` does not say what it `is`"),
                ));
            }
            let doc = Some(self.need_doc(&taken, &format!("the error `{code}`")))
                .filter(|doc| !doc.is_empty());
            errors.push(ErrorCode { code, is, doc });
        }
        errors
    }

    /// What a method may answer: all codes of the modules that it lies in, and those that it lists.
    pub(crate) fn method_errors(&mut self, taken: &Taken<'s>, file: usize) -> Vec<ErrorCode> {
        let mut errors: Vec<ErrorCode> = Vec::new();
        let mut above = Some(file);
        while let Some(info) = above.and_then(|index| self.files.get(index)) {
            errors.splice(
                0..0,
                info.errors
                    .iter()
                    .filter(|error| !errors.iter().any(|known| known.code == error.code))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            above = info.parent;
        }
        let Some(at) = taken.get("errors").cloned() else {
            return errors;
        };
        if matches!(at.node, Node::Map(_)) {
            for error in self.described(&at) {
                errors.retain(|known| known.code != error.code);
                errors.push(error);
            }
            return errors;
        }
        let mut listed: Vec<String> = Vec::new();
        for (code, at) in self.strings(&at) {
            if listed.contains(&code) {
                self.push(at.wrong("duplicate-key", format!("`{code}` stands twice")));
                continue;
            }
            if !errors.iter().any(|known| known.code == code) {
                // One that any method may answer keeps its meaning; of others only the code is known.
                let shared = self
                    .out
                    .errors
                    .iter()
                    .find(|known| known.code == code)
                    .cloned();
                errors.push(shared.unwrap_or_else(|| ErrorCode {
                    code: code.clone(),
                    is: None,
                    doc: None,
                }));
            }
            listed.push(code);
        }
        errors
    }
}

fn kind(word: &str) -> Option<ErrorKind> {
    Some(match word {
        "limit" => ErrorKind::Limit,
        "auth" => ErrorKind::Auth,
        "access" => ErrorKind::Access,
        "not_found" => ErrorKind::NotFound,
        "invalid" => ErrorKind::Invalid,
        "exists" => ErrorKind::Exists,
        "busy" => ErrorKind::Busy,
        "server" => ErrorKind::Server,
        _ => return None,
    })
}
