//! Section 2: conditions of the classic list.

use bitrix24_portal::Portal;
use serde_json::json;

use crate::client::Client;

#[tokio::test]
async fn filters_drop_what_they_do_not_know() {
    let c = Client::with(Portal::builder().seed("contacts", 10)).await;
    for unknown in [
        json!({ "NO_SUCH": 1 }),
        json!({ "name": "Ada" }),
        json!({ "LOGIC": "OR" }),
        json!({ "0": { "ID": 1 } }),
        json!({ "COMPANY_IDS": 5 }),
        // The reference's own example; it means EXPORT.
        json!({ "IMPORT": "Y" }),
    ] {
        assert_eq!(c.ids(unknown.clone()).await.len(), 10, "{unknown}");
    }
    assert_eq!(
        c.ids(json!({ "FULL_NAME": "Barbara Liskov" })).await,
        [3],
        "hidden fields can be searched"
    );
}

#[tokio::test]
async fn filter_operators() {
    let c = Client::start().await;
    let ada = c
        .contact(
            json!({ "NAME": "Ada", "LAST_NAME": "Lovelace", "POST": "100%", "SOURCE_ID": "WEB" }),
        )
        .await;
    let grace = c.contact(json!({ "NAME": "Grace", "LAST_NAME": "Hopper", "COMPANY_ID": 7, "BIRTHDATE": "1906-12-09" })).await;
    let ivan = c
        .contact(json!({ "NAME": "Иван", "LAST_NAME": "Ада", "POST": "1000" }))
        .await;
    let all = [ada, grace, ivan];
    for (filter, found) in [
        (json!({ "NAME": "ada" }), vec![ada]),
        (json!({ "=NAME": "иВАН" }), vec![ivan]),
        (json!({ "NAME": ["Ada", "Grace"] }), vec![ada, grace]),
        (json!({ "!NAME": "Ada" }), vec![grace, ivan]),
        (json!({ "!=NAME": "Ada" }), vec![grace, ivan]),
        (json!({ "@ID": [ada, ivan] }), vec![ada, ivan]),
        (json!({ "!@ID": [ada, ivan] }), vec![grace]),
        (json!({ ">ID": ada }), vec![grace, ivan]),
        (
            json!({ ">=ID": grace, "<=ID": format!("{grace}abc") }),
            vec![grace],
        ),
        (json!({ "<ID": grace }), vec![ada]),
        (json!({ "%LAST_NAME": "OVE" }), vec![ada]),
        (json!({ "%POST": "0%" }), vec![ada]),
        (json!({ "%=NAME": "_r%" }), vec![grace]),
        (json!({ "=%NAME": "%a" }), vec![ada]),
        (json!({ "!%NAME": "a" }), vec![ivan]),
        (json!({ "?LAST_NAME": "love | hop" }), vec![ada, grace]),
        (json!({ "POST": "" }), vec![grace]),
        (json!({ "!POST": "" }), vec![ada, ivan]),
        (json!({ "COMPANY_ID": 0 }), vec![ada, ivan]),
        (json!({ "COMPANY_ID": 7 }), vec![grace]),
        (json!({ "+COMPANY_ID": 7 }), all.to_vec()),
        (json!({ "+POST": "1000" }), vec![grace, ivan]),
        (json!({ "+>=BIRTHDATE": "2000-01-01" }), vec![ada, ivan]),
        (json!({ "%COMPANY_ID": 7 }), vec![grace]),
        (json!({ "%COMPANY_ID": "%7%" }), vec![ada, ivan]),
        (json!({ "*FULL_NAME": "love" }), vec![ada]),
        (json!({ "*FULL_NAME": "ada lovel" }), vec![ada]),
        (json!({ "*%FULL_NAME": "hop | ада" }), vec![grace, ivan]),
        (json!({ "*=FULL_NAME": "ada & hopper" }), vec![]),
        (json!({ "%LAST_NAME": ["ove", "opp"] }), vec![ada, grace]),
        (json!({ "!LAST_NAME": ["Ада", "Hopper"] }), vec![ada]),
        (json!({ "POST": ["1000", ""] }), vec![grace, ivan]),
        (json!({ "POST": null }), vec![grace]),
        (json!({ "!COMPANY_ID": 0 }), vec![grace]),
        (json!({ "COMPANY_ID": [0, 7] }), all.to_vec()),
        (json!({ ">COMPANY_ID": "6 or so" }), vec![grace]),
        (json!({ "BIRTHDATE": "soon" }), vec![ada, ivan]),
        (json!({ "!BIRTHDATE": "soon" }), vec![grace]),
        (json!({ "BIRTHDATE": "9 December 1906" }), vec![grace]),
        (json!({ "%SOURCE_ID": "WEB" }), vec![ada]),
        (json!({ "%SOURCE_ID": "WE" }), vec![]),
        (
            json!({ ">=BIRTHDATE": "01.12.1906", "<BIRTHDATE": "1906-12-10" }),
            vec![grace],
        ),
        (json!({ ">BIRTHDATE": "soon" }), vec![]),
        (
            json!({ ">=DATE_CREATE": "2000-01-01T00:00:00+03:00" }),
            all.to_vec(),
        ),
        (json!({ "OPENED": "Y" }), all.to_vec()),
    ] {
        assert_eq!(c.ids(filter.clone()).await, found, "{filter}");
    }
}

