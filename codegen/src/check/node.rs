//! Nodes: types with attributes, and the fields, parameters and elements that have them.

use super::at::{Arg, At};
use super::keys::{
    CASE, Construct, ENTITY_FIELD, KIND, KINDS, OBJECT_FIELD, OF_OBJECTS, OF_VALUES, PARAM, PLAIN,
};
use super::take::Taken;
use super::{Checker, FieldDef, Owner, Ty, names, text};
use crate::diagnose::Code;
use crate::model::{Access, FilterUse};
use crate::read::Node;

/// What a node is for; it decides which attributes it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A field of an entity, which may be another entity.
    EntityField {
        /// What it is, where that could be resolved.
        is: Option<usize>,
        /// Whether it says that it is another one.
        said: bool,
    },
    /// A field of an object.
    ObjectField,
    /// A parameter or an element of a tuple.
    Param,
    /// A case of a tagged union.
    Case,
    /// A type and nothing else.
    Plain,
}

impl Role {
    fn construct(self) -> &'static Construct {
        match self {
            Self::EntityField { .. } => &ENTITY_FIELD,
            Self::ObjectField => &OBJECT_FIELD,
            Self::Param => &PARAM,
            Self::Case => &CASE,
            Self::Plain => &PLAIN,
        }
    }
}

/// What is said of a node besides its type.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    pub(crate) access: Option<Access>,
    pub(crate) filter: Option<FilterUse>,
    pub(crate) sort: Option<bool>,
    pub(crate) deprecated: Option<String>,
    pub(crate) doc: Option<String>,
    pub(crate) unsure: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) of: Option<String>,
    pub(crate) is: Option<String>,
}

impl Attributes {
    /// Takes over what nobody has seen of a part that has no place for it.
    pub(crate) fn doubt(&mut self, unsure: Option<String>) {
        self.unsure = self.unsure.take().or(unsure);
    }
}

/// A node.
pub(crate) struct NodeDef {
    pub(crate) ty: Ty,
    pub(crate) attributes: Attributes,
}

impl From<Ty> for NodeDef {
    fn from(ty: Ty) -> Self {
        Self {
            ty,
            attributes: Attributes::default(),
        }
    }
}

impl<'s> Checker<'s> {
    /// Reads a node.
    pub(crate) fn node(&mut self, at: &At<'s>, role: Role) -> NodeDef {
        if let Some(Arg::Node(inner)) = at.arg() {
            return self.node(&inner.clone(), role);
        }
        match at.node {
            Node::List(_) => {
                let items = at.items().unwrap_or_default();
                let [item] = items.as_slice() else {
                    self.push(
                        at.wrong(Code::WrongShape, "a list type holds one type")
                            .help("write `[type]`"),
                    );
                    return Ty::Wrong.into();
                };
                let item = self.node(item, Role::Plain);
                NodeDef {
                    ty: Ty::List(Box::new(item.ty)),
                    attributes: Attributes {
                        unsure: item.attributes.unsure,
                        ..Attributes::default()
                    },
                }
            }
            Node::Map(_) => {
                let taken = self.take_any(at, &[&KIND, role.construct()]);
                self.node_of(&taken, role)
            }
            Node::Null => {
                self.push(
                    at.wrong_key(Code::WrongShape, "a type is missing here")
                        .help("write one after the colon; `any` where nobody knows"),
                );
                Ty::Wrong.into()
            }
            _ => self.type_text(at).into(),
        }
    }

    fn node_of(&mut self, taken: &Taken<'s>, role: Role) -> NodeDef {
        let mut attributes = self.attributes(taken, role);
        let ty = self.kind(taken, role, &mut attributes);
        NodeDef { ty, attributes }
    }

