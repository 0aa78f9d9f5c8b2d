//! Patterns and words, without regard to case: read once for a statement, and quick whatever they are like.

use std::collections::HashMap;

/// A pattern of `LIKE`: what stands between its `%` has to occur in this order.
pub(super) struct Pattern {
    pieces: Vec<Piece>,
}

impl Pattern {
    pub(super) fn new(pattern: &str, escape: Option<char>) -> Self {
        let mut pieces = Vec::new();
        let mut piece = Vec::new();
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            if Some(c) == escape {
                piece.extend(
                    chars
                        .next()
                        .into_iter()
                        .flat_map(char::to_lowercase)
                        .map(Some),
                );
            } else if c == '%' {
                pieces.push(Piece::new(std::mem::take(&mut piece)));
            } else if c == '_' {
                piece.push(None);
            } else {
                piece.extend(c.to_lowercase().map(Some));
            }
        }
        pieces.push(Piece::new(piece));
        Self { pieces }
    }

    pub(super) fn matches(&self, value: &str) -> bool {
        let value = value.to_lowercase();
        let (Some((first, others)), mut rest) = (self.pieces.split_first(), value.as_str()) else {
            return false;
        };
        let Some(length) = first.begins(rest) else {
            return false;
        };
        rest = &rest[length..];
        let Some((last, between)) = others.split_last() else {
            return rest.is_empty();
        };
        for piece in between {
            match piece.find(rest) {
                Some(end) => rest = &rest[end..],
                None => return false,
            }
        }
        last.ends(rest)
    }
}

/// What stands between two `%`.
enum Piece {
    Plain(String),
    /// Some characters may be any.
    Loose(Loose),
}

impl Piece {
    fn new(units: Vec<Option<char>>) -> Self {
        let plain: Option<String> = units.iter().copied().collect();
        plain.map_or_else(|| Self::Loose(Loose::new(units)), Self::Plain)
    }

    /// Length of it at the beginning of a text.
    fn begins(&self, text: &str) -> Option<usize> {
        match self {
            Self::Plain(plain) => text.starts_with(plain.as_str()).then_some(plain.len()),
            Self::Loose(loose) => loose.begins(text),
        }
    }

    /// Where the first occurrence ends.
    fn find(&self, text: &str) -> Option<usize> {
        match self {
            Self::Plain(plain) => text.find(plain.as_str()).map(|at| at + plain.len()),
            Self::Loose(loose) => loose.find(text),
        }
    }

    fn ends(&self, text: &str) -> bool {
        match self {
            Self::Plain(plain) => text.ends_with(plain.as_str()),
            Self::Loose(loose) => loose.ends(text),
        }
    }
}

/// A piece with `_`, searched for bit by bit: 64 characters of it at a time, so that no text makes it slow.
struct Loose {
    units: Vec<Option<char>>,
    /// Where a character may stand.
    places: HashMap<char, Vec<u64>>,
    /// Where any character may stand.
    anywhere: Vec<u64>,
}

impl Loose {
    fn new(units: Vec<Option<char>>) -> Self {
        let mut anywhere = vec![0; units.len().div_ceil(64)];
        let mut places: HashMap<char, Vec<u64>> = HashMap::new();
        for (at, unit) in units.iter().enumerate() {
            match unit {
                None => mark(&mut anywhere, at),
                Some(c) => {
                    let blank = || vec![0; units.len().div_ceil(64)];
                    mark(places.entry(*c).or_insert_with(blank), at);
                }
            }
        }
        for bits in places.values_mut() {
            for (bits, any) in bits.iter_mut().zip(&anywhere) {
                *bits |= any;
            }
        }
        Self {
            units,
            places,
            anywhere,
        }
    }

    fn begins(&self, text: &str) -> Option<usize> {
        let mut chars = text.char_indices();
        for unit in &self.units {
            let (_, c) = chars.next()?;
            if unit.is_some_and(|unit| unit != c) {
                return None;
            }
        }
        Some(text.len() - chars.as_str().len())
    }

    fn ends(&self, text: &str) -> bool {
        let mut chars = text.chars().rev();
        let mut units = self.units.iter().rev();
        units.all(|unit| {
            let c = chars.next();
            c.is_some() && (unit.is_none() || *unit == c)
        })
    }

