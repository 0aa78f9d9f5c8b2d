//! Diagnostics as text, in the manner of rustc.

use std::fmt::{self, Write as _};
use std::sync::atomic::Ordering;

use super::{Diagnostic, Diagnostics};

/// What a part of a shown diagnostic is, for those who colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `error[unknown-type]`, and the carets.
    Error,
    /// What is wrong.
    Message,
    /// Numbers of lines, arrows and bars.
    Margin,
    /// What was probably meant.
    Help,
}

/// Colours a part of a text, or leaves it.
pub type Paint<'p> = &'p dyn Fn(Role, &str) -> String;

fn plain(_: Role, text: &str) -> String {
    text.to_owned()
}

impl Diagnostic {
    /// As text, its parts coloured.
    #[must_use]
    pub fn paint(&self, paint: Paint<'_>) -> String {
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = self.write(&mut text, paint);
        text
    }

    fn write(&self, f: &mut String, paint: Paint<'_>) -> fmt::Result {
        let head = paint(Role::Error, &format!("error[{}]", self.code));
        let message = paint(Role::Message, &format!(": {}", self.message));
        writeln!(f, "{head}{message}")?;
        let mut margin = " ".to_owned();
        let mut help = self.help.as_deref();
        if let Some(at) = self.located() {
            let number = at.line.to_string();
            margin = " ".repeat(number.len());
            let arrow = paint(Role::Margin, &format!("{margin}-->"));
            if at.line == 0 {
                writeln!(f, "{arrow} {}", at.file)?;
            } else {
                let bar = paint(Role::Margin, &format!("{margin} |"));
                let number = paint(Role::Margin, &format!("{number} |"));
                writeln!(f, "{arrow} {}:{}:{}", at.file, at.line, at.column)?;
                writeln!(f, "{bar}")?;
                writeln!(f, "{number} {}", at.text)?;
                let indent = " ".repeat(at.column.saturating_sub(1));
                let carets = paint(Role::Error, &"^".repeat(at.length.max(1)));
                match help.take() {
                    Some(help) => {
                        let help = paint(Role::Help, help);
                        writeln!(f, "{bar} {indent}{carets} {help}")?;
                    }
                    None => writeln!(f, "{bar} {indent}{carets}")?,
                }
            }
        }
        let sign = paint(Role::Margin, &format!("{margin} ="));
        if let Some(help) = help {
            writeln!(f, "{sign} help: {}", paint(Role::Help, help))?;
        }
        for note in &self.notes {
            writeln!(f, "{sign} note: {note}")?;
        }
        for (note, at) in &self.related {
            match at.line {
                0 => writeln!(f, "{sign} note: {note} {}", at.file)?,
                line => writeln!(f, "{sign} note: {note} {}:{line}", at.file)?,
            }
        }
        Ok(())
    }
}

impl Diagnostics {
    /// As text, parts coloured; the last line counts them.
    #[must_use]
    pub fn paint(&self, paint: Paint<'_>) -> String {
        self.seen.store(true, Ordering::Relaxed);
        let mut text = String::new();
        for diagnostic in &self.list {
            text.push_str(&diagnostic.paint(paint));
            text.push('\n');
        }
        match self.list.len() {
            0 => {}
            1 => text.push_str("1 error in the spec\n"),
            count => text.push_str(&format!("{count} errors in the spec\n")),
        }
        text
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.paint(&plain))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.paint(&plain))
    }
}
