//! Diagnostics as text, in the manner of rustc.

use std::fmt;
use std::sync::atomic::Ordering;

use super::{Diagnostic, Diagnostics};

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.code, self.message)?;
        let mut margin = " ".to_owned();
        let mut help = self.help.as_deref();
        if let Some(at) = self.located() {
            let number = at.line.to_string();
            margin = " ".repeat(number.len());
            if at.line == 0 {
                writeln!(f, "{margin}--> {}", at.file)?;
            } else {
                writeln!(f, "{margin}--> {}:{}:{}", at.file, at.line, at.column)?;
                writeln!(f, "{margin} |")?;
                writeln!(f, "{number} | {}", at.text)?;
                let indent = " ".repeat(at.column.saturating_sub(1));
                let carets = "^".repeat(at.length.max(1));
                match help.take() {
                    Some(help) => writeln!(f, "{margin} | {indent}{carets} {help}")?,
                    None => writeln!(f, "{margin} | {indent}{carets}")?,
                }
            }
        }
        if let Some(help) = help {
            writeln!(f, "{margin} = help: {help}")?;
        }
        for note in &self.notes {
            writeln!(f, "{margin} = note: {note}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.seen.store(true, Ordering::Relaxed);
        for diagnostic in &self.list {
            writeln!(f, "{diagnostic}")?;
        }
        match self.list.len() {
            0 => Ok(()),
            1 => writeln!(f, "1 error in the spec"),
            count => writeln!(f, "{count} errors in the spec"),
        }
    }
}
