use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;
use crate::live::Refusal;

/// Answers by method.
struct Answers(Value);

impl Portal for Answers {
    fn call(&mut self, method: &str, params: Value) -> Result<Value, CallError> {
        if method.ends_with(".userfield.list") {
            assert_eq!(
                params["filter"]["LANG"], "en",
                "labels come with a language only"
            );
        }
        match self.0.get(method) {
            Some(Value::String(code)) => Err(CallError::Refused {
                method: method.to_owned(),
                refusal: Refusal {
                    code: code.clone(),
                    text: "No.".to_owned(),
                },
            }),
            Some(result) => Ok(result.clone()),
            None => panic!("nobody said that `{method}` would be called"),
        }
    }
}

fn model() -> Model {
    let family = "families:\n  uf:\n    doc: User fields.\n    methods:\n      $at.userfield.list: { doc: Lists., returns: [any] }\n      $at.fields: { doc: Describes., returns: map(any) }\n";
    let entity = |name: &str, owner: &str| {
        format!(
            "doc: Records.\nscope: crm\nentities:\n  {name}:\n    doc: A {name} of the company.\n    key: ID\n    custom_fields: {owner}\n    use: [uf]\n    fields:\n      ID: {{ type: id, access: read, doc: Identifier. }}\n"
        )
    };
    let files = [
        (
            "crm.yaml",
            "doc: The CRM.\nscope: crm\nsee: crm\nfilter: prefix\n".to_owned(),
        ),
        ("crm/contact.yaml", entity("contact", "CRM_CONTACT")),
        ("crm/deal.yaml", entity("deal", "CRM_DEAL")),
        ("shared/families/uf.yaml", family.to_owned()),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    crate::load_files(files.to_vec()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn options() -> Options {
    Options {
        language: "en".to_owned(),
        arguments: " --webhook $B24_WEBHOOK".to_owned(),
        ..Options::default()
    }
}

fn contact(fields: Value) -> Answers {
    Answers(json!({
        "crm.contact.userfield.list": fields, "crm.contact.fields": {}, "crm.deal.userfield.list": [], "crm.deal.fields": {}
    }))
}

fn list(id: i64, name: &str, label: &str, options: Value) -> Value {
    json!({
        "ID": id.to_string(), "FIELD_NAME": name, "USER_TYPE_ID": "enumeration", "MULTIPLE": "N", "MANDATORY": "N",
        "SHOW_IN_LIST": "N", "EDIT_FORM_LABEL": label, "LIST": options
    })
}

fn option(id: i64, text: &str) -> Value {
    json!({ "ID": id.to_string(), "SORT": "10", "VALUE": text, "DEF": "N" })
}

fn pulled(answers: &mut Answers, options: &Options) -> Pulled {
    pull(&model(), answers, options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn settings_are_attributes() {
    let fields = json!([
        { "ID": 7, "FIELD_NAME": "UF_CRM_1721244707107", "USER_TYPE_ID": "money", "MULTIPLE": false },
        { "ID": "5", "FIELD_NAME": "UF_CRM_VISITS", "USER_TYPE_ID": "date", "MULTIPLE": "Y", "MANDATORY": "Y",
          "SHOW_IN_LIST": "Y", "EDIT_FORM_LABEL": "Visits", "SETTINGS": [] },
        { "ID": "9", "FIELD_NAME": "UF_CRM_KIND", "USER_TYPE_ID": "crm_status", "EDIT_FORM_LABEL": "", "LIST_COLUMN_LABEL": "type",
          "SETTINGS": { "ENTITY_TYPE": "DEAL_TYPE" } },
        { "ID": "11", "FIELD_NAME": "UF_CRM_COLOR", "USER_TYPE_ID": "rest_12_color", "EDIT_FORM_LABEL": "Colour of the [card]" },
        { "ID": "13", "FIELD_NAME": "UF_CRM_NOTE", "USER_TYPE_ID": "string", "EDIT_FORM_LABEL": "Visits" },
    ]);
    assert_snapshot!(pulled(&mut contact(fields), &options()).text);
}

#[test]
fn options_are_variants() {
    let options_of = json!([
        option(50, "Silver"),
        option(44, "Gold"),
        option(46, "gold"),
        option(48, ""),
        option(52, "Золото"),
        option(54, "  spaced "),
        option(56, "Unlisted"),
        option(58, "1–10"),
        option(60, "Self"),
        option(62, "🔥\u{202e}"),
        option(64, "Silver"),
    ]);
    let fields = json!([
        list(5, "UF_CRM_TIER", "Уровень", options_of),
        list(6, "UF_CRM_NONE", "None", json!([]))
    ]);
    assert_snapshot!(pulled(&mut contact(fields), &options()).text);
}

#[test]
fn a_label_of_another_language_is_taken_from_the_description() {
    let fields = json!([{ "ID": 7, "FIELD_NAME": "UF_CRM_1", "USER_TYPE_ID": "integer", "EDIT_FORM_LABEL": null }]);
    let mut answers = contact(fields);
    answers.0["crm.contact.fields"] =
        json!({ "UF_CRM_1": { "title": "UF_CRM_1", "formLabel": "Besuche", "listLabel": "x" } });
    let text = pulled(&mut answers, &options()).text;
    assert!(text.contains("pub besuche: Option<i64>"), "{text}");
}

#[test]
fn names_stay() {
    let before = json!([list(
        5,
        "UF_CRM_TIER",
        "Tier",
        json!([option(44, "Gold"), option(46, "Gold")])
    )]);
    let first = pulled(&mut contact(before), &options()).text;
    assert!(first.contains("Gold46"), "{first}");
    // A person has names of their own; on the portal the label and an option were renamed, and a new field is in front.
    let renamed = first
        .replace("pub tier:", "pub r#type:")
        .replace("ContactTier", "Level")
        .replace("ContactCustom", "Card")
        .replace("Unlisted", "Newer");
    let after = json!([
        list(4, "UF_CRM_OLD", "Type", json!([option(40, "Gold")])),
        list(
            5,
            "UF_CRM_TIER",
            "Status",
            json!([
                option(44, "Platinum"),
                option(46, "Gold"),
                option(47, "Gold46")
            ])
        ),
    ]);
    let options = Options {
        earlier: Some(renamed),
        ..options()
    };
    assert_snapshot!(pulled(&mut contact(after), &options).text);
}

#[test]
fn the_same_again_is_the_same() {
    let fields = json!([
        list(
            5,
            "UF_CRM_TIER",
            "Tier",
            json!([option(44, "Gold"), option(46, "Gold")])
        ),
        list(6, "UF_CRM_TYPE", "Tier", json!([option(47, "Type")])),
    ]);
    let once = pulled(&mut contact(fields.clone()), &options()).text;
    let options = Options {
        earlier: Some(once.clone()),
        ..options()
    };
    assert_eq!(pulled(&mut contact(fields), &options).text, once);
}

#[test]
fn what_cannot_be_written_is_noted() {
    let field =
        |id: i64, name: &str| json!({ "ID": id, "FIELD_NAME": name, "USER_TYPE_ID": "string" });
    let fields = json!({
        "0": field(1, "UF_CRM_A_1_B"), "2": field(2, "UF_CRM_A__1_B"), "3": field(3, "uf_crm_x"), "4": field(4, "UF_CRM_12"),
        "5": field(5, "UF_CRM_1_2")
    });
    let pulled = pulled(&mut contact(fields), &options());
    assert_eq!(
        pulled.found,
        [("crm.contact".to_owned(), 3), ("crm.deal".to_owned(), 0)]
    );
    assert_snapshot!(pulled.notes.join("\n"));
}

fn error(answers: &mut Answers, options: &Options) -> String {
    match pull(&model(), answers, options) {
        Ok(pulled) => panic!("{}", pulled.text),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_portal_that_says_no() {
    let mut answers = contact(json!("insufficient_scope"));
    let all = pulled(&mut answers, &options());
    assert_eq!(
        all.notes,
        ["crm.contact is left out: the webhook has no scope for it"]
    );
    assert_eq!(
        all.text,
        "//! User fields of a portal, as written by `b24spec pull --webhook $B24_WEBHOOK`.\n"
    );
    let one = Options {
        entities: vec!["crm.contact".to_owned()],
        ..options()
    };
    let mut said = vec![
        error(&mut answers, &one),
        error(&mut contact(json!("ACCESS_DENIED")), &options()),
        error(&mut contact(json!([{ "ID": 1 }])), &one),
        error(&mut contact(json!(true)), &one),
    ];
    for name in ["crm.contcat", "tasks.task"] {
        let wrong = Options {
            entities: vec![name.to_owned()],
            ..options()
        };
        said.push(error(&mut contact(json!([])), &wrong));
    }
    let broken = Options {
        earlier: Some("use bitrix24::CustomFields;\nstruct {".to_owned()),
        ..options()
    };
    said.push(error(&mut contact(json!([])), &broken));
    assert_snapshot!(said.join("\n"));
}
