//! A portal that answers: what commands ask of it, without saying how the questions travel.

use std::fmt;

use serde_json::Value;

use crate::model::{EntityId, Method, Model};

/// Whatever answers calls of REST methods: a portal over HTTP, or a set of answers in a test.
pub trait Portal {
    /// Calls a method, and gives what stands in `result`.
    ///
    /// # Errors
    ///
    /// [`CallError`]: the portal says no, or does not say anything that can be understood.
    fn call(&mut self, method: &str, params: Value) -> Result<Value, CallError>;
}

/// A call without a result. Neither kind holds the caller's secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The portal answered an error.
    #[error("the portal refuses `{method}`: {refusal}")]
    Refused {
        /// What was called.
        method: String,
        /// What it said.
        refusal: Refusal,
    },
    /// There was no answer, or none that can be read.
    #[error("no answer to `{method}`: {reason}")]
    Unanswered {
        /// What was called.
        method: String,
        /// Why.
        reason: String,
    },
}

/// An error that a portal answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `error`; often empty.
    pub code: String,
    /// `error_description`.
    pub text: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code.as_str(), self.text.trim()) {
            ("", "") => f.write_str("without a reason"),
            ("", text) => f.write_str(text),
            (code, "") => f.write_str(code),
            (code, text) => write!(f, "{code}: {text}"),
        }
    }
}

impl Refusal {
    /// The caller was not granted the scope that the method needs.
    #[must_use]
    pub fn is_scope(&self) -> bool {
        self.code.eq_ignore_ascii_case("insufficient_scope")
    }
}

/// The method of an entity that its family has for a role, or that is written out under the name it would have there.
pub(crate) fn method_of<'m>(model: &'m Model, id: EntityId, role: &str) -> Option<&'m Method> {
    let written_out = format!("{}.{role}", model[id].at);
    model.methods.iter().find(|method| {
        method.rest == 2
            && method.entity == Some(id)
            && match &method.role {
                Some(own) => own == role,
                None => method.call.eq_ignore_ascii_case(&written_out),
            }
    })
}

/// Parameters with those that a binding always sends.
pub(crate) fn with_fixed(method: &Method, mut params: Value) -> Value {
    for (key, value) in &method.fixed {
        params[key.as_str()] = value.clone();
    }
    params
}

/// What a binding answers: a part of the result.
pub(crate) fn unwrapped(method: &Method, mut result: Value) -> Value {
    for key in &method.unwrap {
        result = result[key.as_str()].take();
    }
    result
}
