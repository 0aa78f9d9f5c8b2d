//! Whether what was given makes the choices that a method or an object wants.

/// What speaks against what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The name that was to be given besides, or at all. Nothing where too much was given.
    pub lacks: Option<String>,
    /// What to give, in English.
    pub text: String,
}

/// What speaks against what was given: exactly one of `one_of` and at least one of `any_of` must be, and none in part. An
/// empty group among `one_of` stands for nothing at all.
#[must_use]
pub fn refused(
    one_of: &[Vec<String>],
    any_of: &[Vec<String>],
    given: &dyn Fn(&str) -> bool,
) -> Option<Refused> {
    // The client knows the same rules: `encode/choice.rs`.
    exactly_one(one_of, given).or_else(|| at_least_one(any_of, given))
}

fn exactly_one(groups: &[Vec<String>], given: &dyn Fn(&str) -> bool) -> Option<Refused> {
    let optional = groups.iter().any(Vec::is_empty);
    let found = Found::new(groups, given)?;
    let prefix = match (found.whole.as_slice(), found.stray) {
        ([], None) if optional => return None,
        ([_], None) => return None,
        ([], Some(_)) if optional && found.groups.len() == 1 => {
            return Some(Refused {
                lacks: found.lacks(given),
                text: found.whole_or_not(),
            });
        }
        ([], Some(name)) => found.partner(name, given),
        ([whole], Some(name)) => Some(format!(
            "`{name}` cannot be given with {}",
            joined(whole.iter())
        )),
        _ => None,
    };
    let rule = if optional {
        "at most one of these can be given"
    } else {
        "exactly one of these must be given"
    };
    let prefix = prefix.map_or_else(String::new, |prefix| prefix + "; ");
    let lacks = || found.lacks(given);
    Some(Refused {
        lacks: found.whole.is_empty().then(lacks).flatten(),
        text: format!("{prefix}{rule}: {}", found.list()),
    })
}

fn at_least_one(groups: &[Vec<String>], given: &dyn Fn(&str) -> bool) -> Option<Refused> {
    let found = Found::new(groups, given)?;
    let text = match (found.whole.is_empty(), found.stray) {
        (false, None) => return None,
        (false, Some(_)) => found.whole_or_not(),
        (true, _) => format!("at least one of these must be given: {}", found.list()),
    };
    Some(Refused {
        lacks: found.lacks(given),
        text,
    })
}

/// What was given of some groups.
struct Found<'g> {
    /// Those that are not empty.
    groups: Vec<&'g [String]>,
    /// Those that were given as a whole.
    whole: Vec<&'g [String]>,
    /// A name that was given and belongs to none of these.
    stray: Option<&'g str>,
}

impl<'g> Found<'g> {
    /// Nothing where there is no choice.
    fn new(groups: &'g [Vec<String>], given: &dyn Fn(&str) -> bool) -> Option<Self> {
        let groups: Vec<&[String]> = groups.iter().map(Vec::as_slice).collect();
        let groups: Vec<_> = groups.into_iter().filter(|g| !g.is_empty()).collect();
        let all = |group: &&&[String]| group.iter().all(|name| given(name));
        let whole: Vec<_> = groups.iter().filter(all).copied().collect();
        let mut names = groups.iter().copied().flatten();
        // Groups may share names.
        let stray =
            names.find(|name| given(name) && !whole.iter().any(|group| group.contains(name)));
        (!groups.is_empty()).then_some(Self {
            groups,
            whole,
            stray: stray.map(String::as_str),
        })
    }

    fn list(&self) -> String {
        let groups = self.groups.iter().map(|group| joined(group.iter()));
        groups.collect::<Vec<_>>().join(", or ")
    }

