//! Choices among what can be given, of a method or an object.

/// Groups of names; those of a group go together, and an empty group stands for nothing at all.
pub type Groups = &'static [&'static [&'static str]];

/// What speaks against what was given: exactly one of `one_of` and at least one of `any_of` must be.
pub(crate) fn refused(
    one_of: Groups,
    any_of: Groups,
    given: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let count = |groups: Groups| {
        let whole = |group: &&&[&str]| !group.is_empty() && group.iter().all(|name| given(name));
        groups.iter().filter(whole).count()
    };
    let optional = one_of.iter().any(|group| group.is_empty());
    let (rule, groups) = match (count(one_of), count(any_of)) {
        (0, _) if !one_of.is_empty() && !optional => ("exactly one of these must be given", one_of),
        (2.., _) if optional => ("at most one of these can be given", one_of),
        (2.., _) => ("exactly one of these must be given", one_of),
        (_, 0) if !any_of.is_empty() => ("at least one of these must be given", any_of),
        _ => return None,
    };
    let names: Vec<String> = groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(|group| group.join(" and "))
        .collect();
    Some(format!("{rule}: {}", names.join(", or ")))
}
