//! `b24spec check`: every mistake, and what is worth a look.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

use bitrix24_codegen::diagnose::{Diagnostics, Role};
use bitrix24_codegen::model::Model;
use bitrix24_codegen::report::{Note, NoteKind, Report};
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
        let loaded = bitrix24_codegen::load(&self.spec);
        let mut report = Report::new(&self.spec.display().to_string(), &loaded);
        if self.quiet {
            report.notes.clear();
        }
        if self.json {
            return self.print_json(&report);
        }
        match &loaded {
            Ok(model) => {
                self.print(model, &report);
                Ok(())
            }
            Err(diagnostics) => Err(Failure::Found(shown(diagnostics))),
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

    fn print(&self, model: &Model, report: &Report) {
        anstream::println!(
            "{}: {} methods, {} entities, {} events, {} placements",
            self.spec.display(),
            model.methods.len(),
            model.entities.len(),
            model.events.len(),
            model.placements.len()
        );
        // One line for all of them: they are many, and each says little.
        let (undescribed, others): (Vec<&Note>, Vec<&Note>) = report
            .notes
            .iter()
            .partition(|note| note.kind == NoteKind::Undescribed);
        let sign = paint(style::NOTE, "note");
        if let Some(first) = undescribed.first() {
            let names: Vec<&str> = undescribed.iter().map(|note| note.item.as_str()).collect();
            anstream::println!("{sign}: {}: {}", first.text, names.join(", "));
        }
        for note in others {
            anstream::println!("{sign}: {note}");
        }
        if let Some(note) = crate::schema::note(&self.spec) {
            anstream::println!("note: {note}");
        }
    }
}

/// Mistakes in colour, and how to learn more about them.
fn shown(diagnostics: &Diagnostics) -> String {
    let colour = |role: Role, text: &str| match role {
        Role::Error => paint(style::ERROR, text),
        Role::Message => paint(style::MESSAGE, text),
        Role::Margin => paint(style::MARGIN, text),
        Role::Help => paint(style::HELP, text),
    };
    let text = diagnostics.paint(&colour);
    format!("{text}{}", explain::hint(diagnostics))
}
