//! What goes along with a record that is deleted.

use serde_json::{Value, json};

use crate::client::{Client, send};
use crate::events::{Listener, bind, field};

impl Client {
    async fn company(&self) -> i64 {
        let fields = json!({ "fields": { "TITLE": "A" } });
        self.call("crm.company.add", fields).await.as_i64().unwrap()
    }

    async fn delete(&self, kind: &str, id: i64) {
        let done = self
            .call(&format!("crm.{kind}.delete"), json!({ "id": id }))
            .await;
        assert_eq!(done, json!(true));
    }

    async fn companies(&self, contact: i64) -> Value {
        self.call("crm.contact.company.items.get", json!({ "id": contact }))
            .await
    }

    /// Status of the file at an address without a host.
    async fn file(&self, url: &Value) -> u16 {
        let url = format!("{}{}", self.portal.url(), url.as_str().unwrap());
        send(&url, "GET", "", b"").await.status
    }
}

#[tokio::test]
async fn links_to_a_deleted_record_go() {
    let c = Client::start().await;
    let (one, two, three) = (c.company().await, c.company().await, c.company().await);
    let id = c
        .contact(json!({ "NAME": "Ada", "COMPANY_IDS": [one, two, three] }))
        .await;
    let other = c
        .contact(json!({ "NAME": "Grace", "COMPANY_ID": two }))
        .await;
    c.delete("company", one).await;
    assert_eq!(
        c.companies(id).await,
        json!([
            { "COMPANY_ID": two, "SORT": 20, "ROLE_ID": 0, "IS_PRIMARY": "Y" },
            { "COMPANY_ID": three, "SORT": 30, "ROLE_ID": 0, "IS_PRIMARY": "N" },
        ]),
        "the first one that remains is the main one"
    );
    assert_eq!(c.get(id).await["COMPANY_ID"], two.to_string());
    c.delete("company", two).await;
    c.delete("company", three).await;
    for contact in [id, other] {
        assert_eq!(c.companies(contact).await, json!([]));
        assert_eq!(c.get(contact).await["COMPANY_ID"], json!(null));
    }
    assert_eq!(c.ids(json!({ "COMPANY_ID": two })).await, [0_i64; 0]);
}

#[tokio::test]
async fn links_of_a_deleted_record_go() {
    let c = Client::start().await;
    let company = c.company().await;
    let id = c
        .contact(json!({ "NAME": "Ada", "COMPANY_ID": company, "PHONE": [{ "VALUE": "1" }] }))
        .await;
    c.delete("contact", id).await;
    assert_eq!(c.companies(id).await, json!([]));
    assert_eq!(c.ids(json!({ "PHONE": "1" })).await, [0_i64; 0]);
    c.delete("company", company).await;
}

#[tokio::test]
async fn links_from_the_other_side_go_too() {
    let c = Client::start().await;
    let company = c.company().await;
    let (one, two) = (
        c.contact(json!({ "NAME": "Ada" })).await,
        c.contact(json!({ "NAME": "Grace" })).await,
    );
    let items = json!([{ "CONTACT_ID": one }, { "CONTACT_ID": two }]);
    let set = json!({ "id": company, "items": items });
    assert_eq!(
        c.call("crm.company.contact.items.set", set).await,
        json!(true)
    );
    c.delete("contact", one).await;
    let get = json!({ "id": company });
    assert_eq!(
        c.call("crm.company.contact.items.get", get).await,
        json!([{ "CONTACT_ID": two, "SORT": 20, "ROLE_ID": 0, "IS_PRIMARY": "Y" }])
    );
}

#[tokio::test]
async fn children_of_a_deleted_record_have_no_parent() {
    let c = Client::start().await;
    let (one, two) = (c.company().await, c.company().await);
    let child = c
        .contact(json!({ "NAME": "Ada", "PARENT_ID_4": one, "PARENT_ID_3": one }))
        .await;
    let other = c
        .contact(json!({ "NAME": "Grace", "PARENT_ID_4": two }))
        .await;
    c.delete("company", one).await;
    let row = c.get(child).await;
    assert_eq!(
        (&row["PARENT_ID_4"], &row["PARENT_ID_3"]),
        (&json!(null), &json!(one.to_string()))
    );
    assert_eq!(c.get(other).await["PARENT_ID_4"], two.to_string());
}

