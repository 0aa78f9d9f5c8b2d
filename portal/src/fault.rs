//! What a method refuses with: the code, text and status of an error envelope.

/// An error as the platform words it. The code may be empty: that is the platform's default.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code} {text}")]
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) status: u16,
    /// Name of the parameter that is wrong, answered beside the text by some modules.
    pub(crate) argument: Option<String>,
}

impl Fault {
    /// A code and a text with status 400, the platform's default.
    pub(crate) fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            text: text.into(),
            status: 400,
            argument: None,
        }
    }

    /// An exception without a code: `error` is an empty text.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new("", text)
    }

    /// A parameter that a method of the newer kind needs is not there.
    pub(crate) fn no_value(name: &str) -> Self {
        Self::new(
            "100",
            format!("Could not find value for parameter {{{name}}}"),
        )
    }

    /// `ERROR_CORE`: what the kernel reports in the words of its own messages.
    pub(crate) fn core(text: impl Into<String>) -> Self {
        Self::new("ERROR_CORE", text)
    }

    /// `ERROR_ARGUMENT` for a parameter that is missing.
    pub(crate) fn missing(argument: &str) -> Self {
        Self {
            argument: Some(argument.to_owned()),
            ..Self::new(
                "ERROR_ARGUMENT",
                format!("Argument '{argument}' is null or empty"),
            )
        }
    }

    /// The same with another HTTP status.
    pub(crate) fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// A method that nobody knows.
    pub(crate) fn no_method() -> Self {
        Self::new("ERROR_METHOD_NOT_FOUND", "Method not found!").status(404)
    }

    /// What does not exist, as most methods say it that belong to no family.
    pub(crate) fn not_found() -> Self {
        Self::new("NOT_FOUND", "Not found.")
    }

    /// A record that does not exist, as the universal methods say it.
    pub(crate) fn no_item() -> Self {
        Self::new("NOT_FOUND", "Item not found")
    }

    /// An argument of the universal methods.
    pub(crate) fn bad_argument(text: impl Into<String>) -> Self {
        Self::new("INVALID_ARG_VALUE", text)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::core(format!("SQL query error: {error}")).status(500)
    }
}
