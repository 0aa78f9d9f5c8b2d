//! `crm.documentgenerator.document.*`: documents of records. Their files are those of their templates, not filled in.

use std::sync::Arc;

use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};

use crate::catalogue::View;
use crate::engine::records::{self, held, text, whole};
use crate::engine::{Answer, Cx, delete as remove, file, view_of};
use crate::events::Occurrence;
use crate::fault::Fault;
use crate::php;
use crate::store::Stored;

pub(super) const DOCUMENT: &str = "crm.documentgenerator.document";
const TEMPLATE: &str = "crm.documentgenerator.template";
const NUMERATOR: &str = "crm.documentgenerator.numerator";
/// How a numerator counts, among its settings.
const SEQUENCE: &str = "Bitrix_Main_Numerator_Generator_SequentNumberGenerator";

fn refused(text: &str) -> Fault {
    Fault::new("0", text)
}

fn view(cx: &Cx<'_>) -> Result<Arc<View>, Fault> {
    records::view(cx, DOCUMENT)
}

/// Kind and number of the record that a document is of.
fn owner(cx: &Cx<'_>, given: &Value) -> Result<(i64, i64), Fault> {
    let part = |name: &str| php::get(given, name).map(php::int);
    let kind = part("entityTypeId").ok_or_else(|| Fault::no_value("entityTypeId"))?;
    let id = part("entityId").ok_or_else(|| Fault::no_value("entityId"))?;
    match view_of(cx, kind)? {
        Some(view) if cx.exists(&view.table, id)? => Ok((kind, id)),
        _ => Err(refused("The record was not found")),
    }
}

/// Values as they were sent, with what the portal puts beside them.
fn values(cx: &Cx<'_>, before: Map<String, Value>, stamps: bool) -> Map<String, Value> {
    let mut values = before;
    values.insert("_creationMethod".to_owned(), "rest".into());
    values.insert("stampsEnabled".to_owned(), stamps.into());
    let sent = cx.param("values").map(php::entries).unwrap_or_default();
    for (code, value) in sent {
        values.insert(code.into_owned(), value.clone());
    }
    values
}

/// The text that a code of a document was given, as a value or as a field.
fn said(cx: &Cx<'_>, code: &str) -> Option<String> {
    let value = cx.param("values").and_then(|values| php::get(values, code));
    let field = || {
        let field = php::get(cx.param("fields")?, code)?;
        php::get(field, "VALUE")
    };
    value.or_else(field).and_then(php::text)
}

fn stamped(cx: &Cx<'_>) -> Option<bool> {
    cx.param("stampsEnabled").map(php::truthy)
}

fn flag(on: bool) -> String {
    if on { "Y" } else { "N" }.to_owned()
}

/// The next number of a numerator, in its template.
fn next_number(cx: &Cx<'_>, numerator: i64) -> Result<String, Fault> {
    let view = records::view(cx, NUMERATOR)?;
    let known = records::get(cx, &view, numerator, ["TEMPLATE", "SETTINGS"])?;
    let (template, settings) = known.map_or_else(Default::default, |[template, settings]| {
        (text(&template), text(&settings))
    });
    let settings: Value = serde_json::from_str(&settings).unwrap_or_default();
    let sequence = php::get(&settings, SEQUENCE);
    let setting = |name: &str| sequence.and_then(|sequence| php::get(sequence, name));
    let whole = |name: &str, default: i64| setting(name).map_or(default, php::int);
    let name = format!("numerator.{numerator}");
    let sql = "SELECT value FROM setting WHERE name = ?1";
    let last: Option<String> = cx
        .db()
        .query_row(sql, [&name], |row| row.get(0))
        .optional()?;
    let last = last.and_then(|last| last.parse::<i64>().ok());
    let now = match last {
        Some(last) => last.saturating_add(whole("step", 1)),
        None => whole("start", 1),
    };
    let sql = "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)";
    cx.db().execute(sql, (name, now.to_string()))?;
    let pad = setting("padString").and_then(php::text);
    let pad = pad
        .filter(|pad| !pad.is_empty())
        .unwrap_or_else(|| "0".to_owned());
    let mut digits = now.to_string();
    let wanted = usize::try_from(whole("length", 0))
        .unwrap_or_default()
        .min(64);
    while digits.chars().count() < wanted {
        digits.insert_str(0, &pad);
    }
    if template.contains("{NUMBER}") {
        Ok(template.replace("{NUMBER}", &digits))
    } else {
        Ok(digits)
    }
}