    fn attributes(&mut self, taken: &Taken<'s>, role: Role) -> Attributes {
        let construct = role.construct();
        let name = self.string_of(taken, "name");
        if let (Some(name), Some(at)) = (&name, taken.get("name"))
            && !text::is_snake(name)
        {
            self.push(
                at.wrong(Code::BadName, format!("`{name}` is not snake_case"))
                    .help(format!("call it `{}`", names::snake(name))),
            );
        }
        let access = self
            .word_of(taken, construct, "access")
            .map(|word| match word {
                "read" => Access::Read,
                "import" => Access::Import,
                "create" => Access::Create,
                "write" => Access::Write,
                "filter" => Access::Filter,
                _ => Access::All,
            });
        let filter = self
            .word_of(taken, construct, "filter")
            .map(|word| match word {
                "exact" => FilterUse::Exact,
                "begins" => FilterUse::Begins,
                "none" => FilterUse::None,
                _ => FilterUse::All,
            });
        if access == Some(Access::Filter)
            && filter == Some(FilterUse::None)
            && taken.get("sort").is_none()
            && let Some(at) = taken.get("filter")
        {
            self.push(
                at.wrong(
                    Code::MisplacedAttribute,
                    "a field that is neither written nor answered must be searched or sorted by",
                )
                .help("leave `filter` out"),
            );
        }
        Attributes {
            access,
            filter,
            sort: self
                .word_of(taken, construct, "sort")
                .map(|word| word == "all"),
            deprecated: self.flag_of(taken, "deprecated"),
            doc: self.doc_of(taken),
            unsure: self.string_of(taken, "unsure"),
            name,
            of: self.string_of(taken, "of"),
            is: self.string_of(taken, "is"),
        }
    }

    fn kind(&mut self, taken: &Taken<'s>, role: Role, attributes: &mut Attributes) -> Ty {
        let has = |key: &&str| taken.get(key).is_some();
        // Keys that make a kind together count as one, which is called after the first.
        let kinds: Vec<&str> = KINDS
            .iter()
            .filter(|kind| kind.keys.iter().any(has))
            .filter_map(|kind| kind.keys.first().copied())
            .collect();
        let of_objects = OF_OBJECTS.map(|key| (key, "fields", "`fields` or `like`"));
        let of_values = OF_VALUES.map(|key| (key, "values", "`values`"));
        for (key, kind, with) in of_objects.into_iter().chain(of_values) {
            if let Some(at) = taken.get(key)
                && kinds.first() != Some(&kind)
            {
                self.push(
                    at.wrong_key(
                        Code::MisplacedAttribute,
                        format!("`{key}` goes with {with}"),
                    )
                    .help("leave it out, or say it where the fields are"),
                );
            }
        }
        if let [first, second, ..] = kinds.as_slice() {
            let at = taken.get(second).unwrap_or(&taken.at);
            self.push(at.wrong_key(
                Code::TwoKinds,
                format!("a type has one kind, this one has `{first}` and `{second}`"),
            ));
        }
        match kinds.first() {
            Some(&"type") => taken.get("type").cloned().map_or(Ty::Wrong, |at| {
                let inner = self.node(&at, Role::Plain);
                attributes.doc = attributes.doc.take().or(inner.attributes.doc);
                attributes.doubt(inner.attributes.unsure);
                inner.ty
            }),
            Some(&"fields") => self.object(taken),
            Some(&"values") => self.values(taken),
            Some(&"tuple") => taken
                .get("tuple")
                .cloned()
                .map_or(Ty::Wrong, |at| Ty::Tuple(self.fields(&at, Role::Param))),
            Some(&"by") => self.tagged(taken),
            Some(_) => self.directed(taken, attributes),
            None => self.inherited(taken, role, attributes),
        }
    }

    /// A field that is the same fact as one of another entity.
    fn inherited(&mut self, taken: &Taken<'s>, role: Role, attributes: &Attributes) -> Ty {
        // What `is` stands for is filled in by the entity, which knows the other one.
        if let (
            Role::EntityField {
                is: Some(entity), ..
            },
            Some(is),
        ) = (role, &attributes.is)
        {
            return match self.is_field(entity, is) {
                Some(index) => self.copied_type(Owner::Entity(entity), index),
                None => Ty::Wrong,
            };
        }
        if taken.get("is").is_none() && taken.is_sound() {
            let diagnostic = taken
                .at
                .wrong_key(Code::NoKind, "a type is missing here")
                .note("one of `type`, `fields`, `values`, `tuple`, `by` and `cases`, `send` and `receive`, `like`");
            self.push(diagnostic);
        }
        Ty::Wrong
    }

