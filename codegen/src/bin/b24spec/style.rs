//! Colours. `anstream` takes them out again where nobody would see them.

use anstyle::{AnsiColor, Style};

pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
pub(crate) const MESSAGE: Style = Style::new().bold();
pub(crate) const MARGIN: Style = AnsiColor::BrightBlue.on_default().bold();
pub(crate) const HELP: Style = AnsiColor::BrightCyan.on_default();
pub(crate) const NOTE: Style = AnsiColor::BrightGreen.on_default().bold();

/// A text in a style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
