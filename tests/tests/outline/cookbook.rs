//! What `spec/README.md` and `README.md` tell people to write is right.

use std::collections::BTreeMap;
use std::fs;

use bitrix24_codegen::emit::{Options, emit};
use bitrix24_codegen::load_files;

/// Path below `spec` and text of each whole file in a text: blocks of YAML that begin with `# spec/`.
fn snippets(text: &str) -> Vec<(String, String)> {
    let mut snippets = Vec::new();
    for block in text.split("```yaml\n").skip(1) {
        let (block, _) = block.split_once("```").expect("the end of a block");
        if let Some(rest) = block.strip_prefix("# spec/") {
            let (path, text) = rest.split_once('\n').expect("a line with the path");
            snippets.push((path.trim().to_owned(), text.to_owned()));
        }
    }
    snippets
}

/// The spec as it is.
fn spec() -> BTreeMap<String, Vec<u8>> {
    let folder = crate::root().join("spec");
    let path = |path: &std::path::Path| {
        let path = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        path.replace('\\', "/")
    };
    crate::files(&folder, "yaml")
        .iter()
        .map(|file| (path(file), fs::read(file).unwrap()))
        .collect()
}

/// What is wrong with the spec, or with the Rust that comes of it.
fn check(spec: &BTreeMap<String, Vec<u8>>) -> Result<usize, String> {
    let model = load_files(spec.clone()).map_err(|diagnostics| diagnostics.to_string())?;
    emit(&model, &Options::default()).map_err(|error| error.to_string())?;
    Ok(model.methods.len() + model.events.len() + model.placements.len() + model.entities.len())
}

fn check_snippets(file: &str, at_least: usize) {
    let text = fs::read_to_string(crate::root().join(file)).unwrap();
    let snippets = snippets(&text);
    assert!(snippets.len() >= at_least, "{file}: {snippets:?}");
    let before = spec();
    let size = check(&before).unwrap_or_else(|error| panic!("{error}"));
    let mut all = before.clone();
    let mut wrong = Vec::new();
    for (path, text) in snippets {
        let mut spec = before.clone();
        // Of a file that somebody has written since, the examples belong to the real one.
        let examples = path.replace(".yaml", ".examples.yaml");
        let new = !before.contains_key(&path);
        for spec in [&mut spec, &mut all] {
            spec.remove(&examples);
            spec.insert(path.clone(), text.clone().into_bytes());
        }
        match check(&spec) {
            Ok(after) if after >= size || !new => {}
            Ok(after) => wrong.push(format!("{file}: {path}: {size} items became {after}")),
            Err(error) => wrong.push(format!("{file}: {path}:\n{error}")),
        }
    }
    if wrong.is_empty()
        && let Err(error) = check(&all)
    {
        wrong.push(format!("{file}: all of them together:\n{error}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_the_spec_is_right() {
    check_snippets("spec/README.md", 5);
}

#[test]
fn of_the_project_is_right() {
    check_snippets("README.md", 1);
}
