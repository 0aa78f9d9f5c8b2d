use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;
use crate::live::Refusal;

const SPEC: [(&str, &str); 6] = [
    (
        "portal.yaml",
        "doc: Methods without a dot.
scope: basic
methods:
  scope: { doc: Lists scopes., see: common/scope, returns: [string], effect: read }
  methods: { doc: Lists methods., see: common/methods, returns: [string], effect: read }
missing:
  batch: Built by the client.
",
    ),
    (
        "crm.yaml",
        "doc: The CRM.\nscope: crm\nsee: crm\nfilter: prefix\n",
    ),
    (
        "crm/contact.yaml",
        "doc: People.
entities:
  contact:
    doc: A person.
    key: ID
    custom_fields: CRM_CONTACT
    use: [records]
    fields:
      ID: { type: id, access: read, doc: Identifier. }
      NAME!: { type: string, doc: First name. }
      BIRTHDATE: { type: date, doc: Birthday. }
      SOURCE_ID: { type: status(SOURCE), doc: Source. }
      OPENED: { type: yn, doc: Whether all see it. }
      COMPANY_ID: { type: id(contact), doc: Another contact., deprecated: true }
      PARENT_ID_*: { type: id, doc: Parents. }
      FOUND: { type: string, access: filter, doc: Found by it. }
      ONCE: { type: string, access: create, doc: Written once. }
      TRACE: { type: string, access: write, doc: Trace. }
      ROLE: { type: int, access: read, doc: Role. }
",
    ),
    (
        "crm/status.yaml",
        "doc: Directories.
entities:
  status:
    doc: An entry.
    key: ID
    use: [described]
    fields:
      ID: { type: id, access: read, doc: Identifier. }
",
    ),
    (
        "shared/families/records.yaml",
        "families:
  records:
    doc: Records with user fields.
    methods:
      $at.fields: { doc: Describes the fields., returns: map(any) }
      $at.userfield.list: { doc: Lists the user fields., returns: [crm.userfield] }
  described:
    doc: Records that are described.
    methods:
      $at.fields: { doc: Describes the fields., returns: map(any), unwrap: fields }
",
    ),
    (
        "crm/userfield.yaml",
        "doc: User fields.
entities:
  userfield:
    doc: A user field.
    key: ID
    fields:
      ID: { type: id, access: read, doc: Identifier. }
      ENTITY_ID: { type: string, doc: Owner. }
      FIELD_NAME: { type: string, doc: Code. }
",
    ),
];

