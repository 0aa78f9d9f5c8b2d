//! Rows of a flat table into the tree that they describe.

use crate::facts::FieldRow;

/// A name in a tree: a parameter, a field, or what holds them.
#[derive(Debug, Clone, Default)]
pub(super) struct Branch<'f> {
    /// With a star where it stands for several.
    pub(super) name: String,
    /// The rows that are about it; several where a page has variants.
    pub(super) rows: Vec<&'f FieldRow>,
    /// The rows that are about its values, below keys of any name.
    pub(super) values: Vec<&'f FieldRow>,
    /// Lists around its children.
    pub(super) list: bool,
    /// Its children stand below keys of any name.
    pub(super) map: bool,
    pub(super) children: Vec<Branch<'f>>,
    /// Examples show a description of it in place of a value.
    pub(super) is_described: bool,
}

/// A step of a path.
struct Step {
    name: String,
    list: bool,
    map: bool,
}

/// What a name of a page is on the wire.
enum Wire {
    Name(String),
    /// It stands for keys of any name.
    AnyKey,
    /// It is no name.
    None,
}

impl<'f> Branch<'f> {
    /// Puts a row at its place; tells whether it has one.
    pub(super) fn place(&mut self, path: &str, row: &'f FieldRow) -> bool {
        let mut at = self;
        let mut is_value = false;
        for part in split(path) {
            let step = step(part);
            match wire(&step.name) {
                Wire::AnyKey => (at.map, is_value) = (true, true),
                Wire::Name(name) => (at, is_value) = (at.child(name), false),
                Wire::None => return false,
            }
            at.list |= step.list;
            at.map |= step.map;
        }
        if is_value {
            at.values.push(row);
        } else {
            at.rows.push(row);
        }
        true
    }

    fn child(&mut self, name: String) -> &mut Self {
        let at = self
            .children
            .iter()
            .position(|child| child.name == name)
            .unwrap_or(self.children.len());
        if at == self.children.len() {
            self.children.push(Self {
                name,
                ..Self::default()
            });
        }
        &mut self.children[at]
    }

    /// Whether examples show it as a kind of JSON.
    pub(super) fn is_seen(&self, kind: &str) -> bool {
        let shown = |row: &&FieldRow| row.seen.iter().any(|seen| seen == kind);
        !self.is_described && self.rows.iter().any(shown)
    }

    /// Whether examples show it as one kind of JSON, and as no other.
    pub(super) fn is_only_seen(&self, kind: &str) -> bool {
        let mut seen = self.rows.iter().flat_map(|row| &row.seen).peekable();
        seen.peek().is_some() && seen.all(|seen| seen == kind)
    }

    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Whether it must be given, in every variant of the page.
    pub(super) fn is_required(&self, variants: usize) -> bool {
        let mut of: Vec<&str> = self
            .rows
            .iter()
            .filter_map(|row| row.variant.as_deref())
            .collect();
        of.sort_unstable();
        of.dedup();
        !self.rows.is_empty()
            && self.rows.iter().all(|row| row.required)
            && (of.is_empty() || of.len() >= variants)
    }
}

/// Parts between dots; three dots at an end are no separators.
fn split(path: &str) -> Vec<&str> {
    let (body, dots) = match path.strip_suffix("...") {
        Some(body) => (body, true),
        None => (path, false),
    };
    let mut parts: Vec<&str> = body.split('.').collect();
    if dots && let Some(last) = parts.pop() {
        let from = path.len() - last.len() - 3;
        parts.push(path.get(from..).unwrap_or(last));
    }
    parts
}

fn step(part: &str) -> Step {
    let mut name = part;
    let (mut list, mut map) = (false, false);
    loop {
        if let Some(rest) = name.strip_suffix("[]") {
            (name, list) = (rest, true);
        } else if let Some(rest) = name.strip_suffix("{}") {
            (name, map) = (rest, true);
        } else {
            break;
        }
    }
    Step {
        name: name.to_owned(),
        list,
        map,
    }
}

/// The wire name behind what a page prints: `UF_CRM_...`, `<userId>`, `TITLE (LANG)`.
fn wire(printed: &str) -> Wire {
    let name = printed.trim();
    let name = name.split_once(" (").map_or(name, |(name, _)| name);
    let (start, star) = if let Some(start) = name.strip_suffix("...") {
        (start, true)
    } else if let Some(start) = name.strip_suffix('*') {
        (start, true)
    } else if let Some(start) = ["XXX", "xxx", "Xxx", "N"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .filter(|start| start.ends_with('_'))
    {
        (start, true)
    } else if let Some(at) = name.find(['<', '{']) {
        (name.get(..at).unwrap_or_default(), true)
    } else {
        (name, false)
    };
    let is_wire = start
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_|~-".contains(c))
        && !start.is_empty();
    match (is_wire, star) {
        // A lone digit is a place in a list or map.
        (true, false) if start.chars().all(|c| c.is_ascii_digit()) => Wire::AnyKey,
        (true, false) => Wire::Name(start.to_owned()),
        (true, true) => Wire::Name(format!("{start}*")),
        (false, true) => Wire::AnyKey,
        (false, false) => Wire::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages() {
        for (printed, name) in [
            ("ID", "ID"),
            ("UF_CRM_...", "UF_CRM_*"),
            ("PARENT_ID_XXX", "PARENT_ID_*"),
            ("upload{id}", "upload*"),
            ("TITLE (LANG)", "TITLE"),
            ("<userId>", "any"),
            ("0", "any"),
            ("Settings of all", "none"),
        ] {
            let found = match wire(printed) {
                Wire::Name(name) => name,
                Wire::AnyKey => "any".to_owned(),
                Wire::None => "none".to_owned(),
            };
            assert_eq!(found, name, "{printed}");
        }
    }

    #[test]
    fn rows_stand_where_they_belong() {
        let rows: Vec<FieldRow> = [
            "result.items[].id",
            "result.items[].UF_...",
            "result.users.<userId>.name",
        ]
        .iter()
        .map(|path| FieldRow {
            path: Some((*path).to_owned()),
            ..FieldRow::default()
        })
        .collect();
        let mut root = Branch::default();
        for row in &rows {
            assert!(root.place(row.path.as_deref().unwrap_or_default(), row));
        }
        let result = &root.children[0];
        let names = |branch: &Branch<'_>| -> Vec<String> {
            branch
                .children
                .iter()
                .map(|child| child.name.clone())
                .collect()
        };
        assert_eq!(names(result), ["items", "users"]);
        assert!(result.children[0].list && result.children[1].map);
        assert_eq!(names(&result.children[0]), ["id", "UF_*"]);
        assert_eq!(names(&result.children[1]), ["name"]);
    }
}
