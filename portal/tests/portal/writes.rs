//! Section 3: writing records.

use bitrix24_portal::{Portal, Webhook};
use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn keys_that_do_not_count_are_dropped() {
    let c = Client::start().await;
    let fields = json!({ "NAME": "Ada", "NO_SUCH": 1, "ID": 77, "HAS_PHONE": "Y", "FULL_NAME": "X",
        "DATE_CREATE": "2001-01-01", "CREATED_BY_ID": 9, "BIRTHDATE": "soon" });
    let id = c.contact(fields).await;
    assert_ne!(id, 77);
    assert_eq!(c.ids(json!({ "FULL_NAME": "X" })).await, [0_i64; 0]);
    let row = c.get(id).await;
    assert_eq!(
        (&row["HAS_PHONE"], &row["CREATED_BY_ID"], &row["BIRTHDATE"]),
        (&json!("N"), &json!("1"), &json!(""))
    );
    assert!(!row["DATE_CREATE"].as_str().unwrap().starts_with("2001"));
    c.update(id, json!({ "BIRTHDATE": "10.12.1815" })).await;
    c.update(id, json!({ "BIRTHDATE": "later" })).await;
    assert_eq!(
        c.get(id).await["BIRTHDATE"],
        "1815-12-10T03:00:00+03:00",
        "an unparsable date changes nothing"
    );
    c.update(id, json!({ "BIRTHDATE": "" })).await;
    assert_eq!(c.get(id).await["BIRTHDATE"], "");
}

#[tokio::test]
async fn nothing_is_required_but_a_name_stays() {
    let c = Client::start().await;
    let id = c.contact(json!({})).await;
    let row = c.get(id).await;
    assert_eq!(
        (&row["LAST_NAME"], &row["ASSIGNED_BY_ID"]),
        (&json!("Untitled"), &json!("1"))
    );
    let (status, code, _) = c
        .refused(
            "crm.contact.update",
            json!({ "id": id, "fields": { "LAST_NAME": "" } }),
        )
        .await;
    assert_eq!((status, code.as_str()), (400, ""));
    assert_eq!(
        c.get(id).await["LAST_NAME"],
        "Untitled",
        "nothing was written"
    );
    c.update(id, json!({ "LAST_NAME": "", "NAME": "Ada" }))
        .await;
    assert_eq!(c.ids(json!({ "FULL_NAME": "Ada" })).await, [id]);
    let named = c.contact(json!({ "NAME": "Grace" })).await;
    assert_eq!(
        c.get(named).await["LAST_NAME"],
        json!(null),
        "one name is enough"
    );
    c.custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "MUST", "MANDATORY": "Y" }))
        .await;
    c.contact(json!({ "NAME": "Hedy" })).await;
    c.update(id, json!({ "UF_CRM_MUST": "" })).await;
}

#[tokio::test]
async fn the_caller_is_responsible_unless_somebody_is_named() {
    let c = Client::with(Portal::builder().webhook(Webhook::new(7, "token"))).await;
    let row = c.get(c.contact(json!({ "NAME": "Ada" })).await).await;
    for name in ["ASSIGNED_BY_ID", "CREATED_BY_ID", "MODIFY_BY_ID"] {
        assert_eq!(row[name], "7", "{name}");
    }
    let id = c
        .contact(json!({ "NAME": "Ada", "ASSIGNED_BY_ID": 3 }))
        .await;
    assert_eq!(c.get(id).await["ASSIGNED_BY_ID"], "3");
}

#[tokio::test]
async fn what_the_methods_answer() {
    let c = Client::start().await;
    let id = c
        .call("crm.contact.add", json!({ "FIELDS": { "NAME": "Ada" } }))
        .await;
    assert!(id.is_i64());
    let update = json!({ "ID": id, "Fields": { "POST": "Countess" }, "arParams": [] });
    assert_eq!(c.call("crm.contact.update", update).await, json!(true));
    assert_eq!(c.get(id.as_i64().unwrap()).await["POST"], "Countess");
    let delete = c.call("crm.contact.delete", json!({ "id": id })).await;
    assert_eq!(delete, json!(true));
}

#[tokio::test]
async fn options_of_writing_are_taken() {
    let c = Client::start().await;
    for params in [
        json!({ "REGISTER_SONET_EVENT": "Y" }),
        json!({ "REGISTER_SONET_EVENT": "n", "REGISTER_HISTORY_EVENT": "N" }),
        json!([]),
        json!({ "NO_SUCH": [1] }),
    ] {
        let add = json!({ "fields": { "NAME": "Ada" }, "params": params });
        let id = c.call("crm.contact.add", add).await;
        let update = json!({ "id": id, "fields": { "NAME": "A" }, "params": params });
        assert_eq!(
            c.call("crm.contact.update", update).await,
            json!(true),
            "{params}"
        );
    }
}