#[tokio::test]
async fn files_of_a_deleted_record_go() {
    let c = Client::start().await;
    for (name, many) in [("DOC", "N"), ("DOCS", "Y")] {
        c.custom_field(json!({ "USER_TYPE_ID": "file", "FIELD_NAME": name, "MULTIPLE": many }))
            .await;
    }
    let file = |name: &str| json!({ "fileData": [name, "SGVsbG8="] });
    let fields = json!({ "PHOTO": file("a"), "UF_CRM_DOC": file("b"), "UF_CRM_DOCS": [file("c"), file("d")] });
    let gone = c.contact(fields.clone()).await;
    let stays = c.contact(fields).await;
    let urls = async |id: i64| {
        let row = c.get(id).await;
        [
            &row["PHOTO"],
            &row["UF_CRM_DOC"],
            &row["UF_CRM_DOCS"][0],
            &row["UF_CRM_DOCS"][1],
        ]
        .map(|file| file["downloadUrl"].clone())
    };
    let (before, others) = (urls(gone).await, urls(stays).await);
    c.delete("contact", gone).await;
    for url in &before {
        assert_eq!(c.file(url).await, 404, "{url}");
    }
    for url in &others {
        assert_eq!(c.file(url).await, 200, "{url}");
    }
}

#[tokio::test]
async fn files_of_a_deleted_custom_field_go() {
    let c = Client::start().await;
    let field = c
        .custom_field(json!({ "USER_TYPE_ID": "file", "FIELD_NAME": "DOCS", "MULTIPLE": "Y" }))
        .await;
    let id = c
        .contact(json!({ "UF_CRM_DOCS": [{ "fileData": ["c", "SGVsbG8="] }] }))
        .await;
    let url = c.get(id).await["UF_CRM_DOCS"][0]["downloadUrl"].clone();
    assert_eq!(c.file(&url).await, 200);
    c.delete("contact.userfield", field).await;
    assert_eq!(c.file(&url).await, 404);
}

#[tokio::test]
async fn a_custom_field_of_another_kind_of_record_is_out_of_reach() {
    let c = Client::start().await;
    let id = c
        .custom_field(json!({ "USER_TYPE_ID": "string", "FIELD_NAME": "TIER" }))
        .await;
    for method in ["get", "update", "delete"] {
        let params = json!({ "id": id, "fields": {} });
        let refused = c
            .refused(&format!("crm.company.userfield.{method}"), params)
            .await;
        assert_eq!(
            refused,
            (400, String::new(), "Access denied.".to_owned()),
            "{method}"
        );
    }
    let read = c
        .call("crm.contact.userfield.get", json!({ "id": id }))
        .await;
    assert_eq!(read["ENTITY_ID"], "CRM_CONTACT");
}

/// What an activity is bound to.
async fn bindings(c: &Client, activity: i64) -> Value {
    let params = json!({ "activityId": activity });
    c.call("crm.activity.binding.list", params).await
}

#[tokio::test]
async fn activities_of_a_deleted_record_go_unless_they_are_bound_to_others() {
    let c = Client::start().await;
    let (deal, lead) = (c.titled("deal").await, c.titled("lead").await);
    let (gone, stays) = (
        c.activity(2, deal, json!({})).await,
        c.activity(2, deal, json!({})).await,
    );
    let more = json!({ "activityId": stays, "entityTypeId": 1, "entityId": lead });
    c.call("crm.activity.binding.add", more).await;
    c.delete("deal", deal).await;
    assert_eq!(c.activity_ids(json!({})).await, [stays.to_string()]);
    assert_eq!(bindings(&c, gone).await, json!([]));
    assert_eq!(
        bindings(&c, stays).await,
        json!([{ "entityTypeId": 1, "entityId": lead }])
    );
    let row = c.get_activity(stays).await;
    assert_eq!(
        (&row["OWNER_TYPE_ID"], &row["OWNER_ID"]),
        (&json!("1"), &json!(lead.to_string()))
    );
    let item = json!({ "entityTypeId": 1, "id": lead });
    c.call("crm.item.delete", item).await;
    assert_eq!(
        c.activity_ids(json!({})).await,
        [""; 0],
        "by the universal methods too"
    );
}

#[tokio::test]
async fn what_goes_along_raises_events_of_its_own() {
    let c = Client::start().await;
    let company = c.company().await;
    let activity = c.activity(4, company, json!({})).await;
    let of = json!({ "ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": 1, "NAME": "A" });
    let requisite = c.call("crm.requisite.add", json!({ "fields": of })).await;
    let mut listener = Listener::start().await;
    for kind in ["Activity", "Requisite", "Company"] {
        bind(&c, &format!("onCrm{kind}Delete"), &listener.address).await;
    }
    c.delete("company", company).await;
    for (kind, id) in [
        ("ACTIVITY", activity.to_string()),
        ("REQUISITE", requisite.to_string()),
        ("COMPANY", company.to_string()),
    ] {
        let form = listener.next().await;
        assert_eq!(field(&form, "event"), format!("ONCRM{kind}DELETE"));
        assert_eq!(field(&form, "data[FIELDS][ID]"), id);
    }
    listener.nothing(&c).await;
}

