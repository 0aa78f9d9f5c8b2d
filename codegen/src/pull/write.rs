//! The text: tokens, laid out by `prettyplease`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::names::{EnumNames, FieldNames, Names};
use super::user_field::{ListItem, UserField};
use super::{MARK, PullError};
use crate::emit;
use crate::model::Entity;

/// One entity with what is written for it.
pub(super) struct Part<'m> {
    pub(super) entity: &'m Entity,
    /// Path of the entity's module.
    pub(super) path: Vec<String>,
    /// At least one.
    pub(super) fields: Vec<UserField>,
    pub(super) names: Names,
}

/// Type of user field → type of its values. The client has the same list, from the other side: `CustomKind`.
const TYPES: &[(&str, &str)] = &[
    ("string", "String"),
    ("integer", "i64"),
    ("double", "Number"),
    ("boolean", "bool"),
    ("date", "Date"),
    ("datetime", "DateTime"),
    ("money", "Money"),
    ("url", "Url"),
    ("address", "Address"),
    ("file", "CustomFile"),
    ("employee", "Employee"),
    ("crm_status", "Status"),
    ("crm", "CrmBinding"),
    ("iblock_element", "IblockElement"),
    ("iblock_section", "IblockSection"),
];

/// What apps register has values of any form.
const ANY: &str = "Json";

/// Names of types that the file has from elsewhere.
pub(super) fn foreign_types() -> impl Iterator<Item = &'static str> {
    let types = TYPES.iter().map(|(_, ty)| *ty);
    types.chain([ANY, "CustomFields", "ListOption", "Option", "Vec"])
}

/// The whole file.
pub(super) fn file(parts: &[Part<'_>], arguments: &str) -> Result<String, PullError> {
    let mut imports = BTreeSet::new();
    let mut items = TokenStream::new();
    for part in parts {
        items.extend(part.tokens(&mut imports));
    }
    let mut text = format!("{MARK}{arguments}`.\n");
    if imports.is_empty() {
        return Ok(text);
    }
    let imports = imports.iter().map(|name| ident(name));
    for tokens in [quote!(use bitrix24::{#(#imports),*};), items] {
        let items = emit::items(tokens).map_err(|error| PullError::Syntax(error.to_string()))?;
        text.push('\n');
        text.push_str(&items);
    }
    Ok(text)
}

impl Part<'_> {
    fn tokens(&self, imports: &mut BTreeSet<&'static str>) -> TokenStream {
        imports.insert("CustomFields");
        let name = ident(&self.names.name);
        let path = self.path.iter().map(|part| ident(part));
        let doc = lines(&[
            format!("The user fields of `{}`.", self.entity.full_name),
            String::new(),
            self.entity.doc.clone(),
        ]);
        let mut enums = TokenStream::new();
        let members = self
            .fields
            .iter()
            .zip(&self.names.fields)
            .map(|(field, names)| {
                if let Some(options) = &names.options {
                    imports.insert("ListOption");
                    enums.extend(list(field, options));
                }
                member(field, names, imports)
            });
        let members: Vec<TokenStream> = members.collect();
        quote! {
            #doc
            #[derive(CustomFields, Debug, Clone, Default, PartialEq)]
            #[bitrix24(entity = #(#path)::*)]
            pub struct #name {
                #(#members)*
            }
            #enums
        }
    }
}

fn member(
    field: &UserField,
    names: &FieldNames,
    imports: &mut BTreeSet<&'static str>,
) -> TokenStream {
    let known = TYPES.iter().find(|(kind, _)| *kind == field.kind);
    let value = match (&names.options, known) {
        (Some(options), _) => options.name.as_str(),
        (None, known) => {
            let ty = known.map_or(ANY, |(_, ty)| ty);
            // Those of the language need no import.
            if !matches!(ty, "String" | "i64" | "bool") {
                imports.insert(ty);
            }
            ty
        }
    };
    let value = ident(value);
    let ty = if field.multiple {
        quote!(Vec<#value>)
    } else {
        quote!(Option<#value>)
    };
    let mut doc = vec![label(field).unwrap_or_else(|| format!("`{}`.", field.name))];
    match &field.directory {
        Some(directory) if field.kind == "crm_status" => {
            doc.extend([
                String::new(),
                format!("A code of the directory `{}`.", code(directory)),
            ]);
        }
        _ if known.is_none() && names.options.is_none() => {
            doc.extend([
                String::new(),
                format!(
                    "Of the type `{}`, which an app registered.",
                    code(&field.kind)
                ),
            ]);
        }
        _ => {}
    }
    let doc = lines(&doc);
    let (ident, name) = (ident(&names.name), &field.name);
    let label = field.label.iter().map(|label| quote!(, label = #label));
    let mandatory = field.mandatory.then(|| quote!(, mandatory));
    let shown = field.show_in_list.then(|| quote!(, show_in_list));
    quote! {
        #doc
        #[bitrix24(field = #name #(#label)* #mandatory #shown)]
        pub #ident: #ty,
    }
}

fn list(field: &UserField, options: &EnumNames) -> TokenStream {
    let (name, other) = (ident(&options.name), ident(&options.other));
    let doc = match label(field) {
        Some(label) => format!("{label}: the options of `{}`.", field.name),
        None => format!("The options of `{}`.", field.name),
    };
    let doc = lines(&[doc]);
    let mut texts = BTreeSet::new();
    let variants: Vec<TokenStream> = field
        .options
        .iter()
        .zip(&options.variants)
        .map(|(option, name)| variant(option, name, &mut texts))
        .collect();
    quote! {
        #doc
        #[derive(ListOption, Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum #name {
            #(#variants)*
            /// An option that is none of these, by its id.
            #[bitrix24(other)]
            #other(i64),
        }
    }
}

fn variant<'o>(option: &'o ListItem, name: &str, texts: &mut BTreeSet<&'o str>) -> TokenStream {
    let (text, id) = (option.text.as_str(), Literal::i64_unsuffixed(option.id));
    let name = ident(name);
    let doc = match prose(text) {
        empty if empty.is_empty() => lines(&[format!("Option {}, which has no text.", option.id)]),
        text => lines(&[text]),
    };
    // A derive tells options apart by their texts too, and leaves no space around them.
    let value = (!text.is_empty() && text.trim() == text && texts.insert(text))
        .then(|| quote!(, value = #text));
    quote! {
        #doc
        #[bitrix24(id = #id #value)]
        #name,
    }
}

/// What people call a field, as a line of docs.
fn label(field: &UserField) -> Option<String> {
    let label = prose(field.label.as_deref()?);
    (!label.is_empty()).then_some(label)
}

fn lines(lines: &[String]) -> TokenStream {
    emit::doc_lines(lines)
}

fn ident(name: &str) -> Ident {
    emit::ident(name)
}

/// Between backticks.
fn code(text: &str) -> String {
    prose(text).replace('\\', "")
}

/// A text of people as one line of docs: no markup, and no signs that turn the direction of what follows.
fn prose(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '`' => '\'',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => ' ',
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => ' ',
            c => c,
        })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    emit::escape(&words.join(" "))
}