/// Keeps a file of a document: the column of its number, and the columns of its addresses.
fn keep(
    cx: &Cx<'_>,
    row: i64,
    columns: [&str; 3],
    action: &str,
    content: &[u8],
) -> Result<[(String, Stored); 3], Fault> {
    let file = file::save(cx.db(), &format!("document{row}"), content)?;
    let base = cx.core.settings.base();
    let query = format!("action={DOCUMENT}.{action}&id={row}&fileId={file}");
    let address = format!("{base}/bitrix/services/main/ajax.php?{query}");
    let [number, browser, machine] = columns;
    Ok([
        held(number, file),
        held(browser, address.clone()),
        held(machine, address),
    ])
}

const OFFICE: [&str; 3] = ["FILE_ID", "DOWNLOAD_URL", "DOWNLOAD_URL_MACHINE"];
const PDF: [&str; 3] = ["PDF_ID", "PDF_URL", "PDF_URL_MACHINE"];
const IMAGE: [&str; 3] = ["IMAGE_ID", "IMAGE_URL", "IMAGE_URL_MACHINE"];

fn read(cx: &Cx<'_>, row: i64) -> Result<Answer, Fault> {
    records::usual(cx, &*view(cx)?, "get", &json!({ "id": row }))
}

/// `crm.documentgenerator.document.add`
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (kind, id) = owner(cx, cx.params)?;
    let template = cx.param("templateId").map_or(0, php::int);
    let columns = ["NAME", "NUMERATOR_ID", "FILE"];
    let known = records::get(cx, &*records::view(cx, TEMPLATE)?, template, columns)?;
    let [name, numerator, content] = known.ok_or_else(|| refused("The template was not found"))?;
    let next = match said(cx, "DocumentNumber") {
        Some(said) => said,
        None => next_number(cx, whole(&numerator))?,
    };
    let title = said(cx, "DocumentTitle").unwrap_or_else(|| format!("{} {next}", text(&name)));
    let stamps = stamped(cx).unwrap_or_default();
    let kept = [
        held("TITLE", title),
        held("NUMBER", next),
        held("TEMPLATE_ID", template),
        held("ENTITY_TYPE_ID", kind),
        held("ENTITY_ID", id),
        held("STAMPS_ENABLED", flag(stamps)),
        held("CHANGE_STAMPS_ENABLED", flag(true)),
        held("UPDATED_BY", Stored::Null),
        held(
            "VALUES",
            Value::Object(values(cx, Map::new(), stamps)).to_string(),
        ),
    ];
    let row = records::add(cx, &*view(cx)?, &json!([]), &kept)?;
    // `[name, base64]`
    let pair: Value = serde_json::from_str(&text(&content)).unwrap_or_default();
    let bytes = php::get(&pair, "1")
        .and_then(Value::as_str)
        .and_then(file::decode);
    let mut filled = keep(cx, row, OFFICE, "download", &bytes.unwrap_or_default())?.to_vec();
    filled.push(held("PULL_TAG", format!("TRANSFORMDOCUMENT{row}")));
    records::set(cx, &*view(cx)?, row, &filled)?;
    raise(cx, "ADD", row, [kind, id]);
    read(cx, row)
}

