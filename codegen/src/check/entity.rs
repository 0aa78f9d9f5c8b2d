//! Entities.

use super::at::At;
use super::keys::{CUSTOM_FIELDS, Construct, ENTITY};
use super::node::Role;
use super::take::Taken;
use super::{Checker, EntityDef, State, names};
use crate::diagnose::Code;
use crate::model::{CustomFields, FilterStyle};
use crate::read::Node;

impl<'s> Checker<'s> {
    /// Reads an entity unless that was done.
    pub(crate) fn ensure_entity(&mut self, index: usize) {
        let Some(slot) = self.entities.get_mut(index) else {
            return;
        };
        match slot.state {
            State::Done => return,
            State::Doing => {
                let (at, name) = (slot.at.clone(), slot.full_name.clone());
                self.push(at.wrong_key(
                    Code::RecursiveLike,
                    format!("`{name}` copies the fields of itself"),
                ));
                return;
            }
            State::Todo => slot.state = State::Doing,
        }
        let at = slot.at.clone();
        let def = self.read_entity(index, &at);
        if let Some(slot) = self.entities.get_mut(index) {
            slot.def = Some(def);
            slot.state = State::Done;
        }
    }

    fn read_entity(&mut self, index: usize, at: &At<'s>) -> EntityDef {
        let taken = self.take(at, &ENTITY);
        let slot = &self.entities[index];
        let (name, full_name, file) = (slot.name.clone(), slot.full_name.clone(), slot.file);
        let info = &self.files[file];
        let (rest, id, style, folder) = (info.rest, info.id, info.style, info.see.clone());
        let (module, wire) = (info.module.clone(), info.wire());
        let doc = self.need_doc(&taken, &format!("the entity `{name}`"));
        let is = self.is_of(&taken, index);
        let (at, module) = match self.string_of(&taken, "at") {
            Some(at) => {
                let mut module = names::segments(&at);
                if rest == 3 {
                    module.insert(0, "v3".to_owned());
                }
                (at, module)
            }
            None if module.last() == Some(&name) => (wire, module),
            None => {
                let at = if wire.is_empty() {
                    name.clone()
                } else {
                    format!("{wire}.{name}")
                };
                let module = module.into_iter().chain([name.clone()]).collect();
                (at, module)
            }
        };
        let said = taken.get("is").is_some();
        let role = Role::EntityField { is, said };
        let mut fields = taken
            .get("fields")
            .cloned()
            .map(|at| self.fields(&at, role))
            .unwrap_or_default();
        for field in &fields {
            // One that is a field of another entity takes its sentence too.
            if field.doc.is_none() && field.is.is_none() {
                let message = format!("the field `{}` has no `doc`", field.written());
                let diagnostic = crate::diagnose::Diagnostic::new(
                    Code::MissingDoc,
                    message,
                    field.place.clone(),
                );
                self.diagnostics.push(diagnostic);
            }
        }
        if let Some(like) = taken.get("like").cloned() {
            fields = self.like(&like, fields, is);
        }
        self.owners(&fields);
        let key = self.key_of(&taken, &fields, &full_name);
        let custom = self.custom_of(&taken, is);
        EntityDef {
            file: id,
            name,
            full_name,
            module,
            at,
            doc,
            key,
            style: self.style_of(&taken, &ENTITY).or(style).unwrap_or_default(),
            read_camel: self.word_of(&taken, &ENTITY, "read_names").is_some(),
            custom,
            sign: self.string_of(&taken, "sign"),
            event: self.string_of(&taken, "event"),
            is,
            fields,
            see: taken
                .get("see")
                .is_some()
                .then(|| self.folder_of(&taken, folder.as_deref()))
                .flatten(),
            rest,
            unsure: self.string_of(&taken, "unsure"),
            place: taken.at.key_place(),
        }
    }

    /// The entity that this one is, and never one that is another itself.
    fn is_of(&mut self, taken: &Taken<'s>, index: usize) -> Option<usize> {
        let at = taken.get("is")?.clone();
        let name = self.string(&at)?;
        let other = self.entity(&name, &at, &(0..name.chars().count()))?;
        if other == index {
            self.push(
                at.wrong(Code::RecursiveLike, format!("`{name}` is itself"))
                    .help("name the entity whose records these are, or leave it out"),
            );
            return None;
        }
        self.ensure_entity(other);
        let root = self.root(other);
        (root != index).then_some(root)
    }

    fn key_of(
        &mut self,
        taken: &Taken<'s>,
        fields: &[super::FieldDef],
        full_name: &str,
    ) -> Option<usize> {
        let find = |name: &str| {
            fields
                .iter()
                .position(|field| !field.star && field.wire == name)
        };
        let Some(at) = taken.get("key").cloned() else {
            return find("id").or_else(|| find("ID"));
        };
        let name = self.string(&at)?;
        let key = find(&name);
        if key.is_none() {
            let names = fields.iter().map(|field| field.wire.as_str());
            let diagnostic = at
                .wrong(
                    Code::UnknownField,
                    format!("`{full_name}` has no field `{name}`"),
                )
                .choice(&name, names);
            self.push(diagnostic);
        }
        key
    }

    fn custom_of(&mut self, taken: &Taken<'s>, is: Option<usize>) -> Option<CustomFields> {
        let inherited = is.and_then(|is| self.entities.get(is)?.def.as_ref()?.custom.clone());
        let Some(at) = taken.get("custom_fields").cloned() else {
            // The same records in camelCase spell their custom fields so too.
            let camel = taken.get("like").and_then(|at| at.get("names")).is_some();
            return inherited.map(|custom| CustomFields { camel, ..custom });
        };
        if !matches!(at.node, Node::Map(_)) {
            return self.string(&at).map(|owner| CustomFields {
                owner,
                camel: false,
                file_pairs: false,
            });
        }
        let long = self.take(&at, &CUSTOM_FIELDS);
        let owner = self
            .string_of(&long, "entity")
            .or_else(|| inherited.map(|custom| custom.owner));
        let camel = self.word_of(&long, &CUSTOM_FIELDS, "names").is_some();
        let file_pairs = self.word_of(&long, &CUSTOM_FIELDS, "files").is_some();
        if owner.is_none() {
            self.push(
                at.wrong_key(
                    Code::WrongShape,
                    "`custom_fields` names what they are filed under",
                )
                .help("add `entity: …`"),
            );
        }
        owner.map(|owner| CustomFields {
            owner,
            camel,
            file_pairs,
        })
    }

    pub(crate) fn style_of(
        &mut self,
        taken: &Taken<'s>,
        construct: &'static Construct,
    ) -> Option<FilterStyle> {
        self.word_of(taken, construct, "filter")
            .map(|word| match word {
                "nested" => FilterStyle::Nested,
                "triples" => FilterStyle::Triples,
                "plain" => FilterStyle::Plain,
                _ => FilterStyle::Prefix,
            })
    }
}
