//! Section 1: descriptions of fields.

use serde_json::{Value, json};

use crate::client::Client;

/// Name, type and attributes of each field of a contact, in the platform's order.
const CONTACT: [(&str, &str, &str); 52] = [
    ("ID", "integer", "isReadOnly"),
    ("HONORIFIC", "crm_status", "statusType=HONORIFIC"),
    ("NAME", "string", "isRequired"),
    ("SECOND_NAME", "string", "isRequired"),
    ("LAST_NAME", "string", "isRequired"),
    ("PHOTO", "file", ""),
    ("BIRTHDATE", "date", ""),
    ("TYPE_ID", "crm_status", "statusType=CONTACT_TYPE"),
    ("SOURCE_ID", "crm_status", "statusType=SOURCE"),
    ("SOURCE_DESCRIPTION", "string", ""),
    ("POST", "string", ""),
    ("ADDRESS", "string", ""),
    ("ADDRESS_2", "string", ""),
    ("ADDRESS_CITY", "string", ""),
    ("ADDRESS_POSTAL_CODE", "string", ""),
    ("ADDRESS_REGION", "string", ""),
    ("ADDRESS_PROVINCE", "string", ""),
    ("ADDRESS_COUNTRY", "string", ""),
    ("ADDRESS_COUNTRY_CODE", "string", ""),
    ("ADDRESS_LOC_ADDR_ID", "integer", ""),
    ("COMMENTS", "string", ""),
    ("OPENED", "char", ""),
    ("EXPORT", "char", ""),
    ("HAS_PHONE", "char", "isReadOnly"),
    ("HAS_EMAIL", "char", "isReadOnly"),
    ("HAS_IMOL", "char", "isReadOnly"),
    ("ASSIGNED_BY_ID", "user", ""),
    ("CREATED_BY_ID", "user", "isReadOnly"),
    ("MODIFY_BY_ID", "user", "isReadOnly"),
    ("DATE_CREATE", "datetime", "isReadOnly"),
    ("DATE_MODIFY", "datetime", "isReadOnly"),
    ("COMPANY_ID", "crm_company", "isDeprecated"),
    ("COMPANY_IDS", "crm_company", "isMultiple"),
    (
        "LEAD_ID",
        "crm_lead",
        "isReadOnly settings={\"parentEntityTypeId\":1}",
    ),
    ("ORIGINATOR_ID", "string", ""),
    ("ORIGIN_ID", "string", ""),
    ("ORIGIN_VERSION", "string", ""),
    ("UTM_SOURCE", "string", ""),
    ("UTM_MEDIUM", "string", ""),
    ("UTM_CAMPAIGN", "string", ""),
    ("UTM_CONTENT", "string", ""),
    ("UTM_TERM", "string", ""),
    (
        "PARENT_ID_128",
        "crm_entity",
        "settings={\"parentEntityTypeId\":128}",
    ),
    ("LAST_ACTIVITY_TIME", "datetime", "isReadOnly"),
    ("LAST_ACTIVITY_BY", "user", "isReadOnly"),
    ("LAST_COMMUNICATION_TIME", "string", "isReadOnly"),
    ("PHONE", "crm_multifield", "isMultiple"),
    ("EMAIL", "crm_multifield", "isMultiple"),
    ("WEB", "crm_multifield", "isMultiple"),
    ("IM", "crm_multifield", "isMultiple"),
    ("LINK", "crm_multifield", "isMultiple"),
    ("UF_CRM_TIER", "string", "isDynamic"),
];

/// What a description says beside type and title: flags that hold, and other properties with their values.
fn attributes(field: &Value) -> String {
    let labels = ["listLabel", "formLabel", "filterLabel"];
    let mut attributes: Vec<String> = Vec::new();
    for (name, value) in field.as_object().unwrap() {
        match value {
            _ if name == "type" || name == "title" || labels.contains(&name.as_str()) => {}
            Value::Bool(true) => attributes.push(name.clone()),
            Value::Bool(false) => {}
            Value::String(text) => attributes.push(format!("{name}={text}")),
            other => attributes.push(format!("{name}={other}")),
        }
    }
    attributes.join(" ")
}

#[tokio::test]
async fn contact_fields() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    c.contact(json!({ "NAME": "Ada", "PARENT_ID_128": 5 }))
        .await;
    let fields = c.call("crm.contact.fields", json!({})).await;
    let described: Vec<(String, String, String)> = fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, field)| {
            let kind = field["type"].as_str().unwrap();
            let mut attributes = attributes(field);
            if name == "UF_CRM_TIER" {
                attributes = attributes.split(" settings=").next().unwrap().to_owned();
            }
            (name.clone(), kind.to_owned(), attributes)
        })
        .collect();
    let expected = CONTACT.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(described, expected);
}

