//! A new method, by the last word of its name and the entity that it works on.

use super::{Maker, Refusal, exists, refuse};
use crate::check::survey::SurveyEntity;
use crate::check::{effect, segments};
use crate::diagnose::Code;
use crate::draft::{Entry, Field, Hoist, Shape, unwritten, word};
use crate::read::Node;

/// What follows from a name.
struct Usual {
    params: Vec<Field>,
    returns: Shape,
    paging: Option<Node>,
    unwrap: Option<&'static str>,
}

impl Maker<'_> {
    pub(super) fn method(&mut self, name: &str, said: Option<&str>) -> Result<(), Refusal> {
        self.check_name(name)?;
        let rest = self.rest();
        let mut path = segments(name);
        if let Some(there) = self
            .survey()
            .methods
            .iter()
            .find(|method| method.rest == rest && segments(&method.name) == path)
        {
            let message = format!("there is a method `{}` already", there.name);
            return Err(exists(message, &there.place));
        }
        self.check_new(name)?;
        if rest == 3 {
            if path.len() == 1 {
                return Err(refuse(
                    Code::BadName,
                    "methods of REST 3 have a dot in their names".to_owned(),
                ));
            }
            path.insert(0, "v3".to_owned());
        }
        if path.len() > 1 {
            self.check_module(&path)?;
        }
        let module = self.make_room(name, rest);
        let file = self.places.path(&module);
        let usual = self.usual(name, &file, &module);
        let mut entries = vec![unwritten()];
        entries.extend(self.said());
        self.guess_see(&mut entries, &module, name, "");
        let mut hoist = Hoist {
            taken: std::collections::BTreeSet::new(),
            types: Vec::new(),
        };
        if !usual.params.is_empty() {
            entries.push(("params".to_owned(), hoist.fields(&usual.params, "part")));
        }
        let is_open = usual.returns.is_any() || usual.returns == Shape::list(Shape::any());
        let mut returns = hoist.node(&usual.returns, "part");
        if is_open {
            // A bare `any` would pass for an answer that somebody has looked at.
            returns = Node::Map(vec![("type".to_owned(), returns), unwritten()]);
        }
        entries.push(("returns".to_owned(), returns));
        if let Some(key) = usual.unwrap {
            entries.push(("unwrap".to_owned(), word(key)));
        }
        if let Some(paging) = usual.paging {
            entries.push(("paging".to_owned(), paging));
        }
        let mut looks = Vec::new();
        if is_open {
            looks.push(("returns: ", "say what it answers"));
        } else {
            looks.push(("returns: ", "see whether this is what it answers"));
        }
        match said {
            Some(effect) => entries.push(("effect".to_owned(), word(effect))),
            None if effect(name).is_none() => {
                entries.push(("effect".to_owned(), word("add")));
                looks.push((
                    "effect: add",
                    "see whether a repetition does it twice; else `read` or `set`",
                ));
            }
            None => {}
        }
        for (text, what) in looks {
            self.looks
                .push((file.clone(), text.to_owned(), what.to_owned()));
        }
        self.push(
            &file,
            Entry {
                section: "methods",
                name: name.to_owned(),
                node: Node::Map(entries),
                remarks: Vec::new(),
            },
        );
        Ok(())
    }

    /// What the methods of an entity are like, or of a record that the spec does not describe.
    fn usual(&self, name: &str, file: &str, module: &[String]) -> Usual {
        let (prefix, last) = name.rsplit_once('.').unwrap_or(("", name));
        let rest = self.rest();
        let entity = self
            .survey()
            .entities
            .iter()
            .find(|entity| entity.at == prefix && entity.rest == rest && entity.file == file);
        let key = entity.filter(|entity| entity.key.is_some());
        let called = |entity: &SurveyEntity| match self.places.is_clear(module, &entity.name) {
            true => entity.name.clone(),
            false => entity.full_name.clone(),
        };
        let of = |usage: &str, entity: Option<&SurveyEntity>, other: Shape| match entity {
            Some(entity) => Shape::Plain(format!("{usage}({})", called(entity))),
            None => other,
        };
        let record = entity.map_or_else(Shape::any, |entity| Shape::Plain(called(entity)));
        let id = || of("id", key, Shape::plain("id"));
        let field = |name: &str, certain: bool, shape: Shape| Field {
            name: name.to_owned(),
            certain,
            shape,
            attributes: Vec::new(),
        };
        let any_map = || Shape::map(Shape::any());
        let mut usual = Usual {
            params: Vec::new(),
            returns: Shape::plain("done"),
            paging: None,
            unwrap: None,
        };
        let is_v3 = rest == 3;
        match last {
            "add" => {
                usual.params = vec![field("fields", true, of("new", entity, any_map()))];
                usual.returns = id();
                usual.unwrap = is_v3.then_some("item.id");
            }
            "get" => {
                // What is read of no record, as a setting is, has no identifier.
                if entity.is_some() {
                    usual.params = vec![field("id", true, id())];
                }
                usual.returns = record;
                usual.unwrap = is_v3.then_some("item");
            }
            "update" => {
                usual.params = vec![
                    field("id", true, id()),
                    field("fields", true, of("change", entity, any_map())),
                ];
            }
            "delete" => usual.params = vec![field("id", true, id())],
            "list" => {
                let filter = if is_v3 {
                    Shape::list(Shape::any())
                } else {
                    any_map()
                };
                usual.params = vec![
                    field("filter", false, of("filter", entity, filter)),
                    field("order", false, of("order", entity, any_map())),
                    field(
                        "select",
                        false,
                        of("select", entity, Shape::list(Shape::plain("string"))),
                    ),
                ];
                usual.returns = Shape::list(record);
                usual.unwrap = is_v3.then_some("items");
                let entry = |key: &str, value: &str| (key.to_owned(), word(value));
                usual.paging = Some(if is_v3 {
                    word("pagination")
                } else if name.starts_with("crm.") && key.is_some() {
                    word("start")
                } else {
                    Node::Map(vec![entry("by", "start"), entry("cursor", "none")])
                });
            }
            "fields"
                if self
                    .survey()
                    .types
                    .iter()
                    .any(|(ty, file)| ty == "field_info" && file.starts_with("shared/")) =>
            {
                usual.returns = Shape::map(Shape::plain("field_info"));
            }
            _ => usual.returns = Shape::any(),
        }
        usual
    }
}