#[tokio::test]
async fn a_pattern_of_another_kind_of_number_is_a_pattern() {
    let c = Client::start().await;
    let made = json!({ "entityTypeId": 3, "fields": { "name": "Ada", "leadId": 17 } });
    let made = c.call("crm.item.add", made).await;
    let id = made["item"]["id"].as_i64().unwrap();
    c.contact(json!({ "NAME": "Grace", "COMPANY_ID": 17 }))
        .await;
    assert_eq!(c.ids(json!({ "%LEAD_ID": "7" })).await, [id]);
    assert_eq!(
        c.ids(json!({ "%COMPANY_ID": "7" })).await,
        [0_i64; 0],
        "a company is compared as a whole"
    );
}

#[tokio::test]
async fn custom_fields_are_compared_as_show_filter_says() {
    let c = Client::start().await;
    for (kind, name, show) in [
        ("string", "MASK", "Y"),
        ("string", "EXACT", "I"),
        ("string", "HIDDEN", "N"),
        ("crm_status", "STATUS", "Y"),
        ("crm", "LINK", "Y"),
        ("employee", "WHO", "Y"),
        ("integer", "COUNT", "E"),
    ] {
        c.custom_field(json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name, "SHOW_FILTER": show }))
            .await;
    }
    let many = json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "MANY", "SHOW_FILTER": "E", "MULTIPLE": "Y" });
    c.custom_field(many).await;
    let id = c
        .contact(json!({ "UF_CRM_MASK": "golden", "UF_CRM_EXACT": "golden", "UF_CRM_HIDDEN": "golden", "UF_CRM_STATUS": "PARTNER",
            "UF_CRM_LINK": "C_12", "UF_CRM_WHO": 12, "UF_CRM_COUNT": 12, "UF_CRM_MANY": ["golden", "100%"] }))
        .await;
    let other = c.contact(json!({ "NAME": "Grace" })).await;
    for (filter, found) in [
        (json!({ "UF_CRM_MASK": "old" }), vec![id]),
        (json!({ "UF_CRM_MASK": "o_d" }), vec![]),
        (json!({ "=UF_CRM_MASK": "old" }), vec![]),
        (json!({ "UF_CRM_EXACT": "old" }), vec![]),
        (json!({ "UF_CRM_EXACT": "GOLDEN" }), vec![id]),
        (json!({ "%UF_CRM_EXACT": "old" }), vec![id]),
        (json!({ "UF_CRM_HIDDEN": "old" }), vec![]),
        (json!({ "UF_CRM_STATUS": "PART" }), vec![]),
        (json!({ "UF_CRM_STATUS": "PARTNER" }), vec![id]),
        (json!({ "UF_CRM_LINK": "C_1" }), vec![]),
        (json!({ "UF_CRM_LINK": "C_12" }), vec![id]),
        (json!({ "UF_CRM_WHO": 1 }), vec![]),
        (json!({ "UF_CRM_COUNT": 1 }), vec![id]),
        (json!({ "=UF_CRM_COUNT": 1 }), vec![]),
        (json!({ "UF_CRM_MANY": "old" }), vec![id]),
        (json!({ "UF_CRM_MANY": ["tin", "0%"] }), vec![id]),
        (json!({ "=UF_CRM_MANY": ["tin", "GOLDEN"] }), vec![id]),
        (json!({ "=UF_CRM_MANY": ["tin", "old"] }), vec![]),
        (json!({ "%=UF_CRM_MANY": ["g%", "h%"] }), vec![id]),
        (json!({ "?UF_CRM_MANY": "den & go" }), vec![id]),
        (json!({ "!UF_CRM_MANY": "golden" }), vec![other]),
        (json!({ "UF_CRM_MANY": "" }), vec![other]),
        (json!({ "UF_CRM_EXACT": "" }), vec![other]),
        (json!({ "!UF_CRM_EXACT": "golden" }), vec![other]),
        (json!({ "@UF_CRM_EXACT": ["golden", "tin"] }), vec![id]),
        (json!({ "UF_CRM_NOBODY": "x" }), vec![id, other]),
    ] {
        assert_eq!(c.ids(filter.clone()).await, found, "{filter}");
    }
    for (direction, first) in [("sideways", other), ("asc", other), ("desc", id)] {
        let order = json!({ "order": { "UF_CRM_MASK": direction }, "select": ["ID"] });
        let rows = c.call("crm.contact.list", order).await;
        assert_eq!(rows[0]["ID"], first.to_string(), "{direction}");
    }
}

