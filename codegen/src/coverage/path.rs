//! Documented names and paths, step by step.

/// A step of a documented path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A name, in whatever case.
    Key(String),
    /// All names that begin so: `UF_*`, `PARENT_ID_...`.
    Begins(String),
    /// A name that the page only describes: `<chatId>`, `{BOT_ID}`.
    AnyKey,
    /// Every element of a list, or value of a map.
    Each,
}

/// Splits `result.items[].ID`; dots within `<...>` belong to what is described.
pub(crate) fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("[]").or_else(|| rest.strip_prefix("{}")) {
            steps.push(Step::Each);
            rest = after;
            continue;
        }
        let end = end_of_name(rest);
        let (name, after) = rest.split_at(end);
        if !name.is_empty() {
            steps.push(step(name));
        }
        rest = after;
    }
    steps
}

fn end_of_name(text: &str) -> usize {
    if text.starts_with(['<', '{']) {
        let close = text.find(['>', '}']).map(|at| at + 1);
        return close.unwrap_or(text.len());
    }
    // Three dots are a star.
    if let Some(dots) = text.find("...")
        && !text[..dots].contains(['.', '['])
    {
        return dots + 3;
    }
    let mut ends = [text.find('.'), text.find("[]"), text.find("{}")];
    ends.sort_unstable();
    ends.into_iter().flatten().min().unwrap_or(text.len())
}

fn step(name: &str) -> Step {
    if name.starts_with(['<', '{']) {
        return Step::AnyKey;
    }
    if let Some(begin) = name.strip_suffix("...").or_else(|| name.strip_suffix('*')) {
        return if begin.is_empty() {
            Step::AnyKey
        } else {
            Step::Begins(begin.to_owned())
        };
    }
    // `TITLE (LANG)` is TITLE, with a remark.
    let bare = name.split_once(" (").map_or(name, |(bare, _)| bare);
    Step::Key(bare.to_owned())
}

/// The same path without the first of these names, if it begins with one.
pub(crate) fn below<'s>(steps: &'s [Step], root: &str) -> Option<&'s [Step]> {
    match steps {
        [Step::Key(first), rest @ ..] if first.eq_ignore_ascii_case(root) => Some(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Step {
        Step::Key(name.to_owned())
    }

    #[test]
    fn paths() {
        assert_eq!(
            steps("result.items[].ID"),
            [key("result"), key("items"), Step::Each, key("ID")]
        );
        assert_eq!(steps("[].sort"), [Step::Each, key("sort")]);
        assert_eq!(
            steps("result{}.type"),
            [key("result"), Step::Each, key("type")]
        );
        assert_eq!(
            steps("data.BOT.{BOT_ID}.AUTH"),
            [key("data"), key("BOT"), Step::AnyKey, key("AUTH")]
        );
        assert_eq!(steps("UF_..."), [Step::Begins("UF_".to_owned())]);
        assert_eq!(
            steps("fields.ufCrm..."),
            [key("fields"), Step::Begins("ufCrm".to_owned())]
        );
        assert_eq!(steps("UF_*"), [Step::Begins("UF_".to_owned())]);
        assert_eq!(steps("TITLE (LANG)"), [key("TITLE")]);
        assert_eq!(steps("chat<chatId>"), [key("chat<chatId>")]);
        assert_eq!(steps(""), []);
    }
}
