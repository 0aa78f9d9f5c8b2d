//! Activities: what follows from their kind and state, whom they are with, and what belongs to them.

use serde_json::{Value, json};

use crate::client::Client;
use crate::events::{Listener, bind, field};

impl Client {
    /// A new record of a kind with a title.
    pub(crate) async fn titled(&self, kind: &str) -> i64 {
        let fields = json!({ "fields": { "TITLE": "A" } });
        let id = self.call(&format!("crm.{kind}.add"), fields).await;
        id.as_i64().unwrap()
    }

    /// A new activity of a provider, with these fields besides.
    pub(crate) async fn activity(&self, kind: i64, owner: i64, more: Value) -> i64 {
        let mut fields = json!({
            "OWNER_TYPE_ID": kind, "OWNER_ID": owner, "PROVIDER_ID": "CARRIER", "SUBJECT": "Parcel 7",
            "RESPONSIBLE_ID": 6,
        });
        let all = fields.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        let id = self.call("crm.activity.add", json!({ "fields": fields }));
        id.await.as_i64().unwrap()
    }

    pub(crate) async fn get_activity(&self, id: i64) -> Value {
        self.call("crm.activity.get", json!({ "id": id })).await
    }

    pub(crate) async fn activity_ids(&self, params: Value) -> Vec<String> {
        let rows = self.call("crm.activity.list", params).await;
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["ID"].as_str().unwrap().to_owned())
            .collect()
    }
}

fn call(owner: i64, contact: i64) -> Value {
    json!({
        "OWNER_TYPE_ID": 2, "OWNER_ID": owner, "TYPE_ID": 2, "SUBJECT": "Parcel 7", "RESPONSIBLE_ID": 6,
        "START_TIME": "2026-03-05T10:00:00+03:00", "END_TIME": "2026-03-05T10:15:00+03:00",
        "COMMUNICATIONS": [{ "VALUE": "+44 20 7946 0000", "ENTITY_ID": contact, "ENTITY_TYPE_ID": 3 }],
    })
}

#[tokio::test]
async fn what_follows_from_the_kind_of_an_activity() {
    let c = Client::start().await;
    let (deal, contact) = (c.titled("deal").await, c.contact(json!({})).await);
    let fields = json!({ "fields": call(deal, contact) });
    let id = c.call("crm.activity.add", fields).await.as_i64().unwrap();
    let row = c.get_activity(id).await;
    for (name, value) in [
        ("OWNER_TYPE_ID", "2"),
        ("OWNER_ID", &deal.to_string()),
        ("TYPE_ID", "2"),
        ("PROVIDER_ID", "VOXIMPLANT_CALL"),
        ("PROVIDER_TYPE_ID", "CALL"),
        ("DEADLINE", "2026-03-05T10:00:00+03:00"),
        ("COMPLETED", "N"),
        ("STATUS", "1"),
        ("PRIORITY", "2"),
        ("DIRECTION", "0"),
        ("RESULT_MARK", "0"),
        ("AUTHOR_ID", "1"),
        ("EDITOR_ID", "1"),
        ("IS_INCOMING_CHANNEL", "N"),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
    assert_eq!(
        (&row["SETTINGS"], &row["PROVIDER_PARAMS"]),
        (&json!([]), &json!([]))
    );
    assert!(row["CREATED"].as_str().unwrap().ends_with("+03:00"));
    assert_eq!(row["CREATED"], row["LAST_UPDATED"]);
    let later = json!({ "id": id, "fields": { "START_TIME": "2026-03-06T10:00:00+03:00", "OWNER_ID": 99, "TYPE_ID": 1 } });
    assert_eq!(c.call("crm.activity.update", later).await, true);
    let row = c.get_activity(id).await;
    assert_eq!(row["DEADLINE"], "2026-03-06T10:00:00+03:00");
    assert_eq!(
        (&row["OWNER_ID"], &row["TYPE_ID"]),
        (&json!(deal.to_string()), &json!("2")),
        "they are set once"
    );
    let own = c.activity(2, deal, json!({ "DEADLINE": "2026-03-07T10:00:00+03:00" }));
    let row = c.get_activity(own.await).await;
    assert_eq!(
        (&row["TYPE_ID"], &row["PROVIDER_ID"]),
        (&json!("6"), &json!("CARRIER"))
    );
    assert_eq!(row["DEADLINE"], "2026-03-07T10:00:00+03:00");
}

#[tokio::test]
async fn state_and_flag_of_an_activity_say_the_same() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let id = c.activity(2, deal, json!({ "COMPLETED": "Y" })).await;
    let state = async |id: i64| {
        let row = c.get_activity(id).await;
        (row["COMPLETED"].clone(), row["STATUS"].clone())
    };
    assert_eq!(state(id).await, (json!("Y"), json!("2")));
    for (fields, flag, status) in [
        (json!({ "COMPLETED": "N" }), "N", "1"),
        (json!({ "STATUS": 3 }), "Y", "3"),
        (json!({ "STATUS": "1" }), "N", "1"),
        (json!({ "SUBJECT": "x" }), "N", "1"),
    ] {
        let params = json!({ "id": id, "fields": fields });
        c.call("crm.activity.update", params).await;
        assert_eq!(state(id).await, (json!(flag), json!(status)), "{fields}");
    }
}

