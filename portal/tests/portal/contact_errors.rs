//! Every error that the public reference lists for `crm.contact.*`, row by row: code, status and English text.
//!
//! Not here: rows about rights, and those that no input of a caller brings about (a full disk, a failing database).

use serde_json::{Value, json};

use crate::client::Client;

/// A refusal: code and text, and what brings it about.
struct Row {
    method: &'static str,
    code: &'static str,
    text: &'static str,
    params: Value,
}

fn row(method: &'static str, code: &'static str, text: &'static str, params: Value) -> Row {
    Row {
        method,
        code,
        text,
        params,
    }
}

/// Calls every row's method and compares the whole refusal.
async fn check(c: &Client, rows: Vec<Row>) {
    for Row {
        method,
        code,
        text,
        params,
    } in rows
    {
        let refused = c
            .refused(&format!("crm.contact.{method}"), params.clone())
            .await;
        let expected = (400, code.to_owned(), text.to_owned());
        assert_eq!(refused, expected, "{method} {params}");
    }
}

#[tokio::test]
#[rustfmt::skip]
async fn records() {
    let c = Client::start().await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let ada = json!({ "NAME": "Ada" });
    let address = json!({ "EMAIL": [{ "VALUE": "nobody" }] });
    check(&c, vec![
        row("add", "", "Parameter 'fields' must be array.", json!({ "fields": "Ada" })),
        row("add", "", "Parameter 'params' must be array.", json!({ "fields": ada, "params": "Y" })),
        row("add", "ERROR_CORE", "The field Work e-mail contains an invalid address.", json!({ "fields": address })),
        row("delete", "", "ID is not defined or invalid.", json!({})),
        row("delete", "", "ID is not defined or invalid.", json!({ "id": -1 })),
        row("delete", "ERROR_CORE", "Element not found", json!({ "id": 99 })),
        row("get", "", "ID is not defined or invalid.", json!({ "id": "x" })),
        // `ID` and `id` are the only spellings.
        row("get", "", "ID is not defined or invalid.", json!({ "Id": id })),
        row("get", "", "Not found", json!({ "id": 99 })),
        row("list", "", "Parameter 'order' must be array.", json!({ "order": "ID" })),
        row("list", "", "Parameter 'filter' must be array.", json!({ "FILTER": 5 })),
        row("list", "", "Parameter 'select' must be array.", json!({ "arSelect": "ID" })),
        row("update", "", "ID is not defined or invalid.", json!({ "fields": ada })),
        row("update", "", "Contact is not found", json!({ "id": 99, "fields": ada })),
        row("update", "", "Parameter 'fields' must be array.", json!({ "id": id, "fields": 5 })),
        row("update", "", "Parameter 'params' must be array.", json!({ "id": id, "fields": ada, "params": 1 })),
        row("update", "ERROR_CORE", "The field Work e-mail contains an invalid address.", json!({ "id": id, "fields": address })),
    ]).await;
}

#[tokio::test]
#[rustfmt::skip]
async fn companies() {
    let c = Client::start().await;
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let quoted = "The parameter 'ownerEntityID' is invalid or not defined.";
    check(&c, vec![
        row("company.add", "", quoted, json!({ "fields": { "COMPANY_ID": 1 } })),
        row("company.add", "", "The parameter 'fields' must be array.", json!({ "id": id, "fields": 1 })),
        row("company.add", "", "The parameter 'fields' must be array.", json!({ "id": 99 })),
        row("company.add", "", "Not found.", json!({ "id": 99, "fields": {} })),
        row("company.add", "", "The parameter 'fields' is not valid.", json!({ "id": id, "fields": { "COMPANY_ID": 0 } })),
        row("company.delete", "", quoted, json!({ "id": "x", "fields": { "COMPANY_ID": 1 } })),
        row("company.delete", "", "The parameter 'fields' must be array.", json!({ "id": id })),
        row("company.delete", "", "Not found.", json!({ "id": 99, "fields": { "COMPANY_ID": 1 } })),
        row("company.delete", "", "The parameter 'fields' is not valid.", json!({ "id": id, "fields": {} })),
        row("company.items.delete", "", quoted, json!({})),
        row("company.items.get", "", quoted, json!({ "id": 0 })),
        // This one spells its parameters without quotation marks.
        row("company.items.set", "", "The parameter ownerEntityID is invalid or not defined.", json!({ "items": [] })),
        row("company.items.set", "", "The parameter items must be array.", json!({ "id": id })),
        row("company.items.set", "", "The parameter items must be array.", json!({ "id": id, "items": "3" })),
        row("company.items.set", "", "Not found.", json!({ "id": 99, "items": [] })),
    ]).await;
}

