//! `b24spec`: what people who edit a spec run. Each command is a file; what they do stands in the library.

#![forbid(unsafe_code)]

mod build;
mod check;
mod coverage;
mod doctor;
mod pull;
mod schema;
mod webhook;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Checks a spec of the Bitrix24 REST API, and makes things from it.
#[derive(Debug, Parser)]
#[command(name = "b24spec", version, arg_required_else_help = true)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Check),
    Build(build::Build),
    Catalogue(build::Catalogue),
    Coverage(coverage::Coverage),
    Doctor(doctor::Doctor),
    Pull(pull::Pull),
    Schema(schema::Schema),
}

/// How a command ends when it does not end well. What is to be said about it has been said, or stands in the text.
enum Failure {
    /// It found what it looks for: mistakes, stale output, breaking changes. Ends with 1.
    Found(String),
    /// It could not look: no such file, no such revision, no answer. Ends with 2, as a wrong command line does.
    Trouble(String),
}

impl Failure {
    /// Something that could not be read or reached.
    fn trouble(error: impl std::fmt::Display) -> Self {
        Self::Trouble(error.to_string())
    }
}

/// The model of a spec.
fn model(spec: &std::path::Path) -> Result<bitrix24_codegen::model::Model, Failure> {
    bitrix24_codegen::load(spec).map_err(|diagnostics| Failure::Trouble(diagnostics.to_string()))
}

fn main() -> ExitCode {
    let program = match Program::try_parse() {
        Ok(program) => program,
        Err(error) => match webhook::hidden(&error.to_string()) {
            Some(message) => {
                anstream::eprint!("{message}");
                return ExitCode::from(2);
            }
            None => error.exit(),
        },
    };
    let done = match program.command {
        Command::Check(command) => command.run(),
        Command::Build(command) => command.run(),
        Command::Catalogue(command) => command.run(),
        Command::Coverage(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::Pull(command) => command.run(),
        Command::Schema(command) => command.run(),
    };
    let (message, code) = match done {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Found(message)) => (message, 1),
        Err(Failure::Trouble(message)) => (message, 2),
    };
    if !message.is_empty() {
        anstream::eprintln!("{}", message.trim_end());
    }
    ExitCode::from(code)
}