    /// The group that was given in part, or the first one.
    fn begun(&self) -> &'g [String] {
        let has = |group: &&&[String]| group.iter().any(|name| Some(name.as_str()) == self.stray);
        let begun = self.groups.iter().find(has).or(self.groups.first());
        begun.copied().unwrap_or_default()
    }

    fn lacks(&self, given: &dyn Fn(&str) -> bool) -> Option<String> {
        self.begun().iter().find(|name| !given(name)).cloned()
    }

    /// What a name must be given with, where that is no choice either.
    fn partner(&self, name: &str, given: &dyn Fn(&str) -> bool) -> Option<String> {
        let has = |group: &&&[String]| group.iter().any(|other| other == name);
        let mut groups = self.groups.iter().filter(has);
        let (group, None) = (groups.next()?, groups.next()) else {
            return None;
        };
        let lacking = group.iter().filter(|name| !given(name));
        Some(format!("`{name}` goes with {}", joined(lacking)))
    }

    /// What to do about the group that was given in part.
    fn whole_or_not(&self) -> String {
        match self.begun() {
            [one, other] => format!("give both `{one}` and `{other}`, or neither"),
            names => format!("give all of {}, or none of them", joined(names.iter())),
        }
    }
}

fn joined<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Refused, refused};

    fn groups(groups: &[&[&str]]) -> Vec<Vec<String>> {
        let group = |group: &&[&str]| group.iter().map(|&name| name.to_owned()).collect();
        groups.iter().map(group).collect()
    }

    fn told(one_of: &[&[&str]], any_of: &[&[&str]], given: &str) -> Option<(String, String)> {
        let given = |name: &str| given.split(' ').any(|word| word == name);
        let Refused { lacks, text } = refused(&groups(one_of), &groups(any_of), &given)?;
        Some((text, lacks.unwrap_or_default()))
    }

    #[test]
    fn what_is_given_in_part() {
        let some = |text: &str, lacks: &str| Some((text.to_owned(), lacks.to_owned()));
        let none: &[&[&str]] = &[];

        let both: &[&[&str]] = &[&["a", "b"], &[]];
        assert_eq!(told(both, none, ""), None);
        assert_eq!(told(both, none, "a b"), None);
        let text = "give both `a` and `b`, or neither";
        assert_eq!(told(both, none, "a"), some(text, "b"));
        let text = "give all of `a`, `b` and `c`, or none of them";
        assert_eq!(told(&[&[], &["a", "b", "c"]], none, "c"), some(text, "a"));

        let either: &[&[&str]] = &[&["a", "b"], &["c"]];
        assert_eq!(told(either, none, "c"), None);
        let text = "exactly one of these must be given: `a` and `b`, or `c`";
        assert_eq!(told(either, none, ""), some(text, "a"));
        assert_eq!(told(either, none, "a b c"), some(text, ""));
        let begun = format!("`b` goes with `a`; {text}");
        assert_eq!(told(either, none, "b"), some(&begun, "a"));
        let beside = format!("`a` cannot be given with `c`; {text}");
        assert_eq!(told(either, none, "a c"), some(&beside, ""));

        let maybe: &[&[&str]] = &[&["a", "b"], &["c"], &[]];
        assert_eq!(told(maybe, none, ""), None);
        let text = "`a` goes with `b`; at most one of these can be given: `a` and `b`, or `c`";
        assert_eq!(told(maybe, none, "a"), some(text, "b"));

        // What several groups have is no part of one that was not meant.
        let shared: &[&[&str]] = &[&["t", "l"], &["t", "c"], &["k"]];
        assert_eq!(told(shared, none, "t c"), None);
        let text = "exactly one of these must be given: `t` and `l`, or `t` and `c`, or `k`";
        assert_eq!(told(shared, none, "t"), some(text, "l"));
        let beside = format!("`t` cannot be given with `k`; {text}");
        assert_eq!(told(shared, none, "k t"), some(&beside, ""));

        let any: &[&[&str]] = &[&["a"], &["b", "c"]];
        assert_eq!(told(none, any, "a"), None);
        assert_eq!(told(none, any, "a b c"), None);
        let text = "give both `b` and `c`, or neither";
        assert_eq!(told(none, any, "a b"), some(text, "c"));
        let text = "at least one of these must be given: `a`, or `b` and `c`";
        assert_eq!(told(none, any, "b"), some(text, "c"));
    }
}
