//! `b24spec import`: drafts out of a facts folder or an OpenAPI document.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bitrix24_codegen::diagnose::Code;
use bitrix24_codegen::draft::{Draft, Merged};
use bitrix24_codegen::emit;
use bitrix24_codegen::facts::Facts;
use bitrix24_codegen::import::{self, Wanted};
use bitrix24_codegen::read::{self, Source};
use clap::Args;
use serde_json::json;

use crate::Failure;

/// Draft pieces of a spec from what others say about the API
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("from").required(true))]
pub(crate) struct Import {
    /// Folder of the spec that the draft is for
    #[arg(default_value = "spec")]
    spec: PathBuf,
    /// Folder with facts about methods and events, a row each
    #[arg(long, value_name = "DIR", group = "from")]
    facts: Option<PathBuf>,
    /// OpenAPI document, as a portal's `rest.documentation.openapi` answers it
    #[arg(long, value_name = "FILE", group = "from")]
    openapi: Option<PathBuf>,
    /// Draft this method; may be given several times
    #[arg(long = "method", value_name = "NAME")]
    methods: Vec<String>,
    /// Draft the methods and events of this scope
    #[arg(long = "scope", value_name = "CODE")]
    scopes: Vec<String>,
    /// Draft this event
    #[arg(long = "event", value_name = "NAME")]
    events: Vec<String>,
    /// Draft the methods whose names begin so, with their entity and its events: crm.contact
    #[arg(long = "entity", value_name = "NAME")]
    entities: Vec<String>,
    /// Draft this placement
    #[arg(long = "placement", value_name = "CODE")]
    placements: Vec<String>,
    /// Draft everything
    #[arg(long)]
    all: bool,
    /// Put the draft into the files of the spec; what is there is never changed
    #[arg(long)]
    write: bool,
    /// Print the files, what was added and what was left as it is, as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut wanted = Wanted {
            all: self.all,
            new: self.write,
            methods: self.methods,
            scopes: self.scopes,
            events: self.events,
            entities: self.entities,
            placements: self.placements,
        };
        let source = source(&self.spec)?;
        let draft = match (&self.facts, &self.openapi) {
            (Some(dir), _) => {
                if is_nothing(&wanted) {
                    return Err(Failure::Trouble(
                        "say what to draft: --method, --entity, --scope, --event, --placement, or --all".to_owned(),
                    ));
                }
                let facts = Facts::read(|name| fs::read_to_string(dir.join(name)).ok())
                    .map_err(|error| Failure::Trouble(format!("{}: {error}", dir.display())))?;
                import::from_facts(&facts, &wanted, &source)
            }
            (None, Some(file)) => {
                wanted.all |= is_nothing(&wanted);
                let trouble = |error: &dyn std::fmt::Display| {
                    Failure::Trouble(format!("{}: {error}", file.display()))
                };
                let text = fs::read_to_string(file).map_err(|error| trouble(&error))?;
                let document = serde_json::from_str(&text).map_err(|error| trouble(&error))?;
                import::from_openapi(&document, &wanted, &source)
            }
            (None, None) => return Ok(()),
        }
        .map_err(Failure::Trouble)?;
        let merged = if self.write {
            let merged = draft
                .merge(|path| text_of(&source, path))
                .map_err(Failure::Trouble)?;
            write(&self.spec, &merged)?;
            merged
        } else {
            alone(&draft, &source)
        };
        if self.json {
            anstream::println!("{}", as_json(&merged, &draft));
        } else if self.write {
            tell(&self.spec, &merged);
            tell_notes(&self.spec, &draft);
        } else {
            for file in &merged {
                anstream::println!("# {}", self.spec.join(&file.path).display());
                anstream::println!("{}", file.text);
            }
            tell_notes(&self.spec, &draft);
        }
        Ok(())
    }
}

