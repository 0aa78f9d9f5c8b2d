//! Files into trees.

mod node;
mod parse;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::PoisonError;

pub use node::Node;

use crate::diagnose::{Code, Diagnostic, Diagnostics, Place, Steps};

/// A spec as it is written.
#[derive(Debug, Default, Clone)]
pub struct Source {
    /// In order of paths.
    pub files: Vec<SourceFile>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Below the spec folder, with `/`: `crm/contact.yaml`.
    pub path: String,
    /// What it says, for showing lines of it.
    pub text: String,
    /// The same as a tree.
    pub root: Node,
}

/// Reads every `*.yaml` of a folder and of those below it, in order of paths.
pub fn folder(dir: &Path) -> (Source, Diagnostics) {
    let mut paths = Vec::new();
    let mut troubles = Vec::new();
    collect(dir, "", &mut paths, &mut troubles);
    paths.sort();
    let texts = paths.into_iter().map(|path| {
        let bytes = fs::read(dir.join(&path)).map_err(|error| error.to_string());
        (path, bytes)
    });
    let (mut source, mut diagnostics) = files(texts);
    for (path, error) in troubles {
        source.files.push(SourceFile {
            path,
            text: String::new(),
            root: Node::Null,
        });
        let place = Place::file(source.files.len() - 1);
        diagnostics.push(Diagnostic::new(Code::Unreadable, error, place));
    }
    if source.files.is_empty() {
        source.files.push(SourceFile {
            path: String::new(),
            text: String::new(),
            root: Node::Null,
        });
        diagnostics.push(Diagnostic::new(
            Code::NoFiles,
            "there are no `*.yaml` files here",
            Place::file(0),
        ));
    }
    diagnostics.locate(&source);
    (source, diagnostics)
}

/// Paths of every `*.yaml` of a folder and of those below it, in order; what cannot be listed is left out.
#[cfg(feature = "tools")]
#[must_use]
pub fn paths(dir: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    collect(dir, "", &mut paths, &mut Vec::new());
    paths.sort();
    paths
}

/// Reads files that are in memory already, given in order of their paths.
pub fn files(
    texts: impl IntoIterator<Item = (String, Result<Vec<u8>, String>)>,
) -> (Source, Diagnostics) {
    let texts: Vec<_> = texts.into_iter().enumerate().collect();
    let mut source = Source::default();
    let mut diagnostics = Diagnostics::new();
    for (file, found) in on_every_core(texts, file) {
        source.files.push(file);
        diagnostics.absorb(found);
    }
    diagnostics.locate(&source);
    (source, diagnostics)
}

/// A file by its place, path and bytes.
type Raw = (usize, (String, Result<Vec<u8>, String>));

fn file((index, (path, bytes)): Raw) -> (SourceFile, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let (text, root) = match bytes {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => {
                let root = tree(&text, index, &mut diagnostics);
                (text, root)
            }
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let line = bytes
                    .iter()
                    .take(good)
                    .filter(|&&byte| byte == b'\n')
                    .count()
                    + 1;
                let message = format!("the file is not UTF-8 from line {line} on");
                diagnostics.push(Diagnostic::new(Code::NotUtf8, message, Place::file(index)));
                (String::new(), Node::Null)
            }
        },
        Err(error) => {
            diagnostics.push(Diagnostic::new(Code::Unreadable, error, Place::file(index)));
            (String::new(), Node::Null)
        }
    };
    (SourceFile { path, text, root }, diagnostics)
}

/// Does something with each item on every core, and keeps the order.
fn on_every_core<T: Send, R: Send>(items: Vec<T>, work: fn(T) -> R) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    // Starting threads costs more than a few files do.
    if threads == 1 || items.len() < 16 {
        return items.into_iter().map(work).collect();
    }
    // Long files stand beside each other: whoever is done takes the next one.
    let queue = std::sync::Mutex::new(items.into_iter().enumerate());
    let next = || {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.next()
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while let Some((index, item)) = next() {
                done.push((index, work(item)));
            }
            done
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        handles
            .into_iter()
            .flat_map(|handle| match handle.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn collect(dir: &Path, below: &str, paths: &mut Vec<String>, troubles: &mut Vec<(String, String)>) {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => {
            troubles.push((below.to_owned(), error.to_string()));
            return;
        }
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                troubles.push((below.to_owned(), error.to_string()));
                continue;
            }
        };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        let path = if below.is_empty() {
            name.to_string()
        } else {
            format!("{below}/{name}")
        };
        if entry.path().is_dir() {
            collect(&entry.path(), &path, paths, troubles);
        } else if name.ends_with(".yaml") {
            paths.push(path);
        } else if name.ends_with(".yml") {
            troubles.push((
                path,
                "files of the spec end in `.yaml`; call it so".to_owned(),
            ));
        }
    }
}

fn tree(text: &str, file: usize, diagnostics: &mut Diagnostics) -> Node {
    match serde_yaml::from_str::<Node>(text) {
        Ok(Node::Null) => {
            diagnostics.push(Diagnostic::new(
                Code::EmptyFile,
                "the file is empty",
                Place::file(file),
            ));
            Node::Null
        }
        Ok(mut root) => {
            duplicates(&mut root, file, &Steps::root(), diagnostics);
            root
        }
        Err(error) => {
            let place = error.location().map_or_else(
                || Place::file(file),
                |at| Place::raw(file, at.line(), at.column()),
            );
            // The place stands in the arrow line already.
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let mut diagnostic =
                Diagnostic::new(Code::Yaml, format!("this is not YAML: {message}"), place);
            if text
                .lines()
                .any(|line| line.trim_start_matches(' ').starts_with('\t'))
            {
                diagnostic = diagnostic.note("YAML is indented by spaces, never by tabs");
            } else {
                // The parser stops where it can no longer go on, which may be a line late.
                diagnostic = diagnostic.note(
                    "a text that holds `: ` or ` #`, or begins with a quote, a backtick or a bracket, must be quoted; look at the line before, too",
                );
            }
            diagnostics.push(diagnostic);
            Node::Null
        }
    }
}

/// Reports keys that stand twice, with `id` and `id!` being one, and keeps the first.
fn duplicates(node: &mut Node, file: usize, steps: &Steps, diagnostics: &mut Diagnostics) {
    match node {
        Node::Map(entries) => {
            let mut seen: HashMap<String, String> = HashMap::with_capacity(entries.len());
            let mut counts: HashMap<String, usize> = HashMap::new();
            entries.retain_mut(|(key, value)| {
                let bare = key.strip_suffix('!').unwrap_or(key);
                if let Some(first) = seen.get(bare) {
                    let nth = counts
                        .entry(key.clone())
                        .or_insert(usize::from(first == key));
                    let place = Place {
                        nth: *nth,
                        ..Place::key(file, steps.key(key))
                    };
                    *nth += 1;
                    let message = if first == key {
                        format!("`{key}` stands twice")
                    } else {
                        format!("`{key}` and `{first}` are one name")
                    };
                    diagnostics.push(
                        Diagnostic::new(Code::DuplicateKey, message, place)
                            .also("the first one is", Place::key(file, steps.key(first))),
                    );
                    return false;
                }
                seen.insert(bare.to_owned(), key.clone());
                duplicates(value, file, &steps.key(key), diagnostics);
                true
            });
        }
        Node::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                duplicates(item, file, &steps.index(index), diagnostics);
            }
        }
        _ => {}
    }
}
