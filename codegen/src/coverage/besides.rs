//! What a binding has and its page has not.

use std::collections::HashSet;

use super::binding::paging_params;
use super::fit::describe;
use super::look::{Look, Way};
use super::part::documented_path;
use super::path::{Step, steps};
use super::report::{Part, Row, Status};
use crate::facts::{FieldRow, MethodRow};
use crate::model::{Access, Entity, Field, Kind, Method, Model, TypeId};

/// Looks at one binding from the side of the spec.
pub(crate) struct Besides<'m> {
    pub(crate) model: &'m Model,
    pub(crate) method: &'m Method,
    /// Names that any page of the entity has, in lower case.
    pub(crate) of_entity: Option<&'m HashSet<String>>,
}

/// Names that a page has at one place, in lower case.
#[derive(Default)]
struct Names {
    names: HashSet<String>,
    begins: Vec<String>,
}

impl Names {
    fn add(&mut self, step: &Step) {
        match step {
            // `>=NAME` and `NAME|CODE` are written in one place for several.
            Step::Key(name) => {
                for part in name.split(['|', ',']) {
                    self.names.insert(part.trim().to_lowercase());
                }
            }
            Step::Begins(begin) => self.begins.push(begin.to_lowercase()),
            Step::AnyKey => self.begins.push(String::new()),
            Step::Each => {}
        }
    }

    fn has(&self, field: &Field) -> bool {
        [Some(&field.wire), field.read_wire.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|wire| wire.split('|'))
            .map(str::to_lowercase)
            .any(|wire| {
                self.names.contains(&wire)
                    || self.begins.iter().any(|begin| wire.starts_with(begin))
            })
    }
}

impl<'m> Besides<'m> {
    /// Parameters, those of paging among them, and fields of what is sent and answered. A page without a table of them says nothing.
    pub(crate) fn rows(&self, page: &MethodRow) -> Vec<Row> {
        let mut rows = self.params(page);
        rows.extend(self.fields_of_params(page));
        rows.extend(self.results(page));
        rows
    }

    fn row(&self, part: Part, name: String, ty: Option<TypeId>, way: Way) -> Row {
        let look = Look {
            model: self.model,
            way,
        };
        Row {
            part,
            name,
            variant: None,
            status: Status::Besides,
            documented: None,
            spec: ty.map(|ty| describe(look, ty)),
            note: None,
        }
    }

    /// The family that a parameter comes from.
    fn family(&self, param: &str) -> Option<String> {
        let family = self.method.family.as_deref()?;
        Some(match self.method.args.iter().any(|(arg, _)| arg == param) {
            true => format!("an argument of the family `{family}`"),
            false => format!("of the family `{family}`"),
        })
    }

    fn params(&self, page: &MethodRow) -> Vec<Row> {
        let mut names = Names::default();
        for row in &page.params {
            for path in [documented_path(row), owned(row)] {
                if let Some(first) = steps(&path).first() {
                    names.add(first);
                }
            }
        }
        let mut rows: Vec<Row> = self
            .method
            .params
            .iter()
            .filter(|param| is_told(param) && !names.has(param))
            .map(|param| Row {
                note: self.family(&param.wire),
                ..self.row(
                    Part::Parameter,
                    param.wire.clone(),
                    Some(param.ty),
                    Way::Send,
                )
            })
            .collect();
        let mut seen = HashSet::new();
        for name in paging_params(self.method.paging.as_ref()) {
            let first = name.split('.').next().unwrap_or_default();
            let known = self.method.params.iter().any(|param| param.wire == first);
            if known
                || names.names.contains(&first.to_lowercase())
                || !seen.insert(first.to_owned())
            {
                continue;
            }
            let mut row = self.row(Part::Parameter, first.to_owned(), None, Way::Send);
            row.note = Some("paging".to_owned());
            rows.push(row);
        }
        rows
    }

    /// Fields of parameters of which the page has a table.
    fn fields_of_params(&self, page: &MethodRow) -> Vec<Row> {
        let mut rows = Vec::new();
        for param in &self.method.params {
            let mut names = Names::default();
            for row in &page.params {
                for path in [documented_path(row), owned(row)] {
                    let path = steps(&path);
                    let keys: Vec<&Step> =
                        path.iter().filter(|step| **step != Step::Each).collect();
                    if let [Step::Key(first), second, ..] = keys.as_slice()
                        && first.eq_ignore_ascii_case(&param.wire)
                    {
                        names.add(second);
                    }
                }
            }
            let fields = self.fields(param.ty, Way::Send);
            for field in unnamed(&names, &fields) {
                let name = format!("{}.{}", param.wire, field.wire);
                rows.push(self.row(Part::Parameter, name, Some(field.ty), Way::Send));
            }
        }
        rows
    }

