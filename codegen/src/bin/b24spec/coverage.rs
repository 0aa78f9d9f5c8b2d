//! `b24spec coverage`: what of the documented API a spec has.

use std::fs;
use std::path::PathBuf;

use bitrix24_codegen::coverage::{Coverage as Report, compare};
use bitrix24_codegen::diagnose::nearest;
use bitrix24_codegen::facts::Facts;
use clap::Args;

use crate::Failure;

/// Tell what of the documented API a spec has, lacks, or types differently
#[derive(Debug, Args)]
pub(crate) struct Coverage {
    /// Folder of the spec
    #[arg(default_value = "spec")]
    spec: PathBuf,
    /// Folder of the facts: `methods.jsonl`, `events.jsonl`, `placements.jsonl` and `common_errors.jsonl`
    #[arg(long, value_name = "DIR")]
    facts: PathBuf,
    /// Only one top-level module, as in `crm` or `v3/tasks`
    #[arg(long)]
    scope: Option<String>,
    /// Only one method, event or placement, with everything it has
    #[arg(long, value_name = "NAME")]
    method: Option<String>,
    /// Only list the methods, events and placements that the spec lacks
    #[arg(long)]
    lacking: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Coverage {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let facts = self.facts()?;
        let model = crate::model(&self.spec)?;
        let report = self.filter(compare(&model, &facts))?;
        if self.json {
            let json = serde_json::to_string_pretty(&json(&report)).map_err(Failure::trouble)?;
            anstream::println!("{json}");
        } else if self.lacking {
            anstream::print!("{}", report.lacking());
        } else if self.method.is_some() {
            anstream::print!("{}", report.details(true));
        } else {
            print(&report);
        }
        Ok(())
    }

    fn facts(&self) -> Result<Facts, Failure> {
        Facts::read(|name| fs::read_to_string(self.facts.join(name)).ok())
            .map_err(|error| Failure::Trouble(format!("{}: {error}", self.facts.display())))
    }

    fn filter(&self, mut report: Report) -> Result<Report, Failure> {
        if let Some(scope) = &self.scope {
            let scopes: Vec<String> = report.scopes().into_keys().map(str::to_owned).collect();
            report = report.of_scope(scope);
            if report.subjects.is_empty() {
                return Err(unknown("scope", scope, &scopes));
            }
        }
        if let Some(name) = &self.method {
            let names: Vec<String> = report
                .subjects
                .iter()
                .flat_map(|subject| subject.found.iter().chain([&subject.name]))
                .cloned()
                .collect();
            report = report.of_name(name);
            if report.subjects.is_empty() {
                return Err(unknown("method, event or placement", name, &names));
            }
        }
        if self.lacking {
            use bitrix24_codegen::coverage::Status;
            report
                .subjects
                .retain(|subject| subject.status == Status::Lacks);
        }
        Ok(report)
    }
}

fn unknown(what: &str, name: &str, known: &[String]) -> Failure {
    let mut message = format!("no {what} `{name}` is documented");
    if let Some(meant) = nearest(name, known.iter().map(String::as_str)) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    }
    Failure::Trouble(message)
}

fn print(report: &Report) {
    anstream::print!("{}", report.tables());
    let details = report.details(false);
    if !details.is_empty() {
        anstream::print!("\n{details}");
    }
    if !report.undocumented.is_empty() {
        anstream::println!(
            "\nin the spec and not documented: {}",
            report.undocumented.join(", ")
        );
    }
}

fn json(report: &Report) -> serde_json::Value {
    serde_json::json!({
        "totals": report.totals(),
        "scopes": report.scopes(),
        "subjects": report.subjects,
        "undocumented": report.undocumented,
    })
}
