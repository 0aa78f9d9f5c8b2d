//! One field of a struct with `#[derive(CustomFields)]`.

use proc_macro2::{Ident, Span};
use syn::{Attribute, LitStr, Type, Visibility};

use crate::attributes::{Attributes, Place};
use crate::errors::Errors;
use crate::names;
use crate::types;

/// A field that has been checked on its own.
pub(crate) struct CustomField<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) vis: &'i Visibility,
    /// The docs and `#[deprecated]`, which the constant shares.
    pub(crate) kept: Vec<&'i Attribute>,
    /// `UF_CRM_TIER`, with the literal's span.
    pub(crate) name: LitStr,
    pub(crate) label: Option<LitStr>,
    pub(crate) mandatory: Option<bool>,
    pub(crate) show_in_list: Option<bool>,
    pub(crate) multiple: bool,
    pub(crate) value: &'i Type,
    /// The name of its constant.
    pub(crate) constant: Ident,
}

impl<'i> CustomField<'i> {
    /// Reads one field; `None` if something about it was reported.
    pub(crate) fn read(field: &'i syn::Field, errors: &Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let attributes = Attributes::read(&field.attrs, Place::Field, errors);
        // Both are looked at before either ends it: all mistakes at once.
        let name = name(ident, &attributes, errors);
        let label = attributes.text("label");
        let mandatory = attributes.switch("mandatory");
        let show_in_list = attributes.switch("show_in_list");
        let shape = types::shape(&field.ty, errors);
        let (name, shape) = (name?, shape?);
        Some(Self {
            ident,
            vis: &field.vis,
            kept: field
                .attrs
                .iter()
                .filter(|attribute| {
                    attribute.path().is_ident("doc") || attribute.path().is_ident("deprecated")
                })
                .collect(),
            name,
            label,
            mandatory,
            show_in_list,
            multiple: shape.multiple,
            value: shape.value,
            constant: constant(ident),
        })
    }
}

fn name(ident: &Ident, attributes: &Attributes<'_>, errors: &Errors) -> Option<LitStr> {
    if attributes.lacks("field") {
        errors.at(
            ident,
            "which custom field is this? write `#[bitrix24(field = \"UF_CRM_…\")]` above it",
        );
    }
    let name = attributes.text("field")?;
    match names::check(&name.value()) {
        Ok(()) => Some(name),
        Err(message) => {
            errors.at(&name, message);
            None
        }
    }
}

/// `tier_2` → `TIER_2`, and where the field is for an editor that is asked for the definition.
pub(crate) fn constant(ident: &Ident) -> Ident {
    let text = ident.to_string();
    let text = text.strip_prefix("r#").unwrap_or(&text).to_uppercase();
    // Parsed, since `Ident::new` panics, and not every letter's capital is fit for a name.
    let mut constant = syn::parse_str::<Ident>(&text).unwrap_or_else(|_| ident.clone());
    constant.set_span(Span::call_site().located_at(ident.span()));
    constant
}
