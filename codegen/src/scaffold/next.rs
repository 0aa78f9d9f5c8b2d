//! What was written, and what a person does next.

use std::collections::BTreeMap;

use super::{Makes, Next, Refusal, Scaffold, refuse};
use crate::diagnose::Code;
use crate::draft::Draft;
use crate::read::{Node, Source, SourceFile};
use crate::schema::mark;
use crate::yaml;

/// A spec without the files that say nothing, and these: path and comments. They are made as if they were not there.
pub(super) fn without_empty(spec: &Source) -> (Source, BTreeMap<String, String>) {
    let is_idle = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---"
    };
    let (empty, files): (Vec<&SourceFile>, Vec<&SourceFile>) = spec
        .files
        .iter()
        .partition(|file| file.root == Node::Null && file.text.lines().all(is_idle));
    let comments = |text: &str| -> String {
        let lines = text.lines().filter(|line| line.trim().starts_with('#'));
        lines.map(|line| format!("{line}\n")).collect()
    };
    let empty = empty
        .iter()
        .map(|file| (file.path.clone(), comments(&file.text)))
        .collect();
    let files = files.into_iter().cloned().collect();
    (Source { files }, empty)
}

pub(super) fn finish(
    draft: &Draft,
    makes: Vec<Makes>,
    looks: &[(String, String, String)],
    spec: &Source,
    empty: &BTreeMap<String, String>,
) -> Result<Scaffold, Refusal> {
    let there = |path: &str| {
        let file = spec.files.iter().find(|file| file.path == path)?;
        Some(file.text.clone())
    };
    let mut files = draft
        .merge(there)
        .map_err(|error| refuse(Code::WrongShape, error))?;
    for file in &mut files {
        if let Some(comments) = empty.get(&file.path) {
            file.text.insert_str(0, comments);
        }
        if let Some(text) = mark(&file.path, &file.text).filter(|_| file.new) {
            file.text = text;
        }
    }
    let mut next = Vec::new();
    for file in &files {
        let lines: Vec<&str> = file.text.lines().collect();
        let mut ranges: Vec<std::ops::Range<usize>> = file
            .added
            .iter()
            .filter_map(|(section, name)| range_of(&lines, section, name))
            .collect();
        if file.new {
            let end = lines.iter().position(|line| line.ends_with(':'));
            ranges.push(0..end.unwrap_or(lines.len()));
        }
        for (number, line) in lines.iter().enumerate() {
            if !ranges.iter().any(|range| range.contains(&number)) {
                continue;
            }
            let mut push = |what: String| {
                next.push(Next {
                    path: file.path.clone(),
                    line: number + 1,
                    what,
                });
            };
            if line.contains("doc: TODO") {
                push(match line.trim().split(": ").next() {
                    Some("doc") => "write the sentence".to_owned(),
                    Some(name) => format!("write the sentence of `{}`", name.trim_end_matches('!')),
                    None => "write the sentence".to_owned(),
                });
            }
            for (path, text, what) in looks {
                if *path == file.path && line.contains(text.as_str()) {
                    push(what.clone());
                }
            }
        }
    }
    Ok(Scaffold { files, makes, next })
}

/// The lines of an entry of a section.
fn range_of(lines: &[&str], section: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let title = lines
        .iter()
        .position(|line| line.starts_with(&format!("{section}:")))?;
    let key = format!("{}:", yaml::key(name));
    let indent = |line: &str| line.len() - line.trim_start().len();
    let start = (title + 1..lines.len()).find(|at| {
        lines
            .get(*at)
            .is_some_and(|line| indent(line) > 0 && line.trim_start().starts_with(&key))
    })?;
    let own = indent(lines.get(start)?);
    let end = (start + 1..lines.len())
        .find(|at| {
            lines
                .get(*at)
                .is_some_and(|line| !line.trim().is_empty() && indent(line) <= own)
        })
        .unwrap_or(lines.len());
    Some(start..end)
}
