//! Adding an entry to the text of a file, so that all else stays as it is.

use super::Entry;
use crate::check::FILE;
use crate::read::{self, Node};

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inserted {
    /// The file with the entry in it, and the line of its key, from 1.
    At {
        /// The whole file.
        text: String,
        /// From 1.
        line: usize,
    },
    /// The file has an entry of this name already.
    There,
}

/// Adds an entry to a file: below the one whose name is most like its own, else at the end of its section, else with a
/// section of its own where the language's order wants it.
///
/// # Errors
///
/// When the file is no YAML, or its section stands in braces.
pub fn insert(text: &str, entry: &Entry) -> Result<Inserted, String> {
    let before = tree(text)?;
    if before
        .get(entry.section)
        .is_some_and(|section| section.get(&entry.name).is_some())
    {
        return Ok(Inserted::There);
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (at, indent, title) = match section(&lines, entry.section)? {
        Some(range) => {
            let (at, indent) = inside(&lines, range, &entry.name);
            (at, indent, false)
        }
        None => (beside(&lines, entry.section), 2, true),
    };
    // The file keeps its line breaks.
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (above, below) = lines.split_at_checked(at).unwrap_or((&lines, &[]));
    let mut out = above.concat();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str(end);
    }
    let mut added = String::new();
    if title {
        added.push_str(&format!("{}:\n", entry.section));
    }
    added.push_str(&entry.render(indent));
    let line = at + usize::from(title) + entry.remarks.len() + 1;
    out.push_str(&added.replace('\n', end));
    out.push_str(&below.concat());
    // Text was moved about without being understood: the tree tells whether anything else has changed.
    let after = tree(&out)?;
    if without(&after, entry, title).as_ref() != Some(&before) {
        return Err(format!(
            "`{}` cannot be added to `{}` as text; write its entries one below the other",
            entry.name, entry.section
        ));
    }
    Ok(Inserted::At { text: out, line })
}

fn tree(text: &str) -> Result<Node, String> {
    let (source, diagnostics) = read::files([(String::new(), Ok(text.as_bytes().to_vec()))]);
    let mut roots = source.files.into_iter().map(|file| file.root);
    match roots.next() {
        Some(root) if diagnostics.is_empty() => Ok(root),
        _ => Err("the file cannot be read; see `b24spec check`".to_owned()),
    }
}

/// The tree of a file without an entry, and without its section where that was new.
fn without(tree: &Node, entry: &Entry, title: bool) -> Option<Node> {
    let Node::Map(sections) = tree else {
        return None;
    };
    let mut sections = sections.clone();
    let (_, section) = sections
        .iter_mut()
        .find(|(name, _)| name == entry.section)?;
    let Node::Map(entries) = section else {
        return None;
    };
    let position = entries.iter().position(|(name, _)| *name == entry.name)?;
    if entries.remove(position).1 != entry.node {
        return None;
    }
    if entries.is_empty() && title {
        sections.retain(|(name, _)| name != entry.section);
    }
    Some(Node::Map(sections))
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_idle(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// The lines below the title of a section, without blank lines and comments that belong to what follows.
fn section(lines: &[&str], name: &str) -> Result<Option<std::ops::Range<usize>>, String> {
    let Some(title) = lines.iter().position(|line| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(':'))
    }) else {
        return Ok(None);
    };
    let rest = lines[title]
        .trim_start_matches(name)
        .trim_start_matches(':')
        .trim();
    if !rest.is_empty() && !rest.starts_with('#') {
        return Err(format!(
            "`{name}` stands on one line; write its entries one below the other"
        ));
    }
    let mut end = title + 1;
    for (number, line) in lines.iter().enumerate().skip(title + 1) {
        if is_idle(line) {
            continue;
        }
        if indent_of(line) == 0 {
            break;
        }
        end = number + 1;
    }
    Ok(Some(title + 1..end))
}

