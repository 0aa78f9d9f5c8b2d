//! `crm.enum.*`: lists that are the same on every portal.

use serde_json::{Map, Value, json};

use crate::engine::{Answer, Cx};
use crate::fault::Fault;

/// Number, name, code, short code.
type Row = (
    i64,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

const OWNER_TYPES: [Row; 9] = [
    (1, "Lead", Some("LEAD"), Some("L")),
    (2, "Deal", Some("DEAL"), Some("D")),
    (3, "Contact", Some("CONTACT"), Some("C")),
    (4, "Company", Some("COMPANY"), Some("CO")),
    (5, "Invoice (old version)", Some("INVOICE"), Some("I")),
    (31, "Invoice", Some("SMART_INVOICE"), Some("SI")),
    (7, "Quote", Some("QUOTE"), Some("Q")),
    (8, "Billing details", Some("REQUISITE"), Some("RQ")),
    (36, "Document", Some("SMART_DOCUMENT"), Some("DO")),
];

/// Number of a kind of record, by its code.
pub(crate) fn owner_type(code: &str) -> Option<i64> {
    OWNER_TYPES
        .iter()
        .find(|row| row.2 == Some(code))
        .map(|row| row.0)
}

/// Code of a kind of record, by its number.
pub(crate) fn owner_code(number: i64) -> Option<&'static str> {
    let row = OWNER_TYPES.iter().find(|row| row.0 == number)?;
    row.2
}

/// Short code of a kind of record: of one that the portal added itself, `T` and the number in hexadecimal.
pub(crate) fn owner_short(number: i64) -> String {
    let row = OWNER_TYPES.iter().find(|row| row.0 == number);
    row.and_then(|row| row.3)
        .map_or_else(|| format!("T{number:x}"), str::to_owned)
}

/// Number of a kind of record, by its short code.
pub(crate) fn owner_of_short(code: &str) -> Option<i64> {
    let row = OWNER_TYPES.iter().find(|row| row.3 == Some(code));
    let added = || i64::from_str_radix(code.strip_prefix('T')?, 16).ok();
    row.map(|row| row.0).or_else(added)
}

/// Answers any of the lists by the last segment of its name.
pub(super) fn run(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let list: &[(i64, &str)] = match cx.call.trim_start_matches("crm.enum.") {
        "ownertype" => return Ok(rows(&OWNER_TYPES).into()),
        "getorderownertypes" => {
            return Ok(
                json!([{ "attribute": "DYN", "code": "DEAL", "id": 2, "name": "Deal" }]).into(),
            );
        }
        "fields" => return Ok(fields().into()),
        "addresstype" => &[
            (1, "Street address"),
            (4, "Registered address"),
            (6, "Legal address"),
            (9, "Correspondence address"),
            (11, "Delivery address"),
        ],
        "activitytype" => &[
            (0, ""),
            (1, "Meeting"),
            (2, "Call"),
            (3, "Task"),
            (4, "E-mail"),
            (5, "Action"),
            (6, "User action"),
        ],
        "activitypriority" => &[(0, ""), (1, "low"), (2, "medium"), (3, "high")],
        "activitydirection" => &[(0, ""), (1, "Incoming"), (2, "Outgoing")],
        "activitynotifytype" => &[(0, ""), (1, "min."), (2, "h."), (3, "d.")],
        "activitystatus" => &[
            (0, ""),
            (1, "Pending"),
            (2, "Completed"),
            (3, "Completed automatically"),
        ],
        "contenttype" => &[(0, ""), (1, "Plain text"), (2, "bbCode"), (3, "HTML")],
        "settings.mode" => &[(1, "Classic CRM"), (2, "Simple CRM")],
        "entityeditor.configuration.scope" => &[],
        _ => return Err(Fault::no_method()),
    };
    let plain: Vec<Row> = list
        .iter()
        .map(|(id, name)| (*id, *name, None, None))
        .collect();
    Ok(rows(&plain).into())
}

fn rows(rows: &[Row]) -> Value {
    rows.iter()
        .map(|(id, name, code, short)| {
            json!({ "ID": id, "NAME": name, "SYMBOL_CODE": code, "SYMBOL_CODE_SHORT": short })
        })
        .collect()
}

fn fields() -> Value {
    let fields = [
        ("ID", "int"),
        ("NAME", "string"),
        ("SYMBOL_CODE", "string"),
        ("SYMBOL_CODE_SHORT", "string"),
    ];
    let info = |(name, kind): (&str, &str)| {
        let info = json!({
            "type": kind, "isRequired": false, "isReadOnly": true, "isImmutable": false, "isMultiple": false,
            "isDynamic": false, "title": name
        });
        (name.to_owned(), info)
    };
    Value::Object(fields.into_iter().map(info).collect::<Map<_, _>>())
}
