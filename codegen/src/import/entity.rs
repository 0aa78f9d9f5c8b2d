//! Groups of methods that work on one kind of record, and what is known of its fields.

use std::collections::BTreeSet;

use super::described::{Described, World};
use super::family::Use;
use crate::check::survey::{Survey, SurveyEntity};
use crate::check::{is_reserved, is_snake, segments, snake};
use crate::draft::{Field, Hoist, Places, Shape, unwritten, word};
use crate::read::Node;

/// Methods that share all but the last segment of their names, and those of their lists: `items.get`.
pub(crate) struct Group<'w> {
    pub(crate) at: String,
    pub(crate) rest: u8,
    methods: Vec<&'w Described>,
}

/// An entity, drafted or there already.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// In its file.
    pub(crate) name: String,
    /// How methods of its file refer to it.
    pub(crate) reference: String,
    pub(crate) at: String,
    pub(crate) rest: u8,
    pub(crate) module: Vec<String>,
    pub(crate) key: Option<String>,
    pub(crate) fields: Vec<Field>,
    /// Wire names of its fields.
    names: Vec<String>,
    /// Whether `at` must be said.
    says_at: bool,
    /// Folder of the reference, where its methods have one of their own: as it is said, and in full.
    pub(crate) see: Option<(String, String)>,
    pub(crate) is_there: bool,
    pub(crate) remarks: Vec<String>,
}

/// Groups of a world, in order of names.
pub(crate) fn groups(world: &World) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for method in &world.methods {
        let at = method.prefix();
        if at.is_empty() {
            continue;
        }
        for at in [Some(at), at.strip_suffix(".items")].into_iter().flatten() {
            match groups
                .iter_mut()
                .find(|group| group.at == at && group.rest == method.rest)
            {
                Some(group) => group.methods.push(method),
                None => groups.push(Group {
                    at: at.to_owned(),
                    rest: method.rest,
                    methods: vec![method],
                }),
            }
        }
    }
    groups.sort_by(|a, b| (&a.at, a.rest).cmp(&(&b.at, b.rest)));
    groups
}

/// What stands below keys that hold nothing else, and the path to it.
pub(crate) fn unwrapped(shape: &Shape) -> (Vec<String>, &Shape) {
    let mut path = Vec::new();
    let mut at = shape;
    while let Shape::Object(fields) = at
        && let [only] = fields.as_slice()
        && !only.name.contains(['*', '.'])
        && path.len() < 2
    {
        path.push(only.name.clone());
        at = &only.shape;
    }
    (path, at)
}

/// Whether a name is one of a custom field.
fn is_custom(name: &str) -> bool {
    name.starts_with("UF_")
        || name
            .strip_prefix("uf")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

impl<'w> Group<'w> {
    /// A method by what follows the name of the group.
    fn method(&self, rest: &str) -> Option<&'w Described> {
        self.methods.iter().copied().find(|method| {
            let own = method.name.strip_prefix(self.at.as_str());
            own.and_then(|own| own.strip_prefix('.'))
                .is_some_and(|own| own.eq_ignore_ascii_case(rest))
        })
    }

    /// The fields of a record as it is read.
    fn read(&self) -> Option<&'w [Field]> {
        let of = |last: &str| match unwrapped(self.method(last)?.result.as_ref()?).1 {
            Shape::Object(fields) => Some(fields.as_slice()),
            Shape::List(item) => match item.as_ref() {
                Shape::Object(fields) => Some(fields.as_slice()),
                _ => None,
            },
            _ => None,
        };
        // Of two that show as much the one that reads a single record, which is described better.
        [of("items.get"), of("list"), of("get")]
            .into_iter()
            .flatten()
            .max_by_key(|fields| fields.len())
            .filter(|fields| fields.len() > 2)
    }

    /// The fields that a method writes.
    fn written(&self, last: &str) -> Option<&'w [Field]> {
        match &self.method(last)?.param("fields")?.shape {
            Shape::Object(fields) => Some(fields),
            _ => None,
        }
    }
}

