//! `crm.currency.*`: which one is the base, and how amounts are written in each language.

use std::sync::Arc;

use bitrix24_codegen::model::Kind as Ty;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::catalogue::{Catalogue, View};
use crate::engine::records::{self, held, text};
use crate::engine::{Answer, Cx, describe};
use crate::fault::Fault;
use crate::php;
use crate::store::{Stored, quote};

const CURRENCY: &str = "crm.currency";
/// The language of the portal.
const LANGUAGE: &str = "en";
/// What is written in the language of the portal is answered of a currency itself.
const OWN: [&str; 5] = [
    "FULL_NAME",
    "FORMAT_STRING",
    "DEC_POINT",
    "THOUSANDS_SEP",
    "DECIMALS",
];
/// Code, name, template and rate of the currencies of a new portal; the first one is the base.
const FIRST: [(&str, &str, &str, f64); 2] = [
    ("USD", "US Dollar", "$#", 1.0),
    ("EUR", "Euro", "\u{20ac}#", 1.1),
];

/// The currencies of a new portal.
pub(super) fn seed(db: &Connection, catalogue: &Catalogue) -> rusqlite::Result<()> {
    let entity = catalogue.entity(CURRENCY);
    let Some(view) = entity.and_then(|entity| catalogue.view(entity)) else {
        return Ok(());
    };
    let needed = [
        "CURRENCY",
        "AMOUNT_CNT",
        "AMOUNT",
        "BASE",
        "SORT",
        "LANG",
        "LID",
    ];
    if !needed.iter().chain(&OWN).all(|c| view.table.has(c)) {
        return Ok(());
    }
    let table = quote(&view.table.name);
    let any = format!("SELECT EXISTS (SELECT 1 FROM {table})");
    if db.query_row(&any, [], |row| row.get(0))? {
        return Ok(());
    }
    for (sort, (code, name, template, rate)) in (100_i64..).step_by(100).zip(&FIRST) {
        let given =
            json!({ "FULL_NAME": name, "FORMAT_STRING": template, "THOUSANDS_VARIANT": "C" });
        let written = localization(code, None, &given);
        let sql = format!(
            "INSERT INTO {table} (CURRENCY, AMOUNT_CNT, AMOUNT, BASE, SORT, LANG, LID, {})
             VALUES (?1, 1, ?2, ?3, ?4, ?5, '{LANGUAGE}', ?6, ?7, ?8, ?9, ?10)",
            OWN.join(", ")
        );
        let [full, format, point, separator, decimals] = own(&written);
        db.execute(
            &sql,
            (
                code,
                rate,
                if *code == FIRST[0].0 { "Y" } else { "N" },
                sort,
                json!({ LANGUAGE: written }).to_string(),
                full,
                format,
                point,
                separator,
                decimals,
            ),
        )?;
    }
    Ok(())
}

/// How amounts are written in a language, with what is left out as it was, or as it is by default.
fn localization(code: &str, before: Option<&Value>, given: &Value) -> Value {
    let said = |name: &str| {
        let given = php::get(given, name).filter(|value| !value.is_null());
        given.or_else(|| before.and_then(|before| php::get(before, name)))
    };
    let word = |name: &str, default: &str| {
        let word = said(name).and_then(php::text).filter(|w| !w.is_empty());
        word.unwrap_or_else(|| default.to_owned())
    };
    let own = said("THOUSANDS_SEP")
        .and_then(php::text)
        .filter(|s| !s.is_empty());
    let chosen = php::get(given, "THOUSANDS_VARIANT").and_then(php::text);
    let chosen = match (chosen, php::get(given, "THOUSANDS_SEP")) {
        (None, Some(_)) if own.is_some() => None,
        (None, _) => Some(word("THOUSANDS_VARIANT", "S")),
        (chosen, _) => chosen,
    };
    let separator = match chosen.as_deref() {
        None => own,
        Some("S") => Some(" ".to_owned()),
        Some("B") => Some("&nbsp;".to_owned()),
        // That of the others goes without saying.
        Some(_) => None,
    };
    json!({
        "FORMAT_STRING": word("FORMAT_STRING", "#"),
        "FULL_NAME": word("FULL_NAME", code),
        "DEC_POINT": word("DEC_POINT", "."),
        "THOUSANDS_SEP": separator,
        "DECIMALS": said("DECIMALS").map_or(2, php::int).to_string(),
        "THOUSANDS_VARIANT": chosen,
        "HIDE_ZERO": word("HIDE_ZERO", "N"),
    })
}

