//! Puts the texts of modules together into files.

use std::collections::HashSet;

use proc_macro2::TokenStream;

use super::features::References;
use super::layout::Module;
use super::rust_type::{Cx, Scope};
use super::{EmitError, MARK, Output, Texts, doc, event, format, markers, names};

/// A file that grows beyond this many lines gives its larger modules files of their own.
const LARGE_FILE: usize = 1_200;

/// Lints on names that are the API's, and on sizes that are the platform's.
const ALLOWED: &str = "#![allow(clippy::large_enum_variant, clippy::module_inception, clippy::should_implement_trait)]";

/// A module shorter than this stays in its parent's file.
const SMALL_MODULE: usize = 60;

/// Every file of the output.
pub(super) fn assemble(cx: &Cx<'_>, tree: &Module, texts: &Texts) -> Result<Output, EmitError> {
    let mut files = Files {
        cx,
        texts,
        output: Output::default(),
        references: References::new(),
    };
    let root = files.module(tree, &mut Vec::new());
    files.root(root)?;
    if let Some(features) = &cx.features {
        let mut beside = References::new();
        for (path, own) in texts {
            let references = files.references.entry(path.clone()).or_default();
            references.extend(own.references.iter().cloned());
            if !own.beside.is_empty() {
                beside.insert(path.clone(), own.beside.clone());
            }
        }
        files.output.features = features.table(cx.model, tree, &files.references, &beside)?;
    }
    Ok(files.output)
}

struct Files<'a> {
    cx: &'a Cx<'a>,
    texts: &'a Texts,
    output: Output,
    /// What the files that are made of the whole spec refer to, on behalf of the modules that it is made of.
    references: References,
}

