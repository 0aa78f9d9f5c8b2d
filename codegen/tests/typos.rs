//! A letter that is wrong in a reference of our own spec is answered with what was meant.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "compile")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bitrix24_codegen::diagnose::Diagnostics;
use bitrix24_codegen::load_files;

type Files = BTreeMap<String, String>;

/// Keys of the language whose own spelling is tried.
const KEYS: &[&str] = &[
    "access",
    "any_of",
    "args",
    "callbacks",
    "cases",
    "cursor",
    "custom_fields",
    "data",
    "deprecated",
    "effect",
    "entities",
    "entity",
    "errors",
    "event",
    "events",
    "families",
    "filter",
    "fixed",
    "items",
    "key",
    "like",
    "limit",
    "make",
    "methods",
    "missing",
    "names",
    "needs",
    "offset",
    "one_of",
    "options",
    "paging",
    "params",
    "placements",
    "read_names",
    "receive",
    "returns",
    "scope",
    "send",
    "sort",
    "tuple",
    "type",
    "types",
    "unsure",
    "unwrap",
    "use",
    "values",
    "without",
];

/// Keys whose values refer to something, or are words of the language.
const REFERENCES: &[&str] = &[
    "access",
    "any_of",
    "by",
    "cursor",
    "effect",
    "errors",
    "except",
    "extras",
    "filter",
    "is",
    "items",
    "key",
    "like",
    "names",
    "needs",
    "of",
    "one_of",
    "only",
    "owner",
    "paging",
    "read_names",
    "receive",
    "record",
    "returns",
    "send",
    "sort",
    "target",
    "type",
    "use",
    "without",
];

/// A word of a file, and what it is misspelt as.
#[derive(Clone, Debug)]
struct Typo {
    file: String,
    start: usize,
    word: String,
    wrong: String,
}

fn our_spec() -> Option<Files> {
    let mut files = Files::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    root.is_dir().then(|| {
        collect(&root, "", &mut files);
        files
    })
}

fn collect(dir: &Path, below: &str, files: &mut Files) {
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{below}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else if path.ends_with(".yaml") {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'|' | b'~')
}

/// Words that refer to something, with where they begin.
fn words(path: &str, text: &str) -> Vec<(usize, String)> {
    let examples = path.ends_with(".examples.yaml");
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bytes = line.as_bytes();
        let (mut position, mut key) = (0, String::new());
        while position < bytes.len() {
            match bytes[position] {
                b'#' => break,
                quote @ (b'\'' | b'"') => {
                    let end = line[position + 1..].find(quote as char);
                    position += end.map_or(bytes.len(), |end| end + 2);
                }
                // A brace begins or ends something else.
                b'{' | b'}' => {
                    key.clear();
                    position += 1;
                }
                byte if is_word(byte) => {
                    let end = (position..bytes.len())
                        .find(|&end| !is_word(bytes[end]))
                        .unwrap_or(bytes.len());
                    let word = &line[position..end];
                    let is_key = line[end..].trim_start_matches(['!', '*']).starts_with(':');
                    if is_key && matches!(word, "doc" | "unsure" | "see" | "at") {
                        // What follows is prose up to the end of the entry; no more of this line.
                        break;
                    }
                    let refers = if examples {
                        is_key && !matches!(word, "request" | "result" | "total" | "next")
                    } else if is_key {
                        KEYS.contains(&word)
                    } else {
                        REFERENCES.contains(&key.as_str())
                    };
                    if refers && word.len() > 2 {
                        found.push((at + position, word.to_owned()));
                    }
                    if is_key {
                        word.clone_into(&mut key);
                    }
                    position = end;
                }
                _ => position += 1,
            }
        }
        at += line.len();
    }
    found
}

/// A letter dropped, doubled, swapped or changed, in the last segment of a name.
fn misspell(word: &str, nth: usize) -> String {
    let last = word.rfind('.').map_or(0, |dot| dot + 1);
    let (before, name) = word.split_at(last);
    let mut letters: Vec<char> = name.chars().collect();
    let at = letters.len() / 2;
    match nth % 4 {
        0 if letters.len() > 2 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if at > 0 && letters[at] != letters[at - 1] => letters.swap(at, at - 1),
        _ => letters[at] = if letters[at].is_uppercase() { 'X' } else { 'x' },
    }
    format!("{before}{}", letters.into_iter().collect::<String>())
}

