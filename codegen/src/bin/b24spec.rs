//! `b24spec`: checks a spec folder and brings its output up to date, for people who edit the spec.

use std::path::Path;
use std::process::ExitCode;

use bitrix24_codegen::build;
use bitrix24_codegen::emit::{self, Changes, Options, Output};
use bitrix24_codegen::model::Model;

const USAGE: &str = "\
usage: b24spec check SPEC                            report every mistake
       b24spec build SPEC OUT [--check]              write the Rust bindings
       b24spec catalogue SPEC FILE [--check]         write the model as JSON

  --check   write nothing; fail when the output is not what the spec gives
";

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let check = args.iter().any(|arg| arg == "--check");
    args.retain(|arg| arg != "--check");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["check", spec] => check_spec(Path::new(spec)),
        ["build", spec, out] => bindings(Path::new(spec), Path::new(out), check),
        ["catalogue", spec, file] => catalogue(Path::new(spec), Path::new(file), check),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn check_spec(spec: &Path) -> Result<(), String> {
    let model = bitrix24_codegen::load(spec).map_err(|diagnostics| diagnostics.to_string())?;
    println!(
        "{}: {} methods, {} entities, {} events, {} placements",
        spec.display(),
        model.methods.len(),
        model.entities.len(),
        model.events.len(),
        model.placements.len()
    );
    notes(&model);
    Ok(())
}

/// What is no mistake, and worth a look.
fn notes(model: &Model) {
    let unknown: Vec<String> = model
        .ids
        .iter()
        .filter(|id| id.entity.is_none())
        .map(|id| id.target.join("."))
        .collect();
    if !unknown.is_empty() {
        println!(
            "note: identifiers of records that the spec does not describe: {}",
            unknown.join(", ")
        );
    }
    for file in &model.files {
        for (name, reason) in &file.missing {
            println!(
                "note: {}: `{name}` is missing on purpose: {reason}",
                file.path
            );
        }
    }
    let unsure = model.entities.iter().flat_map(|entity| {
        entity.fields.iter().filter_map(|field| {
            Some((
                format!("{}, field `{}`", entity.full_name, field.wire),
                field.unsure.as_ref()?,
            ))
        })
    });
    let methods = model
        .methods
        .iter()
        .filter_map(|method| Some((method.name.clone(), method.unsure.as_ref()?)));
    for (name, text) in unsure.chain(methods) {
        println!("note: {name}: not confirmed: {text}");
    }
}

fn bindings(spec: &Path, out: &Path, check: bool) -> Result<(), String> {
    let output = build::bindings(spec, &Options::default()).map_err(|error| error.to_string())?;
    put(&output, out, check)
}

fn catalogue(spec: &Path, file: &Path, check: bool) -> Result<(), String> {
    let text = build::catalogue(spec).map_err(|error| error.to_string())?;
    let mut changes = Changes::default();
    if emit::differs(file, &text).map_err(|error| error.to_string())? {
        changes.written.push(file.to_path_buf());
        if !check {
            emit::put(file, &text).map_err(|error| error.to_string())?;
        }
    }
    tell(&changes, check)
}

fn put(output: &Output, out: &Path, check: bool) -> Result<(), String> {
    let changes = if check {
        output.compare(out)
    } else {
        output.write(out)
    }
    .map_err(|error| error.to_string())?;
    tell(&changes, check)
}

fn tell(changes: &Changes, check: bool) -> Result<(), String> {
    report(changes, check);
    if check && !changes.is_empty() {
        return Err("the output is not what the spec gives; run `cargo build`".to_owned());
    }
    Ok(())
}

fn report(changes: &Changes, check: bool) {
    let (written, removed) = if check {
        ("stale", "left over")
    } else {
        ("wrote", "removed")
    };
    for path in &changes.written {
        println!("{written} {}", path.display());
    }
    for path in &changes.removed {
        println!("{removed} {}", path.display());
    }
}
