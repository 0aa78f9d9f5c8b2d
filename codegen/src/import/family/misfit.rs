//! Why a method is not one that a family makes.

/// What is documented otherwise than a family has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Misfit {
    /// Parameters of the family that nobody documents.
    pub(super) lacking: Vec<String>,
    /// Documented parameters that the family does not have.
    pub(super) besides: Vec<String>,
    /// Parameters of another type, or that must be given only here.
    pub(super) otherwise: Vec<String>,
    /// Whether the answer is another.
    pub(super) result: bool,
    /// Whether it takes an identifier, and nobody knows which field of the record that is.
    pub(super) keyless: bool,
}

impl Misfit {
    /// Itself, unless there is nothing in it.
    pub(super) fn into_result(self) -> Result<(), Self> {
        if self == Self::default() {
            Ok(())
        } else {
            Err(self)
        }
    }

    /// What is otherwise, as the end of a sentence.
    pub(crate) fn reason(&self) -> String {
        let mut reasons = Vec::new();
        for (names, one, many) in [
            (&self.lacking, "is not documented", "are not documented"),
            (
                &self.besides,
                "is documented besides",
                "are documented besides",
            ),
            (
                &self.otherwise,
                "is documented otherwise",
                "are documented otherwise",
            ),
        ] {
            match names.as_slice() {
                [] => {}
                [only] => reasons.push(format!("`{only}` {one}")),
                [most @ .., last] => {
                    reasons.push(format!("`{}` and `{last}` {many}", most.join("`, `")));
                }
            }
        }
        if self.result {
            reasons.push("the result is documented otherwise".to_owned());
        }
        if self.keyless {
            reasons.push("nothing tells which field is the identifier".to_owned());
        }
        reasons.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_aloud() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let misfit = Misfit {
            lacking: names(&["filter", "select", "start"]),
            besides: names(&["LANG"]),
            otherwise: names(&["id", "order"]),
            result: true,
            keyless: true,
        };
        assert_eq!(
            misfit.reason(),
            "`filter`, `select` and `start` are not documented; `LANG` is documented besides; `id` and `order` are \
             documented otherwise; the result is documented otherwise; nothing tells which field is the identifier"
        );
        assert_eq!(Misfit::default().into_result(), Ok(()));
        assert_eq!(misfit.clone().into_result(), Err(misfit));
    }
}
