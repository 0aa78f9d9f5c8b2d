//! Types and fields.

use super::{Builder, Context, Named, PlainKey};
use crate::check::{FieldDef, Owner, Target, Ty, Use, camel};
use crate::model::{Case, EntityId, Field, FileId, IdKindId, Kind, Object, Path, Scalar, TypeId};

impl<'c> Builder<'c> {
    pub(super) fn named_types(&mut self) {
        for index in 0..self.checked.types.len() {
            self.named(index);
        }
    }

    /// A named type; one that is only another name for another type is that type.
    fn named(&mut self, index: usize) -> TypeId {
        match self.named.get(index) {
            Some(Named::Done(id)) => return *id,
            Some(Named::Todo) => {}
            _ => return self.scalar(Scalar::Any, Self::file(0)),
        }
        let checked = self.checked;
        let Some(def) = checked.types.get(index) else {
            return self.scalar(Scalar::Any, Self::file(0));
        };
        self.named[index] = Named::Following;
        let context = Context {
            module: self.module(def.file),
            name: &def.name,
            file: Self::file(def.file),
            doc: def.doc.as_deref(),
            place: &def.place,
        };
        let id = self.ty_reserved(&def.ty, context, Some(index));
        self.named[index] = Named::Done(id);
        id
    }

    fn scalar(&mut self, scalar: Scalar, file: FileId) -> TypeId {
        self.plain(PlainKey::Scalar(scalar), Kind::Scalar(scalar), file)
    }

    fn plain(&mut self, key: PlainKey, kind: Kind, file: FileId) -> TypeId {
        if let Some(id) = self.plain.get(&key) {
            return *id;
        }
        let id = self.push(kind, None, file, None);
        self.plain.insert(key, id);
        id
    }

    pub(super) fn id_kind(&self, target: Target) -> Option<IdKindId> {
        match target {
            Target::Entity(index) => self.entity_ids.get(index).copied().flatten(),
            Target::Unknown(index) => self.target_ids.get(index).copied(),
        }
    }

    /// A type where it is used.
    pub(super) fn ty(&mut self, ty: &'c Ty, context: Context<'_>) -> TypeId {
        self.ty_reserved(ty, context, None)
    }

    /// The same; a named type that holds itself is known before it is complete.
    fn ty_reserved(&mut self, ty: &'c Ty, context: Context<'_>, index: Option<usize>) -> TypeId {
        let file = context.file;
        match ty {
            Ty::Scalar(scalar) => self.scalar(*scalar, file),
            Ty::Wrong => self.scalar(Scalar::Any, file),
            Ty::Id(target) => match self.id_kind(*target) {
                Some(kind) => self.plain(PlainKey::Id(kind), Kind::Id(kind), file),
                None => self.scalar(Scalar::Id, file),
            },
            Ty::Status(directory) => self.plain(
                PlainKey::Status(directory.clone()),
                Kind::Status(directory.clone()),
                file,
            ),
            Ty::Named(index) => self.named(*index),
            Ty::Same(owner, index) => self.field_type(*owner, *index),
            Ty::Of(usage, entity) => {
                let kind = use_kind(*usage, EntityId(super::number(*entity)));
                self.plain(PlainKey::Of(*usage, *entity), kind, file)
            }
            Ty::List(inner) => {
                let id = self.ty(inner, context);
                self.plain(PlainKey::List(id), Kind::List(id), file)
            }
            Ty::Map(inner) => {
                let id = self.ty(inner, context);
                self.plain(PlainKey::Map(id), Kind::Map(id), file)
            }
            Ty::Optional(inner) => {
                let id = self.ty(inner, context);
                self.plain(PlainKey::Optional(id), Kind::Optional(id), file)
            }
            Ty::Directed { send, receive } => {
                let name = format!("{}_input", context.name);
                let send = self.ty(
                    send,
                    Context {
                        name: &name,
                        ..context
                    },
                );
                let receive = self.ty(receive, context);
                self.plain(
                    PlainKey::Directed(send, receive),
                    Kind::Directed { send, receive },
                    file,
                )
            }
            Ty::Values(def) => {
                // Values in place are no identifiers, whatever the field that holds them is called.
                let context = match (index, context.name.strip_suffix("_id")) {
                    (None, Some(name)) => Context { name, ..context },
                    _ => context,
                };
                let mut values = def.values.clone();
                for (index, target) in &def.ids {
                    values[*index].ids = self.id_kind(*target);
                }
                self.reserve(Kind::Values(values), context)
            }
            Ty::Union { .. } | Ty::Object(_) | Ty::Tuple(_) | Ty::Tagged { .. } => {
                let id = self.reserve(Kind::Union(Vec::new()), context);
                if let Some(index) = index {
                    self.named[index] = Named::Done(id);
                }
                let kind = self.structure(ty, context);
                self.model.types[id.0 as usize].kind = kind;
                id
            }
        }
    }

    fn reserve(&mut self, kind: Kind, context: Context<'_>) -> TypeId {
        let path = Path {
            module: context.module.to_vec(),
            name: context.name.to_owned(),
        };
        self.take(&path, context.place);
        self.push(
            kind,
            Some(path),
            context.file,
            context.doc.map(str::to_owned),
        )
    }

