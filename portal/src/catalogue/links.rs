//! Links between records, as the methods of the `link` family tell of them.

use bitrix24_codegen::model::{Access, EntityId, Method, Model, TypeId};

use super::tables::table_name;

/// A link family: the owner's column with the main record, and the field with all of them.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Full name of the link's entity: `crm.contact.company`.
    pub(crate) entity: String,
    /// SQL table of the owner.
    pub(crate) table: String,
    /// `COMPANY_ID`.
    pub(crate) column: String,
    /// `COMPANY_IDS`.
    pub(crate) all: String,
    /// Full name of the entity at the other end: `crm.company`.
    pub(crate) target: Option<String>,
    /// The same link seen from the other end, where that is the end that it is kept at.
    pub(crate) mirrors: Option<Box<Link>>,
}

/// Links of an entity's records.
pub(super) fn links(model: &Model, owner: EntityId) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for method in of_family(model) {
        let Some(mut link) = link(model, method, owner) else {
            continue;
        };
        if links.iter().any(|l| l.column == link.column) {
            continue;
        }
        link.mirrors = mirrored(model, owner, &link).map(Box::new);
        links.push(link);
    }
    links
}

fn of_family(model: &Model) -> impl Iterator<Item = &Method> {
    let methods = model.methods.iter();
    methods.filter(|m| m.family.as_deref() == Some("link"))
}

fn link(model: &Model, method: &Method, owner: EntityId) -> Option<Link> {
    let entity = method.entity?;
    let (_, column) = method.args.iter().find(|(name, _)| name == "column")?;
    if link_owner(model, method) != Some(owner) {
        return None;
    }
    let ends = model[entity].fields.iter().find(|f| &f.wire == column);
    let target = ends.and_then(|end| referred(model, end.ty));
    Some(Link {
        entity: model[entity].full_name.clone(),
        table: table_name(&model[owner].full_name),
        column: column.clone(),
        all: format!("{column}S"),
        target: target.map(|target| model[target].full_name.clone()),
        mirrors: None,
    })
}

/// The link back, if there is one and the record at the other end answers which one is its main one.
fn mirrored(model: &Model, owner: EntityId, link: &Link) -> Option<Link> {
    let other = link.target.as_ref()?;
    let other = of_family(model)
        .filter_map(|method| link_owner(model, method))
        .find(|owner| &model[*owner].full_name == other)?;
    let here = Some(&model[owner].full_name);
    let back = of_family(model)
        .filter_map(|method| self::link(model, method, other))
        .find(|back| back.target.as_ref() == here)?;
    let answers = |entity: EntityId, column: &str| {
        let field = model[entity].fields.iter().find(|f| f.wire == column);
        field.is_some_and(|f| !matches!(f.access, Access::Write | Access::Filter))
    };
    (answers(other, &back.column) && !answers(owner, &link.column)).then_some(back)
}

/// Whose links a method of the family is about: its `id` says so.
pub(crate) fn link_owner(model: &Model, method: &Method) -> Option<EntityId> {
    let id = method
        .params
        .iter()
        .find(|p| p.wire.eq_ignore_ascii_case("id"))?;
    referred(model, id.ty)
}

/// Whose records an id is of.
fn referred(model: &Model, ty: TypeId) -> Option<EntityId> {
    match &model[ty].kind {
        bitrix24_codegen::model::Kind::Id(kind) => model[*kind].entity,
        _ => None,
    }
}