/// The entity of a group, if its methods work on records.
pub(crate) fn record(
    group: &Group<'_>,
    places: &Places<'_>,
    names: &mut BTreeSet<String>,
) -> Option<Record> {
    let usual = ["add", "get", "list", "update", "items.get"];
    if usual
        .iter()
        .filter(|last| group.method(last).is_some())
        .count()
        < 2
    {
        return None;
    }
    let read = group.read();
    let described = group
        .method("fields")
        .map(|method| method.fields.as_slice())
        .filter(|fields| fields.len() > 2);
    if read.is_none() && described.is_none() {
        return None;
    }
    let (fields, custom) = fields(group, read, described);
    let module = places.module(&format!("{}.get", group.at), group.rest);
    let mut path = segments(&group.at);
    if group.rest == 3 {
        path.insert(0, "v3".to_owned());
    }
    let last = path.last()?.clone();
    let (mut name, mut says_at) = match path.strip_prefix(module.as_slice()) {
        Some([]) => (last, false),
        Some([one]) => (one.clone(), false),
        Some(below) => (below.join("_"), true),
        None => (last, true),
    };
    // A file is named in snake_case, whatever its methods are.
    let version = usize::from(group.rest == 3);
    says_at |= path.get(version..).map(|path| path.join(".")).as_ref() != Some(&group.at);
    if is_reserved(&name)
        || !is_snake(&name)
        || places
            .survey
            .types
            .iter()
            .any(|(ty, file)| *ty == name && file.starts_with("shared/"))
    {
        name = format!("{name}_record");
        says_at = true;
    }
    while !names.insert(format!("{}.{name}", module.join("."))) {
        name.push_str("_record");
        says_at = true;
    }
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    let key = if has("id") {
        Some("id".to_owned())
    } else if has("ID") {
        Some("ID".to_owned())
    } else {
        group.method("get").and_then(|get| {
            let typed = get.key.clone().filter(|key| has(key));
            typed.or_else(|| match get.params.as_slice() {
                [only] => fields
                    .iter()
                    .find(|field| field.name.eq_ignore_ascii_case(&only.name))
                    .map(|field| field.name.clone()),
                _ => None,
            })
        })
    };
    let mut remarks = Vec::new();
    if custom {
        remarks.push("There are custom fields: say `custom_fields`.".to_owned());
    }
    let full = match path.strip_prefix(module.as_slice()) {
        Some([]) => module.join("."),
        _ => format!("{}.{name}", module.join(".")),
    };
    let is_clear = places.is_clear(&module, &name);
    Some(Record {
        reference: if is_clear { name.clone() } else { full },
        name,
        at: group.at.clone(),
        rest: group.rest,
        module,
        key,
        names: fields.iter().map(|field| field.name.clone()).collect(),
        fields,
        says_at,
        see: None,
        is_there: false,
        remarks,
    })
}

/// The fields of an entity out of everything that is said of them, and whether it has custom ones.
fn fields(
    group: &Group<'_>,
    read: Option<&[Field]>,
    described: Option<&[Field]>,
) -> (Vec<Field>, bool) {
    let add = group.written("add");
    let update = group.written("update");
    let mut fields: Vec<Field> = Vec::new();
    let mut custom = false;
    let sources = [described, read, add, update];
    for source in sources.into_iter().flatten() {
        for field in source {
            if is_custom(&field.name) {
                custom = true;
                continue;
            }
            if fields
                .iter()
                .any(|known| snake(&known.name) == snake(&field.name))
            {
                continue;
            }
            fields.push(Field {
                certain: false,
                ..field.clone()
            });
        }
    }
    let find = |source: Option<&[Field]>, name: &str| -> Option<Field> {
        source?.iter().find(|field| field.name == name).cloned()
    };
    for field in &mut fields {
        let (added, updated) = (find(add, &field.name), find(update, &field.name));
        let answered = find(read, &field.name);
        for other in [&answered, &added, &updated].into_iter().flatten() {
            if exactness(&other.shape) > exactness(&field.shape) {
                field.shape = other.shape.clone();
            }
        }
        field.certain = added.as_ref().is_some_and(|field| field.certain);
        if field.attributes.iter().any(|(key, _)| key == "access") {
            field.certain = false;
            continue;
        }
        let writes = add.is_some() || update.is_some();
        let access = match (answered.is_some(), added.is_some(), updated.is_some()) {
            (_, false, false) if writes => Some("read"),
            (_, true, false) if update.is_some() => Some("create"),
            (false, _, _) if read.is_some() && find(described, &field.name).is_none() => {
                Some("write")
            }
            _ => None,
        };
        let is_key = matches!(field.name.as_str(), "id" | "ID");
        if let Some(access) = access.or(is_key.then_some("read")) {
            field.attributes.push(("access".to_owned(), word(access)));
        }
        if is_key {
            field.shape = Shape::plain("id");
        }
    }
    for field in &mut fields {
        if matches!(field.name.as_str(), "id" | "ID") {
            field.shape = Shape::plain("id");
            field.certain = false;
        }
    }
    (fields, custom)
}

