//! Reading, checking and modelling: what is right loads, what is wrong is explained.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "compile")]

use std::fs;
use std::path::{Path, PathBuf};

use bitrix24_codegen::diagnose::Diagnostics;
use bitrix24_codegen::model::Model;
use bitrix24_codegen::{load, load_files};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A spec of several files in one text: a line `# file: path` begins each.
fn load_text(text: &str) -> Result<Model, Diagnostics> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("# file: ") {
            files.push((path.trim().to_owned(), Vec::new()));
        } else if let Some((_, bytes)) = files.last_mut() {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
    }
    files.sort();
    load_files(files)
}

fn must_load(dir: &Path) -> Model {
    match load(dir) {
        Ok(model) => model,
        Err(diagnostics) => panic!("{}\n\n{diagnostics}", dir.display()),
    }
}

#[test]
fn examples_load() {
    let model = must_load(&folder("tests/front/examples"));
    let counts = (
        model.methods.len(),
        model.entities.len(),
        model.events.len(),
        model.callbacks.len(),
        model.placements.len(),
    );
    assert_eq!(counts, (99, 21, 11, 1, 3));
    // The same spec gives the same model.
    assert_eq!(model, must_load(&folder("tests/front/examples")));
}

#[test]
fn own_spec_loads() {
    let spec = folder("../spec");
    if spec.is_dir() {
        assert!(!must_load(&spec).methods.is_empty());
    }
}

/// Every broken spec is called after the code that it is for and explained as its snapshot says.
#[test]
fn broken() {
    let dir = folder("tests/front/broken");
    let mut names: Vec<String> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yaml"))
        .collect();
    names.sort();
    let mut wrong = String::new();
    for name in names {
        let text = fs::read_to_string(dir.join(&name)).unwrap();
        let code = name.trim_end_matches(".yaml").split('.').next().unwrap();
        let Err(diagnostics) = load_text(&text) else {
            panic!("{name} is right")
        };
        if diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code.name() != code)
        {
            wrong += &format!("{name} has other codes:\n{diagnostics}\n");
        }
        for diagnostic in diagnostics.iter() {
            // Who reads it must be told what to write instead.
            if diagnostic.help.is_none()
                && diagnostic.notes.is_empty()
                && diagnostic.related().count() == 0
            {
                wrong += &format!("{name} does not say what mends it:\n{diagnostic}\n");
            }
            if diagnostic.located().is_none_or(|at| at.file.is_empty()) {
                wrong += &format!("{name} does not say where it is:\n{diagnostic}\n");
            }
        }
        insta::with_settings!({ snapshot_path => "front/broken", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name.trim_end_matches(".yaml"), diagnostics.to_string());
        });
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn not_utf8() {
    let diagnostics =
        load_files([("crm.yaml".to_owned(), b"doc: Fine.\nscope: \xff\n".to_vec())]).unwrap_err();
    let shown = diagnostics.to_string();
    assert!(
        shown.starts_with("error[not-utf8]: the file is not UTF-8 from line 2 on\n --> crm.yaml\n"),
        "{shown}"
    );
}

#[test]
fn nothing_to_read() {
    let diagnostics = load(Path::new("no/such/folder")).unwrap_err();
    assert!(
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code.name() == "unreadable")
    );
}

/// A mistake in one file is explained with its line, and what refers to the file is left alone.
#[test]
fn unreadable_files_do_not_cascade() {
    let spec = "# file: crm.yaml\nscope: crm\nsee: [crm\n# file: crm/deal.yaml\n\
        types: { a: { type: crm.phone } }\nmethods:\n  crm.deal.get: { doc: Reads., returns: crm.phone, prams: {} }\n";
    let diagnostics = load_text(spec).unwrap_err();
    let codes: Vec<&str> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    assert_eq!(codes, ["yaml", "unknown-key"]);
}

/// Whatever is taken away, doubled or moved: mistakes are reported and nothing panics.
#[test]
fn mutations() {
    let mut files = Vec::new();
    collect(&folder("tests/front/examples"), "", &mut files);
    files.sort();
    let mut seed = 7_usize;
    let mut next = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below.max(1)
    };
    for _ in 0..60 {
        let mut some = files.clone();
        let file = next(some.len());
        let mut lines: Vec<&str> = files[file].1.lines().collect();
        let (from, to) = (next(lines.len()), next(lines.len()));
        match next(3) {
            0 => drop(lines.remove(from)),
            1 => lines.insert(to, lines[from]),
            _ => lines.swap(from, to),
        }
        some[file].1 = lines.join("\n");
        let texts = some
            .into_iter()
            .map(|(path, text)| (path, text.into_bytes()));
        if let Err(diagnostics) = load_files(texts) {
            assert!(diagnostics.to_string().contains("-->"));
        }
    }
}

fn collect(dir: &Path, below: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{below}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            files.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
}
