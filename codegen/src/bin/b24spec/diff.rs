//! `b24spec diff`: what changed between two specs.

use std::path::{Path, PathBuf};

use bitrix24_codegen::diff::{self, Breaks};
use bitrix24_codegen::model::Model;
use clap::{Args, ValueEnum};

use crate::style::{self, paint};
use crate::{Failure, revision};

/// Tell what changed in the API between two specs, and what of it breaks whom
///
/// A spec is a folder, or a revision of git: a commit, a branch, a tag, `HEAD~1`. What is both is a folder.
///
/// Ends with 0, or with 1 when there is what --fail-on asks for, and with 2 when a spec could not be read.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// What it was: a folder or a revision
    old: String,
    /// What it is; the folder of --spec when left out
    new: Option<String>,
    /// Folder of the spec inside a revision
    #[arg(long, value_name = "PATH", default_value = "spec")]
    spec: PathBuf,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// End with 1 when there is such a change
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line per change, what breaks first
    Text,
    /// For a changelog
    Markdown,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Anything that breaks somebody
    Breaking,
    /// What a crate that uses it may not compile with
    Compile,
    /// What a program that was built before may fail with
    Run,
    /// Any change but of texts and examples
    Any,
}

impl Diff {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let new_name = match &self.new {
            Some(new) => new.clone(),
            None => self.spec.display().to_string(),
        };
        let old = self.load(&self.old)?;
        let new = self.load(&new_name)?;
        let found = diff::diff(&old, &new);
        match if self.json { Format::Json } else { self.format } {
            Format::Text => anstream::print!("{}", coloured(&found)),
            Format::Markdown => anstream::print!("{}", found.markdown()),
            Format::Json => {
                let value = serde_json::json!({
                    "old": self.old,
                    "new": new_name,
                    "counts": found.counts,
                    "changes": found.changes,
                });
                let text = serde_json::to_string_pretty(&value).map_err(Failure::trouble)?;
                anstream::println!("{text}");
            }
        }
        let breaks =
            |wanted: fn(Breaks) -> bool| found.changes.iter().any(|change| wanted(change.breaks));
        let fails = match self.fail_on {
            None => false,
            Some(FailOn::Breaking) => found.is_breaking(),
            Some(FailOn::Compile) => breaks(|breaks| breaks.compile),
            Some(FailOn::Run) => breaks(|breaks| breaks.run),
            Some(FailOn::Any) => !found.is_empty(),
        };
        if fails {
            // What was found has been told.
            return Err(Failure::Found(String::new()));
        }
        Ok(())
    }

    /// The spec in a folder, or of a revision.
    fn load(&self, name: &str) -> Result<Model, Failure> {
        let loaded = if Path::new(name).is_dir() {
            bitrix24_codegen::load(Path::new(name))
        } else {
            bitrix24_codegen::load_files(revision::files(name, &self.spec)?)
        };
        loaded.map_err(|diagnostics| {
            Failure::Trouble(format!(
                "{diagnostics}the spec of `{name}` could not be read"
            ))
        })
    }
}

/// Headings and marks stand out.
fn coloured(found: &diff::Diff) -> String {
    let mut text = String::new();
    for line in found.text().lines() {
        let line = match line {
            "breaking:" => paint(style::ERROR, line),
            "not breaking:" => paint(style::NOTE, line),
            _ => match line.rsplit_once(" [") {
                Some((before, mark)) if line.starts_with("  ") && mark.ends_with(']') => {
                    format!("{before} {}", paint(style::ERROR, &format!("[{mark}")))
                }
                _ => line.to_owned(),
            },
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}
