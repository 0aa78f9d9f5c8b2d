//! `b24spec build` and `b24spec catalogue`: what build scripts do, for other folders.

use std::path::PathBuf;

use bitrix24_codegen::build::{self, BuildError};
use bitrix24_codegen::emit::{self, Changes, Options};
use clap::Args;

use crate::Failure;

/// Write the Rust bindings of a spec, and only the files that differ
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Folder of the spec
    spec: PathBuf,
    /// Folder of the bindings
    out: PathBuf,
    /// Write nothing; fail when the bindings are not what the spec gives
    #[arg(long)]
    check: bool,
    /// Path of the client crate in the bindings: `bitrix24` outside this workspace
    #[arg(long, value_name = "PATH", default_value = "bitrix24_client", value_parser = rust_path)]
    runtime: String,
    /// Path of the module that the bindings are mounted at
    #[arg(long, value_name = "PATH", default_value = "crate", value_parser = rust_path)]
    root: String,
    /// Divide the bindings into Cargo features, as this manifest says, and write these into it
    #[arg(long, value_name = "CARGO_TOML")]
    manifest: Option<PathBuf>,
}

/// Write the model of a spec as JSON, for programs that read it at run time
#[derive(Debug, Args)]
pub(crate) struct Catalogue {
    /// Folder of the spec
    spec: PathBuf,
    /// File to write
    file: PathBuf,
    /// Write nothing; fail when the file is not what the spec gives
    #[arg(long)]
    check: bool,
}

impl Build {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let options = Options {
            runtime: self.runtime.parse().map_err(Failure::trouble)?,
            root: self.root.parse().map_err(Failure::trouble)?,
            features: match &self.manifest {
                Some(manifest) => Some(build::features_of(manifest).map_err(failure)?),
                None => None,
            },
        };
        let output = build::bindings(&self.spec, &options).map_err(failure)?;
        let mut changes = if self.check {
            output.compare(&self.out)
        } else {
            output.write(&self.out)
        }
        .map_err(Failure::trouble)?;
        if let Some(manifest) = self.manifest
            && let Some((text, _)) =
                build::renewed_manifest(&manifest, &output.features).map_err(failure)?
        {
            if !self.check {
                emit::put(&manifest, &text).map_err(Failure::trouble)?;
            }
            changes.written.push(manifest);
        }
        tell(&changes, self.check)
    }
}

impl Catalogue {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let text = build::catalogue(&self.spec).map_err(failure)?;
        let mut changes = Changes::default();
        if emit::differs(&self.file, &text).map_err(Failure::trouble)? {
            if !self.check {
                emit::put(&self.file, &text).map_err(Failure::trouble)?;
            }
            changes.written.push(self.file);
        }
        tell(&changes, self.check)
    }
}

fn rust_path(text: &str) -> Result<String, String> {
    let word = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    if text.split("::").all(word) {
        return Ok(text.to_owned());
    }
    Err("a path such as `crate::api` is meant".to_owned())
}

fn failure(error: BuildError) -> Failure {
    match error {
        BuildError::Spec(_) | BuildError::Emit(_) => Failure::Found(error.to_string()),
        BuildError::Write(_) | BuildError::Catalogue(_) | BuildError::Manifest { .. } => {
            Failure::trouble(error)
        }
    }
}

fn tell(changes: &Changes, check: bool) -> Result<(), Failure> {
    let (written, removed) = if check {
        ("stale", "left over")
    } else {
        ("wrote", "removed")
    };
    for path in &changes.written {
        anstream::println!("{written} {}", path.display());
    }
    for path in &changes.removed {
        anstream::println!("{removed} {}", path.display());
    }
    if check && !changes.is_empty() {
        let message = "the output is not what the spec gives; run `cargo build`";
        return Err(Failure::Found(message.to_owned()));
    }
    Ok(())
}
