//! Error codes of modules and methods.

use super::Checker;
use super::at::At;
use super::keys::ERROR;
use super::take::Taken;
use crate::diagnose::{Code, distance};
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
                    Code::MissingIs,
                    format!("the error `{code}` does not say what it `is`"),
                ));
            }
            let doc = Some(self.need_doc(&taken, &format!("the error `{code}`")))
                .filter(|doc| !doc.is_empty());
            errors.push(ErrorCode { code, is, doc });
        }
        errors
    }

    /// Codes that a method lists, with what its modules or `shared/errors.yaml` say of them.
    pub(crate) fn method_errors(&mut self, taken: &Taken<'s>, file: usize) -> Vec<ErrorCode> {
        let Some(at) = taken.get("errors").cloned() else {
            return Vec::new();
        };
        if matches!(at.node, Node::Map(_)) {
            return self.described(&at);
        }
        let mut errors: Vec<ErrorCode> = Vec::new();
        for (code, at) in self.strings(&at) {
            if errors.iter().any(|known| known.code == code) {
                self.push(at.wrong(Code::DuplicateKey, format!("`{code}` stands twice")));
                continue;
            }
            let known = self.known_error(&code, file);
            if known.is_none()
                && let Some(near) = self.near_error(&code, file)
            {
                let message = format!("`{code}` is described nowhere, and looks like `{near}`");
                self.push(
                    at.wrong(Code::UnknownError, message)
                        .help(format!("did you mean `{near}`?"))
                        .note("if it is another one, describe it under `errors:` of the file"),
                );
            }
            errors.push(known.unwrap_or(ErrorCode {
                code,
                is: None,
                doc: None,
            }));
        }
        errors
    }

    /// What the nearest file above, or the shared one, says of a code.
    fn known_error(&self, code: &str, file: usize) -> Option<ErrorCode> {
        self.described_errors(file)
            .find(|known| known.code == code)
            .cloned()
    }

    fn described_errors(&self, file: usize) -> impl Iterator<Item = &ErrorCode> {
        let above =
            std::iter::successors(self.files.get(file), |info| self.files.get(info.parent?));
        above.flat_map(|info| &info.errors).chain(&self.out.errors)
    }

    /// A described code that another one was probably meant to be.
    fn near_error(&self, code: &str, file: usize) -> Option<String> {
        self.described_errors(file)
            .find(|known| is_slip(code, &known.code))
            .map(|known| known.code.clone())
    }
}

/// Whether a code was probably meant to be a known one: they differ by a letter, and are neither short nor counted.
pub(crate) fn is_slip(code: &str, known: &str) -> bool {
    let letters = |code: &str| code.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    code.len() > 5
        && letters(code) == code.len()
        && letters(known) == known.len()
        && distance(known, code) == 1
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
