//! Descriptions that belong to no record: multifields and custom fields.

use serde_json::{Map, Value, json};

use crate::engine::{Answer, Cx, FIELD_TYPES};
use crate::fault::Fault;
use crate::php;

fn described(kind: &str, title: &str, read_only: bool) -> Value {
    json!({
        "type": kind, "isRequired": false, "isReadOnly": read_only, "isImmutable": false, "isMultiple": false,
        "isDynamic": false, "title": title
    })
}

pub(super) fn multifield_fields(_: &Cx<'_>) -> Result<Answer, Fault> {
    Ok(json!({
        "ID": described("int", "ID", true),
        "TYPE_ID": described("string", "TYPE_ID", true),
        "VALUE": described("string", "VALUE", false),
        "VALUE_TYPE": described("string", "VALUE_TYPE", false),
    })
    .into())
}

pub(super) fn userfield_types(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let mut types: Vec<Value> = FIELD_TYPES
        .iter()
        .map(|(id, title)| json!({ "ID": id, "title": title }))
        .collect();
    // Types of applications are seen by applications only.
    if cx.hit.caller.is_app() {
        let mut statement = cx
            .db()
            .prepare_cached("SELECT code, title FROM field_type ORDER BY code")?;
        let own = statement.query_map([], |row| {
            Ok(json!({ "ID": row.get::<_, String>(0)?, "title": row.get::<_, String>(1)? }))
        })?;
        types.extend(own.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(Value::Array(types).into())
}

/// Sparse: flags are there only when they hold.
fn sparse(kind: &str, title: &str, read_only: bool, immutable: bool, multiple: bool) -> Value {
    let mut info = Map::new();
    info.insert("type".to_owned(), kind.into());
    info.insert("title".to_owned(), title.into());
    for (name, holds) in [
        ("isReadOnly", read_only),
        ("isImmutable", immutable),
        ("isMultiple", multiple),
    ] {
        if holds {
            info.insert(name.to_owned(), true.into());
        }
    }
    Value::Object(info)
}

/// What the platform says of the attributes of a custom field; not all of it is what it does.
pub(super) fn userfield_fields(_: &Cx<'_>) -> Result<Answer, Fault> {
    let fields = [
        ("ID", "int"),
        ("ENTITY_ID", "string"),
        ("FIELD_NAME", "string"),
        ("USER_TYPE_ID", "string"),
        ("XML_ID", "string"),
        ("SORT", "int"),
        ("MULTIPLE", "char"),
        ("MANDATORY", "char"),
        ("SHOW_FILTER", "char"),
        ("SHOW_IN_LIST", "char"),
        ("EDIT_IN_LIST", "char"),
        ("IS_SEARCHABLE", "char"),
        ("EDIT_FORM_LABEL", "string"),
        ("LIST_COLUMN_LABEL", "string"),
        ("LIST_FILTER_LABEL", "string"),
        ("ERROR_MESSAGE", "string"),
        ("HELP_MESSAGE", "string"),
        ("LIST", "uf_enum_element"),
        ("SETTINGS", "object"),
    ];
    let info = |(name, kind): (&str, &str)| {
        let immutable = matches!(name, "ENTITY_ID" | "FIELD_NAME" | "USER_TYPE_ID");
        let info = sparse(kind, name, name == "ID", immutable, name == "LIST");
        (name.to_owned(), info)
    };
    Ok(Value::Object(fields.into_iter().map(info).collect()).into())
}

pub(super) fn enumeration_fields(_: &Cx<'_>) -> Result<Answer, Fault> {
    let fields = [
        ("ID", "int"),
        ("SORT", "int"),
        ("VALUE", "string"),
        ("DEF", "string"),
        ("DEL", "string"),
    ];
    let info = |(name, kind): (&str, &str)| {
        (
            name.to_owned(),
            sparse(kind, name, name == "ID", false, false),
        )
    };
    Ok(Value::Object(fields.into_iter().map(info).collect()).into())
}

pub(super) fn settings_fields(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let kind = cx
        .loose_param("type")
        .and_then(php::text)
        .filter(|t| !t.is_empty());
    let kind = kind.ok_or_else(|| Fault::plain("Parameter 'type' is not specified or empty."))?;
    let fields: &[(&str, &str)] = match kind.as_str() {
        "string" => &[("DEFAULT_VALUE", "string"), ("ROWS", "int")],
        "integer" => &[("DEFAULT_VALUE", "int")],
        "double" => &[("DEFAULT_VALUE", "double"), ("PRECISION", "int")],
        "boolean" => &[("DEFAULT_VALUE", "int"), ("DISPLAY", "string")],
        "datetime" => &[("DEFAULT_VALUE", "object")],
        "enumeration" => &[("DISPLAY", "string"), ("LIST_HEIGHT", "int")],
        "iblock_section" | "iblock_element" => &[
            ("IBLOCK_TYPE_ID", "string"),
            ("IBLOCK_ID", "string"),
            ("DEFAULT_VALUE", "string"),
            ("DISPLAY", "string"),
            ("LIST_HEIGHT", "int"),
            ("ACTIVE_FILTER", "char"),
        ],
        "crm_status" => &[("ENTITY_TYPE", "string")],
        "crm" => &[
            ("LEAD", "char"),
            ("CONTACT", "char"),
            ("COMPANY", "char"),
            ("DEAL", "char"),
        ],
        _ => &[],
    };
    let info: Map<String, Value> = fields
        .iter()
        .map(|(name, kind)| ((*name).to_owned(), sparse(kind, name, false, false, false)))
        .collect();
    Ok(php::array(info).into())
}
