//! The JSON Schema of spec files, by an independent validator.
#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests are not in `#[test]` functions
#![cfg(feature = "cli")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bitrix24_codegen::read::{Source, files, folder};
use bitrix24_codegen::schema::{Schema, unmarked};
use jsonschema::Validator;

/// Broken specs that are right by the schema, and why it cannot know.
const BEYOND: &[(&str, &str)] = &[
    ("ambiguous-name", NAMES),
    ("ambiguous-name.callback", NAMES),
    ("bad-name.words", TWO_KEYS),
    ("misplaced-attribute.words", PATHS),
    ("certain-choice", TWO_KEYS),
    ("certain-choice.object", TWO_KEYS),
    (
        "duplicate-key",
        "JSON has no such thing; the YAML reader of an editor tells",
    ),
    ("envelope-key", TWO_KEYS),
    ("example-name", NAMES),
    ("example-name.paging", NAMES),
    ("example-shape.choice", NAMES),
    ("example-shape.only_key", NAMES),
    ("fixed-parameter", TWO_KEYS),
    ("like-no-object", NAMES),
    ("make-no-values", TWO_KEYS),
    ("missing-argument", NAMES),
    ("missing-effect", "the name may say it, and a family too"),
    ("missing-scope", "the file above may say it"),
    ("missing-see", "the file above may say it"),
    ("name-collision", TWO_KEYS),
    ("name-collision.case", TWO_KEYS),
    ("name-collision.event", NAMES),
    ("name-collision.types", TWO_KEYS),
    ("of-pair", TWO_KEYS),
    ("of-pair.alike", TWO_KEYS),
    ("of-pair.typed", TWO_KEYS),
    ("no-key", NAMES),
    ("no-key.family", NAMES),
    ("not-an-entity", NAMES),
    ("not-missing", TWO_KEYS),
    ("outside-file", PATHS),
    ("outside-file.typo", PATHS),
    ("paging-parameter", TWO_KEYS),
    ("paging-rest", PATHS),
    ("recursive-like", NAMES),
    ("recursive-type", NAMES),
    ("rest-outside-v3", PATHS),
    ("union-kinds", NAMES),
    ("union-kinds.ids", NAMES),
    ("union-kinds.read", NAMES),
    ("unknown-argument", NAMES),
    ("unknown-entity", NAMES),
    ("unknown-entity.family", NAMES),
    ("unknown-error", NAMES),
    ("unknown-example", NAMES),
    ("unknown-example.file", PATHS),
    ("unknown-family", NAMES),
    ("unknown-field", NAMES),
    ("unknown-field.of", TWO_KEYS),
    ("unknown-word.ids", TWO_KEYS),
    ("unknown-field.choice", TWO_KEYS),
    ("unknown-method", NAMES),
    ("unknown-parameter", TWO_KEYS),
    (
        "unknown-word.only_key",
        "any text may be the name of a field",
    ),
    (
        "unwritten-doc",
        "a draft is no slip while somebody is at it",
    ),
    ("useless-override", NAMES),
    ("useless-override.event", NAMES),
    ("wrong-file", PATHS),
    ("wrong-file.family", PATHS),
    ("wrong-file.typo", PATHS),
];

const NAMES: &str = "a schema does not know what a name refers to";
const TWO_KEYS: &str = "a schema cannot compare what stands in two places";
const PATHS: &str = "a schema does not know which file it is used for";

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

struct Validators {
    spec: Validator,
    examples: Validator,
}

impl Validators {
    fn new() -> Self {
        let build = |schema: Schema| jsonschema::draft202012::new(&schema.json()).unwrap();
        Self {
            spec: build(Schema::Spec),
            examples: build(Schema::Examples),
        }
    }

    /// What is wrong with the files of a spec: path, place and message.
    fn errors(&self, source: &Source) -> Vec<String> {
        let mut errors = Vec::new();
        for file in &source.files {
            let validator = match Schema::of(&file.path) {
                Schema::Spec => &self.spec,
                Schema::Examples => &self.examples,
            };
            let json = file.root.to_json();
            for error in validator.iter_errors(&json) {
                errors.push(format!("{} {}: {error}", file.path, error.instance_path()));
            }
        }
        errors
    }
}

#[test]
fn valid_by_the_metaschema() {
    for schema in Schema::ALL {
        jsonschema::draft202012::meta::validate(&schema.json()).unwrap();
    }
}

#[test]
fn right_specs_pass() {
    let validators = Validators::new();
    for path in ["../spec", "tests/front/examples", "tests/coverage/spec"] {
        let (source, _) = folder(&at(path));
        let errors = validators.errors(&source);
        assert!(errors.is_empty(), "{path}\n{}", errors.join("\n"));
    }
}

