//! Choices among what can be given, of a method or an object.

/// Groups of names; those of a group go together, and an empty group stands for nothing at all.
pub type Groups = &'static [&'static [&'static str]];

/// What speaks against what was given: exactly one of `one_of` and at least one of `any_of` must be, and none in part.
pub(crate) fn refused(
    one_of: Groups,
    any_of: Groups,
    given: &dyn Fn(&str) -> bool,
) -> Option<String> {
    // The checker of the spec and the stand-in portal know the same rules: `bitrix24_codegen::model::refused`.
    exactly_one(one_of, given).or_else(|| at_least_one(any_of, given))
}

fn exactly_one(groups: Groups, given: &dyn Fn(&str) -> bool) -> Option<String> {
    let optional = groups.iter().any(|group| group.is_empty());
    let found = Found::new(groups, given)?;
    let prefix = match (found.whole.as_slice(), found.stray) {
        ([], None) if optional => return None,
        ([_], None) => return None,
        ([], Some(_)) if optional && found.groups.len() == 1 => return Some(whole_or_not(&found)),
        ([], Some(name)) => found.partner(name, given),
        ([whole], Some(name)) => Some(format!("`{name}` cannot be given with {}", joined(whole))),
        _ => None,
    };
    let rule = if optional {
        "at most one of these can be given"
    } else {
        "exactly one of these must be given"
    };
    let prefix = prefix.map_or_else(String::new, |prefix| prefix + "; ");
    Some(format!("{prefix}{rule}: {}", found.list()))
}

fn at_least_one(groups: Groups, given: &dyn Fn(&str) -> bool) -> Option<String> {
    let found = Found::new(groups, given)?;
    match (found.whole.is_empty(), found.stray) {
        (false, None) => None,
        (false, Some(_)) => Some(whole_or_not(&found)),
        (true, _) => Some(format!(
            "at least one of these must be given: {}",
            found.list()
        )),
    }
}

/// What was given of some groups.
struct Found {
    /// Those that are not empty.
    groups: Vec<&'static [&'static str]>,
    /// Those that were given as a whole.
    whole: Vec<&'static [&'static str]>,
    /// A name that was given and belongs to none of these.
    stray: Option<&'static str>,
}

impl Found {
    /// Nothing where there is no choice.
    fn new(groups: Groups, given: &dyn Fn(&str) -> bool) -> Option<Self> {
        let groups: Vec<_> = groups.iter().copied().filter(|g| !g.is_empty()).collect();
        let all = |group: &&&[&str]| group.iter().all(|name| given(name));
        let whole: Vec<_> = groups.iter().filter(all).copied().collect();
        let mut names = groups.iter().copied().flatten().copied();
        // Groups may share names.
        let stray =
            names.find(|name| given(name) && !whole.iter().any(|group| group.contains(name)));
        (!groups.is_empty()).then_some(Self {
            groups,
            whole,
            stray,
        })
    }

    fn list(&self) -> String {
        let groups: Vec<String> = self.groups.iter().map(|g| joined(g)).collect();
        groups.join(", or ")
    }

    /// What a name must be given with, where that is no choice either.
    fn partner(&self, name: &str, given: &dyn Fn(&str) -> bool) -> Option<String> {
        let mut groups = self.groups.iter().filter(|group| group.contains(&name));
        let (group, None) = (groups.next()?, groups.next()) else {
            return None;
        };
        let lacking: Vec<&str> = group.iter().copied().filter(|name| !given(name)).collect();
        Some(format!("`{name}` goes with {}", joined(&lacking)))
    }
}

/// What to do about the group that was given in part.
fn whole_or_not(found: &Found) -> String {
    let stray = found.stray.unwrap_or_default();
    let group = found.groups.iter().find(|group| group.contains(&stray));
    match group.copied().unwrap_or_default() {
        [one, other] => format!("give both `{one}` and `{other}`, or neither"),
        names => format!("give all of {}, or none of them", joined(names)),
    }
}

fn joined(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