fn model() -> Model {
    let files = SPEC.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let mut files = files.to_vec();
    files.sort();
    crate::load_files(files).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

/// A portal that says what the spec says, until it is told otherwise.
struct Answers(BTreeMap<&'static str, Value>);

fn info(kind: &str) -> Value {
    json!({
        "type": kind, "isRequired": false, "isReadOnly": false, "isImmutable": false, "isMultiple": false, "isDynamic": false
    })
}

fn with(mut info: Value, key: &str, value: impl Into<Value>) -> Value {
    info[key] = value.into();
    info
}

impl Answers {
    fn right() -> Self {
        let read_only = |kind| with(info(kind), "isReadOnly", true);
        let status = with(info("crm_status"), "statusType", "SOURCE");
        let fields = json!({
            "ID": read_only("integer"), "NAME": with(info("string"), "isRequired", true), "BIRTHDATE": info("date"),
            "SOURCE_ID": status, "OPENED": info("char"),
            "COMPANY_ID": with(info("crm_contact"), "isDeprecated", true), "PARENT_ID_128": info("crm_entity"),
            "ONCE": with(info("string"), "isImmutable", true), "TRACE": info("string"), "ROLE": read_only("integer"),
            "UF_CRM_TIER": with(info("enumeration"), "isDynamic", true)
        });
        let user_fields =
            json!([{ "ID": "7", "ENTITY_ID": "CRM_CONTACT", "FIELD_NAME": "UF_CRM_TIER" }]);
        let methods = json!([
            "scope",
            "methods",
            "batch",
            "crm.contact.fields",
            "crm.contact.userfield.list",
            "crm.status.fields"
        ]);
        Self(BTreeMap::from([
            ("scope", json!(["crm"])),
            ("methods", methods),
            ("crm.contact.fields", fields),
            ("crm.contact.userfield.list", user_fields),
            (
                "crm.status.fields",
                json!({ "fields": { "ID": read_only("integer") } }),
            ),
        ]))
    }

    /// With another answer.
    fn but(mut self, method: &'static str, answer: Value) -> Self {
        self.0.insert(method, answer);
        self
    }

    /// With another description of a contact's field; none with null.
    fn field(mut self, name: &str, info: Value) -> Self {
        if let Some(Value::Object(fields)) = self.0.get_mut("crm.contact.fields") {
            fields.remove(name);
            if !info.is_null() {
                fields.insert(name.to_owned(), info);
            }
        }
        self
    }

    fn report(&mut self) -> Report {
        examine(&model(), self).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Portal for Answers {
    fn call(&mut self, method: &str, params: Value) -> Result<Value, CallError> {
        let refused = |code: &str| {
            Err(CallError::Refused {
                method: method.to_owned(),
                refusal: Refusal {
                    code: code.to_owned(),
                    text: "No.".to_owned(),
                },
            })
        };
        match self.0.get(method) {
            Some(Value::String(code)) => refused(code),
            Some(answer) => Ok(answer.clone()),
            None if method == "method.get" => {
                let hidden = params["name"] == json!("scope");
                Ok(json!({ "isExisting": hidden, "isAvailable": hidden }))
            }
            None => refused("ERROR_METHOD_NOT_FOUND"),
        }
    }
}

#[test]
fn nothing_is_found_where_nothing_differs() {
    let report = Answers::right().report();
    assert!(!report.has_drift());
    assert_snapshot!(report);
}

#[test]
fn each_kind_of_drift() {
    let report = Answers::right()
        .field("NEW", info("string"))
        .field("SOURCE_ID", with(info("crm_status"), "statusType", "ORIGIN"))
        .field("OPENED", with(info("char"), "isReadOnly", true))
        .field("ONCE", with(info("string"), "isDeprecated", true))
        .field("NAME", with(info("string"), "isMultiple", true))
        .field("COMPANY_ID", info("crm_company"))
        .field("BIRTHDATE", info("datetime"))
        .but("methods", json!(["methods", "crm.contact.fields", "crm.status.fields", "crm.lead.add", "CRM.Lead.Get", "im.notify"]))
        .but("crm.status.fields", json!({ "fields": {
            "ID": with(info("integer"), "isReadOnly", true), "UF_X": with(info("string"), "isDynamic", true)
        } }))
        .but("crm.contact.userfield.list", json!([
            { "ID": "7", "ENTITY_ID": "CONTACT", "FIELD_NAME": "UF_CRM_TIER", "COLOUR": 1 }
        ]))
        .report();
    assert!(report.has_drift());
    assert_snapshot!("drift_text", report);
    assert_snapshot!(
        "drift_json",
        serde_json::to_string_pretty(&report).unwrap_or_default()
    );
}

#[test]
fn a_field_that_is_gone() {
    let report = Answers::right()
        .field("OPENED", Value::Null)
        // Neither of these is.
        .field("PARENT_ID_128", Value::Null)
        .field("TRACE", Value::Null)
        .field("ROLE", Value::Null)
        .report();
    assert_snapshot!(report);
}

#[test]
fn what_nobody_enforces_is_a_note() {
    let report = Answers::right()
        .field("BIRTHDATE", with(info("date"), "isRequired", true))
        .field("OPENED", info("crm_something"))
        .report();
    assert!(!report.has_drift());
    assert_snapshot!(report);
}

#[test]
fn what_cannot_be_looked_at() {
    let report = Answers::right()
        .but("scope", json!(["im"]))
        .but("methods", json!("ERROR_METHOD_NOT_FOUND"))
        .report();
    assert!(!report.has_drift());
    assert_snapshot!("no_scope", report);
    let report = Answers::right()
        .but("crm.contact.fields", json!("ACCESS_DENIED"))
        .but("crm.contact.userfield.list", json!("insufficient_scope"))
        .but("crm.status.fields", json!({ "fields": [] }))
        .report();
    assert_snapshot!("refused", report);
    let error = examine(
        &model(),
        &mut Answers::right().but("scope", json!("INVALID_CREDENTIALS")),
    );
    let error = error.map(|report| report.to_string()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the portal refuses `scope`: INVALID_CREDENTIALS: No."
    );
}

/// Types only, without a word on who writes a field.
#[test]
fn attributes_that_are_not_described_do_not_differ() {
    let fields = json!({
        "id": { "type": "int" }, "NAME": { "type": "string" }, "BIRTHDATE": { "type": "date" }, "SOURCE_ID": { "type": "crm_status" },
        "OPENED": { "type": "char" }, "COMPANY_ID": { "type": "crm_contact" }, "ONCE": { "type": "string" },
        "TRACE": { "type": "string" }, "ROLE": { "type": "int" }
    });
    let report = Answers::right().but("crm.contact.fields", fields).report();
    assert!(!report.has_drift(), "{report}");
}

/// Labels only, of what the portal has in use.
#[test]
fn names_alone_are_compared_too() {
    let fields = json!({ "ID": "ID", "NAME": "First name", "NEW": "New", "UF_CRM_TIER": "Tier" });
    let report = Answers::right().but("crm.contact.fields", fields).report();
    assert_snapshot!(report);
}