#[tokio::test]
async fn whom_an_activity_is_with() {
    let c = Client::start().await;
    let (deal, company) = (c.titled("deal").await, c.titled("company").await);
    let contact = c
        .contact(json!({ "NAME": "Ada", "LAST_NAME": "Lovelace", "COMPANY_ID": company }))
        .await;
    let fields = json!({ "fields": call(deal, contact) });
    let id = c.call("crm.activity.add", fields).await;
    let list = json!({ "filter": { "ID": id }, "select": ["ID", "COMMUNICATIONS"] });
    let rows = c.call("crm.activity.list", list.clone()).await;
    let with = &rows[0]["COMMUNICATIONS"][0];
    assert_eq!(with["TYPE"], "PHONE", "calls are with phone numbers");
    assert_eq!(with["VALUE"], "+44 20 7946 0000");
    assert_eq!(with["ENTITY_ID"], contact.to_string());
    assert_eq!(with["ENTITY_TYPE_ID"], "3");
    let names = &with["ENTITY_SETTINGS"];
    assert_eq!(
        (&names["NAME"], &names["COMPANY_TITLE"]),
        (&json!("Ada"), &json!("A"))
    );
    c.update(contact, json!({ "NAME": "Augusta" })).await;
    let again = c.call("crm.activity.list", list.clone()).await;
    assert_eq!(again, rows, "names are those of then");
    assert_eq!(
        c.call("crm.activity.binding.list", json!({ "activityId": id }))
            .await,
        json!([{ "entityTypeId": 2, "entityId": deal }, { "entityTypeId": 3, "entityId": contact }]),
        "it stands in the timeline of the client too"
    );
    let other = json!([{ "VALUE": "+1 2", "TYPE": "PHONE" }]);
    let change = json!({ "id": id, "fields": { "COMMUNICATIONS": other } });
    c.call("crm.activity.update", change).await;
    let rows = c.call("crm.activity.list", list).await;
    let with = rows[0]["COMMUNICATIONS"].as_array().unwrap();
    assert_eq!(with.len(), 1, "they replace those before");
    assert_eq!(
        (&with[0]["ENTITY_ID"], &with[0]["ENTITY_SETTINGS"]),
        (&json!("0"), &json!([]))
    );
    let parts = c.call("crm.activity.communication.fields", json!({})).await;
    let parts = parts.as_object().unwrap();
    assert_eq!(parts["ID"]["isReadOnly"], true);
    let names: Vec<&String> = parts.keys().collect();
    assert_eq!(
        names,
        [
            "ID",
            "ACTIVITY_ID",
            "TYPE",
            "VALUE",
            "ENTITY_TYPE_ID",
            "ENTITY_ID"
        ]
    );
}

