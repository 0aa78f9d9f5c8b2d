//! Which file a method belongs in.

use super::file::FileKind;
use super::{Checker, names, text};
use crate::diagnose::{Code, Diagnostic, Place, distance};

impl<'s> Checker<'s> {
    pub(crate) fn path(&mut self, name: &str, rest: u8, place: &Place) -> Vec<String> {
        let mut path = names::segments(name);
        if let Some(wrong) = path
            .iter()
            .zip(name.split('.'))
            .find(|(segment, _)| !text::is_snake(segment))
        {
            let message = format!(
                "`{}` in the name of a method makes no name for people",
                wrong.1
            );
            self.push(
                Diagnostic::new(Code::BadName, message, place.clone())
                    .help("each part of it begins with a letter"),
            );
        }
        if rest == 3 {
            path.insert(0, "v3".to_owned());
        }
        path
    }

    /// The file that a method belongs in: the deepest one whose path its name begins with.
    fn owner(&self, name: &str, rest: u8) -> Option<usize> {
        let module = owner(name, rest, |module| self.modules.contains_key(module))?;
        self.modules.get(&module).copied()
    }

    /// The name that was probably meant, where the file's own beginning of names is misspelt.
    fn near_wire(&self, file: usize, name: &str) -> Option<String> {
        let wire = self.files.get(file)?.wire();
        let count = wire.split('.').count();
        let (begin, rest) = match name.match_indices('.').nth(count.checked_sub(1)?) {
            Some((dot, _)) => (name.get(..dot)?, name.get(dot..)?),
            None => return None,
        };
        let near = !wire.is_empty() && wire != begin && distance(&wire, begin) == 1;
        // A file of that name may well be there.
        let other = self.owner(name, self.files.get(file)?.rest);
        let deep = other.is_some_and(|other| {
            self.files
                .get(other)
                .is_some_and(|info| info.wire() == begin)
        });
        (near && !deep).then(|| format!("{wire}{rest}"))
    }

    pub(crate) fn owned(
        &mut self,
        file: usize,
        name: &str,
        place: &Place,
        misplaced: &mut Vec<Place>,
    ) {
        let info = &self.files[file];
        let (rest, path) = (info.rest, info.path);
        let owner = self.owner(name, rest);
        // All that a family makes stands in one place: one mistake.
        if owner == Some(file) || misplaced.contains(place) {
            return;
        }
        misplaced.push(place.clone());
        // The file that would be its own: all but the last segment of the name.
        let own = || {
            let mut segments = names::segments(name);
            segments.pop();
            format!(
                "{}{}.yaml",
                if rest == 3 { "v3/" } else { "" },
                segments.join("/")
            )
        };
        let diagnostic = match (self.near_wire(file, name), owner) {
            (Some(near), owner) => {
                let message = format!("`{name}` does not belong in `{path}`");
                let code = match owner {
                    Some(_) => Code::WrongFile,
                    None => Code::OutsideFile,
                };
                Diagnostic::new(code, message, place.clone())
                    .help(format!("did you mean `{near}`?"))
            }
            (None, Some(owner)) => {
                let right = self.files[owner].path;
                let message = format!("`{name}` belongs in `{right}`");
                Diagnostic::new(Code::WrongFile, message, place.clone()).help(match own() {
                    own if own == right => format!("move it to `{right}`"),
                    own => format!("move it to `{right}`, or make `{own}`"),
                })
            }
            (None, None) => {
                let message =
                    format!("`{name}` does not belong in `{path}`, nor in any other file");
                let help = if name.contains('.') {
                    format!("make `{}`", own())
                } else {
                    "make `portal.yaml`, where names without a dot belong".to_owned()
                };
                Diagnostic::new(Code::OutsideFile, message, place.clone()).help(help)
            }
        };
        let kind = self.files[file].kind;
        self.push(if kind == FileKind::Shared {
            diagnostic.note("`shared/` holds types, families and errors")
        } else {
            diagnostic
        });
    }
}

/// The module whose file a method belongs in, among those that there are: the deepest one that its name begins with.
pub(crate) fn owner(name: &str, rest: u8, has: impl Fn(&[String]) -> bool) -> Option<Vec<String>> {
    let mut path = names::segments(name);
    if path.len() == 1 {
        return has(&[]).then(Vec::new);
    }
    if rest == 3 {
        path.insert(0, "v3".to_owned());
    }
    // `v3.yaml` is above all of REST 3 and owns none of it.
    let least = if rest == 3 { 2 } else { 1 };
    (least..=path.len())
        .rev()
        .filter_map(|length| path.get(..length))
        .find(|module| has(module))
        .map(<[String]>::to_vec)
}