fn typos(files: &Files, every: usize) -> Vec<Typo> {
    let all = files.iter().flat_map(|(path, text)| {
        words(path, text)
            .into_iter()
            .map(|(start, word)| (path.clone(), start, word))
    });
    let some = all.enumerate().filter(|(index, _)| index % every == 0);
    some.map(|(index, (file, start, word))| Typo {
        wrong: misspell(&word, index / every),
        file,
        start,
        word,
    })
    .collect()
}

fn load_with(files: &Files, typos: &[Typo]) -> Result<(), Diagnostics> {
    let mut files = files.clone();
    // From the end, so that places before stay where they are.
    let mut typos: Vec<&Typo> = typos.iter().collect();
    typos.sort_by_key(|typo| std::cmp::Reverse(typo.start));
    for typo in typos {
        let text = files.get_mut(&typo.file).unwrap();
        text.replace_range(typo.start..typo.start + typo.word.len(), &typo.wrong);
    }
    let texts = files
        .into_iter()
        .map(|(path, text)| (path, text.into_bytes()));
    load_files(texts).map(|_| ())
}

/// A name of something new that is misspelt makes those wrong that refer to it; they are answered, with whatever is near.
fn is_answered(diagnostics: &Diagnostics, typo: &Typo) -> bool {
    let refers = |message: &str| message.contains(&format!("`{}`", typo.word));
    names(diagnostics, typo)
        || diagnostics.iter().any(|diagnostic| {
            let help = diagnostic.help.as_deref().unwrap_or_default();
            refers(&diagnostic.message) && help.starts_with("did you mean")
        })
}

fn names(diagnostics: &Diagnostics, typo: &Typo) -> bool {
    diagnostics.iter().any(|diagnostic| {
        let named = diagnostic.message.contains(&format!("`{}`", typo.wrong))
            || diagnostic.message.contains(&format!("`{}*`", typo.wrong))
            || diagnostic.message.contains(&format!("`{}(…)`", typo.wrong))
            || diagnostic.message.ends_with(&format!(": {}", typo.wrong));
        let help = diagnostic.help.as_deref().unwrap_or_default();
        // Two names may be equally near to a short one.
        named
            && help.starts_with("did you mean")
            && (typo.word.len() < 6 || help.contains(&typo.word) || help.contains("*`"))
    })
}

#[test]
fn every_reference_is_answered_with_the_nearest() {
    let Some(files) = our_spec() else { return };
    // Some eighty words are enough to notice a kind of reference without an answer; `TYPOS_EVERY=1` tries all of them.
    let every = std::env::var("TYPOS_EVERY").ok();
    let every = every.and_then(|every| every.parse().ok());
    let all: usize = files
        .iter()
        .map(|(path, text)| words(path, text).len())
        .sum();
    let typos = typos(&files, every.unwrap_or(all / 80).max(1));
    let (mut answered, mut no_reference) = (0, 0);
    let mut wrong = String::new();
    // Typos are far enough apart not to hide each other, mostly.
    let rounds = (typos.len() / 40).max(1);
    for round in 0..rounds {
        let some: Vec<Typo> = typos.iter().skip(round).step_by(rounds).cloned().collect();
        let all = load_with(&files, &some).unwrap_err();
        for typo in some {
            if is_answered(&all, &typo) {
                answered += 1;
                continue;
            }
            // One that stands in the way of another, or that is a name of something new.
            match load_with(&files, std::slice::from_ref(&typo)) {
                Ok(()) => no_reference += 1,
                Err(alone) if is_answered(&alone, &typo) => answered += 1,
                Err(alone) => wrong += &format!("{typo:?}:\n{alone}\n"),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{answered} answered, {no_reference} are no references");
    assert!(
        answered > 50 && no_reference < answered,
        "{answered}, {no_reference}"
    );
}
