//! How fast a spec becomes bindings: the real one, and 5,000 made-up methods in the shapes of the documented API.
//!
//! `cargo bench -p bitrix24-codegen`. Times are of the whole process, reading files included; `load` is reading, checking and
//! modelling, `emit` is tokens, `syn` and `prettyplease`.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bitrix24_codegen::emit::{Options, emit};
use divan::counter::ItemsCount;

/// Files of the made-up spec; each has an entity of 12 fields with 6 methods of a family, and 4 methods written out.
const FILES: usize = 500;

fn main() {
    std::fs::create_dir_all(synthetic_folder()).unwrap();
    write_synthetic(&synthetic_folder());
    divan::main();
}

fn real_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

fn synthetic_folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("synthetic-spec")
}

fn write_synthetic(folder: &Path) {
    let families = "\
doc: Families.
families:
  classic:
    doc: The usual methods.
    methods:
      $at.add: { doc: Creates a $name., params: { fields!: new(self) }, returns: id(self) }
      $at.get: { doc: Reads one $name., params: { id!: id(self) }, returns: self }
      $at.list: { doc: Finds $name records., params: { filter: filter(self), order: order(self), select: select(self) }, returns: [self], paging: start }
      $at.update: { doc: Changes a $name., params: { id!: id(self), fields!: change(self) }, returns: done }
      $at.delete: { doc: Deletes a $name., params: { id!: id(self) }, returns: done }
      $at.count: { doc: Counts $name records., params: { filter: filter(self) }, returns: int }
";
    std::fs::create_dir_all(folder.join("shared/families")).unwrap();
    std::fs::create_dir_all(folder.join("demo")).unwrap();
    std::fs::write(folder.join("shared/families/classic.yaml"), families).unwrap();
    std::fs::write(
        folder.join("demo.yaml"),
        "doc: Made up.\nscope: demo\nsee: demo\n",
    )
    .unwrap();
    for index in 0..FILES {
        let mut text = format!(
            "doc: Things of kind {index}.\nsee: demo/things\nentities:\n  thing{index}:\n    doc: A thing.\n    key: ID\n    use: [classic]\n    fields:\n      ID: {{ type: id, access: read, doc: Identifier. }}\n"
        );
        let types = [
            "string",
            "yn",
            "int",
            "date",
            "datetime",
            "number",
            "id(user)",
            "status(KIND)",
            "[string]",
            "string",
            "map(any)",
        ];
        for (field, ty) in types.iter().enumerate() {
            let _ = writeln!(
                text,
                "      FIELD_{field}: {{ type: {ty}, doc: One of its fields. }}"
            );
        }
        text.push_str("methods:\n");
        for method in ["open", "close", "move", "mark"] {
            let _ = writeln!(
                text,
                "  demo.thing{index}.{method}:\n    doc: Does something to a thing.\n    effect: set\n    params: {{ id!: id(thing{index}), name: {{ type: string, doc: A name. }}, silent: {{ type: yn, doc: Whether nobody is told. }} }}\n    returns: {{ fields: {{ id!: id, title: string, when: datetime, kind: {{ values: [first, second] }} }} }}"
            );
        }
        std::fs::write(folder.join(format!("demo/thing{index}.yaml")), text).unwrap();
    }
}

#[divan::bench_group(sample_count = 10)]
mod real {
    use super::*;

    #[divan::bench]
    fn load(bencher: divan::Bencher<'_, '_>) {
        super::load(bencher, &real_folder());
    }

    #[divan::bench]
    fn everything(bencher: divan::Bencher<'_, '_>) {
        super::everything(bencher, &real_folder());
    }
}

#[divan::bench_group(sample_count = 5)]
mod synthetic_5000 {
    use super::*;

    #[divan::bench]
    fn load(bencher: divan::Bencher<'_, '_>) {
        super::load(bencher, &synthetic_folder());
    }

    #[divan::bench]
    fn everything(bencher: divan::Bencher<'_, '_>) {
        super::everything(bencher, &synthetic_folder());
    }
}

fn load(bencher: divan::Bencher<'_, '_>, folder: &Path) {
    let model =
        bitrix24_codegen::load(folder).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    bencher
        .counter(ItemsCount::new(model.methods.len()))
        .bench(|| bitrix24_codegen::load(folder));
}

fn everything(bencher: divan::Bencher<'_, '_>, folder: &Path) {
    let model =
        bitrix24_codegen::load(folder).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    bencher
        .counter(ItemsCount::new(model.methods.len()))
        .bench(|| {
            let model = bitrix24_codegen::load(folder)
                .unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
            emit(&model, &Options::default()).unwrap()
        });
}