    /// Names and nodes, as fields.
    pub(crate) fn fields(&mut self, at: &At<'s>, role: Role) -> Vec<FieldDef> {
        let mut fields: Vec<FieldDef> = Vec::new();
        for (key, at) in self.named(at).unwrap_or_default() {
            fields.push(self.field(&key, &at, role));
        }
        self.unique(&fields);
        fields
    }

    /// Reports fields that would share a name.
    pub(crate) fn unique(&mut self, fields: &[FieldDef]) {
        let mut seen = std::collections::HashMap::with_capacity(fields.len());
        for field in fields {
            if field.name.is_empty() {
                continue;
            }
            if let Some(before) = seen.insert(field.name.as_str(), field) {
                let message = format!(
                    "`{}` and `{}` would both be called `{}`",
                    before.written(),
                    field.written(),
                    field.name
                );
                let diagnostic = crate::diagnose::Diagnostic::new(
                    Code::NameCollision,
                    message,
                    field.place.clone(),
                );
                self.push(
                    diagnostic
                        .help("give one of them a `name`")
                        .also("the other one is", before.place.clone()),
                );
            }
        }
    }

    /// The only key of an object, whose presence tells what it holds: neither a star nor `!` makes sense there.
    pub(crate) fn wire_name(&mut self, wire: &str, at: &At<'s>) {
        self.odd_name(wire, "_.|:~-", at);
    }

    /// Whatever else stands in a name was meant as something else; the portal would drop the key without a word.
    fn odd_name(&mut self, wire: &str, allowed: &str, at: &At<'s>) {
        if let Some(odd) = wire.chars().find(|c| odd(c, allowed)) {
            let diagnostic = at.wrong_key(
                Code::BadName,
                format!("`{wire}` is no name: it holds `{odd}`"),
            );
            self.push(match odd {
                '?' => diagnostic.help("leave the mark out: everything without `!` is optional"),
                _ => diagnostic.help(format!(
                    "write `{}`",
                    wire.replace(|c: char| self::odd(&c, allowed), "_")
                )),
            });
        }
    }

    fn field(&mut self, key: &str, at: &At<'s>, role: Role) -> FieldDef {
        let (bare, certain) = key
            .strip_suffix('!')
            .map_or((key, false), |bare| (bare, true));
        let (wire, star) = bare
            .strip_suffix('*')
            .map_or((bare, false), |wire| (wire, true));
        if wire.contains(['*', '!']) || (wire.is_empty() && !star) {
            let bare = wire.replace(['*', '!'], "");
            let diagnostic = at.wrong_key(
                Code::BadName,
                format!("`{key}` is no name; a star and `!` stand at its end, in this order"),
            );
            self.push(diagnostic.help(format!(
                "write `{bare}`, `{bare}*`, `{bare}!` or `{bare}*!`"
            )));
        }
        self.odd_name(wire, "_.|:~-*!", at);
        let node = self.node(at, role);
        let attributes = node.attributes;
        let given = attributes.name.is_some();
        let name = attributes.name.unwrap_or_else(|| match wire {
            // A star alone stands for whatever else there is.
            "" => "others".to_owned(),
            _ => names::snake(wire),
        });
        if !given && !text::is_snake(&name) && !wire.is_empty() {
            self.push(
                at.wrong_key(Code::BadName, format!("`{wire}` makes no name for people"))
                    .help("add `name: …`"),
            );
        }
        let mut field = FieldDef {
            wire: wire.to_owned(),
            star,
            name,
            ty: node.ty,
            certain,
            access: attributes.access,
            filter: attributes.filter,
            sort: attributes.sort,
            deprecated: attributes.deprecated,
            doc: attributes.doc,
            unsure: attributes.unsure,
            of: attributes.of,
            is: attributes.is,
            place: at.key_place(),
        };
        if let Role::EntityField { is, said } = role
            && (is.is_some() || !said)
        {
            self.inherit_field(&mut field, at, is);
        }
        field
    }
}

/// Whether a sign cannot stand in a name.
fn odd(c: &char, allowed: &str) -> bool {
    !(c.is_ascii_alphanumeric() || allowed.contains(*c))
}
