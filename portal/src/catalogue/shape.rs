//! What a method does to the records of its entity, told from its name, its parameters and its result. It is how the methods
//! that no family made have state: each is one of the things that the methods of a family do, with its input elsewhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bitrix24_codegen::model::{
    Access, EntityId, Field, Kind as Ty, Method, Model, Paging, Scalar, TypeId,
};

use super::kind::{Kind, kind_of};
use super::tables::column_name;
use super::view::View;

/// What a method does, in the words of the families.
pub(crate) mod role {
    pub(crate) const ADD: &str = "add";
    pub(crate) const GET: &str = "get";
    pub(crate) const LIST: &str = "list";
    pub(crate) const UPDATE: &str = "update";
    pub(crate) const DELETE: &str = "delete";
    pub(crate) const FIELDS: &str = "fields";
}

/// What a method does, and where it is told what.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) role: &'static str,
    /// Parameter with the identifier of the record.
    pub(crate) key: Option<String>,
    pub(crate) input: Input,
    /// Parameters with conditions, an order, a choice of fields.
    pub(crate) filter: Option<String>,
    pub(crate) order: Option<String>,
    pub(crate) select: Option<String>,
    /// Parameters that are values of the record itself: kept of what is added, conditions for everything else.
    pub(crate) scope: Vec<Scoped>,
    /// Parameters that nothing is known of: a call that sends one cannot be told from its shape.
    pub(crate) beyond: Vec<String>,
}

/// Where the new values of a record are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Input {
    None,
    /// Below a parameter.
    Param(String),
    /// Parameters themselves: their names, and the columns that they fill.
    Own(Vec<Scoped>),
}

/// A parameter, or a value below one, that is a value of the record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scoped {
    pub(crate) path: Vec<String>,
    pub(crate) column: String,
    pub(crate) kind: Kind,
    pub(crate) many: bool,
    /// No field shows it.
    pub(crate) hidden: bool,
    /// The entity whose records it identifies.
    pub(crate) of: Option<EntityId>,
}

/// The shapes of all methods that have one, by the names of the bindings.
pub(super) fn all(model: &Model) -> HashMap<String, Shape> {
    let own = |method: &&Method| {
        let family = method.family.as_deref();
        // These are about something else than records of their entity.
        let other = matches!(family, Some("link" | "userfield" | "details_configuration"));
        method.rest == 2 && !other
    };
    let methods = model.methods.iter().filter(own);
    methods
        .filter_map(|method| Some((method.name.clone(), shape(model, method)?)))
        .collect()
}

/// Forgets the shapes of methods whose records nothing makes: nothing could be read by them.
pub(super) fn keep_served(
    model: &Model,
    shapes: &mut HashMap<String, Shape>,
    views: &BTreeMap<EntityId, Arc<View>>,
) {
    let made = |entity: EntityId| {
        let table = views.get(&entity).map(|view| &view.table.entity);
        let same = |e: EntityId| table.is_some() && views.get(&e).map(|v| &v.table.entity) == table;
        let mut methods = model.methods.iter().filter(|m| m.entity.is_some_and(same));
        let full_name = &model[entity].full_name;
        let named = crate::handlers::keeps_elsewhere(full_name)
            || table.is_some_and(|name| crate::handlers::keeps_in_table(name));
        named || methods.any(|m| role_of(m, model).is_some_and(|(role, _)| role == role::ADD))
    };
    for method in &model.methods {
        if !method.entity.is_some_and(made) {
            shapes.remove(&method.name);
        }
    }
}

fn shape(model: &Model, method: &Method) -> Option<Shape> {
    let entity = method.entity?;
    let (role, verb) = role_of(method, model)?;
    if !crate::engine::follows(model, method, "classic", role)
        || !matches!(method.paging, None | Some(Paging::Start { .. }))
    {
        return None;
    }
    let mut reader = Reader {
        model,
        entity,
        shape: Shape {
            role,
            key: None,
            input: Input::None,
            filter: None,
            order: None,
            select: None,
            scope: Vec::new(),
            beyond: Vec::new(),
        },
        own: Vec::new(),
        answers: matches!(model[bare(model, method.returns)].kind, Ty::Record(_)),
    };
    for param in &method.params {
        reader.take(param)?;
    }
    let Reader { mut shape, own, .. } = reader;
    if role == role::UPDATE && shape.input == Input::None && !own.is_empty() {
        shape.input = Input::Own(own);
    } else {
        shape.scope.extend(own);
    }
    let named = shape.key.is_some() || !shape.scope.is_empty();
    let natural = !natural_key(model, entity).is_empty();
    let written = shape.input != Input::None;
    let whole = match role {
        role::ADD => written || !shape.scope.is_empty() || !is_read(model, entity),
        // `setQuantity` changes what its other parameters name.
        role::UPDATE => written && (named || natural && !is_setter(&verb)),
        role::GET | role::DELETE => named,
        // Fields of one record are not those of its kind.
        role::FIELDS => shape.key.is_none(),
        _ => true,
    };
    whole.then_some(shape)
}

