//! The outline of the bindings: a line for each public item, sorted by its path.
//!
//! A change of it is a change of the public API: `INSTA_UPDATE=always cargo test -p bitrix24-tests --test outline` accepts it.

use std::fs;
use std::path::{Path, PathBuf};

use syn::{Fields, ImplItem, Item, Type, Visibility, parse_quote};

#[test]
fn of_the_bindings() {
    let api = crate::root().join("generated/src/api");
    let mut outline = Outline::default();
    outline.file("", &api.join("mod.rs"), &api);
    outline.lines.sort();
    outline.lines.dedup();
    assert!(outline.lines.len() > 1000, "{}", outline.lines.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("api", outline.lines.join("\n")));
}

#[derive(Default)]
struct Outline {
    lines: Vec<String>,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// An item as source, in one line, without `crate::` and `pub`.
fn line(item: Item) -> String {
    let file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    };
    let source = prettyplease::unparse(&file);
    let words: Vec<&str> = source.split_whitespace().collect();
    let mut line = words.join(" ");
    for (long, short) in [
        ("( ", "("),
        (", )", ")"),
        ("< ", "<"),
        (", >", ">"),
        (",}", "}"),
        (", }", " }"),
        ("(mut self", "(self"),
        ("crate::", ""),
        ("std::collections::", ""),
        ("std::option::", ""),
        ("std::fmt::", ""),
    ] {
        line = line.replace(long, short);
    }
    line
}

fn shown(ty: &Type) -> String {
    let line = line(parse_quote!(type X = #ty;));
    line.trim_start_matches("type X = ")
        .trim_end_matches(';')
        .to_owned()
}

fn signature(signature: &syn::Signature) -> String {
    let line = line(parse_quote!(#signature {}));
    line.trim_end_matches(" {}")
        .trim_end_matches(" {")
        .trim_end_matches('}')
        .trim_end_matches(" {")
        .to_owned()
}

/// `Writer<rt::New>`, without its module.
fn self_type(item: &syn::ItemImpl) -> String {
    shown(&item.self_ty)
}

impl Outline {
    fn add(&mut self, module: &str, name: &str, text: impl std::fmt::Display) {
        let path = if module.is_empty() {
            name.to_owned()
        } else {
            format!("{module}::{name}")
        };
        self.lines.push(format!("{path} {text}"));
    }

    fn file(&mut self, module: &str, path: &Path, folder: &Path) {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        self.items(module, file.items, folder);
    }

    /// A module that is written in a file of its own, or in place.
    fn module(&mut self, parent: &str, item: syn::ItemMod, folder: &Path) {
        let name = item.ident.to_string();
        // What a private module holds is re-exported where it stands.
        let path = match (is_public(&item.vis), parent) {
            (false, parent) => parent.to_owned(),
            (true, "") => name.clone(),
            (true, parent) => format!("{parent}::{name}"),
        };
        let below: PathBuf = folder.join(name.trim_start_matches("r#"));
        match item.content {
            Some((_, items)) => self.items(&path, items, &below),
            None => self.file(&path, &below.with_extension("rs"), &below),
        }
    }

    fn items(&mut self, module: &str, items: Vec<Item>, folder: &Path) {
        for item in items {
            match item {
                Item::Mod(item) => self.module(module, item, folder),
                Item::Fn(item) if is_public(&item.vis) => {
                    let name = item.sig.ident.to_string();
                    self.add(module, &name, signature(&item.sig));
                }
                Item::Const(item) if is_public(&item.vis) => {
                    self.add(
                        module,
                        &item.ident.to_string(),
                        format!("const {}", shown(&item.ty)),
                    );
                }
                Item::Type(mut item) if is_public(&item.vis) => {
                    item.attrs.clear();
                    item.vis = Visibility::Inherited;
                    self.add(module, &item.ident.to_string(), line(Item::Type(item)));
                }
                Item::Struct(item) if is_public(&item.vis) => self.structure(module, item),
                Item::Enum(item) if is_public(&item.vis) => self.choice(module, item),
                Item::Impl(item) => self.implementation(module, item),
                Item::Macro(item) => {
                    let tokens = item.mac.tokens.to_string().replace(' ', "");
                    let name: String = tokens.chars().take_while(|c| c.is_alphanumeric()).collect();
                    self.add(module, &name, format!("is a request: {tokens}"));
                }
                _ => {}
            }
        }
    }

    fn structure(&mut self, module: &str, mut item: syn::ItemStruct) {
        let name = item.ident.to_string();
        for field in &item.fields {
            if let (Some(field_name), true) = (&field.ident, is_public(&field.vis)) {
                self.add(
                    module,
                    &format!("{name}.{field_name}"),
                    format!(": {}", shown(&field.ty)),
                );
            }
        }
        item.attrs.clear();
        item.vis = Visibility::Inherited;
        item.fields = Fields::Unit;
        item.semi_token = parse_quote!(;);
        self.add(module, &name, line(Item::Struct(item)));
    }

    fn choice(&mut self, module: &str, mut item: syn::ItemEnum) {
        item.attrs.clear();
        item.vis = Visibility::Inherited;
        for variant in &mut item.variants {
            variant.attrs.clear();
            for field in &mut variant.fields {
                field.attrs.clear();
            }
        }
        self.add(module, &item.ident.to_string(), line(Item::Enum(item)));
    }

    fn implementation(&mut self, module: &str, mut item: syn::ItemImpl) {
        let name = self_type(&item);
        if item.trait_.is_some() {
            item.attrs.clear();
            item.items.clear();
            let line = line(Item::Impl(item));
            let line = line.trim_end_matches(" {}").trim_end_matches('}');
            self.add(module, &name, line.trim_end_matches(" {"));
            return;
        }
        // `M: rt::Creating`: for which of them.
        let params = item.generics.params.iter();
        let bounds: Vec<String> = params
            .filter_map(|param| match param {
                syn::GenericParam::Type(param) if !param.bounds.is_empty() => {
                    let (name, bounds) = (&param.ident, &param.bounds);
                    Some(line(parse_quote!(type X = dyn A<#name, dyn #bounds>;)))
                }
                _ => None,
            })
            .map(|line| {
                let inside = line
                    .trim_start_matches("type X = dyn A<")
                    .trim_end_matches(">;");
                format!(" for {}", inside.replacen(", dyn ", ": ", 1))
            })
            .collect();
        for item in item.items {
            if let ImplItem::Fn(item) = item
                && is_public(&item.vis)
            {
                let method = format!("{name}.{}", item.sig.ident);
                let text = format!("{}{}", signature(&item.sig), bounds.concat());
                self.add(module, &method, text);
            }
        }
    }
}