/// Where in a section an entry goes, and how far its entries are indented.
fn inside(lines: &[&str], range: std::ops::Range<usize>, name: &str) -> (usize, usize) {
    let body = || (range.start..range.end).filter_map(|at| Some((at, *lines.get(at)?)));
    let indent = body()
        .find(|(_, line)| !is_idle(line))
        .map_or(2, |(_, line)| indent_of(line));
    let mut best = (0, range.end);
    let mut open: Option<usize> = None;
    let mut end = range.start;
    for (at, line) in body() {
        if is_idle(line) {
            continue;
        }
        if indent_of(line) <= indent {
            if let Some(alike) = open.filter(|alike| *alike > 0 && *alike >= best.0) {
                best = (alike, end);
            }
            open = Some(alike(line.trim(), name));
        }
        end = at + 1;
    }
    if let Some(alike) = open.filter(|alike| *alike > 0 && *alike >= best.0) {
        best = (alike, end);
    }
    (best.1, indent)
}

/// How many segments of a name an entry begins with.
fn alike(line: &str, name: &str) -> usize {
    let key = line.trim_start_matches(['"', '\'']);
    name.match_indices('.')
        .take_while(|(dot, _)| {
            name.get(..=*dot)
                .is_some_and(|beginning| key.starts_with(beginning))
        })
        .count()
}

/// Where a new section goes: before the first one that the language puts behind it.
fn beside(lines: &[&str], name: &str) -> usize {
    let order = |key: &str| FILE.keys.iter().position(|known| known.name == key);
    let own = order(name);
    let mut after = false;
    for (at, line) in lines.iter().enumerate() {
        let top = !is_idle(line) && indent_of(line) == 0;
        let key = line.split(':').next().unwrap_or_default();
        if top && after && order(key) > own {
            // Comments above a section belong to it.
            let mut at = at;
            while at > 0 && lines.get(at - 1).is_some_and(|line| is_idle(line)) {
                at -= 1;
            }
            return at;
        }
        after |= top;
    }
    let mut end = lines.len();
    while end > 0
        && lines
            .get(end - 1)
            .is_some_and(|line| line.trim().is_empty())
    {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::word;

    fn entry(section: &'static str, name: &str) -> Entry {
        let doc = ("doc".to_owned(), word("Does it."));
        let returns = ("returns".to_owned(), word("done"));
        Entry {
            section,
            name: name.to_owned(),
            node: Node::Map(vec![doc, returns]),
            remarks: Vec::new(),
        }
    }

    const FILE: &str = "\
doc: Things.

# What there is to do.
methods:
  a.thing.get:   # the first one
    doc: Reads one.
    returns: { fields: {
      ID: int } }

  a.thing.item.add:
    doc: Adds one.
    returns: done

# What happens.
events:
  onThing: { doc: It happened. }
";

    #[test]
    fn goes_below_its_like() {
        for (section, name, after, line) in [
            ("methods", "a.thing.list", "    returns: done\n", 13),
            ("methods", "a.thing.item.get", "    returns: done\n", 13),
            ("methods", "b.add", "    returns: done\n", 13),
            ("events", "onOther", "{ doc: It happened. }\n", 17),
            ("entities", "thing", "doc: Things.\n", 3),
        ] {
            let Ok(Inserted::At { text, line: at }) = insert(FILE, &entry(section, name)) else {
                panic!("{name}");
            };
            let written = text.find(name).map(|at| text.get(..at).unwrap_or_default());
            let above = written.unwrap_or_default().trim_end_matches(' ');
            let above = above
                .strip_suffix(&format!("{section}:\n"))
                .unwrap_or(above);
            assert!(above.ends_with(after), "{name}: {above}");
            assert_eq!(at, line, "{name}");
        }
    }

    #[test]
    fn keeps_line_breaks() {
        for (before, after) in [
            (
                "methods:\r\n  a.b: {}\r\n",
                "methods:\r\n  a.b: {}\r\n  a.c:\r\n    doc: Does it.\r\n    returns: done\r\n",
            ),
            (
                "methods:\n  a.b: {}",
                "methods:\n  a.b: {}\n  a.c:\n    doc: Does it.\n    returns: done\n",
            ),
        ] {
            let text = match insert(before, &entry("methods", "a.c")) {
                Ok(Inserted::At { text, .. }) => text,
                other => format!("{other:?}"),
            };
            assert_eq!(text, after);
        }
    }

    #[test]
    fn leaves_alone_what_it_cannot_add_to() {
        assert_eq!(
            insert(FILE, &entry("methods", "a.thing.get")),
            Ok(Inserted::There)
        );
        assert!(insert("methods: { a.b: { doc: It. } }\n", &entry("methods", "a.c")).is_err());
        assert!(insert("methods: [\n", &entry("methods", "a.c")).is_err());
    }
}
