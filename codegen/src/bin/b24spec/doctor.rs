//! `b24spec doctor`: the spec against a live portal.

use std::path::PathBuf;

use bitrix24_codegen::doctor;
use clap::Args;

use crate::Failure;
use crate::webhook::{Given, HttpPortal, Webhook};

/// Compare a spec with what a live portal says of itself
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Folder of the spec
    #[arg(default_value = "spec")]
    spec: PathBuf,
    /// Address of an incoming webhook; better left to the variable, where nobody sees it
    #[arg(long, value_name = "URL", env = "B24_WEBHOOK", hide_env_values = true)]
    webhook: Given,
    /// List the methods of the portal that the spec lacks, too
    #[arg(long)]
    methods: bool,
    /// Print the whole report as JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let webhook = Webhook::read(&self.webhook)?;
        let model = crate::model(&self.spec)?;
        let report = doctor::examine(&model, &mut HttpPortal::new(webhook));
        let report = report.map_err(Failure::trouble)?;
        if self.json {
            let text = serde_json::to_string_pretty(&report).map_err(Failure::trouble)?;
            anstream::println!("{text}");
        } else {
            if self.methods {
                for method in report.not_in_spec.values().flatten() {
                    anstream::println!("not in the spec: {method}");
                }
            }
            anstream::print!("{report}");
        }
        if report.has_drift() {
            return Err(Failure::Found(String::new()));
        }
        Ok(())
    }
}
