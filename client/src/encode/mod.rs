//! From values to what the platform is sent.
//!
//! A parameter is an [`Arg`]: a small tree that keeps the order of keys, as batches and positional calls need. A single call
//! sends it as JSON, a batch as a query with bracketed keys, and what is not fit to be sent (an [`Arg::Invalid`]) is
//! reported before anything is.

mod arg;
mod choice;
mod convert;
mod pairs;
mod query;
#[cfg(test)]
mod tests;

pub use arg::Arg;
pub use choice::Groups;
pub(crate) use choice::refused;
pub use convert::{Assign, Clear, IntoArg, list};
pub use pairs::Pairs;
pub(crate) use query::query;

/// A value that can be sent.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be sent to the platform")]
pub trait Encode {
    /// The value as it is sent.
    fn encode(&self) -> Arg;
}

/// An object whose kind is told by field `by`: the tag comes first, the body's own field of that name is left out.
#[must_use]
pub fn tagged(by: &'static str, tag: &str, body: Arg) -> Arg {
    let mut pairs = Pairs::new();
    pairs.set(by, Arg::Text(tag.to_owned()));
    match body.into_entries() {
        Ok(entries) => {
            for (key, value) in entries {
                if key != by {
                    pairs.put(key, value);
                }
            }
            pairs.into_arg()
        }
        Err(Arg::Null) => pairs.into_arg(),
        Err(Arg::Invalid(reason)) => Arg::Invalid(reason),
        Err(_) => Arg::Invalid(format!("what `{by}` tells the kind of must be an object")),
    }
}

/// A value of an enumeration whose values are numbers; one that is not listed may be a text.
#[must_use]
pub fn numeric(wire: &str) -> Arg {
    match wire.parse() {
        Ok(number) => Arg::Int(number),
        Err(_) => Arg::Text(wire.to_owned()),
    }
}

/// An object whose only key tells what it holds.
#[must_use]
pub fn only_key(key: &'static str, value: Arg) -> Arg {
    let mut pairs = Pairs::new();
    pairs.set(key, value);
    pairs.into_arg()
}
