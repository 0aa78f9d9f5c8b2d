//! `b24spec pull`: the user fields of a portal as Rust.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bitrix24_codegen::emit;
use bitrix24_codegen::pull::{self, MARK, Options, PullError};
use clap::Args;

use crate::Failure;
use crate::webhook::{Given, HttpPortal, Webhook};

/// Write the user fields of a portal as Rust: a struct for each kind of record, an enum for each list
#[derive(Debug, Args)]
pub(crate) struct Pull {
    /// Address of an incoming webhook; better left to the variable, where nobody sees it
    #[arg(long, value_name = "URL", env = "B24_WEBHOOK", hide_env_values = true)]
    webhook: Given,
    /// Kind of record, such as crm.contact; may be given several times, all there are when left out
    #[arg(long = "entity", value_name = "NAME")]
    entities: Vec<String>,
    /// File to write; names that it has already stay as they are. Standard output when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Language of the labels
    #[arg(long, value_name = "CODE", default_value = LANGUAGE)]
    language: String,
    /// Folder of the spec
    #[arg(long, value_name = "DIR", default_value = SPEC)]
    spec: PathBuf,
}

const LANGUAGE: &str = "en";
const SPEC: &str = "spec";

impl Pull {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let webhook = Webhook::read(&self.webhook)?;
        let model = crate::model(&self.spec)?;
        let earlier = match &self.out {
            Some(path) => earlier(path)?,
            None => None,
        };
        let options = Options {
            arguments: self.arguments(),
            entities: self.entities,
            language: self.language,
            earlier,
        };
        let pulled = pull::pull(&model, &mut HttpPortal::new(webhook), &options);
        let pulled = pulled.map_err(|error| match (&error, &self.out) {
            (PullError::Earlier { .. }, Some(path)) => {
                Failure::Trouble(format!("{}: {error}", path.display()))
            }
            _ => Failure::trouble(error),
        })?;
        for note in &pulled.notes {
            anstream::eprintln!("note: {note}");
        }
        let Some(path) = &self.out else {
            anstream::print!("{}", pulled.text);
            return Ok(());
        };
        let in_file = |error| Failure::Trouble(format!("{}: {error}", path.display()));
        let changed = emit::differs(path, &pulled.text).map_err(Failure::trouble)?;
        if changed {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(in_file)?;
            }
            fs::write(path, &pulled.text).map_err(in_file)?;
        }
        let what = if changed { "wrote" } else { "unchanged:" };
        let found: Vec<String> = pulled
            .found
            .iter()
            .map(|(entity, count)| format!("{entity} {count}"))
            .collect();
        anstream::println!(
            "{what} {} (user fields: {})",
            path.display(),
            found.join(", ")
        );
        Ok(())
    }

    /// What was said on the command line, but the webhook.
    fn arguments(&self) -> String {
        let mut arguments = String::from(" --webhook $B24_WEBHOOK");
        let mut say = |option: &str, value: &str| {
            arguments.push_str(&format!(" --{option} {}", quoted(value)));
        };
        for entity in &self.entities {
            say("entity", entity);
        }
        if self.language != LANGUAGE {
            say("language", &self.language);
        }
        if self.spec != Path::new(SPEC) {
            say("spec", &self.spec.to_string_lossy());
        }
        if let Some(path) = &self.out {
            say("out", &path.to_string_lossy());
        }
        arguments
    }
}

/// As a shell takes it; what would end the line or the code is not repeated.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-/:\\".contains(c);
    let value: String = value
        .chars()
        .map(|c| if c.is_control() || c == '`' { '?' } else { c })
        .collect();
    if !value.is_empty() && value.chars().all(plain) {
        value
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

/// The file as an earlier run left it.
fn earlier(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) if text.starts_with(MARK) => Ok(Some(text)),
        Ok(text) if text.trim().is_empty() => Ok(None),
        Ok(_) => Err(Failure::Trouble(format!(
            "{} was not written by `b24spec pull`: choose another file, or delete it",
            path.display()
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Trouble(format!("{}: {error}", path.display()))),
    }
}