impl Files<'_> {
    /// What a module that is a file holds; files below it are put into the output.
    fn module(&mut self, module: &Module, path: &mut Vec<String>) -> Text {
        let mut declarations = String::new();
        let mut inline = Vec::new();
        for (name, child) in &module.children {
            path.push(name.clone());
            if child.is_file {
                let text = self.module(child, path);
                self.put(path, child, &child.sources, &text.joined());
                declarations.push_str(&self.declaration(path));
            } else {
                inline.push((name, child, self.inline(child, path)));
            }
            path.pop();
        }
        let own = self.own(path);
        let total = lines(&own) + inline.iter().map(|(_, _, text)| lines(text)).sum::<usize>();
        let mut parts = Vec::new();
        for (name, child, text) in inline {
            if total > LARGE_FILE && lines(&text) >= SMALL_MODULE {
                path.push(name.clone());
                self.put(path, child, &module.sources, &text);
                declarations.push_str(&self.declaration(path));
                path.pop();
            } else {
                path.push(name.clone());
                parts.push(self.block(path, child, &text));
                path.pop();
            }
        }
        parts.insert(0, own);
        Text {
            declarations: sorted_lines(&declarations),
            items: joined(parts),
        }
    }

    /// The text of a module and all below it, for the inside of `mod … { }`.
    fn inline(&self, module: &Module, path: &mut Vec<String>) -> String {
        let mut parts = vec![self.own(path)];
        for (name, child) in &module.children {
            path.push(name.clone());
            let text = self.inline(child, path);
            parts.push(self.block(path, child, &text));
            path.pop();
        }
        joined(parts)
    }

    /// The text of a module's own items, with the `use` that they need.
    fn own(&self, path: &[String]) -> String {
        let Some(own) = self.texts.get(path) else {
            return String::new();
        };
        self.with_runtime(&own.text, own.feature.as_ref())
    }

    /// Items with the `use` of the client, under the feature of all of them.
    fn with_runtime(&self, items: &str, feature: Option<&String>) -> String {
        if !items.contains("rt::") {
            return items.to_owned();
        }
        let runtime = self.cx.options.runtime.to_string().replace(' ', "");
        let gate = feature.map_or_else(String::new, |name| gate(name));
        format!("{gate}use {runtime} as rt;\n\n{items}")
    }

    /// `mod x;`, under its feature.
    fn declaration(&self, path: &[String]) -> String {
        format!("{}pub mod {};\n", self.gate(path), module_name(path))
    }

    /// `mod x { … }`, under its feature.
    fn block(&self, path: &[String], module: &Module, text: &str) -> String {
        format!(
            "/// {}\n{}pub mod {} {{\n{}}}\n",
            module_doc(module),
            self.gate(path),
            module_name(path),
            format::indented(text)
        )
    }

    fn gate(&self, path: &[String]) -> String {
        let features = self.cx.features.as_ref();
        features
            .and_then(|features| features.gate(path))
            .map_or_else(String::new, |name| gate(&name))
    }

    fn put(&mut self, path: &[String], module: &Module, sources: &[String], text: &str) {
        let sources: Vec<String> = sources
            .iter()
            .map(|source| format!("spec/{source}"))
            .collect();
        let from = if sources.is_empty() {
            String::new()
        } else {
            format!(" from {}", sources.join(", "))
        };
        let text = format!(
            "{MARK}{from}: edit that and build.\n\n//! {}\n\n{text}",
            module_doc(module)
        );
        self.output
            .files
            .insert(format!("{}.rs", path.join("/")), text);
    }

    /// `mod.rs`, and the files that are made of the whole spec.
    fn root(&mut self, text: Text) -> Result<(), EmitError> {
        let (no_types, no_module) = (HashSet::new(), Vec::new());
        let scope = Scope::new(self.cx, &no_module, &no_types);
        let model = self.cx.model;
        let mut modules = String::from("pub mod ids;\n");
        let mut uses = String::new();
        self.whole(
            "ids",
            "Kinds of identifiers, so that one kind cannot be given where another is meant.",
            markers::ids(&scope),
        )?;
        if model.entities.iter().any(|entity| entity.custom.is_some()) {
            modules.push_str("pub mod custom_owners;\n");
            self.whole(
                "custom_owners",
                "What custom fields are filed under.",
                markers::custom_owners(&scope),
            )?;
        }
        if !model.events.is_empty() {
            modules.push_str("mod event_kinds;\n");
            uses.push_str("pub use event_kinds::{Event, event_names};\n");
            let events = event::events(&scope, &mut self.references);
            self.whole("event_kinds", "Every event.", events)?;
        }
        if !model.placements.is_empty() {
            modules.push_str("mod placement_kinds;\n");
            uses.push_str("pub use placement_kinds::{Placement, placement_codes};\n");
            let placements = event::placements(&scope, &mut self.references);
            self.whole("placement_kinds", "Every placement.", placements)?;
        }
        let modules = sorted_lines(&format!("{modules}{}", text.declarations));
        let text = joined(vec![modules, uses, text.items]);
        let text = format!(
            "{MARK} from spec/: edit that and build.\n\n//! Bindings of every method in the spec.\n\n{ALLOWED}\n\n{text}"
        );
        self.output.files.insert("mod.rs".to_owned(), text);
        Ok(())
    }

    fn whole(&mut self, name: &str, doc: &str, items: TokenStream) -> Result<(), EmitError> {
        let mut items = self.with_runtime(&format::items(items, &[name.to_owned()])?, None);
        // What its items are gated by may all be off.
        if name == "custom_owners" && items.contains("#[cfg(") {
            items.insert_str(0, "#[allow(unused_imports)]\n");
        }
        let text = format!("{MARK} from spec/: edit that and build.\n\n//! {doc}\n\n{items}");
        self.output.files.insert(format!("{name}.rs"), text);
        Ok(())
    }
}

/// What a file holds below its header.
struct Text {
    declarations: String,
    items: String,
}

impl Text {
    fn joined(self) -> String {
        joined(vec![self.declarations, self.items])
    }
}

/// A line for what is compiled by a feature.
fn gate(feature: &str) -> String {
    format!("#[cfg(feature = \"{feature}\")]\n")
}

/// Parts with an empty line between them.
fn joined(mut parts: Vec<String>) -> String {
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn lines(text: &str) -> usize {
    text.lines().count()
}

fn module_name(path: &[String]) -> proc_macro2::Ident {
    names::snake(path.last().map_or("", String::as_str))
}

fn module_doc(module: &Module) -> String {
    match &module.doc {
        Some(text) => doc::escape(text),
        // The module of a method of the same name.
        None if module.methods.is_empty() && module.has_items() => {
            "What the method takes and answers.".to_owned()
        }
        None => "Methods below this name.".to_owned(),
    }
}

/// Declarations in one order, whatever made them; each with the line of its feature.
fn sorted_lines(text: &str) -> String {
    let mut declarations: Vec<&str> = text.split_inclusive(";\n").collect();
    declarations.sort_by_key(|declaration| {
        let line = declaration.lines().last().unwrap_or_default();
        line.trim_start_matches("pub ").to_owned()
    });
    declarations.concat()
}