#[tokio::test]
async fn lists_begin_with_the_earliest_and_have_more_when_asked() {
    let c = Client::start().await;
    let (deal, lead) = (c.titled("deal").await, c.titled("lead").await);
    let file = json!([{ "fileData": ["a.txt", "SGVsbG8="] }]);
    let late = json!({ "START_TIME": "2026-03-06T10:00:00+03:00", "FILES": file });
    let late = c.activity(2, deal, late).await;
    let early = json!({ "START_TIME": "2026-03-05T10:00:00+03:00" });
    let early = c.activity(1, lead, early).await;
    let ids = async |params: Value| c.activity_ids(params).await;
    let (early, late) = (early.to_string(), late.to_string());
    assert_eq!(ids(json!({})).await, [early.clone(), late.clone()]);
    assert_eq!(
        ids(json!({ "order": { "ID": "ASC" } })).await,
        [late.clone(), early.clone()]
    );
    let owner = json!({ "filter": { "OWNER_TYPE_ID": 1, "OWNER_ID": lead } });
    assert_eq!(ids(owner).await, [early.as_str()]);

    let plain = c.call("crm.activity.list", json!({})).await;
    for name in ["COMMUNICATIONS", "BINDINGS", "FILES"] {
        assert!(plain[1].get(name).is_none(), "{name} is not asked for");
    }
    let more = json!({ "select": ["ID", "bindings", "STORAGE_ELEMENT_IDS"] });
    let rows = c.call("crm.activity.list", more).await;
    assert_eq!(
        rows[0],
        json!({ "ID": early, "BINDINGS": [{ "OWNER_TYPE_ID": "1", "OWNER_ID": lead.to_string() }] }),
        "no files, no key"
    );
    let url = rows[1]["FILES"][0]["url"].as_str().unwrap();
    let reply = crate::client::send(url, "GET", "", b"").await;
    assert_eq!((reply.status, reply.body.as_slice()), (200, &b"Hello"[..]));
}

#[tokio::test]
async fn activities_are_found_by_what_they_are_bound_to() {
    let c = Client::start().await;
    let (deal, lead) = (c.titled("deal").await, c.titled("lead").await);
    let (one, two) = (
        c.activity(2, deal, json!({})).await,
        c.activity(1, lead, json!({})).await,
    );
    let found = async |bindings: Value| {
        let filter = json!({ "BINDINGS": bindings, ">ID": 0 });
        c.activity_ids(json!({ "filter": filter, "order": { "ID": "ASC" } }))
            .await
    };
    let deals = json!([{ "OWNER_TYPE_ID": 2 }]);
    assert_eq!(found(deals.clone()).await, [one.to_string()]);
    let both = json!([{ "OWNER_TYPE_ID": 2, "OWNER_ID": deal }, { "OWNER_TYPE_ID": "1", "OWNER_ID": [lead, 99] }]);
    assert_eq!(found(both).await, [one.to_string(), two.to_string()]);
    assert_eq!(
        found(json!({ "OWNER_TYPE_ID": 2, "OWNER_ID": 99 })).await,
        [""; 0]
    );
    let more = json!({ "activityId": two, "entityTypeId": 2, "entityId": deal });
    c.call("crm.activity.binding.add", more).await;
    assert_eq!(found(deals).await, [one.to_string(), two.to_string()]);
}

