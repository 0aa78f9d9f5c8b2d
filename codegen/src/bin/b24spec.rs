//! `b24spec`: checks a spec folder and brings its output up to date, for people who edit the spec.

use std::path::Path;
use std::process::ExitCode;

use bitrix24_codegen::build;
use bitrix24_codegen::emit::{Changes, Options, Output};

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
    Ok(())
}

fn bindings(spec: &Path, out: &Path, check: bool) -> Result<(), String> {
    let output = build::bindings(spec, &Options::default()).map_err(|error| error.to_string())?;
    put(&output, out, check)
}

fn catalogue(spec: &Path, file: &Path, check: bool) -> Result<(), String> {
    let text = build::catalogue(spec).map_err(|error| error.to_string())?;
    let name = file
        .file_name()
        .ok_or("the catalogue needs a file name")?
        .to_string_lossy()
        .into_owned();
    let output = Output {
        files: [(name, text)].into(),
    };
    put(&output, file.parent().unwrap_or(Path::new(".")), check)
}

fn put(output: &Output, out: &Path, check: bool) -> Result<(), String> {
    let changes = if check {
        output.compare(out)
    } else {
        output.write(out)
    }
    .map_err(|error| error.to_string())?;
    report(&changes, check);
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
