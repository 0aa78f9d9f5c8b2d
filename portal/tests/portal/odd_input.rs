//! What nobody should send: SQL in names and values, depth, size and the wrong types.

use std::time::{Duration, Instant};

use bitrix24_portal::Portal;
use serde_json::{Value, json};

use crate::client::{Client, send};

/// Far more than any of these calls takes, and far less than a slow way would.
const QUICK: Duration = Duration::from_secs(20);

/// SQL that would do something if it were let in.
const SQL: [&str; 9] = [
    "' OR '1'='1",
    "\" OR \"1\"=\"1",
    "1 OR 1=1",
    "1; DROP TABLE r_crm_contact; --",
    "ID\" DESC, (SELECT 1) --",
    "NAME) OR (1=1",
    "%' --",
    "x' UNION SELECT * FROM setting --",
    "\\\' OR 1 --",
];

async fn seeded(count: u32) -> Client {
    Client::with(Portal::builder().seed("contacts", count)).await
}

#[tokio::test]
async fn sql_in_the_keys_of_a_filter_finds_no_field() {
    let c = seeded(3).await;
    for sql in SQL {
        for prefix in ["", "=", "!", "%", ">", "@", "?", "+", "*"] {
            for name in [
                sql.to_owned(),
                format!("ID{sql}"),
                format!("UF_CRM_{sql}"),
                format!("PARENT_ID_1{sql}"),
            ] {
                let filter = json!({ format!("{prefix}{name}"): 99 });
                assert_eq!(
                    c.ids(filter.clone()).await,
                    [1, 2, 3],
                    "dropped as unknown: {filter}"
                );
                let params = json!({ "entityTypeId": 3, "filter": filter });
                let (status, code, _) = c.refused("crm.item.list", params).await;
                assert_eq!(
                    (status, code.as_str()),
                    (400, "INVALID_ARG_VALUE"),
                    "{filter}"
                );
            }
        }
        let params = json!({ "order": { sql: "ASC", "ID": sql }, "select": ["ID", sql, format!("NAME{sql}")] });
        let rows = c.call("crm.contact.list", params).await;
        assert_eq!(rows, json!([{ "ID": "3" }, { "ID": "2" }, { "ID": "1" }]));
        let params = json!({ "entityTypeId": 3, "order": { "id": sql } });
        assert_eq!(
            c.refused("crm.item.list", params).await.1,
            "INVALID_ARG_VALUE"
        );
    }
}

#[tokio::test]
async fn sql_in_values_is_a_value() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TEXT" }))
        .await;
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "MANY", "MULTIPLE": "Y" }))
        .await;
    let innocent = c
        .contact(json!({ "NAME": "Ada", "PHONE": [{ "VALUE": "1" }] }))
        .await;
    for sql in SQL {
        let id = c
            .contact(json!({ "NAME": sql, "COMMENTS": sql, "UF_CRM_TEXT": sql, "UF_CRM_MANY": [sql, "b"], "COMPANY_ID": sql,
                "PHONE": [{ "VALUE": sql, "VALUE_TYPE": sql }], "SOURCE_ID": sql }))
            .await;
        let row = c.get(id).await;
        for name in ["NAME", "COMMENTS", "UF_CRM_TEXT", "SOURCE_ID"] {
            assert_eq!(row[name], sql, "{name}");
        }
        assert_eq!(row["UF_CRM_MANY"], json!([sql, "b"]));
        assert_eq!(
            (&row["PHONE"][0]["VALUE"], &row["PHONE"][0]["VALUE_TYPE"]),
            (&json!(sql), &json!(sql))
        );
        for key in [
            "NAME",
            "=NAME",
            "%NAME",
            "@NAME",
            "=UF_CRM_TEXT",
            "=UF_CRM_MANY",
            "%UF_CRM_MANY",
            "SOURCE_ID",
        ] {
            assert_eq!(c.ids(json!({ key: sql })).await, [id], "{key} {sql}");
            assert_eq!(
                c.ids(json!({ key: [sql, "nobody"] })).await,
                [id],
                "{key} {sql}"
            );
        }
        for key in [
            "?NAME",
            "%=NAME",
            "!NAME",
            ">NAME",
            "PHONE",
            "BIRTHDATE",
            ">ID",
            "OPENED",
        ] {
            let all = c.ids(json!({})).await;
            let found = c.ids(json!({ key: sql })).await;
            assert!(found.iter().all(|id| all.contains(id)), "{key} {sql}");
        }
        let items = json!({ "id": sql, "items": [{ "COMPANY_ID": sql, "SORT": sql }] });
        c.post("crm.contact.company.items.set", items).await;
        let layout = json!([{ "name": sql, "title": sql, "elements": [{ "name": sql }] }]);
        let set = json!({ "data": layout, "scope": sql, "extras": { "CATEGORY_ID": sql } });
        c.call("crm.contact.details.configuration.set", set).await;
        let get = json!({ "extras": { "CATEGORY_ID": sql } });
        let read = c.call("crm.contact.details.configuration.get", get).await;
        assert_eq!(read[0]["name"], sql);
        let field = json!({ "fields": { "USER_TYPE_ID": "string", "FIELD_NAME": sql } });
        assert_eq!(
            c.refused("crm.contact.userfield.add", field).await.1,
            "ERROR_CORE"
        );
        c.call("crm.contact.delete", json!({ "id": id })).await;
    }
    assert_eq!(c.get(innocent).await["NAME"], "Ada");
}

