//! Whatever is sent arrives as it was, as JSON and as a command of a batch.

use std::collections::BTreeMap;

use bitrix24::crm::contact::{self, Contact, Fields};
use bitrix24::{Batch, Json, placement, placement_codes};
use bitrix24_tests::Stand;
use proptest::prelude::*;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Any letters, and those that mean something on the way; not white space alone, which counts as nothing.
fn text() -> impl Strategy<Value = String> {
    let any = prop_oneof![
        "\\PC{0,12}",
        "[a-z&=%+#;?<>'\"\\\\\\[\\]{}|,./$ \\n\\t]{0,16}",
        "(%[0-9A-F]{2}|\\+|\\[\\]|=|&){0,6}",
    ];
    any.prop_filter("white space", |text| {
        text.is_empty() || !text.trim().is_empty()
    })
}

/// A tree as PHP keeps it, where an empty object is an empty list.
fn kept(tree: &Json) -> Json {
    match tree {
        Json::Object(map) if map.is_empty() => json!([]),
        Json::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), kept(value)))
            .collect(),
        Json::Array(list) => list.iter().map(kept).collect(),
        other => other.clone(),
    }
}

fn tree() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        4 => text().prop_map(Json::from),
        2 => any::<i64>().prop_map(Json::from),
        1 => any::<bool>().prop_map(Json::from),
        1 => Just(Json::Null),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[A-Za-zä<>=%!@][A-Za-zä_<>=%!@&+. -]{0,5}", inner, 0..4)
                .prop_map(|map| json!(map)),
        ]
    })
}

/// A tree as it looks after a form.
fn formed(tree: &Json) -> Json {
    match tree {
        Json::Null => json!(""),
        Json::Bool(flag) => json!(if *flag { "1" } else { "0" }),
        Json::Number(number) => json!(number.to_string()),
        Json::String(text) => json!(text),
        Json::Array(list) if list.is_empty() => json!(""),
        Json::Array(list) => list.iter().map(formed).collect(),
        Json::Object(map) if map.is_empty() => json!(""),
        Json::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), formed(value)))
            .collect(),
    }
}

#[test]
fn trees_of_parameters() {
    let runtime = runtime();
    let stand = runtime.block_on(Stand::start());
    let app = &stand.app;
    let place = placement_codes::CRM_CONTACT_DETAIL_TAB;
    let options = prop::collection::btree_map("[A-Za-z_]{1,6}", tree(), 1..4);
    proptest!(cases(64), |(options in options)| {
        let options: BTreeMap<String, Json> = options;
        let bind = placement::bind(place, "https://app.example").options(options.clone());
        let (plain, batched) = runtime.block_on(async {
            bind.send(app).await.unwrap();
            let plain = placement::get().send(app).await.unwrap();
            placement::unbind(place).send(app).await.unwrap();
            let mut batch = Batch::new();
            let bound = batch.push(bind);
            let got = batch.push(placement::get());
            let gone = batch.push(placement::unbind(place));
            let done = app.run(batch).await.unwrap();
            done.get(bound).unwrap();
            assert_eq!(done.get(gone).unwrap(), 1);
            (plain, done.get(got).unwrap())
        });
        prop_assert_eq!(json!(plain[0].options), kept(&json!(options)));
        prop_assert_eq!(json!(batched[0].options), formed(&json!(options)));
    });
}

/// A way to write a text and one to read it.
type TextField = (
    fn(Fields, String) -> Fields,
    fn(&Contact) -> &Option<String>,
);

const TEXTS: [TextField; 22] = [
    (|f, t| f.name(t), |c| &c.name),
    (|f, t| f.second_name(t), |c| &c.second_name),
    (|f, t| f.last_name(t), |c| &c.last_name),
    (|f, t| f.source_description(t), |c| &c.source_description),
    (|f, t| f.post(t), |c| &c.post),
    (|f, t| f.address(t), |c| &c.address),
    (|f, t| f.address_2(t), |c| &c.address_2),
    (|f, t| f.address_city(t), |c| &c.address_city),
    (|f, t| f.address_postal_code(t), |c| &c.address_postal_code),
    (|f, t| f.address_region(t), |c| &c.address_region),
    (|f, t| f.address_province(t), |c| &c.address_province),
    (|f, t| f.address_country(t), |c| &c.address_country),
    (
        |f, t| f.address_country_code(t),
        |c| &c.address_country_code,
    ),
    (|f, t| f.comments(t), |c| &c.comments),
    (|f, t| f.originator_id(t), |c| &c.originator_id),
    (|f, t| f.origin_id(t), |c| &c.origin_id),
    (|f, t| f.origin_version(t), |c| &c.origin_version),
    (|f, t| f.utm_source(t), |c| &c.utm_source),
    (|f, t| f.utm_medium(t), |c| &c.utm_medium),
    (|f, t| f.utm_campaign(t), |c| &c.utm_campaign),
    (|f, t| f.utm_content(t), |c| &c.utm_content),
    (|f, t| f.utm_term(t), |c| &c.utm_term),
];

#[test]
fn texts_of_contacts() {
    let runtime = runtime();
    let stand = runtime.block_on(Stand::start());
    let b24 = &stand.b24;
    let texts = prop::collection::vec(text(), TEXTS.len());
    proptest!(cases(48), |(texts in texts)| {
        // A contact without any name would get one.
        let texts: Vec<String> = texts.into_iter().enumerate().map(|(place, text)| match place {
            0 => format!("x{text}"),
            _ => text,
        }).collect();
        let fields = TEXTS.iter().zip(&texts).fold(Fields::new(), |fields, ((set, _), text)| set(fields, text.clone()));
        let (plain, batched) = runtime.block_on(async {
            let id = contact::add(fields.clone()).send(b24).await.unwrap();
            let plain = contact::get(id).send(b24).await.unwrap();
            let mut batch = Batch::new();
            let made = batch.push(contact::add(fields));
            let read = batch.push(contact::get(made.result()));
            (plain, b24.run(batch).await.unwrap().get(read).unwrap())
        });
        for (place, ((_, get), text)) in TEXTS.iter().zip(&texts).enumerate() {
            let expected = Some(text.clone()).filter(|text| !text.is_empty());
            prop_assert_eq!(get(&plain), &expected, "{}", place);
            prop_assert_eq!(get(&batched), &expected, "in a batch: {}", place);
        }
    });
}

#[test]
fn texts_of_conditions() {
    let runtime = runtime();
    let stand = runtime.block_on(Stand::start());
    let b24 = &stand.b24;
    proptest!(cases(48), |(before in text(), part in text(), after in text())| {
        // The database collates letters of its own; only what is beyond doubt is asked for.
        prop_assume!(!part.trim().is_empty());
        let whole = format!("{before}{part}{after}");
        let found = runtime.block_on(async {
            let id = contact::add(Fields::new().name("x").post(whole.clone())).send(b24).await.unwrap();
            let mut batch = Batch::new();
            let lists = [
                contact::POST.eq(whole.clone()),
                contact::POST.contains(part.clone()),
                contact::POST.starts_with(format!("{before}{part}")),
                contact::POST.ends_with(format!("{part}{after}")),
            ].map(|condition| batch.push(contact::list().filter(condition).filter(contact::ID.eq(id)).select(contact::ID)));
            let done = b24.run(batch).await.unwrap();
            lists.map(|list| done.get(list).unwrap().len())
        });
        prop_assert_eq!(found, [1, 1, 1, 1], "{:?} of {:?}", part, whole);
    });
}