#[tokio::test]
async fn every_description_has_a_type_a_title_and_five_booleans() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER" }))
        .await;
    for (method, params) in [
        ("crm.contact.fields", json!({})),
        ("crm.contact.company.fields", json!({})),
        ("crm.multifield.fields", json!({})),
        ("crm.item.fields", json!({ "entityTypeId": 3 })),
    ] {
        let result = c.call(method, params).await;
        let fields = result.get("fields").unwrap_or(&result);
        for (name, field) in fields.as_object().unwrap() {
            assert!(
                field["type"].is_string() && field["title"].is_string(),
                "{method} {name}"
            );
            for flag in [
                "isRequired",
                "isReadOnly",
                "isImmutable",
                "isMultiple",
                "isDynamic",
            ] {
                assert!(field[flag].is_boolean(), "{method} {name}.{flag}");
            }
            assert_ne!(
                field.get("isDeprecated"),
                Some(&json!(false)),
                "only where it holds"
            );
        }
    }
}

#[tokio::test]
async fn what_is_not_described_is_not_answered() {
    let c = Client::start().await;
    let fields =
        json!({ "NAME": "Ada", "BIRTHDATE": "1815-12-10", "TRACE": "{}", "COMPANY_IDS": [1] });
    let id = c.contact(fields).await;
    let undescribed = [
        "FULL_NAME",
        "BIRTHDAY_SORT",
        "CATEGORY_ID",
        "COMPANY_TITLE",
        "WEBFORM_ID",
        "FACE_ID",
        "TRACE",
    ];
    let described = c.call("crm.contact.fields", json!({})).await;
    let select = [undescribed.as_slice(), &["*", "COMPANY_IDS"]].concat();
    let listed = c
        .call("crm.contact.list", json!({ "select": select }))
        .await[0]
        .clone();
    let read = c.get(id).await;
    for name in undescribed {
        for answer in [&described, &read, &listed] {
            assert!(answer.get(name).is_none(), "{name}");
        }
    }
    for answer in [&read, &listed] {
        assert!(answer.get("COMPANY_IDS").is_none(), "written only");
    }
    assert_eq!(c.ids(json!({ "BIRTHDAY_SORT": 12 * 32 + 10 })).await, [id]);
}

#[tokio::test]
async fn custom_fields_are_described() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "enumeration", "FIELD_NAME": "TIER", "LABEL": "Tier", "MULTIPLE": "Y",
        "LIST": [{ "VALUE": "Gold" }, { "VALUE": "Silver" }] }))
        .await;
    c.custom_field(json!({ "USER_TYPE_ID": "employee", "FIELD_NAME": "WHO" }))
        .await;
    let fields = c.call("crm.contact.fields", json!({})).await;
    let tier = &fields["UF_CRM_TIER"];
    assert_eq!(
        (&tier["type"], &tier["isDynamic"], &tier["isMultiple"]),
        (&json!("enumeration"), &json!(true), &json!(true))
    );
    assert_eq!(
        (&tier["title"], &tier["listLabel"], &tier["formLabel"]),
        (&json!("UF_CRM_TIER"), &json!("Tier"), &json!("Tier"))
    );
    assert_eq!(tier["items"][1]["VALUE"], "Silver");
    assert!(tier["items"][0]["ID"].is_string() && tier["settings"].is_object());
    assert_eq!(
        fields["UF_CRM_WHO"]["settings"],
        json!([]),
        "empty settings are an empty PHP array"
    );
}

#[tokio::test]
async fn attributes_of_a_custom_field_are_as_it_was_made() {
    let c = Client::start().await;
    for (name, kind, more) in [
        ("PLAIN", "string", json!({})),
        ("MUST", "string", json!({ "MANDATORY": "Y" })),
        ("MANY", "integer", json!({ "MULTIPLE": "Y" })),
        (
            "STATUS",
            "crm_status",
            json!({ "SETTINGS": { "ENTITY_TYPE": "SOURCE" } }),
        ),
    ] {
        let mut field = json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name, "LABEL": "L", "LIST_FILTER_LABEL": "F" });
        field
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        c.custom_field(field).await;
    }
    let fields = c.call("crm.contact.fields", json!({})).await;
    for (name, required, many) in [
        ("UF_CRM_PLAIN", false, false),
        ("UF_CRM_MUST", true, false),
        ("UF_CRM_MANY", false, true),
    ] {
        let field = &fields[name];
        assert_eq!(
            (
                &field["isRequired"],
                &field["isMultiple"],
                &field["isDynamic"]
            ),
            (&json!(required), &json!(many), &json!(true)),
            "{name}"
        );
        assert_eq!(
            (&field["title"], &field["formLabel"], &field["filterLabel"]),
            (&json!(name), &json!("L"), &json!("F"))
        );
        assert!(field.get("items").is_none() && field.get("statusType").is_none());
    }
    assert_eq!(fields["UF_CRM_STATUS"]["statusType"], "SOURCE");
}

#[tokio::test]
async fn multifields_are_described_by_four_fields() {
    let c = Client::start().await;
    let fields = c.call("crm.multifield.fields", json!({})).await;
    let brief: Vec<String> = fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, field)| {
            format!(
                "{name} {} {}",
                field["type"].as_str().unwrap(),
                attributes(field)
            )
        })
        .collect();
    assert_eq!(
        brief,
        [
            "ID int isReadOnly",
            "TYPE_ID string isReadOnly",
            "VALUE string ",
            "VALUE_TYPE string "
        ]
    );
}