/// A value in that many arrays.
fn deep(levels: usize, map: bool) -> Value {
    (0..levels).fold(json!("ID"), |inner, _| {
        if map {
            json!({ "a": inner })
        } else {
            json!([inner])
        }
    })
}

#[tokio::test]
async fn depth_is_answered() {
    let c = seeded(1).await;
    for value in [deep(100, false), deep(100, true)] {
        for name in [
            "filter", "order", "select", "fields", "params", "items", "data", "extras", "id",
        ] {
            for method in [
                "crm.contact.list",
                "crm.contact.add",
                "crm.contact.update",
                "crm.contact.userfield.add",
                "crm.contact.company.items.set",
                "crm.contact.details.configuration.set",
                "crm.item.list",
                "crm.item.add",
            ] {
                let mut params = json!({ "id": 1, "entityTypeId": 3, "fields": { "NAME": "A" } });
                params[name] = value.clone();
                let (status, body) = c.post(method, params).await;
                assert!(status == 200 || status == 400, "{method} {name}: {body}");
            }
        }
    }
    // Deeper than JSON is read: no parameters at all.
    let body = format!(
        "{{\"filter\":{}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let url = format!("{}crm.contact.list", c.portal.webhook_url());
    let kind = "Content-Type: application/json\r\n";
    assert_eq!(send(&url, "POST", kind, body.as_bytes()).await.status, 200);
    let form = format!("filter{}=1", "[a]".repeat(10_000));
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    assert_eq!(send(&url, "POST", kind, form.as_bytes()).await.status, 200);
}

#[tokio::test]
async fn groups_of_a_filter_go_so_deep_and_no_deeper() {
    let c = seeded(3).await;
    let nested = |levels: usize| {
        (0..levels).fold(
            json!({ "id": 2 }),
            |inner, _| json!({ "logic": "OR", "0": inner, "1": { "id": 0 } }),
        )
    };
    let params = json!({ "entityTypeId": 3, "filter": nested(32), "select": ["id"] });
    let items = c.call("crm.item.list", params).await["items"].clone();
    assert_eq!(items, json!([{ "id": 2 }]));
    let params = json!({ "entityTypeId": 3, "filter": nested(33) });
    assert_eq!(
        c.refused("crm.item.list", params).await.1,
        "INVALID_ARG_VALUE"
    );
}

#[tokio::test]
async fn values_of_the_wrong_type_are_answered() {
    let c = seeded(2).await;
    for (kind, name) in [
        ("string", "TEXT"),
        ("boolean", "FLAG"),
        ("file", "DOC"),
        ("date", "DAY"),
        ("double", "RATE"),
    ] {
        c.custom_field(json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name }))
            .await;
    }
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!("\0"),
        json!("99999999999999999999"),
        json!([]),
        json!([[]]),
        json!({ "": "" }),
        json!({ "VALUE": [] }),
        json!({ "fileData": { "a": [] } }),
    ];
    for value in &odd {
        for name in [
            "NAME",
            "OPENED",
            "BIRTHDATE",
            "ASSIGNED_BY_ID",
            "COMPANY_ID",
            "COMPANY_IDS",
            "PHOTO",
            "PHONE",
            "ID",
            "PARENT_ID_5",
            "UF_CRM_TEXT",
            "UF_CRM_FLAG",
            "UF_CRM_DOC",
            "UF_CRM_DAY",
            "UF_CRM_RATE",
            "DATE_CREATE",
        ] {
            let fields = json!({ name: value });
            for (method, params) in [
                (
                    "add",
                    json!({ "fields": fields, "params": { "IMPORT": true } }),
                ),
                ("update", json!({ "id": 1, "fields": fields })),
                ("list", json!({ "filter": fields })),
                (
                    "list",
                    json!({ "filter": { format!(">={name}"): value, format!("%{name}"): value, format!("!?{name}"): value } }),
                ),
                ("list", json!({ "order": fields, "select": [name] })),
            ] {
                let (status, body) = c.post(&format!("crm.contact.{method}"), params).await;
                assert!(
                    status == 200 || status == 400,
                    "{method} {name} {value}: {body}"
                );
            }
        }
        for (method, name) in [
            ("contact.list", "start"),
            ("contact.list", "order"),
            ("contact.get", "id"),
            ("contact.add", "params"),
            ("contact.company.add", "fields"),
            ("contact.company.items.set", "items"),
            ("contact.company.items.get", "id"),
            ("contact.userfield.add", "fields"),
            ("contact.userfield.list", "filter"),
            ("contact.userfield.get", "id"),
            ("contact.details.configuration.get", "userId"),
            ("contact.details.configuration.set", "data"),
            ("item.list", "start"),
            ("item.list", "filter"),
            ("item.list", "entityTypeId"),
            ("item.add", "fields"),
            ("item.batchImport", "data"),
            ("item.get", "id"),
        ] {
            let mut params = json!({ "id": 1, "entityTypeId": 3, "fields": { "USER_TYPE_ID": "enumeration", "LIST": value, "SETTINGS": value } });
            params[name] = value.clone();
            let (status, body) = c.post(&format!("crm.{method}"), params).await;
            assert!(
                status == 200 || status == 400,
                "{method} {name} {value}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn no_filter_is_too_large() {
    let c = seeded(20).await;
    let began = Instant::now();
    let ids: Vec<i64> = (3..70_000).collect();
    assert_eq!(c.ids(json!({ "!@ID": ids })).await, [1, 2]);
    let words: Vec<String> = (0..40_000).map(|n| format!("w{n}")).collect();
    assert_eq!(c.ids(json!({ "?NAME": words.join(" ") })).await, [0_i64; 0]);
    assert_eq!(
        c.ids(json!({ "?NAME": format!("{} | ada", words.join(" | ")) }))
            .await,
        [12]
    );
    assert_eq!(c.ids(json!({ "%NAME": words })).await, [0_i64; 0]);
    assert_eq!(c.ids(json!({ "NAME": words })).await, [0_i64; 0]);
    let groups: Vec<Value> = (0..9_000)
        .map(|_| json!({ "id": [1, 2], "!name": "x" }))
        .collect();
    let params = json!({ "entityTypeId": 3, "filter": groups[..4_500], "select": ["id"] });
    assert_eq!(
        c.call("crm.item.list", params).await["items"],
        json!([{ "id": 1 }, { "id": 2 }])
    );
    let params = json!({ "entityTypeId": 3, "filter": groups });
    assert_eq!(
        c.refused("crm.item.list", params).await.1,
        "INVALID_ARG_VALUE"
    );
    assert!(began.elapsed() < QUICK, "{:?}", began.elapsed());
}

#[tokio::test]
async fn no_pattern_is_slow() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "NAME": "Ada", "COMMENTS": "a".repeat(200_000) }))
        .await;
    let began = Instant::now();
    for pattern in [
        "a%".repeat(20_000),
        "a_%".repeat(20_000),
        format!("{}%", "a".repeat(50_000)),
        format!("{}%", "_a".repeat(10_000)),
    ] {
        assert_eq!(
            c.ids(json!({ "%=COMMENTS": format!("%{pattern}b") })).await,
            [0_i64; 0]
        );
        assert_eq!(
            c.ids(json!({ "%=COMMENTS": format!("%{pattern}") })).await,
            [id]
        );
        assert_eq!(c.ids(json!({ "%COMMENTS": pattern })).await, [0_i64; 0]);
    }
    c.update(
        id,
        json!({ "COMMENTS": "<b>".repeat(50_000) + &"<".repeat(50_000) + ">" }),
    )
    .await;
    assert!(began.elapsed() < QUICK, "{:?}", began.elapsed());
}

