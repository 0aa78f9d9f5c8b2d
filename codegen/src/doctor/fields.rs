//! The fields of an entity, as `*.fields` describes them.

use serde_json::{Map, Value, json};

use super::answers::Asker;
use super::report::{Drift, Report, Unlooked, What};
use super::types::{self, Fit};
use crate::live::{CallError, method_of};
use crate::model::{Access, Entity, EntityId, Field, Model};

/// Attributes that a portal describes as yes or no.
const FLAGS: [&str; 5] = [
    "isReadOnly",
    "isImmutable",
    "isRequired",
    "isMultiple",
    "isDeprecated",
];

/// Compares the fields of an entity. Whether the portal described them.
pub(super) fn compare(
    asker: &mut Asker<'_, '_>,
    id: EntityId,
    entity: &Entity,
    report: &mut Report,
) -> Result<bool, CallError> {
    let Some(method) = method_of(asker.model, id, "fields") else {
        return Ok(false);
    };
    let Some(answer) = asker.ask(method, json!({}), report)? else {
        return Ok(false);
    };
    let described = match &answer {
        // Some methods have a label only for each name, and names of what is in use there only.
        Value::Object(map)
            if !map.is_empty()
                && map
                    .values()
                    .all(|info| info.is_object() || info.is_string()) =>
        {
            map
        }
        _ => {
            report.unlooked.push(Unlooked {
                method: method.name.clone(),
                reason: "what it answers describes no fields".to_owned(),
            });
            return Ok(false);
        }
    };
    let model = asker.model;
    let mut comparison = Comparison {
        model,
        entity,
        // Some methods describe types only, and some say of an attribute only where it holds: what nothing says is not no.
        told: FLAGS.map(|flag| described.values().any(|info| info.get(flag).is_some())),
        report,
    };
    comparison.fields(described);
    Ok(true)
}

struct Comparison<'c> {
    model: &'c Model,
    entity: &'c Entity,
    /// Which of [`FLAGS`] the portal speaks of.
    told: [bool; 5],
    report: &'c mut Report,
}

impl Comparison<'_> {
    fn fields(&mut self, described: &Map<String, Value>) {
        let (mut seen, mut custom) = (vec![false; self.entity.fields.len()], None);
        for (name, info) in described {
            let Some(index) = find(&self.entity.fields, name) else {
                if is_custom(name, info) {
                    custom.get_or_insert(name);
                    continue;
                }
                self.drift(What::FieldUnknown {
                    field: name.clone(),
                    portal: kind(info).map(str::to_owned),
                });
                continue;
            };
            seen[index] = true;
            self.report.looked_at.fields += 1;
            let entity = self.entity;
            self.field(&entity.fields[index], name, info);
        }
        if let (Some(field), None) = (custom, &self.entity.custom) {
            self.drift(What::CustomFields {
                field: field.clone(),
            });
        }
        if described.values().all(Value::is_string) {
            return;
        }
        let entity = self.entity;
        for (field, _) in entity.fields.iter().zip(seen).filter(|(_, seen)| !seen) {
            match field.access {
                // What is only searched by is hidden, and a family of names may have no member.
                Access::Filter => {}
                _ if field.star => {}
                // Descriptions are made for who writes a whole record: they leave out parts that only some answers have, and
                // what is taken besides the record.
                Access::Read => self.note(&field.wire, "only read, and not described"),
                Access::Write => self.note(&field.wire, "only written, and not described"),
                _ => self.drift(What::FieldGone {
                    field: field.wire.clone(),
                }),
            }
        }
    }

    fn field(&mut self, field: &Field, name: &str, info: &Value) {
        let (ty, many) = types::element(self.model, field.ty);
        if let Some(portal) = kind(info) {
            match types::fit(self.model, portal, ty) {
                Fit::Yes => {}
                Fit::No => self.drift(What::Type {
                    field: name.to_owned(),
                    portal: portal.to_owned(),
                    spec: types::spelled(self.model, field.ty),
                }),
                Fit::Unknown => self.note(
                    name,
                    &format!("of the type `{portal}`, which nothing is compared with"),
                ),
            }
        }
        if let (Some(portal), Some(spec)) = (
            info["statusType"].as_str(),
            types::directory(self.model, field.ty),
        ) && portal != spec
        {
            self.drift(What::Attribute {
                field: name.to_owned(),
                attribute: "status directory",
                portal: portal.to_owned(),
                spec: spec.to_owned(),
            });
        }
        let read_only = matches!(field.access, Access::Read | Access::Import);
        let immutable = field.access == Access::Create;
        for ((key, told), (attribute, spec)) in FLAGS.into_iter().zip(self.told).zip([
            ("read-only", read_only),
            ("immutable", immutable),
            ("required", field.certain),
            ("multiple", many),
            ("deprecated", field.deprecated.is_some()),
        ]) {
            let portal = is_on(info, key);
            if !told || portal == spec {
                continue;
            }
            if key == "isRequired" && portal {
                self.note(
                    name,
                    "required in the description; where calls fail without it, the spec should say so",
                );
                continue;
            }
            let word = |on: bool| if on { "yes" } else { "no" }.to_owned();
            self.drift(What::Attribute {
                field: name.to_owned(),
                attribute,
                portal: word(portal),
                spec: word(spec),
            });
        }
    }

    fn drift(&mut self, what: What) {
        self.report.drift.push(Drift {
            name: self.entity.full_name.clone(),
            file: self.model[self.entity.file].path.clone(),
            what,
        });
    }

    fn note(&mut self, field: &str, text: &str) {
        let name = &self.entity.full_name;
        self.report
            .notes
            .push(format!("{name}, field `{field}`: {text}"));
    }
}

/// The field of this name, in other case too; the member of a family of names.
pub(super) fn find(fields: &[Field], name: &str) -> Option<usize> {
    let exact = |field: &Field| !field.star && field.wire == name;
    let close = |field: &Field| {
        let read = field.read_wire.as_deref().unwrap_or(&field.wire);
        !field.star && (field.wire.eq_ignore_ascii_case(name) || read.eq_ignore_ascii_case(name))
    };
    let family = |field: &Field| field.star && name.starts_with(&field.wire);
    let position = |test: &dyn Fn(&Field) -> bool| fields.iter().position(test);
    position(&exact)
        .or_else(|| position(&close))
        .or_else(|| position(&family))
}

fn is_custom(name: &str, info: &Value) -> bool {
    name.starts_with("UF_") || name.starts_with("uf") && is_on(info, "isDynamic")
}

fn kind(info: &Value) -> Option<&str> {
    info["type"].as_str()
}

fn is_on(info: &Value, key: &str) -> bool {
    matches!(&info[key], Value::Bool(true))
        || matches!(info[key].as_str(), Some("Y" | "y" | "1" | "true"))
}
