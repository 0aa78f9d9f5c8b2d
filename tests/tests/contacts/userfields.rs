//! Making custom fields: the five methods.

use bitrix24::crm::contact::{self, userfield};
use bitrix24::crm::userfield::{
    Changes, Choice, FieldType, Fields, ID, Settings, SettingsDisplay, ShowFilter, ShowFilterInput,
    USER_TYPE_ID, Userfield,
};
use bitrix24::shared::Label;
use bitrix24::{Client, Condition, Map, crm};
use bitrix24_tests::Stand;

async fn add(b24: &Client, fields: Fields) -> crm::userfield::Id {
    userfield::add(fields).send(b24).await.unwrap()
}

async fn get(b24: &Client, id: crm::userfield::Id) -> Userfield {
    userfield::get(id).send(b24).await.unwrap()
}

/// Values of the options, in order, with a star at the default.
fn choices(field: &Userfield) -> Vec<String> {
    let choice = |choice: &Choice| {
        let star = if choice.def == Some(true) { "*" } else { "" };
        format!("{}{star}", choice.value.as_deref().unwrap_or("-"))
    };
    field.list.iter().map(choice).collect()
}

#[tokio::test]
async fn a_field_is_made_read_changed_and_deleted() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new("points", FieldType::Double)
        .label("Points")
        .xml_id("points-x")
        .sort(300)
        .multiple(true)
        .mandatory(true)
        .show_in_list(true)
        .edit_in_list(false)
        .is_searchable(true)
        .help_message("How many")
        .settings(Settings::new().precision(4).min_value(1));
    let id = add(b24, fields).await;
    let read = get(b24, id).await;
    assert_eq!(read.id, Some(id));
    assert_eq!(read.entity_id.as_deref(), Some("CRM_CONTACT"));
    assert_eq!(read.field_name.as_deref(), Some("UF_CRM_POINTS"));
    assert_eq!(read.user_type_id, Some(FieldType::Double));
    assert_eq!(read.xml_id.as_deref(), Some("points-x"));
    assert_eq!(read.sort, Some(300));
    assert_eq!(
        (read.multiple, read.mandatory, read.show_in_list),
        (Some(true), Some(true), Some(true))
    );
    assert_eq!(
        (read.edit_in_list, read.is_searchable),
        (Some(false), Some(true))
    );
    let settings = read.settings.unwrap();
    assert_eq!(
        (settings.precision, settings.min_value),
        (Some(4), Some(1.into()))
    );
    for (label, text) in [
        (&read.edit_form_label, "Points"),
        (&read.list_column_label, "Points"),
        (&read.help_message, "How many"),
    ] {
        let Some(Label::Map(languages)) = label else {
            panic!("a text per language: {label:?}")
        };
        assert_eq!(languages["en"], text);
        assert!(languages.len() > 1, "in every language");
    }

    let changes = Changes::new().sort(10).mandatory(false).label("Score");
    userfield::update(id, changes).send(b24).await.unwrap();
    let read = get(b24, id).await;
    assert_eq!((read.sort, read.mandatory), (Some(10), Some(false)));
    assert_eq!(read.multiple, Some(true), "the rest stays");

    userfield::delete(id).send(b24).await.unwrap();
    let error = userfield::get(id).send(b24).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(
        (error.code(), error.api().and_then(|api| api.status)),
        (Some("ERROR_NOT_FOUND"), Some(400))
    );
}

#[tokio::test]
async fn labels_by_language() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let labels: Map<String> = [("en", "Level"), ("de", "Stufe")]
        .map(|(language, text)| (language, text.to_owned()))
        .into();
    let fields = Fields::new("TIER", FieldType::String).edit_form_label(labels);
    let id = add(b24, fields).await;
    let Some(Label::Map(read)) = get(b24, id).await.edit_form_label else {
        panic!("a text per language")
    };
    assert_eq!(
        (read["en"].as_str(), read["de"].as_str()),
        ("Level", "Stufe")
    );
    let listed = userfield::list().send(b24).await.unwrap();
    assert_eq!(listed[0].edit_form_label, None, "no language, no labels");
    let german: Condition<crm::userfield::Entity> = crm::userfield::LANG.eq("de");
    let listed = userfield::list().filter(german).send(b24).await.unwrap();
    assert_eq!(listed[0].edit_form_label, Some(Label::Text("Stufe".into())));
}