    fn find(&self, text: &str) -> Option<usize> {
        let last = self.units.len() - 1;
        // A bit is on where the piece may have come so far.
        let mut reached = vec![0_u64; self.anywhere.len()];
        for (at, c) in text.char_indices() {
            let may = self.places.get(&c).unwrap_or(&self.anywhere);
            let mut carry = 1;
            for (reached, may) in reached.iter_mut().zip(may) {
                let next = *reached >> 63;
                *reached = (*reached << 1 | carry) & may;
                carry = next;
            }
            if reached[last / 64] >> (last % 64) & 1 == 1 {
                return Some(at + c.len_utf8());
            }
        }
        None
    }
}

fn mark(bits: &mut [u64], at: usize) {
    if let Some(bits) = bits.get_mut(at / 64) {
        *bits |= 1 << (at % 64);
    }
}

/// A search for words: `ada & love | grace`.
pub(super) struct Words {
    any: Vec<Vec<String>>,
}

impl Words {
    pub(super) fn new(query: &str) -> Self {
        let query = query.to_lowercase();
        let all = |part: &str| {
            let words = part.split(['&', ' ']).filter(|word| !word.is_empty());
            let mut words: Vec<String> = words.map(str::to_owned).collect();
            words.sort_unstable();
            words.dedup();
            words
        };
        let mut any: Vec<Vec<String>> = query.split('|').map(all).collect();
        any.sort_unstable();
        any.dedup();
        Self { any }
    }

    pub(super) fn matches(&self, value: &str) -> bool {
        let value = value.to_lowercase();
        let holds = |word: &String| value.contains(word.as_str());
        self.any.iter().any(|all| all.iter().all(holds))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn like(pattern: &str, value: &str, escape: Option<char>) -> bool {
        Pattern::new(pattern, escape).matches(value)
    }

    #[test]
    fn like_ignores_case_beyond_ascii() {
        assert!(like("%ИВАН%", "Петр иванович", None));
        assert!(like("a_c", "ABC", None));
        assert!(like("50!%%", "50% off", Some('!')));
        assert!(!like("50!%%", "500", Some('!')));
        assert!(like("%", "", None));
        assert!(!like("a%b", "acd", None));
        assert!(!like("ab%ba", "aba", None));
        assert!(like("%_", "ö", None) && !like("%_", "", None));
    }

    /// What `LIKE` means, letter by letter.
    fn slow(pattern: &[char], value: &[char]) -> bool {
        match pattern.split_first() {
            None => value.is_empty(),
            Some(('%', rest)) => (0..=value.len()).any(|at| slow(rest, &value[at..])),
            Some((c, rest)) => value
                .split_first()
                .is_some_and(|(v, others)| (*c == '_' || c == v) && slow(rest, others)),
        }
    }

    proptest! {
        #[test]
        fn like_means_what_it_says(pattern in "[abé%_]{0,8}", value in "[abé]{0,10}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(like(&pattern, &value, None), slow(&chars(&pattern), &chars(&value)));
        }

        #[test]
        fn pieces_longer_than_a_word_of_bits_are_found(before in "[ab]{0,99}", piece in "[ab_]{60,140}") {
            let value = format!("{before}{}", piece.replace('_', "a"));
            let pattern = format!("%{piece}%");
            prop_assert!(like(&pattern, &value, None));
            let other = format!("%{piece}c%");
            prop_assert!(!like(&other, &value, None));
        }
    }

    #[test]
    fn no_pattern_is_slow() {
        let value = "a".repeat(200_000);
        let many = 20_000;
        for pattern in [
            format!("%{}b", "a%".repeat(many)),
            format!("%{}b%", "a".repeat(many)),
            format!("%{}b%", "_".repeat(many)),
            format!("%{}b%", "a_".repeat(many / 2)),
        ] {
            assert!(!like(&pattern, &value, None));
        }
    }

    #[test]
    fn words_may_stand_anywhere() {
        let found = |query: &str, value: &str| Words::new(query).matches(value);
        assert!(found("ada & love | grace", "Lovelace, Ada"));
        assert!(found("ada & love | grace", "GRACE"));
        assert!(!found("ada love", "Ada"));
    }
}