    /// Fields of the answer, where the page has a table of it.
    fn results(&self, page: &MethodRow) -> Vec<Row> {
        let mut names = Names::default();
        for row in &page.result {
            let path = steps(&documented_path(row));
            let path = match path.as_slice() {
                [Step::Key(first), rest @ ..] if first.eq_ignore_ascii_case("result") => rest,
                path => path,
            };
            let mut keys = path.iter().filter(|step| **step != Step::Each).peekable();
            for name in &self.method.unwrap {
                let is_it = |step: &&&Step| matches!(step, Step::Key(key) if key.eq_ignore_ascii_case(name));
                keys.next_if(|step| is_it(&step));
            }
            if let Some(step) = keys.next() {
                names.add(step);
            }
        }
        let described = self.described();
        let fields = match described {
            Some(entity) => entity.fields.iter().collect(),
            None => self.fields(self.method.returns, Way::Receive),
        };
        // A record is the same whoever answers it: one page that has the field is enough.
        let is_record = described.is_some() || self.is_record(self.method.returns);
        let elsewhere = self.of_entity.filter(|_| is_record);
        let is_new = |field: &&Field| {
            elsewhere.is_none_or(|names| !names.contains(&field.wire.to_lowercase()))
        };
        unnamed(&names, &fields)
            .into_iter()
            .filter(is_new)
            .map(|field| {
                let mut path: Vec<&str> = vec!["result"];
                path.extend(self.method.unwrap.iter().map(String::as_str));
                path.push(&field.wire);
                self.row(Part::Result, path.join("."), Some(field.ty), Way::Receive)
            })
            .collect()
    }

    fn is_record(&self, ty: TypeId) -> bool {
        match &self.model[ty].kind {
            Kind::Optional(inner) | Kind::List(inner) => self.is_record(*inner),
            kind => matches!(kind, Kind::Record(_)),
        }
    }

    /// The entity that a method describes, whose page has its fields.
    fn described(&self) -> Option<&'m Entity> {
        let entity = &self.model[self.method.entity?];
        let own = self.method.name.strip_prefix(&entity.at)?;
        matches!(own, ".fields" | ".getFields" | ".getfields").then_some(entity)
    }

    /// Fields of the one object that a type is or holds; none where it is one of several.
    fn fields(&self, ty: TypeId, way: Way) -> Vec<&'m Field> {
        let model = self.model;
        let sends = |access: Access, also: Access| {
            access == also || matches!(access, Access::All | Access::Write)
        };
        match &model[ty].kind {
            Kind::Optional(inner) | Kind::List(inner) => self.fields(*inner, way),
            Kind::Directed { send, receive } => self.fields(
                match way {
                    Way::Send => *send,
                    Way::Receive => *receive,
                },
                way,
            ),
            Kind::Object(object) => {
                let fields = object.fields.iter();
                let open = fields.filter(|field| match way {
                    Way::Send => field.access != Access::Read,
                    Way::Receive => !matches!(field.access, Access::Write | Access::Filter),
                });
                open.collect()
            }
            Kind::Record(id) => {
                let fields = model[*id].fields.iter();
                fields
                    .filter(|field| !matches!(field.access, Access::Write | Access::Filter))
                    .collect()
            }
            Kind::New(id) | Kind::Import(id) => {
                let fields = model[*id].fields.iter();
                fields
                    .filter(|field| sends(field.access, Access::Create))
                    .collect()
            }
            Kind::Change(id) => {
                let fields = model[*id].fields.iter();
                fields
                    .filter(|field| sends(field.access, Access::All))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The path that tables give.
fn owned(row: &FieldRow) -> String {
    match &row.parent {
        Some(parent) => format!("{parent}.{}", row.name),
        None => row.name.clone(),
    }
}

/// Whether a page would name it: names with a star stand for many, and what is deprecated is often no longer documented.
fn is_told(field: &Field) -> bool {
    !field.star && field.deprecated.is_none()
}

/// Fields that a table does not name. It is a full one when it names most of them.
fn unnamed<'m>(names: &Names, fields: &[&'m Field]) -> Vec<&'m Field> {
    let told = fields.iter().filter(|field| is_told(field));
    let (known, unknown): (Vec<&Field>, Vec<&Field>) =
        told.copied().partition(|field| names.has(field));
    if known.len() > unknown.len() {
        unknown
    } else {
        Vec::new()
    }
}