/// What a currency itself says of amounts, out of a localization.
fn own(written: &Value) -> [Option<String>; 5] {
    let separator = match php::get(written, "THOUSANDS_VARIANT")
        .and_then(php::text)
        .as_deref()
    {
        Some("C") => Some(",".to_owned()),
        Some("D") => Some(".".to_owned()),
        _ => php::get(written, "THOUSANDS_SEP").and_then(php::text),
    };
    OWN.map(|name| match name {
        "THOUSANDS_SEP" => separator.clone(),
        name => php::get(written, name).and_then(php::text),
    })
}

fn view(cx: &Cx<'_>) -> Result<Arc<View>, Fault> {
    records::view(cx, CURRENCY)
}

/// Row and code of a currency.
fn find(cx: &Cx<'_>, code: &str) -> Result<(i64, String), Fault> {
    let view = view(cx)?;
    let row = records::row(cx, &view, &[held("CURRENCY", code.to_owned())])?;
    let row = row.ok_or_else(|| Fault::plain("Not found"))?;
    let known = records::get(cx, &view, row, ["CURRENCY"])?;
    Ok((row, known.map(|[code]| text(&code)).unwrap_or_default()))
}

/// The currency of the call's id.
fn called(cx: &Cx<'_>) -> Result<(i64, String), Fault> {
    let id = cx.loose_param("id").and_then(php::text);
    let id = id.filter(|id| !id.is_empty());
    let invalid = || Fault::plain("The parameter id is invalid or not defined.");
    find(cx, &id.ok_or_else(invalid)?)
}

/// How amounts of a currency are written, by languages.
fn languages(cx: &Cx<'_>, row: i64) -> Result<Map<String, Value>, Fault> {
    let kept = records::get(cx, &*view(cx)?, row, ["LANG"])?;
    let kept = kept.map(|[kept]| text(&kept)).unwrap_or_default();
    Ok(serde_json::from_str(&kept).unwrap_or_default())
}

fn write_languages(cx: &Cx<'_>, row: i64, languages: &Map<String, Value>) -> Result<(), Fault> {
    let mut written = vec![
        held("LANG", php::array(languages.clone()).to_string()),
        held("LID", LANGUAGE.to_owned()),
        held("DATE_UPDATE", cx.zone().now()),
    ];
    let first = languages
        .get(LANGUAGE)
        .or_else(|| languages.values().next());
    for (name, value) in OWN.iter().zip(first.map(own).unwrap_or_default()) {
        written.push(held(name, value.map_or(Stored::Null, Stored::Text)));
    }
    records::set(cx, &*view(cx)?, row, &written)
}

/// Languages with those that are given in place of what they were.
fn merged(code: &str, mut before: Map<String, Value>, given: &Value) -> Map<String, Value> {
    let named = |language: &str, value: &Value| !language.is_empty() && php::is_array(value);
    for (language, value) in php::entries(given) {
        if !named(&language, value) {
            continue;
        }
        let written = localization(code, before.get(&*language), value);
        before.insert(language.into_owned(), written);
    }
    before
}

/// What is written beside the fields that were sent.
fn settle(cx: &Cx<'_>, code: &str, before: Map<String, Value>) -> Result<(), Fault> {
    let fields = cx.fields_param()?;
    let (row, code) = find(cx, code)?;
    let given = php::get(&fields, "LANG").cloned().unwrap_or_default();
    write_languages(cx, row, &merged(&code, before, &given))?;
    let based = php::get(&fields, "BASE").and_then(php::text);
    if based.is_some_and(|base| base == "Y") {
        rebase(cx, row)?;
    }
    Ok(())
}

/// `crm.currency.add`
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let answer = cx.by_shape()?;
    let code = php::text(&answer.result.at(&[])).unwrap_or_default();
    settle(cx, &code, Map::new())?;
    let (row, _) = find(cx, &code)?;
    let view = view(cx)?;
    if records::get(cx, &view, row, ["SORT"])? == Some([Stored::Null]) {
        records::set(cx, &view, row, &[held("SORT", 100)])?;
    }
    Ok(answer)
}

