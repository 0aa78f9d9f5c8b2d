//! Emits the small specs of `codegen/tests/emit` and the examples of the language as modules, so that a test compiles what
//! the snapshots show, with warnings denied.

#![allow(clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bitrix24_codegen::emit::{Options, emit};
use bitrix24_codegen::model::Model;

fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut modules = String::new();
    let cases = Path::new("../codegen/tests/emit");
    println!("cargo::rerun-if-changed={}", cases.display());
    let mut paths: Vec<PathBuf> = fs::read_dir(cases)
        .expect("the emitter's cases are there")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_stem()
            .expect("a file name")
            .to_string_lossy()
            .into_owned();
        let spec = out.join("specs").join(&name);
        let _ = fs::remove_dir_all(&spec);
        unpack(&fs::read_to_string(&path).expect("a readable case"), &spec);
        case(&name, &spec, &out, &mut modules);
    }
    let examples = Path::new("../codegen/tests/front/examples");
    println!("cargo::rerun-if-changed={}", examples.display());
    case("spec_examples", examples, &out, &mut modules);
    fs::write(out.join("cases.rs"), modules).expect("OUT_DIR can be written");
    println!("cargo::rerun-if-changed=../spec");
    let model = bitrix24_codegen::load(Path::new("../spec"))
        .unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let options = Options {
        root: "bitrix24".parse().expect("a path"),
        ..Options::default()
    };
    let write = |name: &str, text: String| {
        fs::write(out.join(name), text).expect("OUT_DIR can be written");
    };
    write("examples.rs", checks(&model, &options, false));
    write("every_method.rs", checks(&model, &options, true));
    write("callbacks.rs", callback_readers(&model, &options));
}

/// A table of checks that decode a result with the type that was emitted for its method: of the methods that have examples, by name
/// and version of REST, or of all in the model's order.
fn checks(model: &Model, options: &Options, all: bool) -> String {
    let mut table = String::from(match all {
        true => "const CHECKS: &[Check] = &[\n",
        false => "const CHECKS: &[(&str, u8, Check)] = &[\n",
    });
    let outputs = bitrix24_codegen::emit::outputs(model, options);
    for (method, output) in model.methods.iter().zip(outputs) {
        if all {
            let _ = writeln!(table, "    check::<{output}>,");
        } else if !method.examples.is_empty() {
            let (name, rest) = (&method.name, method.rest);
            let _ = writeln!(table, "    ({name:?}, {rest}, check::<{output}>),");
        }
    }
    table.push_str("];\n");
    table
}

/// A table of the readers of the spec's callbacks, in order.
fn callback_readers(model: &Model, options: &Options) -> String {
    let mut table = String::from("const CALLBACKS: &[Posted] = &[\n");
    for reader in bitrix24_codegen::emit::callback_readers(model, options) {
        let _ = writeln!(table, "    |body, token| shown({reader}(body, token)),");
    }
    table.push_str("];\n");
    table
}

/// Files as `#= path` lines with their text below.
fn unpack(text: &str, folder: &Path) {
    for part in text.split("#= ").skip(1) {
        let (path, text) = part.split_once('\n').expect("a line after the path");
        let path = folder.join(path.trim());
        fs::create_dir_all(path.parent().expect("a folder")).expect("OUT_DIR can be written");
        fs::write(path, text).expect("OUT_DIR can be written");
    }
}

fn case(name: &str, spec: &Path, out: &Path, modules: &mut String) {
    let model =
        bitrix24_codegen::load(spec).unwrap_or_else(|diagnostics| panic!("{name}:\n{diagnostics}"));
    let root = format!("crate::{name}");
    let options = Options {
        root: root.parse().expect("a path"),
        ..Options::default()
    };
    let folder = out.join("cases").join(name);
    let _ = fs::remove_dir_all(&folder);
    emit(&model, &options)
        .expect("Rust")
        .write(&folder)
        .expect("OUT_DIR can be written");
    let _ = writeln!(
        modules,
        "#[path = {:?}]\npub mod {name};",
        folder.join("mod.rs")
    );
}
