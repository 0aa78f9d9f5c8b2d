//! What the generator emits, one small spec per construct: `tests/emit/<case>.yaml` holds the files of a spec, each below a
//! `#= path` line; its snapshot holds the files that come out.

mod support;

use bitrix24_codegen::emit::{Options, emit};

#[test]
fn every_construct() {
    insta::glob!("emit/*.yaml", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let spec = support::Folder::of(&text);
        let model = bitrix24_codegen::load(spec.path())
            .unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        let output = emit(&model, &Options::default()).unwrap();
        let mut shown = String::new();
        for (name, text) in &output.files {
            shown.push_str(&format!("=== {name}\n{text}\n"));
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(shown);
        });
    });
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    let model =
        bitrix24_codegen::load(spec.as_ref()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let first = emit(&model, &Options::default()).unwrap();
    let second = emit(&model, &Options::default()).unwrap();
    assert_eq!(first, second);
}

#[test]
fn only_what_differs_is_written() {
    let spec = support::Folder::of(
        "#= demo.yaml\ndoc: Things to try.\nscope: demo\nsee: demo\nmethods:\n  demo.a.get: { doc: Reads., returns: int }\n#= other.yaml\ndoc: Other things.\nscope: demo\nsee: demo\nmethods:\n  other.b.get: { doc: Reads., returns: int }\n",
    );
    let out = support::Folder::of("");
    let bindings = || bitrix24_codegen::build::bindings(spec.path(), &Options::default()).unwrap();
    let names = |paths: &[std::path::PathBuf]| -> Vec<String> {
        paths
            .iter()
            .map(|path| path.strip_prefix(out.path()).unwrap().display().to_string())
            .collect()
    };

    let first = bindings().write(out.path()).unwrap();
    assert_eq!(
        names(&first.written),
        ["demo.rs", "ids.rs", "mod.rs", "other.rs", "spec.hash"]
    );
    assert!(
        bindings().write(out.path()).unwrap().is_empty(),
        "a second run writes nothing"
    );

    // A comment changes the spec and no binding.
    spec.append("other.yaml", "# Nothing new.\n");
    assert_eq!(
        names(&bindings().write(out.path()).unwrap().written),
        ["spec.hash"]
    );

    spec.append(
        "other.yaml",
        "  other.c.get: { doc: Reads., returns: int }\n",
    );
    assert_eq!(
        names(&bindings().write(out.path()).unwrap().written),
        ["other.rs", "spec.hash"]
    );

    // What is not ours stays, what the spec no longer gives goes.
    out.append("mine.rs", "// Written by hand.\n");
    spec.remove("other.yaml");
    let last = bindings().write(out.path()).unwrap();
    assert_eq!(names(&last.removed), ["other.rs"]);
    assert_eq!(names(&last.written), ["mod.rs", "spec.hash"]);
    assert!(out.path().join("mine.rs").exists());
}
