//! `b24spec schema`: what editors complete and check spec files by.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use bitrix24_codegen::emit;
use bitrix24_codegen::read::paths;
use bitrix24_codegen::schema::{Schema as Kind, mark, unmarked};
use clap::Args;

use crate::Failure;

/// Write the JSON Schema of spec files, by which editors complete and check them
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Folder of the spec, where `schema.json` and `examples.schema.json` are written
    #[arg(default_value = "spec")]
    out: PathBuf,
    /// Name the schema in the first line of every spec file there that does not
    #[arg(long)]
    mark: bool,
    /// Write nothing; fail when something is not as it would be written
    #[arg(long)]
    check: bool,
}

impl Schema {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut changed = 0;
        for kind in Kind::ALL {
            changed += usize::from(self.put(&self.out.join(kind.file()), &kind.text())?);
        }
        if self.mark {
            for path in paths(&self.out) {
                let file = self.out.join(&path);
                let text = fs::read_to_string(&file)
                    .map_err(|error| Failure::Trouble(format!("{}: {error}", file.display())))?;
                if let Some(marked) = mark(&path, &text) {
                    changed += usize::from(self.put(&file, &marked)?);
                }
            }
        }
        if self.check && changed > 0 {
            let mark = if self.mark { " --mark" } else { "" };
            let out = self.out.display();
            return Err(Failure::Found(format!("run `b24spec schema {out}{mark}`")));
        }
        Ok(())
    }

    fn put(&self, file: &Path, text: &str) -> Result<bool, Failure> {
        if !emit::differs(file, text).map_err(Failure::trouble)? {
            return Ok(false);
        }
        if self.check {
            anstream::println!("stale {}", file.display());
        } else {
            emit::put(file, text).map_err(Failure::trouble)?;
            anstream::println!("wrote {}", file.display());
        }
        Ok(true)
    }
}

/// What `check` says of files that do not name the schema, where there is one.
pub(crate) fn note(spec: &Path) -> Option<String> {
    if !spec.join(Kind::Spec.file()).exists() {
        return None;
    }
    let without: Vec<String> = paths(spec)
        .into_iter()
        .filter(|path| unmarked(path, &beginning(&spec.join(path))))
        .collect();
    (!without.is_empty()).then(|| {
        format!(
            "files whose first line does not name the schema, which `b24spec schema --mark {}` mends: {}",
            spec.display(),
            without.join(", ")
        )
    })
}

/// The first line of a file; nothing, if it cannot be read.
fn beginning(file: &Path) -> String {
    let mut line = String::new();
    if let Ok(file) = fs::File::open(file)
        && BufReader::new(file).read_line(&mut line).is_err()
    {
        line.clear();
    }
    line
}
