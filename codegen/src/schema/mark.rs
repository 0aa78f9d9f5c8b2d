//! The first line of a spec file, which names its schema.

use super::Schema;

const MARK: &str = "# yaml-language-server: $schema=";

/// The first line of a file, by its path below the spec folder.
#[must_use]
pub fn first_line(path: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    format!("{MARK}{up}{}", Schema::of(path).file())
}

/// The text of a file with the right first line, unless it has that.
#[must_use]
pub fn mark(path: &str, text: &str) -> Option<String> {
    if !unmarked(path, text) {
        return None;
    }
    // Another schema in its place was meant to be this one.
    let rest = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with(MARK) => rest,
        None if text.starts_with(MARK) => "",
        _ => text,
    };
    Some(format!("{}\n{rest}", first_line(path)))
}

/// Whether the first line of a text does not name the schema.
#[must_use]
pub fn unmarked(path: &str, text: &str) -> bool {
    text.lines().next().map(str::trim_end) != Some(&first_line(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        assert_eq!(
            first_line("crm/item/lead.yaml"),
            "# yaml-language-server: $schema=../../schema.json"
        );
        assert_eq!(
            first_line("crm.examples.yaml"),
            "# yaml-language-server: $schema=examples.schema.json"
        );
        let marked = mark("crm.yaml", "doc: x\n").unwrap();
        assert_eq!(
            marked,
            "# yaml-language-server: $schema=schema.json\ndoc: x\n"
        );
        assert_eq!(mark("crm.yaml", &marked), None);
        assert_eq!(mark("crm.yaml", &marked.replace('\n', "\r\n")), None);
        // A file that was moved.
        assert_eq!(
            mark("crm/deal.yaml", &marked).unwrap(),
            "# yaml-language-server: $schema=../schema.json\ndoc: x\n"
        );
    }
}