#[tokio::test]
async fn multifields_are_found_by_their_beginning() {
    let c = Client::start().await;
    let fields = json!({ "PHONE": [{ "VALUE": "+4420" }, { "VALUE": "555" }], "EMAIL": [{ "VALUE": "ada@x.org" }],
        "LINK": [{ "VALUE": "5" }] });
    let ada = c.contact(fields).await;
    let grace = c.contact(json!({ "NAME": "Grace" })).await;
    for (filter, found) in [
        (json!({ "PHONE": "+44" }), vec![ada]),
        (json!({ "PHONE": "55" }), vec![ada]),
        (json!({ "PHONE": "20" }), vec![]),
        (json!({ "PHONE": "%20" }), vec![]),
        (json!({ "EMAIL": ["ADA", "nobody"] }), vec![ada]),
        (json!({ "EMAIL": ["nobody", "ada"] }), vec![]),
        (json!({ "EMAIL": " " }), vec![ada, grace]),
        (json!({ "EMAIL": "%" }), vec![ada, grace]),
        (json!({ "EMAIL": [] }), vec![ada, grace]),
        (json!({ "EMAIL": ["", "nobody"] }), vec![ada, grace]),
        (json!({ "EMAIL": "a%da" }), vec![ada]),
        (json!({ "EMAIL": "_da" }), vec![]),
        (json!({ "!PHONE": "+44" }), vec![ada, grace]),
        (json!({ "@PHONE": ["nobody"] }), vec![ada, grace]),
        (json!({ "PHONE": "+44", "EMAIL": "grace" }), vec![]),
        (json!({ "=PHONE": "nobody" }), vec![ada, grace]),
        (json!({ "%EMAIL": "nobody" }), vec![ada, grace]),
        (json!({ "LINK": "nobody" }), vec![ada, grace]),
    ] {
        assert_eq!(c.ids(filter.clone()).await, found, "{filter}");
    }
}
