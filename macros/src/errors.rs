//! The collector: every mistake of one input is reported, each at its own token.

use std::cell::RefCell;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// What was found wrong so far.
///
/// It is shared by reference among the checks of one input, so that the first mistake does not hide
/// the others. [`Errors::check`] has to be called; a debug build that forgets it stops there, since
/// the macro would otherwise expand wrong input without a word.
#[derive(Default)]
pub(crate) struct Errors {
    /// `None` once checked.
    found: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self {
            found: RefCell::new(Some(Vec::new())),
        }
    }

    /// A mistake in `tokens`.
    pub(crate) fn at(&self, tokens: &impl ToTokens, message: impl Into<String>) {
        self.push(syn::Error::new_spanned(tokens, message.into()));
    }

    /// A mistake at `span`, for what has no token of its own.
    pub(crate) fn at_span(&self, span: Span, message: impl Into<String>) {
        self.push(syn::Error::new(span, message.into()));
    }

    /// A mistake that `syn` found.
    pub(crate) fn push(&self, error: syn::Error) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.push(error);
        }
    }

    /// Ends the collection: all mistakes as `compile_error!`s, in the order they were found.
    pub(crate) fn check(self) -> Result<(), TokenStream> {
        let found = self.found.take().unwrap_or_default();
        if found.is_empty() {
            return Ok(());
        }
        Err(found.iter().map(syn::Error::to_compile_error).collect())
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        // A panic on the way here has its own message.
        debug_assert!(
            std::thread::panicking() || self.found.borrow().is_none(),
            "the errors of an input were not checked"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_all_in_order() {
        let errors = Errors::new();
        errors.at_span(Span::call_site(), "first");
        errors.at_span(Span::call_site(), "second");
        let tokens = errors.check().unwrap_err().to_string();
        let first = tokens.find("first").unwrap();
        let second = tokens.find("second").unwrap();
        assert!(first < second, "{tokens}");
    }

    #[test]
    fn nothing_found_is_fine() {
        assert!(Errors::new().check().is_ok());
    }

    #[test]
    #[cfg_attr(not(debug_assertions), ignore)]
    #[should_panic(expected = "not checked")]
    fn dropping_it_unchecked_panics() {
        drop(Errors::new());
    }
}