#[tokio::test]
#[rustfmt::skip]
async fn layouts() {
    let c = Client::start().await;
    let section = |section: Value| json!({ "data": [{ "name": "first", "title": "T" }, section] });
    let method = "details.configuration.set";
    check(&c, vec![
        row(method, "", "Parameter 'data' must be array.", json!({})),
        row(method, "", "Parameter 'data' must be array.", json!({ "data": "main" })),
        row(method, "", "The data must be indexed array.", json!({ "data": { "main": { "name": "n", "title": "T" } } })),
        row(method, "", "There are no data to write.", json!({ "data": [] })),
        row(method, "", "Section at index 1 has type column. The expected type is 'section'.",
            section(json!({ "name": "n", "title": "T", "type": "column" }))),
        row(method, "", "Section at index 1 does not have name.", section(json!({ "title": "T" }))),
        row(method, "", "Section at index 1 does not have name.", section(json!("n"))),
        row(method, "", "Section at index 1 does not have title.", section(json!({ "name": "n" }))),
        row(method, "", "Element at index 1 in section at index 1 does not have name.",
            section(json!({ "name": "n", "title": "T", "elements": [{ "name": "NAME" }, { "optionFlags": 1 }] }))),
    ]).await;
}

#[tokio::test]
#[rustfmt::skip]
async fn custom_fields() {
    let c = Client::start().await;
    let taken = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TAKEN" });
    c.custom_field(taken.clone()).await;
    let list = json!([{ "VALUE": "Gold", "XML_ID": "g" }, { "VALUE": "Tin" }]);
    let id = c.custom_field(json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER", "LIST": list })).await;
    let tin = c.call("crm.contact.userfield.get", json!({ "id": id })).await["LIST"][1]["ID"].clone();
    let new = |kind: &str, name: &str| json!({ "fields": { "USER_TYPE_ID": kind, "FIELD_NAME": name } });
    let double = json!([{ "VALUE": "a", "XML_ID": "x" }, { "VALUE": "b", "XML_ID": "x" }]);
    let gone = "The entity with ID '999' is not found.";
    check(&c, vec![
        row("userfield.add", "", "The 'FIELD_NAME' field is not found.", new("string", " ")),
        row("userfield.add", "", "The 'USER_TYPE_ID' field is not found.", new("", "X")),
        row("userfield.add", "", "The 'USER_TYPE_ID' field is not found.\nThe 'FIELD_NAME' field is not found.", json!({ "fields": "X" })),
        // The reference gives none of these a code. They come from the type engine, whose failures are ERROR_CORE.
        row("userfield.add", "ERROR_CORE", "Field name is too long (more than 50 characters).", new("string", &"X".repeat(44))),
        row("userfield.add", "ERROR_CORE", "Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _.", new("string", "NO-DASH")),
        row("userfield.add", "ERROR_CORE", "Incorrect custom type specified.", new("colour", "X")),
        row("userfield.add", "ERROR_CORE", "A list item with XML_ID=x already exists.",
            json!({ "fields": { "USER_TYPE_ID": "enumeration", "FIELD_NAME": "X", "LIST": double } })),
        row("userfield.add", "ERROR_CORE", "The field UF_CRM_TAKEN for the CRM_CONTACT object already exists.", json!({ "fields": taken })),
        row("userfield.delete", "", "ID is not defined or invalid.", json!({})),
        row("userfield.delete", "ERROR_NOT_FOUND", gone, json!({ "id": 999 })),
        row("userfield.get", "", "ID is not defined or invalid.", json!({ "id": 0 })),
        row("userfield.get", "ERROR_NOT_FOUND", gone, json!({ "id": 999 })),
        row("userfield.list", "", "Parameter 'order' must be array.", json!({ "order": "ID" })),
        row("userfield.list", "", "Parameter 'filter' must be array.", json!({ "filter": "ID" })),
        row("userfield.update", "", "Parameter 'fields' must be array.", json!({ "id": id, "fields": "LIST" })),
        row("userfield.update", "", "ID is not defined or invalid.", json!({ "fields": {} })),
        row("userfield.update", "ERROR_NOT_FOUND", gone, json!({ "id": 999, "fields": {} })),
        row("userfield.update", "ERROR_CORE", "A list item with XML_ID=g already exists.",
            json!({ "id": id, "fields": { "LIST": [{ "VALUE": "Zinc", "XML_ID": "g" }] } })),
        row("userfield.update", "ERROR_CORE", "A list item with XML_ID=g already exists.",
            json!({ "id": id, "fields": { "LIST": [{ "ID": tin, "XML_ID": "g" }] } })),
    ]).await;
}