/// What a method does by its name, and the last part of the name. Names that go on are about something else than the entity.
fn role_of(method: &Method, model: &Model) -> Option<(&'static str, String)> {
    let call = method.call.to_ascii_lowercase();
    let at = model[method.entity?].at.to_ascii_lowercase();
    let verb = call.strip_prefix(&at)?.strip_prefix('.')?.to_owned();
    let role = match verb.as_str() {
        "add" | "create" | "register" => role::ADD,
        "get" if is_list(model, method.returns) => role::LIST,
        "get" => role::GET,
        "list" | "getlist" => role::LIST,
        "update" => role::UPDATE,
        "delete" | "unregister" | "deletebyfilter" => role::DELETE,
        "fields" | "getfields" if is_described(model, method.returns) => role::FIELDS,
        verb if is_setter(verb) => role::UPDATE,
        _ => return None,
    };
    Some((role, verb))
}

fn is_setter(verb: &str) -> bool {
    verb.strip_prefix("set")
        .is_some_and(|rest| !rest.is_empty() && !rest.contains('.'))
}

fn is_list(model: &Model, ty: TypeId) -> bool {
    matches!(model[bare(model, ty)].kind, Ty::List(_) | Ty::Map(_))
}

/// Whether a method answers descriptions of fields.
fn is_described(model: &Model, ty: TypeId) -> bool {
    let Ty::Map(inner) = model[bare(model, ty)].kind else {
        return false;
    };
    matches!(&model[inner].kind, Ty::Object(info) if info.fields.iter().any(|f| f.wire == "type"))
}

/// A type without its "or nothing".
fn bare(model: &Model, mut ty: TypeId) -> TypeId {
    while let Ty::Optional(inner) = model[ty].kind {
        ty = inner;
    }
    ty
}

/// Whether some method answers what there is of an entity.
fn is_read(model: &Model, entity: EntityId) -> bool {
    let mut methods = model.methods.iter().filter(|m| m.entity == Some(entity));
    methods.any(|method| {
        let role = role_of(method, model).map(|(role, _)| role);
        matches!(role, Some(role::GET | role::LIST))
    })
}

/// The fields that identify a record without an identifier: those that are given once and have to be, or else those that
/// its own methods ask for by name.
pub(super) fn natural_key(model: &Model, entity: EntityId) -> Vec<usize> {
    let owner = &model[entity];
    if owner.key.is_some() {
        return Vec::new();
    }
    let given = |at: &usize| {
        let field = &owner.fields[*at];
        field.certain && field.access == Access::Create
    };
    let fixed: Vec<usize> = (0..owner.fields.len()).filter(given).collect();
    if !fixed.is_empty() {
        return fixed;
    }
    let own = model.methods.iter().filter(|m| m.entity == Some(entity));
    let mut asked = own.filter(|m| {
        let role = role_of(m, model).map(|(role, _)| role);
        matches!(role, Some(role::GET | role::DELETE))
    });
    asked
        .find_map(|method| {
            let certain = method.params.iter().filter(|param| param.certain);
            let fields: Option<Vec<usize>> = certain
                .map(|p| field_named(model, entity, &p.wire))
                .collect();
            fields.filter(|fields| !fields.is_empty())
        })
        .unwrap_or_default()
}

/// The field that a parameter is named like, in whatever spelling; the exact one, if there is one.
fn field_named(model: &Model, entity: EntityId, wire: &str) -> Option<usize> {
    let fields = &model[entity].fields;
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let exact = fields.iter().position(|f| f.wire == wire);
    exact.or_else(|| {
        fields
            .iter()
            .position(|f| !f.star && plain(&f.wire) == plain(wire))
    })
}

/// Takes the parameters of a method one by one.
struct Reader<'a> {
    model: &'a Model,
    entity: EntityId,
    shape: Shape,
    /// Parameters that are named like fields.
    own: Vec<Scoped>,
    /// The method answers the record.
    answers: bool,
}

