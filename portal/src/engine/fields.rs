//! The fields of a view as they are at the moment: those of the spec, names of families in use, custom ones.

use std::collections::HashMap;
use std::sync::Arc;

use bitrix24_codegen::model::{Access, FilterUse};

use super::conventions::{NAMES, are_people};
use crate::catalogue::{Kind, Source, View, ViewField, upper};
use crate::store::{CustomField, Store};

/// Fields in order, with an index.
#[derive(Debug)]
pub(crate) struct Fields {
    pub(crate) list: Vec<ViewField>,
    places: HashMap<String, usize>,
    /// The universal methods' spelling.
    pub(crate) item: bool,
}

impl Fields {
    pub(crate) fn load(store: &Store, view: &View, original: bool) -> rusqlite::Result<Self> {
        let mut list = Vec::new();
        let people = !view.item && are_people(&view.table);
        for field in &view.fields {
            let Source::Star(prefix) = &field.source else {
                let mut field = field.clone();
                field.required |= people && NAMES.contains(&field.wire.as_str());
                list.push(field);
                continue;
            };
            for column in store.columns(&view.table, prefix)? {
                list.push(star(field, &column, &column[prefix.len()..]));
            }
        }
        if let Some(owner) = &view.table.custom {
            for custom in store.custom(owner)?.iter() {
                list.push(custom_field(custom, view.item && !original));
            }
        }
        let named = list.iter().enumerate();
        let mut places: HashMap<String, usize> =
            named.map(|(at, f)| (f.wire.clone(), at)).collect();
        if view.item {
            // The universal methods know the platform's own fields by their names in upper case as well.
            let own = list.iter().enumerate().filter(|(_, f)| f.custom.is_none());
            for (at, field) in own {
                places.entry(upper_name(field)).or_insert(at);
            }
        }
        Ok(Self {
            list,
            places,
            item: view.item,
        })
    }

    /// By exact name; by either of its names where the universal methods ask.
    pub(crate) fn get(&self, wire: &str) -> Option<&ViewField> {
        self.places.get(wire).map(|at| &self.list[*at])
    }
}

/// `LAST_NAME` for `lastName`, `UF_CRM_TIER` for `ufCrmTier`.
pub(crate) fn upper_name(field: &ViewField) -> String {
    match &field.custom {
        Some(custom) => custom.name.clone(),
        None => upper(&field.wire),
    }
}

/// One name of a family of names.
pub(crate) fn star(field: &ViewField, column: &str, rest: &str) -> ViewField {
    ViewField {
        wire: format!("{}{rest}", field.wire),
        answered: format!("{}{rest}", field.answered),
        source: Source::Column(column.to_owned()),
        // A parent is some record; which kind is in the name.
        kind: if field.kind == Kind::Int {
            Kind::Record("crm_entity".to_owned())
        } else {
            field.kind.clone()
        },
        ..field.clone()
    }
}

fn custom_field(custom: &Arc<CustomField>, camel: bool) -> ViewField {
    let wire = if camel {
        custom.camel.clone()
    } else {
        custom.name.clone()
    };
    ViewField {
        answered: wire.clone(),
        wire,
        source: Source::Column(custom.column().to_owned()),
        kind: custom.kind.clone(),
        many: custom.many,
        access: Access::All,
        filter: if custom.kind == Kind::File {
            FilterUse::None
        } else {
            FilterUse::All
        },
        sort: !custom.many && custom.kind != Kind::File,
        required: custom.property("MANDATORY") == "Y",
        deprecated: false,
        custom: Some(Arc::clone(custom)),
    }
}
