//! Section 1: descriptions of fields.

use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn contact_fields() {
    let c = Client::start().await;
    let fields = c.call("crm.contact.fields", json!({})).await;
    for (name, kind) in [
        ("ID", "integer"),
        ("HONORIFIC", "crm_status"),
        ("NAME", "string"),
        ("PHOTO", "file"),
        ("BIRTHDATE", "date"),
        ("ADDRESS_LOC_ADDR_ID", "integer"),
        ("OPENED", "char"),
        ("ASSIGNED_BY_ID", "user"),
        ("DATE_CREATE", "datetime"),
        ("COMPANY_ID", "crm_company"),
        ("COMPANY_IDS", "crm_company"),
        ("LEAD_ID", "crm_lead"),
        ("PHONE", "crm_multifield"),
    ] {
        let field = &fields[name];
        assert_eq!(field["type"], kind, "{name}");
        for flag in [
            "isRequired",
            "isReadOnly",
            "isImmutable",
            "isMultiple",
            "isDynamic",
        ] {
            assert!(field[flag].is_boolean(), "{name}.{flag}");
        }
        assert!(field["title"].is_string());
    }
    assert_eq!(fields["SOURCE_ID"]["statusType"], "SOURCE");
    assert_eq!(
        (&fields["ID"]["isReadOnly"], &fields["PHONE"]["isMultiple"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        (
            &fields["DATE_CREATE"]["isReadOnly"],
            &fields["HAS_PHONE"]["isReadOnly"]
        ),
        (&json!(true), &json!(true))
    );
    assert_eq!(fields["COMPANY_ID"]["isDeprecated"], true);
    assert_eq!(fields["LEAD_ID"]["settings"]["parentEntityTypeId"], 1);
    assert!(
        fields["NAME"].get("isDeprecated").is_none() && fields["NAME"].get("settings").is_none()
    );
    for hidden in ["FULL_NAME", "BIRTHDAY_SORT", "CATEGORY_ID"] {
        assert!(fields.get(hidden).is_none(), "{hidden}");
    }
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
async fn other_descriptions() {
    let c = Client::start().await;
    let multi = c.call("crm.multifield.fields", json!({})).await;
    assert_eq!(
        (&multi["ID"]["type"], &multi["ID"]["isReadOnly"]),
        (&json!("int"), &json!(true))
    );
    let own = c.call("crm.userfield.fields", json!({})).await;
    assert_eq!(
        own["ID"],
        json!({ "type": "int", "title": "ID", "isReadOnly": true })
    );
    assert_eq!(own["FIELD_NAME"]["isImmutable"], true);
    assert_eq!(
        (&own["MULTIPLE"]["type"], &own["SHOW_FILTER"]["type"]),
        (&json!("char"), &json!("char"))
    );
    assert_eq!(
        (&own["LIST"]["type"], &own["SETTINGS"]["type"]),
        (&json!("uf_enum_element"), &json!("object"))
    );
    let names = |value: Value| {
        value
            .as_object()
            .map(|o| o.keys().cloned().collect::<Vec<_>>())
            .unwrap_or_default()
    };
    assert_eq!(
        names(c.call("crm.userfield.enumeration.fields", json!({})).await),
        ["ID", "SORT", "VALUE", "DEF", "DEL"]
    );
    let settings = async |kind: &str| {
        c.call("crm.userfield.settings.fields", json!({ "type": kind }))
            .await
    };
    assert_eq!(names(settings("string").await), ["DEFAULT_VALUE", "ROWS"]);
    assert_eq!(settings("employee").await, json!([]));
    let (_, code, text) = c.refused("crm.userfield.settings.fields", json!({})).await;
    assert_eq!(
        (code.as_str(), text.as_str()),
        ("", "Parameter 'type' is not specified or empty.")
    );
    assert_eq!(
        c.call("crm.userfield.types", json!({}))
            .await
            .as_array()
            .unwrap()
            .len(),
        16
    );
}