impl Reader<'_> {
    /// Nothing when the method cannot be told from its parameters.
    fn take(&mut self, param: &Field) -> Option<()> {
        let ty = bare(self.model, param.ty);
        let wire = || Some(param.wire.clone());
        let deletes = self.shape.role == role::DELETE;
        match &self.model[ty].kind {
            Ty::New(of) | Ty::Import(of) | Ty::Change(of) if *of == self.entity => {
                if deletes {
                    let fields = &self.model[*of].fields;
                    let certain = fields.iter().filter(|f| f.certain);
                    return self.below(param, certain);
                }
                self.shape.input = Input::Param(param.wire.clone());
            }
            Ty::Filter(of) if *of == self.entity => self.shape.filter = wire(),
            Ty::Order(of) if *of == self.entity => self.shape.order = wire(),
            Ty::Select(of) if *of == self.entity => self.shape.select = wire(),
            Ty::Id(_) if self.shape.role != role::ADD && self.is_key(param, ty) => {
                self.shape.key = wire();
            }
            Ty::Object(object) if deletes && param.wire.eq_ignore_ascii_case("fields") => {
                return self.below(param, object.fields.iter());
            }
            Ty::Object(object) => {
                let only = object.fields.first().filter(|_| object.fields.len() == 1);
                let named = only.filter(|inner| param.certain && self.is_id(inner));
                let Some(inner) = named else {
                    return self.unknown(param);
                };
                // `preset: {ID}` is `PRESET_ID`.
                let name = format!("{}_{}", param.wire, inner.wire);
                let path = vec![param.wire.clone(), inner.wire.clone()];
                return self.scoped(param, path, &name, inner.ty);
            }
            _ => {
                let path = vec![param.wire.clone()];
                return self.scoped(param, path, &param.wire, ty);
            }
        }
        Some(())
    }

    fn is_id(&self, field: &Field) -> bool {
        let kind = &self.model[bare(self.model, field.ty)].kind;
        matches!(kind, Ty::Id(_) | Ty::Scalar(Scalar::Id))
    }

    /// Whether a parameter identifies a record: an identifier of the right kind that is not that of a field, as a parent's is.
    fn is_key(&self, param: &Field, ty: TypeId) -> bool {
        let owner = &self.model[self.entity];
        let field = field_named(self.model, self.entity, &param.wire);
        let own = matches!(self.model[ty].kind, Ty::Id(kind) if owner.id == Some(kind));
        own && (field.is_none() || field == owner.key)
    }

    /// Every field below a parameter that names a record by its values.
    fn below<'f>(&mut self, param: &Field, inner: impl Iterator<Item = &'f Field>) -> Option<()> {
        for field in inner {
            let at = field_named(self.model, self.entity, &field.wire)?;
            let path = vec![param.wire.clone(), field.wire.clone()];
            let scoped = self.shown(path, at);
            self.shape.scope.push(scoped);
        }
        Some(())
    }

    /// Whose records a type identifies.
    fn identified(&self, ty: TypeId) -> Option<EntityId> {
        match self.model[bare(self.model, ty)].kind {
            Ty::Id(kind) => self.model[kind].entity,
            _ => None,
        }
    }

    fn shown(&self, path: Vec<String>, at: usize) -> Scoped {
        let owner = &self.model[self.entity];
        let (kind, many) = kind_of(self.model, owner.fields[at].ty);
        Scoped {
            path,
            column: column_name(owner, &owner.fields[at]),
            kind,
            many,
            hidden: false,
            of: self.identified(owner.fields[at].ty),
        }
    }

    /// A parameter that may be a value of the record: it is named like a field, or tells whose the record is.
    fn scoped(&mut self, param: &Field, path: Vec<String>, name: &str, ty: TypeId) -> Option<()> {
        let field = field_named(self.model, self.entity, name);
        let key = self.model[self.entity].key;
        let matched = field.filter(|at| self.shape.role == role::ADD || Some(*at) != key);
        if let Some(at) = matched {
            let scoped = self.shown(path, at);
            self.own.push(scoped);
            return Some(());
        }
        let (kind, many) = kind_of(self.model, ty);
        if !param.certain || many || kind == Kind::Json || !self.is_shared(param) {
            return self.unknown(param);
        }
        self.shape.scope.push(Scoped {
            path,
            column: super::names::upper(name),
            kind,
            many,
            hidden: true,
            of: self.identified(ty),
        });
        Some(())
    }

    /// Whether the method that makes records and one that reads them both ask for a parameter.
    fn is_shared(&self, param: &Field) -> bool {
        let same = |other: &&Field| other.certain && other.wire.eq_ignore_ascii_case(&param.wire);
        let of_entity = self
            .model
            .methods
            .iter()
            .filter(|m| m.entity == Some(self.entity));
        let asking = of_entity.filter(|m| m.params.iter().any(|p| same(&p)));
        let (mut makes, mut others) = (false, false);
        for method in asking {
            match role_of(method, self.model) {
                Some((role::ADD, _)) => makes = true,
                Some(_) => others = true,
                None => {}
            }
        }
        makes && others
    }

    /// A parameter that nothing is known of. Where nothing reads the records, it makes no difference.
    fn unknown(&mut self, param: &Field) -> Option<()> {
        let writes = matches!(self.shape.role, role::ADD | role::UPDATE);
        if writes && !self.answers && !is_read(self.model, self.entity) {
            return Some(());
        }
        if writes || param.certain {
            return None;
        }
        self.shape.beyond.push(param.wire.clone());
        Some(())
    }
}
