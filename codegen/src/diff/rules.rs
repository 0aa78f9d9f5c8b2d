//! Who may call, and what errors mean.

use super::{Breaks, Compare, ItemKind, Of, What, quoted};
use crate::model::{ErrorCode, Model, Need, Scope};

impl Compare<'_> {
    pub(super) fn scope(&mut self, of: &Of, old: &Scope, new: &Scope) {
        if old == new {
            return;
        }
        let words = |scope: &Scope| match scope {
            Scope::Any(codes) => codes.join(" or "),
            Scope::All(codes) => codes.join(" and "),
        };
        // Whoever was granted what it took before: is that enough?
        let granted: Vec<Vec<&String>> = match old {
            Scope::Any(codes) => codes.iter().map(|code| vec![code]).collect(),
            Scope::All(codes) => vec![codes.iter().collect()],
        };
        let enough = |granted: &Vec<&String>| match new {
            Scope::Any(codes) => {
                codes.is_empty() || codes.iter().any(|code| granted.contains(&code))
            }
            Scope::All(codes) => codes.iter().all(|code| granted.contains(&code)),
        };
        let breaks = if granted.iter().all(enough) {
            Breaks::NOTHING
        } else {
            Breaks::RUN
        };
        let (from, to) = (words(old), words(new));
        let message = format!("scope is `{to}`, and was `{from}`");
        self.push_with(
            of,
            None,
            What::Scope,
            breaks,
            message,
            (Some(from), Some(to)),
        );
    }

    pub(super) fn needs(&mut self, of: &Of, old: &[Need], new: &[Need]) {
        let name = |need: &Need| match need {
            Need::App => "app".to_owned(),
            Need::Admin => "admin".to_owned(),
        };
        let (from, to): (Vec<String>, Vec<String>) = (
            old.iter().map(name).collect(),
            new.iter().map(name).collect(),
        );
        if from == to {
            return;
        }
        let more = to.iter().any(|need| !from.contains(need));
        let breaks = if more { Breaks::RUN } else { Breaks::NOTHING };
        let message = match to.as_slice() {
            [] => format!("does not need {} any more", quoted(&from)),
            to => format!("needs {}", quoted(to)),
        };
        let texts = (Some(from.join(", ")), Some(to.join(", ")));
        self.push_with(of, None, What::Scope, breaks, message, texts);
    }

    /// Codes that files describe.
    pub(super) fn errors(&mut self) {
        let (old, new) = (described(self.old.model), described(self.new.model));
        for (file, code) in &old {
            let of = Of::new(ItemKind::Error, &code.code, file.clone());
            let Some((_, other)) = new
                .iter()
                .find(|(at, other)| at == file && other.code == code.code)
            else {
                self.push(
                    &of,
                    What::Removed,
                    Breaks::NOTHING,
                    "is not described any more",
                );
                continue;
            };
            self.text(&code.doc, &other.doc);
            if code.is != other.is {
                let name = |code: &ErrorCode| {
                    let is = code.is.and_then(|is| serde_json::to_value(is).ok());
                    is.and_then(|is| is.as_str().map(str::to_owned))
                        .unwrap_or_default()
                };
                let (from, to) = (name(code), name(other));
                let message = format!("is `{to}`, and was `{from}`");
                self.push_with(
                    &of,
                    None,
                    What::Meaning,
                    Breaks::RUN,
                    message,
                    (Some(from), Some(to)),
                );
            }
        }
        for (file, code) in &new {
            if !old
                .iter()
                .any(|(at, other)| at == file && other.code == code.code)
            {
                let of = Of::new(ItemKind::Error, &code.code, file.clone());
                self.push(&of, What::Added, Breaks::NOTHING, "is described");
            }
        }
    }
}

/// Codes with the file that describes them; those of `shared/` have none.
fn described(model: &Model) -> Vec<(Option<String>, &ErrorCode)> {
    let of_files = model.files.iter().flat_map(|file| {
        file.errors
            .iter()
            .map(|code| (Some(file.path.clone()), code))
    });
    model
        .errors
        .iter()
        .map(|code| (None, code))
        .chain(of_files)
        .collect()
}
