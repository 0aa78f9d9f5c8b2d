//! Reading, checking and modelling: what is right loads, what is wrong is explained.
#![allow(clippy::panic)] // helpers of tests are not in `#[test]` functions
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
        if diagnostics.iter().any(|diagnostic| diagnostic.code != code) {
            wrong += &format!("{name} has other codes:\n{diagnostics}\n");
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
    insta::assert_snapshot!(diagnostics.to_string(), @"");
}

#[test]
fn nothing_to_read() {
    let diagnostics = load(Path::new("no/such/folder")).unwrap_err();
    assert!(
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == "unreadable")
    );
}