/// The files of a spec; one that is not there has none.
pub(crate) fn source(spec: &Path) -> Result<Source, Failure> {
    match fs::metadata(spec) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Source::default()),
        Err(error) => return Err(Failure::Trouble(format!("{}: {error}", spec.display()))),
    }
    let (source, diagnostics) = read::folder(spec);
    let broken: Vec<_> = diagnostics
        .iter()
        .filter(|diagnostic| {
            matches!(
                diagnostic.code,
                Code::Yaml | Code::Unreadable | Code::NotUtf8
            )
        })
        .collect();
    if !broken.is_empty() {
        // Where a file cannot be read, nobody knows what is in it.
        return Err(Failure::Found(diagnostics.to_string()));
    }
    Ok(source)
}

/// The text of a file of a spec.
pub(crate) fn text_of(source: &Source, path: &str) -> Option<String> {
    source
        .files
        .iter()
        .find(|file| file.path == path)
        .map(|file| file.text.clone())
}

/// Writes what has changed.
pub(crate) fn write(spec: &Path, merged: &[Merged]) -> Result<(), Failure> {
    for file in merged
        .iter()
        .filter(|file| file.new || !file.added.is_empty())
    {
        emit::put(&spec.join(&file.path), &file.text).map_err(Failure::trouble)?;
    }
    Ok(())
}

/// The draft by itself, without the text of files that are there.
fn alone(draft: &Draft, source: &Source) -> Vec<Merged> {
    draft
        .files
        .iter()
        .map(|(path, file)| Merged {
            path: path.clone(),
            text: file.render(),
            new: text_of(source, path).is_none(),
            added: file
                .entries
                .iter()
                .map(|entry| (entry.section, entry.name.clone()))
                .collect(),
        })
        .collect()
}

fn tell(spec: &Path, merged: &[Merged]) {
    for file in merged {
        let path = spec.join(&file.path);
        if file.new {
            anstream::println!("made {}: {}", path.display(), count(&file.added));
        } else if !file.added.is_empty() {
            anstream::println!("added to {}: {}", path.display(), count(&file.added));
        }
    }
}

/// Whether nothing was named.
fn is_nothing(wanted: &Wanted) -> bool {
    let none = Wanted {
        new: wanted.new,
        ..Wanted::default()
    };
    *wanted == none
}

fn tell_notes(spec: &Path, draft: &Draft) {
    for there in &draft.there {
        let (name, file) = (&there.name, spec.join(&there.file));
        if there.section == "missing" {
            anstream::eprintln!(
                "note: `{name}` is missing on purpose, says {}",
                file.display()
            );
        } else {
            anstream::eprintln!("note: `{name}` is in {} already", file.display());
        }
    }
    for note in &draft.notes {
        anstream::eprintln!("note: {note}");
    }
}

/// How many of each kind.
fn count(added: &[(&'static str, String)]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (section, _) in added {
        match counts.iter_mut().find(|(known, _)| known == section) {
            Some((_, count)) => *count += 1,
            None => counts.push((section, 1)),
        }
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(section, count)| match (*section, count) {
            ("entities", 1) => "1 entity".to_owned(),
            (section, 1) => format!("1 {}", section.trim_end_matches('s')),
            (section, count) => format!("{count} {section}"),
        })
        .collect();
    if parts.is_empty() {
        "what the files below it take from it".to_owned()
    } else {
        parts.join(", ")
    }
}

fn as_json(merged: &[Merged], draft: &Draft) -> String {
    let names = |list: &[(&'static str, String)]| -> Vec<serde_json::Value> {
        list.iter()
            .map(|(section, name)| json!({ "section": section, "name": name }))
            .collect()
    };
    let files: Vec<serde_json::Value> = merged
        .iter()
        .map(|file| {
            json!({
                "path": file.path,
                "new": file.new,
                "text": file.text,
                "added": names(&file.added),
            })
        })
        .collect();
    let there: Vec<serde_json::Value> = draft
        .there
        .iter()
        .map(|there| json!({ "section": there.section, "name": there.name, "path": there.file }))
        .collect();
    let all = json!({ "files": files, "there": there, "notes": draft.notes });
    format!("{all:#}")
}