#[tokio::test]
async fn imports_keep_history() {
    let c = Client::start().await;
    let moment = "2001-02-03T04:05:06+03:00";
    let fields = json!({ "NAME": "Ada", "DATE_CREATE": moment, "DATE_MODIFY": moment, "CREATED_BY_ID": 9,
        "MODIFY_BY_ID": 8, "HAS_PHONE": "Y", "ID": 77 });
    let history = [
        "DATE_CREATE",
        "DATE_MODIFY",
        "CREATED_BY_ID",
        "MODIFY_BY_ID",
    ];
    for (import, kept) in [
        (json!("Y"), true),
        (json!(true), true),
        (json!(1), true),
        (json!("N"), true),
        (json!([1]), true),
        (json!(0), false),
        (json!("0"), false),
        (json!(""), false),
        (json!(false), false),
        (json!([]), false),
    ] {
        let params = json!({ "fields": fields, "params": { "IMPORT": import } });
        let id = c.call("crm.contact.add", params).await;
        assert_ne!(id, 77);
        let row = c.get(id.as_i64().unwrap()).await;
        let same = history.map(|name| row[name] == text(&fields[name]));
        assert_eq!(same, [kept; 4], "whatever is true to PHP: {import}");
        assert_eq!(row["HAS_PHONE"], "N", "the rest is not to be written");
    }
    let id = c.contact(json!({ "NAME": "Ada" })).await;
    let update = json!({ "id": id, "fields": { "CREATED_BY_ID": 9 }, "params": { "IMPORT": "Y" } });
    c.call("crm.contact.update", update).await;
    assert_eq!(
        c.get(id).await["CREATED_BY_ID"],
        "1",
        "only new records are imported"
    );
}

fn text(value: &Value) -> Value {
    value
        .as_i64()
        .map_or(value.clone(), |n| n.to_string().into())
}

#[tokio::test]
async fn dates_in_any_spelling() {
    let c = Client::start().await;
    for name in ["DAY", "MOMENT"] {
        let kind = if name == "DAY" { "date" } else { "datetime" };
        c.custom_field(json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name }))
            .await;
    }
    for (written, moment) in [
        ("1815-12-10T12:00:00+03:00", "1815-12-10T12:00:00+03:00"),
        ("1815-12-10T12:00:00Z", "1815-12-10T15:00:00+03:00"),
        ("1815-12-10 12:00", "1815-12-10T12:00:00+03:00"),
        ("10.12.1815 12:00:01", "1815-12-10T12:00:01+03:00"),
        ("12/10/1815 01:00:00 pm", "1815-12-10T13:00:00+03:00"),
        ("10 December 1815 4:05", "1815-12-10T04:05:00+03:00"),
        ("December 10, 1815", "1815-12-10T00:00:00+03:00"),
        ("@4861436400", "2124-01-20T18:00:00+03:00"),
    ] {
        let id = c
            .contact(json!({ "UF_CRM_DAY": written, "UF_CRM_MOMENT": written }))
            .await;
        let row = c.get(id).await;
        assert_eq!(row["UF_CRM_MOMENT"], moment, "{written}");
        let day = format!("{}T03:00:00+03:00", &moment[..10]);
        assert_eq!(row["UF_CRM_DAY"], day, "{written}");
        for nonsense in [json!("some day"), json!([1]), json!({ "a": "b" })] {
            let fields = json!({ "UF_CRM_DAY": nonsense, "UF_CRM_MOMENT": nonsense });
            c.update(id, fields).await;
            assert_eq!(
                c.get(id).await["UF_CRM_MOMENT"],
                moment,
                "dropped: {nonsense}"
            );
        }
        c.update(id, json!({ "UF_CRM_DAY": "", "UF_CRM_MOMENT": "" }))
            .await;
        let row = c.get(id).await;
        assert_eq!(
            (&row["UF_CRM_DAY"], &row["UF_CRM_MOMENT"]),
            (&json!(""), &json!(""))
        );
    }
}

#[tokio::test]
async fn what_turns_a_custom_boolean_on() {
    let c = Client::start().await;
    c.custom_field(json!({ "USER_TYPE_ID": "boolean", "FIELD_NAME": "FLAG" }))
        .await;
    for (written, classic, item) in [
        (json!(true), "1", "Y"),
        (json!(1), "1", "Y"),
        (json!("1"), "1", "Y"),
        (json!("Y"), "1", "Y"),
        (json!("true"), "0", "Y"),
        (json!("y"), "0", "Y"),
        (json!("N"), "0", "N"),
        (json!("yes"), "0", "N"),
        (json!(0), "0", "N"),
        (json!(false), "0", "N"),
    ] {
        let id = c.contact(json!({ "UF_CRM_FLAG": written })).await;
        assert_eq!(c.get(id).await["UF_CRM_FLAG"], classic, "{written}");
        let params = json!({ "entityTypeId": 3, "fields": { "ufCrmFlag": written } });
        let made = c.call("crm.item.add", params).await;
        assert_eq!(made["item"]["ufCrmFlag"], item, "{written}");
    }
}