/// Every construct that is tested elsewhere passes too.
#[test]
fn emitted_specs_pass() {
    let validators = Validators::new();
    for entry in fs::read_dir(at("tests/emit")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let errors = validators.errors(&split(&text, "#= "));
        assert!(
            errors.is_empty(),
            "{}\n{}",
            path.display(),
            errors.join("\n")
        );
    }
}

#[test]
fn broken_specs_fail() {
    let validators = Validators::new();
    let (mut wrong, mut places) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(at("tests/front/broken")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(name) = name.strip_suffix(".yaml") else {
            continue;
        };
        let text = fs::read_to_string(&path).unwrap();
        let errors = validators.errors(&split(&text, "# file: "));
        let found = !errors.is_empty();
        places.extend(errors.iter().map(|error| {
            let (place, _) = error.split_once(": ").unwrap();
            format!("{name}: {place}")
        }));
        let beyond = BEYOND.iter().any(|(known, _)| *known == name);
        if found == beyond {
            wrong.push(format!(
                "{name}: {}",
                if found { "fails, is listed" } else { "passes" }
            ));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // They fail where the mistake is.
    places.sort();
    places.dedup();
    insta::assert_snapshot!("schema_broken", places.join("\n"));
}

/// Files in one text, each below a line with its path.
fn split(text: &str, mark: &str) -> Source {
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix(mark) {
            parts.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, part)) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    let texts = parts
        .into_iter()
        .map(|(path, text)| (path, Ok(text.into_bytes())));
    let (source, diagnostics) = files(texts);
    // What YAML itself reports is no matter of the schema.
    let _ = diagnostics.into_result();
    source
}

#[test]
fn checked_in_schema_is_what_the_code_gives() {
    let output = run(&["schema", "../spec", "--check", "--mark"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}");
}

#[test]
fn every_file_of_the_spec_names_it() {
    let (source, _) = folder(&at("../spec"));
    let without = source
        .files
        .iter()
        .filter(|file| unmarked(&file.path, &file.text));
    let without: Vec<&str> = without.map(|file| file.path.as_str()).collect();
    assert!(
        without.is_empty(),
        "run `b24spec schema spec --mark`: {without:?}"
    );
}

/// What `schema`, `--mark` and `check` say of a folder, from nothing to everything in its place.
#[test]
fn folder_of_ones_own() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-of-ones-own");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("app")).unwrap();
    let spec = "doc: Methods of an app.\nscope: app\nsee: app\n";
    for path in ["app.yaml", "app/more.yaml", "app.examples.yaml"] {
        let text = if path.contains("examples") {
            "{}\n"
        } else {
            spec
        };
        fs::write(dir.join(path), text).unwrap();
    }
    let dir = dir.to_str().unwrap();
    let says = |args: &[&str], code: i32, lines: &[&str]| {
        let output = run(args);
        let printed = String::from_utf8(output.stdout)
            .unwrap()
            .replace(dir, "DIR");
        let errors = String::from_utf8(output.stderr)
            .unwrap()
            .replace(dir, "DIR");
        assert_eq!(
            output.status.code(),
            Some(code),
            "{args:?} {printed} {errors}"
        );
        assert_eq!(
            format!("{printed}{errors}").lines().collect::<Vec<_>>(),
            lines
        );
    };
    let counts = "DIR: 0 methods, 0 entities, 0 events, 0 placements";
    says(&["check", dir], 0, &[counts]);
    let stale = [
        "stale DIR/schema.json",
        "stale DIR/examples.schema.json",
        "run `b24spec schema DIR`",
    ];
    says(&["schema", dir, "--check"], 1, &stale);
    says(
        &["schema", dir],
        0,
        &["wrote DIR/schema.json", "wrote DIR/examples.schema.json"],
    );
    let note = "note: files whose first line does not name the schema, which `b24spec schema --mark DIR` mends: \
        app.examples.yaml, app.yaml, app/more.yaml";
    says(&["check", dir], 0, &[counts, note]);
    let wrote = [
        "wrote DIR/app.examples.yaml",
        "wrote DIR/app.yaml",
        "wrote DIR/app/more.yaml",
    ];
    says(&["schema", dir, "--mark"], 0, &wrote);
    says(&["check", dir], 0, &[counts]);
    says(&["schema", dir, "--mark", "--check"], 0, &[]);
    let text = fs::read_to_string(Path::new(dir).join("app/more.yaml")).unwrap();
    assert_eq!(
        text,
        format!("# yaml-language-server: $schema=../schema.json\n{spec}")
    );
}

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_b24spec"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .unwrap()
}
