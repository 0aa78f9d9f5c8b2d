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

const METHODS: [&str; 28] = [
    "batch",
    "crm.company.list",
    "crm.deal.add",
    "crm.type.add",
    "crm.company.contact.items.set",
    "event.bind",
    "crm.item.batchImport",
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
    "crm.category.add",
    "crm.item.productrow.set",
    "crm.deal.productrows.set",
    "crm.address.add",
    "crm.currency.update",
    "crm.requisite.preset.field.list",
    "crm.documentgenerator.document.upload",
    "crm.calllist.add",
    "crm.orderentity.deleteByFilter",
    "crm.currency.localizations.set",
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
            "ownerType",
            "ownerId",
            "productRows",
            "rows",
            "D",
            "preset",
            "localizations",
            "EUR",
            "ENTITY_TYPE_ID",
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_answered(
        at in 0..METHODS.len(),
        kind in "application/(json|x-www-form-urlencoded)|multipart/form-data(; boundary=X)?|[ -~]{0,20}",
        body in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        check(METHODS[at], &kind, &body);
        let mut parts = b"--X\r\nContent-Disposition: form-data; name=\"fields[NAME]\"\r\n\r\n".to_vec();
        parts.extend(&body);
        check(METHODS[at], "multipart/form-data; boundary=X", &parts);
    }

    #[test]
    fn any_command_is_answered(command in "(crm.contact.(list|get|add|company.add)|batch|\\PC{0,6})?[?&=%$\\[\\]a-zA-Z0-9.#-]{0,60}") {
        let body = serde_json::json!({ "cmd": { "a": "profile", "b": command, "c": command } });
        check("batch", "application/json", body.to_string().as_bytes());
    }

    #[test]
    fn any_address_is_answered(path in "/(rest|oauth/token|oauth/authorize|portal)?/?[a-zA-Z0-9%./?&=_-]{0,40}", body in "\\PC{0,30}") {
        let world = world();
        let url = format!("{}{path}", world.client.portal.url());
        let reply = world.runtime.block_on(timely(send(&url, "POST", "", body.as_bytes())));
        assert!(reply.status < 500, "{path}: {}", reply.status);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_unread() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let c = Client::start().await;
    let host = c.portal.url().trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /rest/1/x/batch HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900000000\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0_u8; 12];
    timely(stream.read_exact(&mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

/// Nothing takes long here.
async fn timely<T>(answer: impl Future<Output = T>) -> T {
    let patience = std::time::Duration::from_secs(10);
    tokio::time::timeout(patience, answer)
        .await
        .expect("an answer in time")
}

fn check(method: &str, kind: &str, body: &[u8]) {
    let world = world();
    let url = format!("{}{method}", world.client.portal.webhook_url());
    let head = format!("Content-Type: {kind}\r\n");
    let reply = world
        .runtime
        .block_on(timely(send(&url, "POST", &head, body)));
    let envelope = reply.json();
    assert!(reply.status < 500, "{method}: {envelope}");
    assert!(
        envelope.get("result").is_some() != envelope.get("error").is_some(),
        "{method}: {envelope}"
    );
}
