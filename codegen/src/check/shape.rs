//! Kinds of nodes that have parts: objects, tagged unions, pairs of directions.

use super::at::At;
use super::keys::KIND;
use super::node::{Attributes, Role};
use super::rules::Pending;
use super::take::Taken;
use super::{CaseDef, Checker, FieldDef, ObjectDef, Ty, names, text};
use crate::diagnose::{Code, nearest};
use crate::model::Constructor;

/// What `by` says where no field tells the cases apart: an object has one key, and that is the case.
pub(crate) const ONLY_KEY: &str = "only_key";

impl<'s> Checker<'s> {
    pub(crate) fn object(&mut self, taken: &Taken<'s>) -> Ty {
        let mut fields = taken
            .get("fields")
            .cloned()
            .map(|at| self.fields(&at, Role::ObjectField))
            .unwrap_or_default();
        if let Some(at) = taken.get("like").cloned() {
            fields = self.like(&at, fields, None);
        }
        self.owners(&fields);
        let read_camel = self.word_of(taken, &KIND, "read_names").is_some();
        let make = taken
            .get("make")
            .cloned()
            .and_then(|at| self.make(&at, &fields));
        let one_of = self.groups(taken, "one_of", &fields, "field");
        let any_of = self.groups(taken, "any_of", &fields, "field");
        Ty::Object(ObjectDef {
            fields,
            make,
            one_of,
            any_of,
            read_camel,
        })
    }

    fn make(&mut self, at: &At<'s>, fields: &[FieldDef]) -> Option<Constructor> {
        let entries = at.entries().unwrap_or_default();
        let [(choice, value)] = entries.as_slice() else {
            self.push(
                at.wrong(Code::WrongShape, "`make` names two fields")
                    .help("write `{ CHOICE: VALUE }`"),
            );
            return None;
        };
        let names = || fields.iter().map(|field| field.wire.as_str());
        let Some(field) = fields.iter().find(|field| field.wire == *choice) else {
            let diagnostic = value.wrong_key(
                Code::UnknownField,
                format!("there is no field `{choice}` here"),
            );
            self.push(diagnostic.choice(choice, names()));
            return None;
        };
        self.pending.push(Pending::Make {
            at: value.clone(),
            ty: field.ty.clone(),
            field: choice.to_string(),
        });
        let wanted = self.string(value)?;
        if !fields.iter().any(|field| field.wire == wanted) {
            let diagnostic = value.wrong(
                Code::UnknownField,
                format!("there is no field `{wanted}` here"),
            );
            self.push(diagnostic.choice(&wanted, names()));
            return None;
        }
        Some(Constructor {
            choice: choice.to_string(),
            value: wanted,
        })
    }

    pub(crate) fn tagged(&mut self, taken: &Taken<'s>) -> Ty {
        let (Some(_), Some(at)) = (taken.get("by"), taken.get("cases").cloned()) else {
            self.push(
                taken
                    .at
                    .wrong_key(Code::WrongShape, "`by` and `cases` go together")
                    .help("write `by: field, cases: { value: { fields: { … } } }`"),
            );
            return Ty::Wrong;
        };
        let by = self.string_of(taken, "by").filter(|by| by != ONLY_KEY);
        // A slip would make a field of it that no object has.
        if let (Some(by), Some(at)) = (&by, taken.get("by"))
            && nearest(by, [ONLY_KEY]).is_some()
        {
            let message = "`by` names a field, or says `only_key`";
            self.push(at.wrong(Code::UnknownWord, message).suggest(by, [ONLY_KEY]));
        }
        let mut cases: Vec<CaseDef> = Vec::new();
        for (wire, at) in self.named(&at).unwrap_or_default() {
            if by.is_none() {
                self.wire_name(&wire, &at);
            }
            let node = self.node(&at, Role::Case);
            let given = node.attributes.name.is_some();
            let unsure = node.attributes.unsure;
            let name = node.attributes.name.unwrap_or_else(|| names::snake(&wire));
            if !given && !text::is_snake(&name) {
                self.push(
                    at.wrong_key(Code::BadName, format!("`{wire}` makes no name for people"))
                        .help("add `name: …`"),
                );
            }
            if let Some(before) = cases.iter().find(|case| case.name == name) {
                let message = format!(
                    "`{}` and `{wire}` would both be called `{name}`",
                    before.wire
                );
                let diagnostic = at
                    .wrong_key(Code::NameCollision, message)
                    .also("the other one is", before.place.clone());
                self.push(diagnostic);
            }
            if let Some(by) = &by {
                self.pending.push(Pending::Case {
                    at: at.clone(),
                    ty: node.ty.clone(),
                    by: by.clone(),
                });
            }
            cases.push(CaseDef {
                wire,
                name,
                ty: node.ty,
                unsure,
                doc: node.attributes.doc,
                place: at.key_place(),
            });
        }
        Ty::Tagged { by, cases }
    }

    pub(crate) fn directed(&mut self, taken: &Taken<'s>, attributes: &mut Attributes) -> Ty {
        let (Some(send), Some(receive)) =
            (taken.get("send").cloned(), taken.get("receive").cloned())
        else {
            self.push(
                taken
                    .at
                    .wrong_key(Code::WrongShape, "`send` and `receive` go together")
                    .help("write `send: type, receive: type`"),
            );
            return Ty::Wrong;
        };
        let send = self.node(&send, Role::Plain);
        let receive = self.node(&receive, Role::Plain);
        attributes.doubt(send.attributes.unsure);
        attributes.doubt(receive.attributes.unsure);
        Ty::Directed {
            send: Box::new(send.ty),
            receive: Box::new(receive.ty),
        }
    }
}