#[tokio::test]
async fn values_of_directories_are_not_checked() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "SOURCE_ID": "NO_SUCH", "HONORIFIC": "DUCHESS" }))
        .await;
    let row = c.get(id).await;
    assert_eq!(
        (&row["SOURCE_ID"], &row["HONORIFIC"]),
        (&json!("NO_SUCH"), &json!("DUCHESS"))
    );
}

#[tokio::test]
async fn comments_are_bbcode() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "COMMENTS": "<b>Bold</b>, 1 &lt; 2<br>[I]so[/I]", "POST": "<b>Post</b>" }))
        .await;
    let row = c.get(id).await;
    assert_eq!(row["COMMENTS"], "[B]Bold[/B], 1 < 2\n[I]so[/I]");
    assert_eq!(
        row["POST"], "<b>Post</b>",
        "other texts are kept as they are"
    );
    c.update(id, json!({ "COMMENTS": "a < b > c" })).await;
    assert_eq!(c.get(id).await["COMMENTS"], "a < b > c");
}

#[tokio::test]
async fn settings_of_a_custom_field_limit_its_values() {
    let c = Client::start().await;
    for (kind, name, settings) in [
        (
            "string",
            "CODE",
            json!({ "MIN_LENGTH": 2, "MAX_LENGTH": "3" }),
        ),
        (
            "integer",
            "COUNT",
            json!({ "MIN_VALUE": 1, "MAX_VALUE": 9 }),
        ),
        ("double", "RATE", json!({ "MAX_VALUE": 0.5 })),
        (
            "file",
            "DOC",
            json!({ "MAX_ALLOWED_SIZE": 4, "EXTENSIONS": { "txt": true } }),
        ),
    ] {
        let field = json!({ "USER_TYPE_ID": kind, "FIELD_NAME": name, "SETTINGS": settings, "LABEL": format!("My {name}") });
        c.custom_field(field).await;
    }
    let file = |name: &str| json!({ "fileData": [name, "SGVsbG8="] });
    for (fields, text) in [
        (
            json!({ "UF_CRM_CODE": "a" }),
            "The field \"My CODE\" must have at least 2 characters.",
        ),
        (
            json!({ "UF_CRM_CODE": "abcd" }),
            "The field \"My CODE\" must have at most 3 characters.",
        ),
        (
            json!({ "UF_CRM_COUNT": 10 }),
            "The value of the field \"My COUNT\" must not be more than 9.",
        ),
        (
            json!({ "UF_CRM_COUNT": "-1" }),
            "The value of the field \"My COUNT\" must not be less than 1.",
        ),
        (
            json!({ "UF_CRM_RATE": "much" }),
            "The value of the field \"My RATE\" must be a number.",
        ),
        (
            json!({ "UF_CRM_DOC": file("a.txt") }),
            "The file for \"My DOC\" is larger than 4 bytes.",
        ),
    ] {
        let refused = c
            .refused("crm.contact.add", json!({ "fields": fields }))
            .await;
        assert_eq!(refused, (400, "ERROR_CORE".to_owned(), text.to_owned()));
    }
    assert_eq!(
        c.ids(json!({})).await,
        [0_i64; 0],
        "nothing was left behind"
    );
    let fields = json!({ "UF_CRM_CODE": "éèê", "UF_CRM_COUNT": 9, "UF_CRM_RATE": "", "UF_CRM_DOC": { "fileData": ["a.TXT", "SGk="] } });
    let id = c.contact(fields).await;
    let wrong = json!({ "UF_CRM_COUNT": 0.5, "UF_CRM_CODE": "a" });
    let (_, code, text) = c
        .refused("crm.contact.update", json!({ "id": id, "fields": wrong }))
        .await;
    assert_eq!(
        (code.as_str(), text.as_str()),
        (
            "ERROR_CORE",
            "The value of the field \"My COUNT\" must not be less than 1., The field \"My CODE\" must have at least 2 characters."
        ),
        "all of them at once"
    );
    let ending = json!({ "id": id, "fields": { "UF_CRM_DOC": { "fileData": ["a.exe", "SGk="] } } });
    assert_eq!(
        c.refused("crm.contact.update", ending).await.2,
        "Files for \"My DOC\" must end in: txt."
    );
}

#[tokio::test]
async fn parents_have_names_of_their_own() {
    let c = Client::start().await;
    let id = c
        .contact(json!({ "NAME": "Ada", "PARENT_ID_128": 5 }))
        .await;
    assert_eq!(c.get(id).await["PARENT_ID_128"], "5");
    assert_eq!(c.ids(json!({ "PARENT_ID_128": 5 })).await, [id]);
    let item = c
        .call("crm.item.get", json!({ "entityTypeId": 3, "id": id }))
        .await;
    assert_eq!(item["item"]["parentId128"], 5);
    let fields = c.call("crm.contact.fields", json!({})).await;
    assert_eq!(fields["PARENT_ID_128"]["type"], "crm_entity");
    assert_eq!(
        fields["PARENT_ID_128"]["settings"]["parentEntityTypeId"],
        128
    );
}
