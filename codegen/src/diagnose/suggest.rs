//! Names that look like another.

/// The name nearest to a word, unless none is near. Of two that are equally near the first one.
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let mut best: Option<(usize, &'n str)> = None;
    for name in names {
        if let Some(far) = far(word, name)
            && best.is_none_or(|(so_far, _)| far < so_far)
        {
            best = Some((far, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How far a word is from a name that it may have been meant to be.
fn far(word: &str, name: &str) -> Option<usize> {
    // The last segment alone is often all that was written: `contact` for `crm.contact`.
    if let Some((_, last)) = name.rsplit_once('.')
        && last == word
    {
        return Some(1);
    }
    let count = word.split('.').count();
    if count == 1 || count != name.split('.').count() {
        return far_segment(word, name);
    }
    // `crm.contact.list` is not nearly `crm.contact.get`, although most of it is the same.
    let pairs = word.split('.').zip(name.split('.'));
    pairs.map(|(word, name)| far_segment(word, name)).sum()
}

fn far_segment(word: &str, name: &str) -> Option<usize> {
    // What was left out was not misspelt.
    if word.is_empty() {
        return None;
    }
    let limit = (word.chars().count() / 3).max(1);
    let far = distance(word, name).min(begins(word, name, limit));
    (far <= limit).then_some(far)
}

/// `readonly` for `read` and `VAL` for `VALUE` are as near as anything may be, `a` for `access` is not.
fn begins(word: &str, name: &str, limit: usize) -> usize {
    let (short, long) = if word.len() < name.len() {
        (word, name)
    } else {
        (name, word)
    };
    let begins = long
        .get(..short.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(short));
    if begins && short.len() >= 3 && short.len() * 2 >= long.len() {
        limit
    } else {
        usize::MAX
    }
}

/// How many letters must be changed, added, removed or swapped to make one word of the other; case does not count.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    // Three rows of the usual table: swaps look two rows back.
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = last.clone();
    for (i, &x) in a.iter().enumerate() {
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, n) in [
            ("", "", 0),
            ("abc", "", 3),
            ("datetme", "datetime", 1),
            ("prams", "params", 1),
            ("fiels", "files", 1),
            ("Int", "int", 0),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), n, "{a} {b}");
            assert_eq!(distance(b, a), n, "{b} {a}");
        }
    }

    #[test]
    fn nearest_is_near() {
        assert_eq!(
            nearest("datetme", ["date", "datetime", "site_datetime"]),
            Some("datetime")
        );
        assert_eq!(
            nearest("contact", ["user", "crm.contact"]),
            Some("crm.contact")
        );
        assert_eq!(nearest("readonly", ["create", "read"]), Some("read"));
        assert_eq!(nearest("VAL", ["VALUE"]), Some("VALUE"));
        assert_eq!(
            nearest("crm.deal.lst", ["crm.deal.get", "crm.deal.list"]),
            Some("crm.deal.list")
        );
        assert_eq!(nearest("crm.deal.list", ["crm.deal.get"]), None);
        assert_eq!(nearest("zebra", ["date", "datetime"]), None);
    }
}