    fn structure(&mut self, ty: &'c Ty, context: Context<'_>) -> Kind {
        match ty {
            Ty::Union { members, .. } => {
                let mut ids = Vec::with_capacity(members.len());
                for (index, member) in members.iter().enumerate() {
                    // Members are names; one that an argument of a family put in place is counted.
                    let name = format!("{}_{}", context.name, index + 1);
                    ids.push(self.ty(
                        member,
                        Context {
                            name: &name,
                            ..context
                        },
                    ));
                }
                Kind::Union(ids)
            }
            Ty::Object(object) => {
                let fields = object
                    .fields
                    .iter()
                    .map(|field| self.field_within(field, context, object.read_camel))
                    .collect();
                Kind::Object(Object {
                    fields,
                    make: object.make.clone(),
                    one_of: object.one_of.clone(),
                    any_of: object.any_of.clone(),
                })
            }
            Ty::Tuple(fields) => Kind::Tuple(
                fields
                    .iter()
                    .map(|field| self.field_within(field, context, false))
                    .collect(),
            ),
            Ty::Tagged { by, cases } => {
                let mut built = Vec::with_capacity(cases.len());
                for case in cases {
                    let name = format!("{}_{}", context.name, case.name);
                    let inner = Context {
                        name: &name,
                        doc: case.doc.as_deref(),
                        place: &case.place,
                        ..context
                    };
                    let ty = self.ty(&case.ty, inner);
                    built.push(Case {
                        wire: case.wire.clone(),
                        name: case.name.clone(),
                        ty,
                        unsure: case.unsure.clone(),
                        doc: case.doc.clone(),
                    });
                }
                Kind::Tagged {
                    by: by.clone(),
                    cases: built,
                }
            }
            _ => Kind::Scalar(Scalar::Any),
        }
    }

    /// A field of something that is written in place or named.
    fn field_within(
        &mut self,
        field: &'c FieldDef,
        context: Context<'_>,
        read_camel: bool,
    ) -> Field {
        let name = format!("{}_{}", context.name, field.name);
        self.field(
            field,
            Context {
                name: &name,
                doc: field.doc.as_deref(),
                place: &field.place,
                ..context
            },
            read_camel,
        )
    }

    /// A field whose type is called as the context says.
    pub(super) fn field(
        &mut self,
        field: &'c FieldDef,
        context: Context<'_>,
        read_camel: bool,
    ) -> Field {
        let ty = self.ty(&field.ty, context);
        Self::field_of(field, ty, read_camel)
    }

    pub(super) fn field_of(field: &FieldDef, ty: TypeId, read_camel: bool) -> Field {
        let camel = read_camel
            .then(|| camel(&field.wire))
            .filter(|camel| *camel != field.wire);
        Field {
            wire: field.wire.clone(),
            read_wire: camel,
            name: field.name.clone(),
            star: field.star,
            ty,
            certain: field.certain,
            access: field.access.unwrap_or_default(),
            filter: field.filter.unwrap_or_default(),
            sort: field.sort.unwrap_or_default(),
            deprecated: field.deprecated.clone(),
            doc: field.doc.clone(),
            unsure: field.unsure.clone(),
            of: field.of.clone(),
            is: field.is.clone(),
        }
    }

    /// The type of a field of an entity or a named object, which is called after it.
    pub(super) fn field_type(&mut self, owner: Owner, index: usize) -> TypeId {
        if let Some(id) = self.fields.get(&(owner, index)) {
            return *id;
        }
        let checked = self.checked;
        let id = match owner {
            Owner::Entity(entity) => match checked
                .entities
                .get(entity)
                .and_then(|def| Some((def, def.fields.get(index)?)))
            {
                Some((def, field)) => {
                    let context = Context {
                        module: &def.module,
                        name: &field.name,
                        file: Self::file(def.file),
                        doc: field.doc.as_deref(),
                        place: &field.place,
                    };
                    self.ty(&field.ty, context)
                }
                None => self.scalar(Scalar::Any, Self::file(0)),
            },
            Owner::Type(name) => {
                let id = self.named(name);
                match self.model.types.get(id.0 as usize).map(|ty| &ty.kind) {
                    Some(Kind::Object(object)) => match object.fields.get(index) {
                        Some(field) => field.ty,
                        None => self.scalar(Scalar::Any, Self::file(0)),
                    },
                    _ => self.scalar(Scalar::Any, Self::file(0)),
                }
            }
        };
        self.fields.insert((owner, index), id);
        id
    }
}

fn use_kind(usage: Use, entity: EntityId) -> Kind {
    match usage {
        Use::Record => Kind::Record(entity),
        Use::New => Kind::New(entity),
        Use::Import => Kind::Import(entity),
        Use::Change => Kind::Change(entity),
        Use::Filter => Kind::Filter(entity),
        Use::Order => Kind::Order(entity),
        Use::Select => Kind::Select(entity),
    }
}
