//! What the published packages promise: the minimum Rust version, licences, and no generator downstream.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Packages that are published, in order of publication.
const PUBLISHED: &[&str] = &[
    "bitrix24-client",
    "bitrix24-macros",
    "bitrix24-codegen",
    "bitrix24",
    "bitrix24-portal",
];

struct Graph {
    packages: BTreeMap<String, Value>,
    nodes: BTreeMap<String, Value>,
}

impl Graph {
    fn load() -> Self {
        // Packages of other platforms may not have been downloaded.
        let rustc = Command::new("rustc").arg("-vV").output().unwrap();
        let rustc = String::from_utf8(rustc.stdout).unwrap();
        let host = rustc
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap();
        let output = Command::new(env!("CARGO"))
            .args([
                "metadata",
                "--format-version",
                "1",
                "--offline",
                "--filter-platform",
                host,
            ])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let by_id = |list: &Value| {
            let items = list.as_array().unwrap().iter();
            items
                .map(|item| (item["id"].as_str().unwrap().to_owned(), item.clone()))
                .collect()
        };
        Self {
            packages: by_id(&metadata["packages"]),
            nodes: by_id(&metadata["resolve"]["nodes"]),
        }
    }

    fn named(&self, name: &str) -> &Value {
        self.packages
            .values()
            .find(|package| package["name"] == name)
            .unwrap()
    }

    /// Everything that a user of a package builds; features as the workspace has them, so rather more than less.
    fn below(&self, name: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut todo = vec![self.named(name)["id"].as_str().unwrap()];
        while let Some(id) = todo.pop() {
            if !found.insert(id) {
                continue;
            }
            for dep in self.nodes[id]["deps"].as_array().unwrap() {
                // Of build dependencies, ours is optional and the workspace's alone.
                let kinds = dep["dep_kinds"].as_array().unwrap();
                if kinds.iter().any(|kind| kind["kind"].is_null()) {
                    todo.push(dep["pkg"].as_str().unwrap());
                }
            }
        }
        found
            .into_iter()
            .map(|id| self.packages[id]["name"].as_str().unwrap())
            .collect()
    }
}

fn version(text: &Value) -> (u32, u32) {
    let mut parts = text
        .as_str()
        .unwrap_or("0.0")
        .split('.')
        .map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap_or(0))
}

/// Our own code is checked by clippy's `incompatible_msrv`; only one toolchain is at hand to compile with.
#[test]
fn dependencies_build_with_the_minimum_rust_version() {
    let graph = Graph::load();
    let minimum = version(&graph.named("bitrix24")["rust_version"]);
    let mut newer = Vec::new();
    for name in PUBLISHED {
        for dependency in graph.below(name) {
            let package = graph.named(dependency);
            if version(&package["rust_version"]) > minimum {
                newer.push(format!(
                    "{dependency} needs Rust {}",
                    package["rust_version"]
                ));
            }
        }
    }
    assert!(newer.is_empty(), "{newer:#?}");
}

#[test]
fn licences_are_permissive() {
    const FINE: &[&str] = &[
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "MPL-2.0",
        "Unlicense",
        "0BSD",
        "CDLA-Permissive-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSL-1.0",
    ];
    let graph = Graph::load();
    let mut odd = Vec::new();
    for name in PUBLISHED {
        for dependency in graph.below(name) {
            let licence = graph.named(dependency)["license"]
                .as_str()
                .unwrap_or("none")
                .to_owned();
            let plain = licence.replace(['(', ')'], "").replace('/', " OR ");
            // Each part that must be kept needs one choice that is fine.
            let fine = plain.split(" AND ").all(|part| {
                part.split(" OR ")
                    .any(|choice| FINE.contains(&choice.trim()))
            });
            if !fine {
                odd.push(format!("{dependency}: {licence}"));
            }
        }
    }
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn users_build_no_generator() {
    let graph = Graph::load();
    let below = graph.below("bitrix24");
    for generator in [
        "bitrix24-codegen",
        "prettyplease",
        "serde_yaml",
        "saphyr-parser",
    ] {
        assert!(!below.contains(generator), "{generator}");
    }
}

/// Those who do not ask for the extractors build nothing of them. (The workspace does ask: this is of the package alone.)
#[test]
fn users_build_axum_only_when_they_ask_for_it() {
    let tree = |features: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--package", "bitrix24", "--edges", "normal"])
            .args(["--prefix", "none", "--offline", "--locked"])
            .args(features)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).unwrap()
    };
    let (plain, asked) = (tree(&[]), tree(&["--features", "axum"]));
    assert!(!plain.contains("axum"), "{plain}");
    assert!(asked.contains("axum-core "), "{asked}");
    // The extractors need the core only: the framework is the user's choice.
    assert!(!asked.contains("axum v"), "{asked}");
}

/// The bindings' own build script computes hashes without the generator; both must see the same spec alike.
#[test]
fn the_list_of_hashes_is_what_the_generator_writes() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let output =
        bitrix24_codegen::build::bindings(format!("{root}/spec").as_ref(), &Default::default())
            .unwrap();
    let written = std::fs::read_to_string(format!("{root}/generated/src/api/spec.hash")).unwrap();
    assert_eq!(output.files["spec.hash"], written.replace('\r', ""));
    let script = std::fs::read_to_string(format!("{root}/generated/build.rs")).unwrap();
    let constants = std::fs::read_to_string(format!("{root}/codegen/src/build.rs")).unwrap();
    for constant in ["0xcbf2_9ce4_8422_2325", "0x0100_0000_01b3"] {
        assert!(
            script.contains(constant) && constants.contains(constant),
            "{constant}"
        );
    }
}