/// `crm.documentgenerator.document.upload`
pub(super) fn upload(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let fields = cx.fields_param()?;
    let (kind, id) = owner(cx, &fields)?;
    let word = |name: &str| {
        php::get(&fields, name)
            .and_then(php::text)
            .unwrap_or_default()
    };
    let kept = [
        held("TITLE", word("title")),
        held("NUMBER", word("number")),
        held("ENTITY_TYPE_ID", kind),
        held("ENTITY_ID", id),
        held("UPDATED_BY", Stored::Null),
        held("VALUES", json!({ "_creationMethod": "rest" }).to_string()),
    ];
    let content = |name: &str| file::decode(&word(name)).filter(|content| !content.is_empty());
    let office = content("fileContent").ok_or_else(|| Fault::no_value("fileContent"))?;
    let row = records::add(cx, &*view(cx)?, &json!([]), &kept)?;
    let mut filled = keep(cx, row, OFFICE, "download", &office)?.to_vec();
    for (name, columns, action) in [
        ("pdfContent", PDF, "getPdf"),
        ("imageContent", IMAGE, "getImage"),
    ] {
        if let Some(content) = content(name) {
            filled.extend(keep(cx, row, columns, action, &content)?);
        }
    }
    records::set(cx, &*view(cx)?, row, &filled)?;
    raise(cx, "ADD", row, [kind, id]);
    read(cx, row)
}

/// The document of a call, and the record that it is of.
fn called(cx: &Cx<'_>) -> Result<(i64, [i64; 2]), Fault> {
    let row = cx.param("id").map(php::int).unwrap_or_default();
    let owner = records::get(cx, &*view(cx)?, row, ["ENTITY_TYPE_ID", "ENTITY_ID"])?;
    let owner = owner.ok_or_else(|| refused("The document was not found"))?;
    Ok((row, owner.map(|part| whole(&part))))
}

/// `crm.documentgenerator.document.update`: it is made anew.
pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, owner) = called(cx)?;
    let view = view(cx)?;
    let kept = records::get(cx, &view, row, ["VALUES"])?;
    let before = kept.and_then(|[kept]| serde_json::from_str(&text(&kept)).ok());
    let stamps = stamped(cx).unwrap_or(true);
    let values = values(cx, before.unwrap_or_default(), stamps);
    let mut changed = vec![
        held("VALUES", Value::Object(values).to_string()),
        held("STAMPS_ENABLED", flag(stamps)),
        held("UPDATE_TIME", cx.zone().now()),
        held("UPDATED_BY", cx.hit.caller.user),
    ];
    for (code, column) in [("DocumentNumber", "NUMBER"), ("DocumentTitle", "TITLE")] {
        changed.extend(said(cx, code).map(|said| held(column, said)));
    }
    records::set(cx, &view, row, &changed)?;
    raise(cx, "UPDATE", row, owner);
    read(cx, row)
}

/// `crm.documentgenerator.document.get`
pub(super) fn get(cx: &Cx<'_>) -> Result<Answer, Fault> {
    read(cx, called(cx)?.0)
}

/// The files of a document go with it.
pub(super) fn delete_files(cx: &Cx<'_>, view: &View, row: i64) -> Result<(), Fault> {
    let files = records::get(cx, view, row, [OFFICE[0], PDF[0], IMAGE[0]])?;
    for file in files.into_iter().flatten() {
        file::delete(cx.db(), whole(&file))?;
    }
    Ok(())
}

/// `crm.documentgenerator.document.delete`
pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, owner) = called(cx)?;
    remove(cx, &*view(cx)?, row)?;
    raise(cx, "DELETE", row, owner);
    Ok(Value::Null.into())
}

/// `crm.documentgenerator.document.enablepublicurl`
pub(super) fn publish(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, _) = called(cx)?;
    let public = cx.param("status").is_none_or(php::truthy);
    let address = public.then(|| format!("{}/~document{row}", cx.core.settings.base()));
    let stored = address.clone().map_or(Stored::Null, Stored::Text);
    records::set(cx, &*view(cx)?, row, &[held("PUBLIC_URL", stored)])?;
    Ok(json!({ "publicUrl": address }).into())
}

fn raise(cx: &Cx<'_>, what: &str, row: i64, [kind, id]: [i64; 2]) {
    let fields = json!({
        "ID": row.to_string(), "ENTITY_TYPE_ID": kind.to_string(), "ENTITY_ID": id.to_string(),
    });
    cx.hit.raise(Occurrence {
        event: format!("ONCRMDOCUMENTGENERATORDOCUMENT{what}"),
        data: json!({ "FIELDS": fields }),
    });
}