#[tokio::test]
async fn entries_of_a_deleted_record_go_unless_they_stand_in_other_timelines() {
    let c = Client::start().await;
    let (deal, lead) = (c.titled("deal").await, c.titled("lead").await);
    let (gone, stays) = (c.comment(deal).await, c.comment(deal).await);
    let log = c.log(deal, "x").await["id"].clone();
    c.bind_entry(stays, "lead", lead).await;
    c.delete("deal", deal).await;
    for (method, id) in [("comment", json!(gone)), ("logmessage", log)] {
        let method = format!("crm.timeline.{method}.get");
        assert_eq!(
            c.refused(&method, json!({ "id": id })).await.0,
            400,
            "{method}"
        );
    }
    let read = c
        .call("crm.timeline.comment.get", json!({ "id": stays }))
        .await;
    assert_eq!(read["ID"], stays.to_string());
    let filter = json!({ "filter": { "OWNER_ID": stays } });
    let links = c.call("crm.timeline.bindings.list", filter).await;
    assert_eq!(links.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_kept_beside_a_deleted_activity_goes() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let with = json!([{ "VALUE": "1", "TYPE": "PHONE" }]);
    let file = json!([{ "fileData": ["a.txt", "SGVsbG8="] }]);
    let id = c
        .activity(2, deal, json!({ "COMMUNICATIONS": with, "FILES": file }))
        .await;
    let files = json!({ "select": ["ID", "FILES"] });
    let rows = c.call("crm.activity.list", files).await;
    let url = rows[0]["FILES"][0]["url"].as_str().unwrap().to_owned();
    let fields = json!({ "ENTITY_TYPE": "activity", "ENTITY_ID": id, "COMMENT": "x" });
    let comment = c
        .call("crm.timeline.comment.add", json!({ "fields": fields }))
        .await;
    c.delete("activity", id).await;
    assert_eq!(send(&url, "GET", "", b"").await.status, 404);
    assert_eq!(bindings(&c, id).await, json!([]));
    let read = c
        .refused("crm.timeline.comment.get", json!({ "id": comment }))
        .await;
    assert_eq!(
        read.0, 400,
        "entries in its own timeline go as those of any record"
    );
}

#[tokio::test]
async fn requisites_of_a_deleted_record_go_with_their_bank_details() {
    let c = Client::start().await;
    let (company, contact) = (c.company().await, c.contact(json!({ "NAME": "Ada" })).await);
    let add = async |method: &str, fields: Value| {
        let id = c.call(method, json!({ "fields": fields })).await;
        id.as_i64().unwrap()
    };
    let mut made = Vec::new();
    for (kind, id) in [(4, company), (3, contact)] {
        let of = json!({ "ENTITY_TYPE_ID": kind, "ENTITY_ID": id, "PRESET_ID": 1, "NAME": "A" });
        let requisite = add("crm.requisite.add", of).await;
        let of = json!({ "ENTITY_ID": requisite, "NAME": "B" });
        made.push((requisite, add("crm.requisite.bankdetail.add", of).await));
    }
    assert_eq!(company, contact, "only the kind tells them apart");
    c.delete("company", company).await;
    let ids = async |method: &str| {
        let rows = c.call(method, json!({ "select": ["ID"] })).await;
        let rows = rows.as_array().unwrap().iter();
        let ids: Vec<i64> = rows
            .map(|r| r["ID"].as_str().unwrap().parse().unwrap())
            .collect();
        ids
    };
    assert_eq!(ids("crm.requisite.list").await, [made[1].0]);
    assert_eq!(ids("crm.requisite.bankdetail.list").await, [made[1].1]);
}

#[tokio::test]
async fn what_belongs_to_a_record_of_an_added_type_goes_with_it() {
    let c = Client::start().await;
    let fields = json!({ "fields": { "title": "Engines", "entityTypeId": 177 } });
    c.call("crm.type.add", fields).await;
    let item = json!({ "entityTypeId": 177, "fields": { "title": "x" } });
    let item = c.call("crm.item.add", item).await["item"]["id"]
        .as_i64()
        .unwrap();
    let id = c.activity(177, item, json!({})).await;
    let child = c
        .contact(json!({ "NAME": "Ada", "PARENT_ID_177": item }))
        .await;
    c.call(
        "crm.item.delete",
        json!({ "entityTypeId": 177, "id": item }),
    )
    .await;
    assert_eq!(bindings(&c, id).await, json!([]));
    assert_eq!(c.activity_ids(json!({})).await, [""; 0]);
    assert_eq!(c.get(child).await["PARENT_ID_177"], json!(null));
}

#[tokio::test]
async fn clients_that_are_gone_are_named_by_nobody() {
    let c = Client::start().await;
    let added = json!({ "title": "Engines", "entityTypeId": 177, "isClientEnabled": "Y" });
    c.call("crm.type.add", json!({ "fields": added })).await;
    let (company, contact) = (c.company().await, c.contact(json!({ "NAME": "Ada" })).await);
    let deal = json!({ "fields": { "TITLE": "A", "COMPANY_ID": company, "ORIGIN_ID": "1" } });
    let deal = c.call("crm.deal.add", deal).await.as_i64().unwrap();
    let other = c.contact(json!({ "NAME": "Grace" })).await;
    let item = json!({
        "title": "x", "companyId": company, "contactIds": [contact, other], "parentId2": deal,
    });
    let item = c
        .call(
            "crm.item.add",
            json!({ "entityTypeId": 177, "fields": item }),
        )
        .await;
    let item = json!({ "entityTypeId": 177, "id": item["item"]["id"] });
    let with = json!([
        { "VALUE": "+44 20 7946 0000", "ENTITY_ID": contact, "ENTITY_TYPE_ID": 3, "TYPE": "PHONE" },
        { "VALUE": "+44 20 7946 0001", "ENTITY_ID": company, "ENTITY_TYPE_ID": 4, "TYPE": "PHONE" },
    ]);
    let activity = c.activity(2, deal, json!({ "COMMUNICATIONS": with })).await;
    c.delete("contact", contact).await;
    let named = json!({ "filter": { "ID": activity }, "select": ["ID", "COMMUNICATIONS"] });
    let left = c.call("crm.activity.list", named).await;
    assert_eq!(left[0]["COMMUNICATIONS"].as_array().unwrap().len(), 1);
    assert_eq!(left[0]["COMMUNICATIONS"][0]["ENTITY_TYPE_ID"], "4");
    let read = c.call("crm.item.get", item.clone()).await;
    assert_eq!(read["item"]["contactIds"], json!([other]));
    c.delete("company", company).await;
    let row = c.call("crm.deal.get", json!({ "id": deal })).await;
    assert_eq!(row["COMPANY_ID"], json!(null));
    let read = c.call("crm.item.get", item.clone()).await;
    assert_eq!(read["item"]["companyId"], json!(null), "{read}");
    assert_eq!(read["item"]["parentId2"], json!(deal));
    c.delete("deal", deal).await;
    let read = c.call("crm.item.get", item).await;
    assert_eq!(read["item"]["parentId2"], json!(null));
}

#[tokio::test]
async fn a_comment_belongs_to_the_record_that_remains() {
    let c = Client::start().await;
    let (company, contact) = (c.company().await, c.contact(json!({ "NAME": "Ada" })).await);
    let fields = json!({ "ENTITY_TYPE": "company", "ENTITY_ID": company, "COMMENT": "A" });
    let id = c
        .call("crm.timeline.comment.add", json!({ "fields": fields }))
        .await;
    let other = json!({ "OWNER_ID": id, "ENTITY_TYPE": "contact", "ENTITY_ID": contact });
    c.call("crm.timeline.bindings.bind", json!({ "fields": other }))
        .await;
    c.delete("company", company).await;
    let read = c
        .call("crm.timeline.comment.get", json!({ "id": id }))
        .await;
    assert_eq!(
        (&read["ENTITY_TYPE"], &read["ENTITY_ID"]),
        (&json!("contact"), &json!(contact.to_string()))
    );
}

#[tokio::test]
async fn pipelines_of_a_deleted_type_go_with_it() {
    let c = Client::start().await;
    let engines = json!({ "fields": { "title": "Engines", "entityTypeId": 177 } });
    let id = c.call("crm.type.add", engines.clone()).await["type"]["id"].clone();
    let pipeline = json!({ "entityTypeId": 177, "fields": { "name": "Repairs" } });
    c.call("crm.category.add", pipeline).await;
    c.call("crm.type.delete", json!({ "id": id })).await;
    c.call("crm.type.add", engines).await;
    let of = json!({ "entityTypeId": 177 });
    let left = c.call("crm.category.list", of).await;
    assert_eq!(left["categories"], json!([]));
}
