//! `#[derive(CustomFields)]`: a struct that stands for custom fields of an entity.

mod expand;
mod field;

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use syn::{Data, DeriveInput, Fields, Path};

use crate::attributes::{Attributes, Place, Runtime};
use crate::errors::Errors;
use crate::names;
use field::{CustomField, constant};

/// What the expansion is made from: checked, so that it can be printed without further ado.
struct Model<'i> {
    ident: &'i Ident,
    runtime: Runtime,
    /// The module of the entity.
    entity: Path,
    fields: Vec<Spelled<'i>>,
    /// Whether naming the struct or a field warns.
    deprecated: bool,
}

/// A field with all the ways its key may be spelled in an answer.
struct Spelled<'i> {
    field: CustomField<'i>,
    camel: String,
    camel_joined: Option<String>,
}

/// The implementations, or the mistakes in `input`.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let errors = Errors::new();
    let model = check(&input, &errors);
    match (errors.check(), model) {
        (Ok(()), Some(model)) => expand::expand(&model),
        (Ok(()), None) => TokenStream::new(),
        (Err(errors), _) => errors,
    }
}

/// Reads the input. `None` means that a mistake was reported.
fn check<'i>(input: &'i DeriveInput, errors: &Errors) -> Option<Model<'i>> {
    let attributes = Attributes::read(&input.attrs, Place::Struct, errors);
    let entity = entity(input, &attributes, errors);
    let runtime = attributes.runtime();
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "custom fields are those of one entity: write a struct without type parameters and lifetimes",
        );
    } else if let Some(clause) = &input.generics.where_clause {
        errors.at(clause, "nothing here is generic: remove the `where` clause");
    }

    let fields = fields(input, errors)?;
    same(&input.data, &fields, errors);
    let fields: Vec<_> = fields.into_iter().flatten().collect();
    let deprecated = fields
        .iter()
        .flat_map(|field| field.kept.iter().copied())
        .chain(&input.attrs)
        .any(|attribute| attribute.path().is_ident("deprecated"));
    Some(Model {
        ident: &input.ident,
        runtime,
        entity: entity?,
        deprecated,
        fields: spell(fields, errors),
    })
}

/// The module that `entity = …` names.
fn entity(input: &DeriveInput, attributes: &Attributes<'_>, errors: &Errors) -> Option<Path> {
    if attributes.lacks("entity") {
        errors.at(
            &input.ident,
            "whose custom fields are these? write `#[bitrix24(entity = contact)]` above the struct, with the module of the entity",
        );
    }
    let path = attributes.path("entity")?;
    let mut names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    // Modules are lower case; `contact::Entity` and `Contact` are the natural slips.
    if let Some(last) = names.pop_if(|last| last.starts_with(|c: char| c.is_uppercase())) {
        if names.is_empty() || last != "Entity" {
            names.push(last.to_lowercase());
        }
        errors.at(
            &path.segments.last(),
            format!(
                "`entity` is a module, not a type: write `entity = {}`",
                names.join("::")
            ),
        );
        return None;
    }
    Some(path)
}

/// The fields, those with mistakes as `None`; nothing if the input cannot have any.
fn fields<'i>(input: &'i DeriveInput, errors: &Errors) -> Option<Vec<Option<CustomField<'i>>>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                return Some(fields.named.iter().map(|field| CustomField::read(field, errors)).collect());
            }
            Fields::Unnamed(fields) => errors.at(
                fields,
                "each custom field needs a name in Rust: write a struct with named fields, `{ tier: Option<Tier> }`",
            ),
            Fields::Unit => errors.at(
                &input.ident,
                "no custom fields in it: write a struct with named fields, `{ tier: Option<Tier> }`",
            ),
        },
        Data::Enum(data) => errors.at(
            &data.enum_token,
            "`CustomFields` is for a struct: write `struct`, or `#[derive(ListOption)]` for the options of a list",
        ),
        Data::Union(data) => errors.at(&data.union_token, "`CustomFields` is for a struct: write `struct`"),
    }
    None
}

/// Reports custom fields that stand twice, and constants that would have one name.
fn same(data: &Data, fields: &[Option<CustomField<'_>>], errors: &Errors) {
    let mut names = BTreeMap::new();
    for field in fields.iter().flatten() {
        if let Some(first) = names.insert(field.name.value(), field.ident) {
            errors.at(
                &field.name,
                format!(
                    "`{first}` is this custom field already: write another one, or remove the field"
                ),
            );
        }
    }
    // Of all fields, those with other mistakes too: this one does not depend on them.
    let Data::Struct(data) = data else { return };
    let mut constants = BTreeMap::new();
    for ident in data.fields.iter().filter_map(|field| field.ident.as_ref()) {
        let constant = constant(ident).to_string();
        if let Some(first) = constants.insert(constant.clone(), ident) {
            errors.at(
                ident,
                format!("its constant would be `{constant}`, as that of `{first}` is: write another name"),
            );
        }
    }
}

/// Finds the spellings of each key, so that no two fields share one.
fn spell<'i>(fields: Vec<CustomField<'i>>, errors: &Errors) -> Vec<Spelled<'i>> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let spelled: Vec<_> = fields
        .into_iter()
        .map(|field| {
            let name = field.name.value();
            let (camel, camel_joined) = (names::camel(&name), names::camel_joined(&name));
            for spelling in [Some(&camel), camel_joined.as_ref()].into_iter().flatten() {
                *taken.entry(spelling.clone()).or_default() += 1;
            }
            Spelled {
                field,
                camel,
                camel_joined,
            }
        })
        .collect();
    let mut camels = BTreeMap::new();
    for Spelled { field, camel, .. } in &spelled {
        let name = field.name.value();
        // `UF_CRM_A` and `UF_CRM__A`: where keys are camelCase, nobody can tell which of them came.
        if let Some(first) = camels
            .insert(camel, name.clone())
            .filter(|first| *first != name)
        {
            errors.at(
                &field.name,
                format!("`{first}` and this are both `{camel}` in methods with camelCase names: put one of them into another struct"),
            );
        }
    }
    spelled
        .into_iter()
        .map(|mut spelled| {
            // `UF_CRM_12` and `UF_CRM_1_2`: `ufCrm12` could be either, so it is neither.
            spelled.camel_joined = spelled
                .camel_joined
                .filter(|other| taken.get(other) == Some(&1));
            spelled
        })
        .collect()
}
