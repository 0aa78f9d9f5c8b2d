//! `!>=DATE_CREATE` into its parts.

/// What a condition compares by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// No operator was given; nearly always means [`Operator::Equal`].
    Bare,
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    In,
    Contains,
    /// The value is a pattern.
    Like,
    /// Words with `&` and `|`.
    Query,
    Between,
}

/// A key of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key<'a> {
    pub(super) negated: bool,
    /// Records without a value match too.
    pub(super) or_null: bool,
    pub(super) operator: Operator,
    pub(super) name: &'a str,
}

/// Longer ones first.
const OPERATORS: [(&str, Operator); 15] = [
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("><", Operator::Between),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("@", Operator::In),
    ("~", Operator::Like),
    ("%=", Operator::Like),
    ("=%", Operator::Like),
    ("%", Operator::Contains),
    ("?", Operator::Query),
    ("*%", Operator::Query),
    ("*=", Operator::Query),
    ("*", Operator::Query),
    ("=", Operator::Equal),
];

impl<'a> Key<'a> {
    pub(super) fn parse(key: &'a str) -> Self {
        let (negated, rest) = key
            .strip_prefix('!')
            .map_or((false, key), |rest| (true, rest));
        let (or_null, rest) = rest
            .strip_prefix('+')
            .map_or((false, rest), |rest| (true, rest));
        for (sign, operator) in OPERATORS {
            if let Some(name) = rest.strip_prefix(sign) {
                return Key {
                    negated,
                    or_null,
                    operator,
                    name,
                };
            }
        }
        Key {
            negated,
            or_null,
            operator: if negated {
                Operator::Equal
            } else {
                Operator::Bare
            },
            name: rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_apart() {
        let parts = |key: &'static str| {
            let k = Key::parse(key);
            (k.negated, k.or_null, k.operator, k.name)
        };
        assert_eq!(parts("NAME"), (false, false, Operator::Bare, "NAME"));
        assert_eq!(parts("!NAME"), (true, false, Operator::Equal, "NAME"));
        assert_eq!(parts("!=NAME"), (true, false, Operator::Equal, "NAME"));
        assert_eq!(
            parts(">=ID"),
            (false, false, Operator::GreaterOrEqual, "ID")
        );
        assert_eq!(parts("!@ID"), (true, false, Operator::In, "ID"));
        assert_eq!(parts("%=NAME"), (false, false, Operator::Like, "NAME"));
        assert_eq!(parts("=%NAME"), (false, false, Operator::Like, "NAME"));
        assert_eq!(parts("!=%NAME"), (true, false, Operator::Like, "NAME"));
        assert_eq!(parts("+>ID"), (false, true, Operator::Greater, "ID"));
        assert_eq!(parts("!><ID"), (true, false, Operator::Between, "ID"));
    }
}