#[tokio::test]
async fn what_is_wrong_with_an_activity() {
    let c = Client::start().await;
    let (deal, contact) = (c.titled("deal").await, c.contact(json!({})).await);
    let with = |name: &str, value: Value| {
        let mut fields = call(deal, contact);
        fields[name] = value;
        json!({ "fields": fields })
    };
    for (params, text) in [
        (with("SUBJECT", json!("")), "SUBJECT"),
        (with("RESPONSIBLE_ID", json!(0)), "RESPONSIBLE_ID"),
        (with("TYPE_ID", json!(9)), "TYPE_ID"),
        (with("TYPE_ID", json!(6)), "without provider"),
        (with("COMMUNICATIONS", json!([])), "COMMUNICATIONS"),
        (
            with(
                "COMMUNICATIONS",
                json!([{ "VALUE": "1" }, { "VALUE": "2" }]),
            ),
            "only one communication",
        ),
        (with("OWNER_ID", json!(99)), "binding"),
        (
            with(
                "COMMUNICATIONS",
                json!([{ "VALUE": "1", "ENTITY_TYPE_ID": 3, "ENTITY_ID": 99 }]),
            ),
            "binding",
        ),
        (
            with("PROVIDER_ID", json!("CONFIGURABLE_REST_APP")),
            "crm.activity.configurable.add",
        ),
        (
            with("PROVIDER_ID", json!("REST_APP")),
            "Application context",
        ),
    ] {
        let (status, code, told) = c.refused("crm.activity.add", params.clone()).await;
        assert_eq!((status, code.as_str()), (400, ""), "{params}");
        assert!(told.contains(text), "{told}: {params}");
    }
    for method in ["get", "update", "delete"] {
        let params = json!({ "id": 99, "fields": { "SUBJECT": "x" } });
        let refused = c.refused(&format!("crm.activity.{method}"), params).await;
        assert_eq!(refused.2, "Activity is not found.", "{method}");
    }
    assert_eq!(c.activity_ids(json!({})).await, [""; 0]);
}

#[tokio::test]
async fn activities_of_an_application_are_its_own() {
    let c = Client::start().await;
    let deal = c.titled("deal").await;
    let fields = json!({
        "OWNER_TYPE_ID": 2, "OWNER_ID": deal, "PROVIDER_ID": "REST_APP", "SUBJECT": "Parcel 7", "RESPONSIBLE_ID": 6,
    });
    let (_, body) = c.app("crm.activity.add", json!({ "fields": fields })).await;
    let id = body["result"].as_i64().unwrap();
    assert_eq!(c.get_activity(id).await["PROVIDER_ID"], "REST_APP");
    let change = json!({ "id": id, "fields": { "SUBJECT": "Parcel 8" } });
    for method in ["crm.activity.update", "crm.activity.delete"] {
        let (_, _, text) = c.refused(method, change.clone()).await;
        assert_eq!(text, "Application context required.", "{method}");
        let (status, body) = c.app(method, change.clone()).await;
        assert_eq!((status, &body["result"]), (200, &json!(true)), "{method}");
    }
}

#[tokio::test]
async fn changes_of_activities_raise_events_and_move_their_records() {
    let c = Client::start().await;
    let mut listener = Listener::start().await;
    for role in ["Add", "Update", "Delete"] {
        bind(&c, &format!("onCrmActivity{role}"), &listener.address).await;
    }
    let contact = c.contact(json!({})).await;
    let before = c.get(contact).await["LAST_ACTIVITY_TIME"].clone();
    c.portal.clock().advance(std::time::Duration::from_secs(60));
    let id = c.activity(3, contact, json!({})).await;
    assert_ne!(c.get(contact).await["LAST_ACTIVITY_TIME"], before);
    let change = json!({ "id": id, "fields": { "SUBJECT": "Parcel 8" } });
    c.call("crm.activity.update", change).await;
    c.call("crm.activity.delete", json!({ "id": id })).await;
    for role in ["ADD", "UPDATE", "DELETE"] {
        let form = listener.next().await;
        assert_eq!(field(&form, "event"), format!("ONCRMACTIVITY{role}"));
        assert_eq!(field(&form, "data[FIELDS][ID]"), id.to_string());
    }
    listener.nothing(&c).await;
}
