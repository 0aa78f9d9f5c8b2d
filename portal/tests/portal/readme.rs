//! The README says of every point which test shows it: such tests exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_test_that_the_readme_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    for file in fs::read_dir(root.join("tests/portal")).unwrap() {
        let path = file.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let name = line.trim_start().trim_start_matches("async ");
            if let Some((name, _)) = name.strip_prefix("fn ").and_then(|n| n.split_once('(')) {
                tests.insert(format!("{module}::{name}"));
            }
        }
    }
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let table = readme.split_once("## Point by point").expect("the table").1;
    // Modules of the crate itself stand for their unit tests.
    let inside = [
        "protocol::",
        "limits::bucket",
        "limits::operating",
        "module::",
    ];
    let named: Vec<&str> = table
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.contains("::") && !inside.iter().any(|i| code.starts_with(i)))
        .collect();
    assert!(named.len() > 150, "{} tests", named.len());
    let missing: Vec<&str> = named
        .into_iter()
        .filter(|name| !tests.contains(*name))
        .collect();
    assert_eq!(missing, [""; 0]);
}