/// How much a type says: an object says more than a map of anything, and a date more than a text.
fn exactness(shape: &Shape) -> u8 {
    match shape {
        Shape::Plain(name) => match name.as_str() {
            "any" => 0,
            "string" | "int" => 2,
            _ => 3,
        },
        Shape::Map(inner) | Shape::List(inner) if inner.is_any() => 1,
        Shape::List(inner) | Shape::Map(inner) => exactness(inner).max(2),
        Shape::Union(_) => 2,
        Shape::Values(_) | Shape::Object(_) => 4,
    }
}

impl Record {
    /// One that the spec has.
    pub(crate) fn there(entity: &SurveyEntity, survey: &Survey) -> Self {
        let module = survey
            .files
            .iter()
            .find(|file| file.path == entity.file)
            .map(|file| file.module.clone())
            .unwrap_or_default();
        Self {
            name: entity.name.clone(),
            reference: entity.full_name.clone(),
            at: entity.at.clone(),
            rest: entity.rest,
            module,
            key: entity.key.clone(),
            fields: Vec::new(),
            names: entity.fields.clone(),
            says_at: false,
            see: None,
            is_there: true,
            remarks: Vec::new(),
        }
    }

    /// Whether texts identify its records.
    pub(crate) fn has_text_key(&self) -> bool {
        let Some(own) = self.key.as_deref() else {
            return false;
        };
        match self.fields.iter().find(|field| field.name == own) {
            Some(field) => matches!(&field.shape, Shape::Plain(name) if name == "string"),
            None => !own.eq_ignore_ascii_case("id"),
        }
    }

    /// Whether a value of this type may be an identifier of such a record; `key` is the field that a page says it to be.
    pub(crate) fn is_identified_by(&self, shape: &Shape, key: Option<&str>) -> bool {
        let (Shape::Plain(name), Some(own)) = (shape, self.key.as_deref()) else {
            return false;
        };
        let is_text = self.has_text_key();
        match name.as_str() {
            "int" => !is_text,
            "string" => is_text || key == Some(own),
            name => {
                let of = name.strip_prefix("id(").and_then(|of| of.strip_suffix(')'));
                name == "id" || of.is_some_and(|of| of == self.at || of == self.reference)
            }
        }
    }

    /// Whether an object has the fields of this record, and no others.
    pub(crate) fn covers(&self, fields: &[Field]) -> bool {
        fields.iter().all(|field| {
            is_custom(&field.name)
                || self
                    .names
                    .iter()
                    .any(|name| name == field.name.trim_end_matches('*') || *name == field.name)
        })
    }

    /// The entity as it is written.
    pub(crate) fn node(&self, uses: &[Use], event: Option<String>, hoist: &mut Hoist) -> Node {
        let mut entries = vec![unwritten()];
        if self.says_at {
            entries.push(("at".to_owned(), word(&self.at)));
        }
        if let Some(key) = &self.key {
            entries.push(("key".to_owned(), word(key)));
        }
        if let Some((see, _)) = &self.see {
            entries.push(("see".to_owned(), word(see)));
        }
        if let Some(event) = event {
            entries.push(("event".to_owned(), word(event)));
        }
        if !uses.is_empty() {
            let uses = uses
                .iter()
                .map(|used| used.node(hoist, &self.name))
                .collect();
            entries.push(("use".to_owned(), Node::List(uses)));
        }
        let mut fields = self.fields.clone();
        for (column, target) in uses.iter().filter_map(Use::column) {
            // What links lead to is an identifier of that kind, whatever the page calls it.
            for field in fields.iter_mut().filter(|field| field.name == column) {
                field.shape = Shape::Plain(format!("id({target})"));
            }
        }
        entries.push(("fields".to_owned(), hoist.fields(&fields, &self.name)));
        Node::Map(entries)
    }
}
