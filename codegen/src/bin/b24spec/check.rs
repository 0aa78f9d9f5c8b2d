//! `b24spec check`: every mistake, and what is worth a look.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

use bitrix24_codegen::diagnose::{Diagnostic, Diagnostics, Role};
use bitrix24_codegen::model::Model;
use bitrix24_codegen::read;
use bitrix24_codegen::report::{Note, Only, Report};
use clap::Args;

use crate::style::{self, paint};
use crate::watch::Watch;
use crate::{Failure, explain};

/// Report every mistake in a spec, and what is worth a look
///
/// Ends with 0 when the spec is right, with 1 when something is wrong, with 2 when it could not be read.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Folder of the spec
    #[arg(default_value = "spec", value_name = "PATH")]
    spec: PathBuf,
    /// Print one JSON document; with --watch one line of JSON per check
    #[arg(long)]
    json: bool,
    /// Print mistakes only, not what is missing on purpose or not confirmed
    #[arg(long, short)]
    quiet: bool,
    /// Show what is about some files alone: a path below the spec such as crm/timeline, or a module such as crm.timeline
    #[arg(long, value_name = "PREFIX")]
    only: Option<String>,
    /// Check again whenever a file of the spec is saved, until Ctrl-C
    #[arg(long, short)]
    watch: bool,
}

impl Check {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if !self.spec.is_dir() {
            return Err(Failure::Trouble(format!(
                "{} is no folder; give the folder of a spec: `b24spec check PATH`",
                self.spec.display()
            )));
        }
        if self.watch {
            return self.watch();
        }
        self.once()
    }

    fn watch(&self) -> Result<(), Failure> {
        let mut watch = Watch::new(&self.spec);
        loop {
            if !self.json && io::stdout().is_terminal() {
                // A page of its own for every check, as the ones before are out of date.
                anstream::print!("\x1b[2J\x1b[3J\x1b[H");
            }
            match self.once() {
                Ok(()) => {}
                Err(Failure::Found(message)) if message.is_empty() => {}
                Err(Failure::Found(message)) => anstream::println!("{}", message.trim_end()),
                Err(trouble) => return Err(trouble),
            }
            if !self.json {
                anstream::println!("watching {}; Ctrl-C ends it", self.spec.display());
            }
            let _ = io::stdout().flush();
            watch.wait();
        }
    }

    fn once(&self) -> Result<(), Failure> {
        let folder = self.spec.display().to_string();
        let only = match &self.only {
            Some(prefix) => {
                let only = Only::new(&folder, prefix, &read::paths(&self.spec));
                Some(only.map_err(Failure::trouble)?)
            }
            None => None,
        };
        let loaded = bitrix24_codegen::load(&self.spec);
        let mut report = Report::new(&folder, &loaded);
        if let Some(only) = &only {
            report.keep(only);
        }
        if self.quiet {
            report.notes.clear();
        }
        if self.json {
            return self.print_json(&report);
        }
        match &loaded {
            Ok(model) => {
                self.print(model, &report, only.as_ref());
                Ok(())
            }
            Err(diagnostics) => Err(Failure::Found(shown(diagnostics, only.as_ref()))),
        }
    }

    fn print_json(&self, report: &Report) -> Result<(), Failure> {
        let text = if self.watch {
            serde_json::to_string(report)
        } else {
            serde_json::to_string_pretty(report)
        };
        anstream::println!("{}", text.map_err(Failure::trouble)?);
        if report.ok {
            Ok(())
        } else {
            Err(Failure::Found(String::new()))
        }
    }

    fn print(&self, model: &Model, report: &Report, only: Option<&Only>) {
        anstream::println!(
            "{}: {} methods, {} entities, {} events, {} placements",
            self.spec.display(),
            model.methods.len(),
            model.entities.len(),
            model.events.len(),
            model.placements.len()
        );
        for notes in report.notes.chunk_by(|a, b| a.file == b.file) {
            self.print_notes(notes);
        }
        if let Some(only) = only
            && !self.quiet
        {
            let (here, all) = (report.notes.len(), report.counts.notes);
            anstream::println!("{}", share("note", here, all, only));
        }
        if let Some(note) = crate::schema::note(&self.spec) {
            anstream::println!("note: {note}");
        }
    }

    /// The notes of a file below its path, those that say the same on one line.
    fn print_notes(&self, notes: &[Note]) {
        let sign = paint(style::NOTE, "note");
        if let Some(first) = notes.first() {
            let path = self.spec.join(&first.file).display().to_string();
            anstream::println!("{}", paint(style::MARGIN, &path));
        }
        for same in notes.chunk_by(|a, b| a.is_short() && a.kind == b.kind && a.text == b.text) {
            let more: String = same
                .iter()
                .skip(1)
                .map(|note| format!(", {}", note.item))
                .collect();
            if let Some(first) = same.first() {
                anstream::println!("  {sign}: {first}{more}");
            }
        }
    }
}

/// How many there are here and elsewhere: `2 notes in crm/timeline, 5 in other files`.
fn share(what: &str, here: usize, all: usize, only: &Only) -> String {
    let others = all.saturating_sub(here);
    let s = if here == 1 { "" } else { "s" };
    format!("{here} {what}{s} in {only}, {others} in other files")
}

/// Mistakes in colour, and how to learn more about them.
fn shown(diagnostics: &Diagnostics, only: Option<&Only>) -> String {
    let colour = |role: Role, text: &str| match role {
        Role::Error => paint(style::ERROR, text),
        Role::Message => paint(style::MESSAGE, text),
        Role::Margin => paint(style::MARGIN, text),
        Role::Help => paint(style::HELP, text),
    };
    let Some(only) = only else {
        let text = diagnostics.paint(&colour);
        return format!("{text}{}", explain::hint(diagnostics.iter()));
    };
    let here: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.located().is_some_and(|at| only.has(&at.file)))
        .collect();
    let mut text: String = here
        .iter()
        .map(|diagnostic| format!("{}\n", diagnostic.paint(&colour)))
        .collect();
    text.push_str(&share("error", here.len(), diagnostics.len(), only));
    text.push('\n');
    text.push_str(&explain::hint(here));
    text
}
