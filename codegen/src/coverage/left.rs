//! What the spec leaves out on purpose, and why.

use super::path::Step;
use crate::model::Model;

/// The reason why a documented method, event or placement is missing; names with a star stand for several.
pub(crate) fn missing<'m>(model: &'m Model, name: &str, rest: u8) -> Option<&'m str> {
    let of_version = model.files.iter().filter(|file| {
        let third = file.module.first().is_some_and(|first| first == "v3");
        third == (rest == 3)
    });
    of_version
        .flat_map(|file| &file.missing)
        .find(|(pattern, _)| matches(pattern, name))
        .map(|(_, reason)| reason.as_str())
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(begin) => name
            .get(..begin.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(begin)),
        None => pattern.eq_ignore_ascii_case(name),
    }
}

/// Whether the text of `without` names something: in backticks, or by a name that no English word looks like.
pub(crate) fn names(without: &str, name: &str) -> bool {
    let mut quoted = without.split('`').skip(1).step_by(2);
    if quoted.any(|part| part.eq_ignore_ascii_case(name)) {
        return true;
    }
    let is_word = !name.contains('_') && !name.chars().skip(1).any(|c| c.is_ascii_uppercase());
    let mut words = without.split(|c: char| !(c.is_ascii_alphanumeric() || "_~".contains(c)));
    !is_word && words.any(|word| word == name)
}

/// Whether it names a step of a path, and with it all that lies below.
pub(crate) fn names_step(without: &str, steps: &[Step]) -> bool {
    steps.iter().any(|step| match step {
        Step::Key(name) => names(without, name),
        Step::Begins(begin) => names(without, &format!("{begin}*")),
        Step::AnyKey | Step::Each => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_named() {
        let without =
            "The parameter `to`, users and USER_INFO; getUsers too, for the id of a name.";
        for name in ["to", "USER_INFO", "getUsers"] {
            assert!(names(without, name), "{name}");
        }
        for name in ["users", "id", "name", "user_info", "INFO", "for"] {
            assert!(!names(without, name), "{name}");
        }
    }

    #[test]
    fn stars() {
        assert!(matches("crm.invoice.*", "crm.Invoice.add"));
        assert!(matches("batch", "BATCH"));
        assert!(!matches("crm.invoice", "crm.invoice.add"));
    }
}