/// `crm.currency.update`
pub(super) fn update(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, code) = called(cx)?;
    let before = languages(cx, row)?;
    let was_base = is_base(cx, row)?;
    let answer = cx.by_shape()?;
    settle(cx, &code, before)?;
    if was_base {
        // Another one has to be made the base.
        rebase(cx, row)?;
    }
    Ok(answer)
}

/// `crm.currency.delete`
pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, _) = called(cx)?;
    if is_base(cx, row)? {
        return Err(Fault::plain("Cannot delete base currency."));
    }
    cx.by_shape()
}

/// `crm.currency.list`: without what is written in each language, and never counted. Names may be in lower case.
pub(super) fn list(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let view = view(cx)?;
    let order = cx.array_param("order")?;
    let order: Map<String, Value> = php::entries(&order)
        .into_iter()
        .map(|(name, direction)| (name.to_ascii_uppercase(), direction.clone()))
        .collect();
    let names = view.fields.iter().map(|field| field.wire.as_str());
    let select: Vec<&str> = names.filter(|name| *name != "LANG").collect();
    let params = json!({ "order": php::array(order), "select": select });
    let mut answer = records::usual(cx, &view, "list", &params)?;
    answer.total = Some(0);
    Ok(answer)
}

fn is_base(cx: &Cx<'_>, row: i64) -> Result<bool, Fault> {
    let base = records::get(cx, &*view(cx)?, row, ["BASE"])?;
    Ok(base.is_some_and(|[base]| text(&base) == "Y"))
}

fn rebase(cx: &Cx<'_>, base: i64) -> Result<(), Fault> {
    let view = view(cx)?;
    for row in records::rows(cx, &view, &[])? {
        let flag = if row == base { "Y" } else { "N" };
        records::set(cx, &view, row, &[held("BASE", flag.to_owned())])?;
    }
    Ok(())
}

/// `crm.currency.base.get`
pub(super) fn base(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let view = view(cx)?;
    let row = records::row(cx, &view, &[held("BASE", "Y".to_owned())])?;
    let code = match row {
        Some(row) => records::get(cx, &view, row, ["CURRENCY"])?,
        None => None,
    };
    Ok(json!(code.map(|[code]| text(&code))).into())
}

/// `crm.currency.base.set`: rates stay as they are.
pub(super) fn set_base(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, _) = called(cx)?;
    rebase(cx, row)?;
    Ok(json!(true).into())
}

/// `crm.currency.localizations.get`
pub(super) fn localizations(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, _) = called(cx)?;
    Ok(php::array(languages(cx, row)?).into())
}

/// `crm.currency.localizations.set`: whether anything was given.
pub(super) fn set_localizations(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, code) = called(cx)?;
    let given = cx.array_param("localizations")?;
    if php::entries(&given).is_empty() {
        return Ok(json!(false).into());
    }
    let languages = merged(&code, languages(cx, row)?, &given);
    write_languages(cx, row, &languages)?;
    Ok(json!(true).into())
}

/// `crm.currency.localizations.delete`: whether there was any of them.
pub(super) fn delete_localizations(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let (row, _) = called(cx)?;
    let mut languages = languages(cx, row)?;
    let before = languages.len();
    for gone in php::values(&cx.array_param("lids")?) {
        languages.remove(&php::text(gone).unwrap_or_default());
    }
    let found = languages.len() < before;
    if found {
        write_languages(cx, row, &languages)?;
    }
    Ok(json!(found).into())
}

/// `crm.currency.localizations.fields`
pub(super) fn localization_fields(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let catalogue = &cx.core.catalogue;
    let model = &catalogue.model;
    let get = catalogue.binding("crm.currency.localizations.get", &Value::Null);
    let described = get.and_then(|method| match &model[method.returns].kind {
        Ty::Map(inner) => match &model[*inner].kind {
            Ty::Object(object) => Some(describe::plain(model, object.fields.iter())),
            _ => None,
        },
        _ => None,
    });
    Ok(described.ok_or_else(Fault::no_method)?.into())
}
