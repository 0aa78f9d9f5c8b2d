//! Whatever comes in, an envelope goes out.

use std::sync::OnceLock;

use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::client::{Client, send};

struct World {
    runtime: Runtime,
    client: Client,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let client = runtime.block_on(Client::start());
        World { runtime, client }
    })
}

const METHODS: [&str; 12] = [
    "batch",
    "crm.contact.add",
    "crm.contact.list",
    "crm.contact.update",
    "crm.contact.userfield.add",
    "crm.contact.userfield.list",
    "crm.contact.company.items.set",
    "crm.contact.details.configuration.set",
    "crm.item.add",
    "crm.item.list",
    "crm.status.list",
    "user.get",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "id",
            "ID",
            "fields",
            "filter",
            "order",
            "select",
            "start",
            "cmd",
            "halt",
            "data",
            "items",
            "NAME",
            "PHONE",
            "VALUE",
            "COMPANY_IDS",
            "PHOTO",
            "fileData",
            "fm",
            "entityTypeId",
            ">ID",
            "!%NAME",
            "PARENT_ID_5",
            "1",
            "3",
            "",
            "USER_TYPE_ID",
            "FIELD_NAME",
            "LIST",
            "enumeration",
            "SETTINGS",
            "$result[a][b]",
            "crm.contact.list?a[]=1",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        word().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
            prop::collection::vec((word(), inner), 0..5)
                .prop_map(|p| serde_json::Value::Object(p.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_json_is_answered(at in 0..METHODS.len(), body in json()) {
        check(METHODS[at], "application/json", body.to_string().as_bytes());
    }

    #[test]
    fn any_form_is_answered(at in 0..METHODS.len(), body in "[a-zA-Z0-9%\\[\\]=&$+.]{0,60}") {
        check(METHODS[at], "application/x-www-form-urlencoded", body.as_bytes());
    }
}

fn check(method: &str, kind: &str, body: &[u8]) {
    let world = world();
    let url = format!("{}{method}", world.client.portal.webhook_url());
    let reply = world.runtime.block_on(send(
        &url,
        "POST",
        &format!("Content-Type: {kind}\r\n"),
        body,
    ));
    let envelope = reply.json();
    assert!(reply.status < 500, "{method}: {envelope}");
    assert!(
        envelope.get("result").is_some() != envelope.get("error").is_some(),
        "{method}: {envelope}"
    );
}
