//! Pages of the public reference.

use super::take::Taken;
use super::{Checker, names};

const SITE: &str = "https://apidocs.bitrix24.com/";
/// Where nearly all pages are.
const REFERENCE: &str = "api-reference/";

impl<'s> Checker<'s> {
    /// A folder that a file or entity names: in full, or below the one of what holds it (`company/`).
    pub(crate) fn folder_of(&mut self, taken: &Taken<'s>, above: Option<&str>) -> Option<String> {
        let at = taken.get("see")?.clone();
        let folder = self.string(&at)?;
        Some(match (folder.strip_suffix('/'), above) {
            (Some(below), Some(above)) => format!("{above}/{below}"),
            (Some(folder), None) => folder.to_owned(),
            _ => folder,
        })
    }

    /// The address of a page: given in full, by name or by folder, or following from the wire name.
    pub(crate) fn page_of(
        &mut self,
        taken: &Taken<'s>,
        folder: Option<&str>,
        wire: &str,
        what: &str,
    ) -> String {
        let given = self.string_of(taken, "see");
        if let Some(see) = taken.get("see")
            && given.as_deref().is_some_and(|given| {
                given.starts_with("..") || given.contains("//") || given.contains(' ')
            })
        {
            self.push(see.wrong("see-shape", "`see` is a path below `api-reference/`, one from the root with a `/` before it, the name of a page, or a folder with `/` at its end"));
        }
        let Some(path) = page(given.as_deref(), folder, wire) else {
            let diagnostic = taken.at.wrong_key(
                "missing-see",
                format!("{what} has no page of the reference"),
            );
            self.push(diagnostic.help("say `see` here, in the file or in the one above it"));
            return String::new();
        };
        match path.strip_prefix('/') {
            Some(path) => format!("{SITE}{path}.html"),
            None => format!("{SITE}{REFERENCE}{path}.html"),
        }
    }
}

fn page(given: Option<&str>, folder: Option<&str>, wire: &str) -> Option<String> {
    let name = names::page(wire);
    match given {
        None => folder.map(|folder| format!("{folder}/{name}")),
        Some(given) => match given.strip_suffix('/') {
            Some(below) => folder.map(|folder| format!("{folder}/{below}/{name}")),
            None if given.contains('/') => Some(given.to_owned()),
            None => folder.map(|folder| format!("{folder}/{given}")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn pages() {
        for (given, path) in [
            (None, "crm/contacts/crm-contact-get"),
            (Some("userfield/"), "crm/contacts/userfield/crm-contact-get"),
            (Some("contact-get"), "crm/contacts/contact-get"),
            (Some("crm/x/contact-get"), "crm/x/contact-get"),
        ] {
            assert_eq!(
                page(given, Some("crm/contacts"), "crm.contact.get").as_deref(),
                Some(path)
            );
        }
        assert_eq!(page(Some("x"), None, "a.b"), None);
    }
}