#[tokio::test]
async fn no_parameter_of_the_crm_breaks_something() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue.json");
    let model: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let odd = [
        json!(u64::MAX),
        json!([]),
        json!(i64::MIN),
        json!({ "0": { "x": [1] } }),
        json!("\u{0}"),
    ];
    let c = Client::start().await;
    let mut odd = odd.iter().cycle();
    for method in model["methods"].as_array().unwrap() {
        let call = method["call"].as_str().unwrap();
        let Some(params) = method["params"].as_array() else {
            continue;
        };
        if !call.starts_with("crm.") || method["rest"] != 2 {
            continue;
        }
        let request = method["examples"][0]["request"].as_object().cloned();
        for name in params.iter().filter_map(|param| param["wire"].as_str()) {
            let mut request = request.clone().unwrap_or_default();
            request.insert(name.to_owned(), odd.next().unwrap().clone());
            request.insert("start".to_owned(), odd.next().unwrap().clone());
            let request = Value::Object(request);
            let (status, body) = c.app(call, request.clone()).await;
            assert!(status < 500, "{call} {request}: {body}");
        }
    }
}

#[tokio::test]
async fn a_page_beyond_all_numbers_is_answered() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let mut params = json!({ "entityTypeId": 2, "entityId": deal, "start": i64::MAX });
    let page = c
        .envelope("crm.timeline.logmessage.list", params.clone())
        .await;
    assert_eq!((&page["result"], page.get("next")), (&json!([]), None));
    let page = c.envelope("crm.stagehistory.list", params.take()).await;
    assert_eq!(page["result"]["items"], json!([]));
    let made = c.call("crm.type.add", json!({ "fields": [] })).await;
    assert_eq!(made["type"]["entityTypeId"], 128, "it has a number always");
}
