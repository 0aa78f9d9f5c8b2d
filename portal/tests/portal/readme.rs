//! The README says of every point which test shows it, and what answers samples: both are so.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::{APP, Client, send};

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

#[tokio::test]
async fn methods_of_the_crm_that_answer_samples_are_those_that_the_readme_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let (_, rest) = readme
        .split_once("these are all that do it")
        .expect("the list");
    let (list, _) = rest.split_once("Of other scopes").expect("its end");
    let named: BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();

    let model = fs::read_to_string(root.join("catalogue.json")).unwrap();
    let model: Value = serde_json::from_str(&model).unwrap();
    let methods = model["methods"].as_array().unwrap();
    let c = Client::start().await;
    let mut samples = BTreeSet::new();
    for method in methods.iter().filter(|method| method["rest"] == 2) {
        let call = method["call"].as_str().unwrap();
        if !call.starts_with("crm.") {
            continue;
        }
        let request = method["examples"][0]["request"].clone();
        let request = if request.is_null() {
            json!({})
        } else {
            request
        };
        let (hook, app) = (c.portal.webhook_url(), c.portal.endpoint());
        for url in [format!("{hook}{call}"), format!("{app}{call}?auth={APP}")] {
            let head = "Content-Type: application/json\r\n";
            let reply = send(&url, "POST", head, request.to_string().as_bytes()).await;
            if reply.head.contains("x-portal-sample") {
                samples.insert(call);
            }
        }
    }
    assert_eq!(samples, named);
}
