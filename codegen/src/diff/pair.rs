//! Which of two lists belong together, names that changed included.

use crate::diagnose::distance;

/// Two lists, matched.
pub(super) struct Paired<'m, T> {
    /// Of the same name.
    pub(super) kept: Vec<(&'m T, &'m T)>,
    /// Of another name, and the same all the same.
    pub(super) renamed: Vec<(&'m T, &'m T)>,
    pub(super) removed: Vec<&'m T>,
    pub(super) added: Vec<&'m T>,
}

/// Matches by name; what is left by how alike it is, the likest first. `alike` is told whether both stand in the same place
/// among their neighbours, and gives 0 for what does not belong together.
pub(super) fn pair<'m, T>(
    old: &'m [T],
    new: &'m [T],
    key: impl Fn(&T) -> String,
    alike: impl Fn(&'m T, &'m T, bool) -> u32,
) -> Paired<'m, T> {
    let old_keys: Vec<String> = old.iter().map(&key).collect();
    let new_keys: Vec<String> = new.iter().map(&key).collect();
    let places: std::collections::HashMap<&str, usize> = new_keys
        .iter()
        .enumerate()
        .map(|(index, key)| (key.as_str(), index))
        .collect();
    let mut partner: Vec<Option<usize>> = old_keys
        .iter()
        .map(|key| places.get(key.as_str()).copied())
        .collect();
    let mut taken = vec![false; new.len()];
    for index in partner.iter().flatten() {
        taken[*index] = true;
    }
    let kept: Vec<(&T, &T)> = partner
        .iter()
        .enumerate()
        .filter_map(|(index, other)| Some((&old[index], &new[(*other)?])))
        .collect();
    let mut candidates: Vec<(u32, usize, usize)> = Vec::new();
    for (from, _) in partner
        .iter()
        .enumerate()
        .filter(|(_, other)| other.is_none())
    {
        for (to, _) in taken.iter().enumerate().filter(|(_, taken)| !**taken) {
            let before = |keys: &[String], at: usize| at.checked_sub(1).map(|at| keys[at].clone());
            let after = |keys: &[String], at: usize| keys.get(at + 1).cloned();
            let place = before(&old_keys, from) == before(&new_keys, to)
                && after(&old_keys, from) == after(&new_keys, to);
            let score = alike(&old[from], &new[to], place);
            if score > 0 {
                candidates.push((score, from, to));
            }
        }
    }
    candidates.sort_by_key(|&(score, from, to)| (std::cmp::Reverse(score), from, to));
    let mut renamed = Vec::new();
    for (_, from, to) in candidates {
        if partner[from].is_none() && !taken[to] {
            partner[from] = Some(to);
            taken[to] = true;
            renamed.push((from, to));
        }
    }
    renamed.sort_unstable();
    Paired {
        kept,
        renamed: renamed
            .into_iter()
            .map(|(from, to)| (&old[from], &new[to]))
            .collect(),
        removed: partner
            .iter()
            .zip(old)
            .filter_map(|(other, item)| other.is_none().then_some(item))
            .collect(),
        added: taken
            .iter()
            .zip(new)
            .filter_map(|(taken, item)| (!taken).then_some(item))
            .collect(),
    }
}

/// Whether two names are nearly the same: a few letters, a word more or less, or another spelling.
pub(super) fn near(a: &str, b: &str) -> bool {
    let plain = |name: &str| crate::check::snake(name);
    let (a, b) = (plain(a), plain(b));
    if a == b {
        return true;
    }
    let (short, long) = if a.len() < b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    let words: Vec<&str> = long.split('_').collect();
    let within = short.len() > 2 && short.split('_').all(|word| words.contains(&word));
    within || distance(&a, &b) <= short.chars().count() / 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        for (a, b, is) in [
            ("TITLE", "title", true),
            ("OWNER", "OWNER_ID", true),
            ("DATE_CREATE", "DATE_CREATED", true),
            ("ASSIGNED_BY_ID", "RESPONSIBLE_ID", false),
            ("ID", "TO", false),
            ("A", "B", false),
        ] {
            assert_eq!(near(a, b), is, "{a} {b}");
        }
    }

    #[test]
    fn names_go_before_likeness() {
        let (old, new) = (["a", "b", "c"], ["a", "c", "d"]);
        let paired = pair(&old, &new, |name| (*name).to_owned(), |_, _, _| 1);
        assert_eq!(paired.kept, [(&"a", &"a"), (&"c", &"c")]);
        assert_eq!(paired.renamed, [(&"b", &"d")]);
        assert!(paired.removed.is_empty() && paired.added.is_empty());
    }
}