#[tokio::test]
async fn options_of_a_list() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let fields = Fields::new("TIER", FieldType::Enumeration)
        .label("Tier")
        .list([
            Choice::new().value("Gold").sort(20).xml_id("gold"),
            Choice::new().value("Silver").sort(10).def(true),
            Choice::new().value("").sort(5),
            Choice::new().value("Bronze").sort(30).def(true),
        ])
        .settings(Settings::new().display(SettingsDisplay::Ui).list_height(0));
    let id = add(b24, fields).await;
    let read = get(b24, id).await;
    assert_eq!(
        choices(&read),
        ["Silver*", "Gold", "Bronze"],
        "one default, none without a text"
    );
    assert_eq!(read.list[1].xml_id, None, "kept, and not answered");
    let settings = read.settings.as_ref().unwrap();
    assert_eq!(settings.display, Some(SettingsDisplay::Ui));
    assert_eq!(settings.list_height, Some(1), "at least one");

    let [silver, gold, _] = &read.list[..] else {
        panic!("three options")
    };
    let changes = Changes::new().list([
        Choice::new().id(gold.id.unwrap()).value("Golden"),
        Choice::new().id(silver.id.unwrap()).del(true),
        Choice::new().value("Platinum").sort(40),
    ]);
    userfield::update(id, changes).send(b24).await.unwrap();
    let read = get(b24, id).await;
    let mut after = choices(&read);
    after.sort();
    assert_eq!(after, ["Bronze", "Golden", "Platinum"]);
    let golden = read
        .list
        .iter()
        .find(|choice| choice.value.as_deref() == Some("Golden"));
    assert_eq!(golden.unwrap().id, gold.id);
    let described = contact::fields().send(b24).await.unwrap();
    let tier = &described["UF_CRM_TIER"];
    assert_eq!((tier.is_dynamic, tier.items.len()), (Some(true), 3));
    assert_eq!(tier.form_label.as_deref(), Some("Tier"));
}

#[tokio::test]
async fn listed_by_condition_and_order() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let mut ids = Vec::new();
    for (name, kind) in [
        ("A", FieldType::String),
        ("B", FieldType::Date),
        ("C", FieldType::String),
        ("D", FieldType::Enumeration),
    ] {
        ids.push(add(b24, Fields::new(name, kind)).await);
    }
    let listed = userfield::list()
        .filter(USER_TYPE_ID.eq(FieldType::String))
        .order(ID.desc())
        .send(b24)
        .await
        .unwrap();
    let found: Vec<_> = listed.iter().filter_map(|field| field.id).collect();
    assert_eq!(found, [ids[2], ids[0]]);
    assert_eq!(userfield::list().send(b24).await.unwrap().len(), 4);
}

#[tokio::test]
async fn what_the_portal_makes_of_it() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let shown = async |kind: FieldType, name: &str| {
        let fields = Fields::new(name, kind).show_filter(ShowFilterInput::Shown);
        let id = add(b24, fields).await;
        get(b24, id).await.show_filter
    };
    assert_eq!(shown(FieldType::String, "S").await, Some(ShowFilter::Mask));
    assert_eq!(
        shown(FieldType::Employee, "E").await,
        Some(ShowFilter::Exact)
    );
    let flag = Fields::new("FLAG", FieldType::Boolean).multiple(true);
    let flag = add(b24, flag).await;
    assert_eq!(get(b24, flag).await.multiple, Some(false), "never");

    for (name, kind) in [
        ("", FieldType::String),
        ("X", FieldType::Other("no_such".into())),
    ] {
        let error = userfield::add(Fields::new(name, kind))
            .send(b24)
            .await
            .unwrap_err();
        assert!(error.api().is_some(), "{error:?}");
    }
    let long = "X".repeat(50);
    let error = userfield::add(Fields::new(long, FieldType::String))
        .send(b24)
        .await
        .unwrap_err();
    assert!(error.api().is_some(), "{error:?}");
    let again = Fields::new("S", FieldType::String);
    let error = userfield::add(again).send(b24).await.unwrap_err();
    assert!(error.api().is_some(), "there is one: {error:?}");
}
