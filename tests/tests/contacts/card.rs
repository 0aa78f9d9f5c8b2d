//! The layout of the contact's form, by both families of methods.

use bitrix24::crm::contact::details::configuration as classic;
use bitrix24::crm::item::contact::details::configuration as item;
use bitrix24::crm::{FormElement, FormScope, FormSection, FormSectionType};
use bitrix24_tests::Stand;

fn layout(title: &str) -> Vec<FormSection> {
    vec![
        FormSection::new("main", title).elements([
            FormElement::new("NAME").option_flags(true),
            FormElement::new("LAST_NAME"),
        ]),
        FormSection::new("more", "More").elements([FormElement::new("PHONE")]),
    ]
}

/// Titles of the sections and names of the elements.
fn outline(sections: Option<Vec<FormSection>>) -> Option<Vec<(String, Vec<String>)>> {
    let section = |section: FormSection| {
        assert_eq!(section.r#type, Some(FormSectionType::Section));
        let names = section
            .elements
            .into_iter()
            .map(|element| element.name)
            .collect();
        (section.title, names)
    };
    sections.map(|sections| sections.into_iter().map(section).collect())
}

fn expected(title: &str) -> Option<Vec<(String, Vec<String>)>> {
    Some(vec![
        (title.into(), vec!["NAME".into(), "LAST_NAME".into()]),
        ("More".into(), vec!["PHONE".into()]),
    ])
}

#[tokio::test]
async fn a_layout_is_set_read_and_reset() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    assert_eq!(
        classic::get().send(b24).await.unwrap(),
        None,
        "nothing was saved"
    );
    classic::set(layout("Mine")).send(b24).await.unwrap();
    let read = classic::get().send(b24).await.unwrap();
    assert_eq!(
        read.as_ref().unwrap()[0].elements[0].option_flags,
        Some(true)
    );
    // What came is written back as it was.
    classic::set(read.clone().unwrap()).send(b24).await.unwrap();
    assert_eq!(classic::get().send(b24).await.unwrap(), read);
    assert_eq!(outline(read), expected("Mine"));
    classic::reset().send(b24).await.unwrap();
    assert_eq!(classic::get().send(b24).await.unwrap(), None);
}

#[tokio::test]
async fn scopes_users_and_categories() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    let get = async |scope: FormScope| {
        let read = classic::get().scope(scope).send(b24).await.unwrap();
        outline(read)
    };
    classic::set(layout("Common"))
        .scope(FormScope::Common)
        .send(b24)
        .await
        .unwrap();
    classic::set(layout("Mine")).send(b24).await.unwrap();
    classic::set(layout("Theirs"))
        .user_id(6)
        .send(b24)
        .await
        .unwrap();
    classic::set(layout("Category"))
        .extras(classic::set::Extras::new().category_id(3))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(get(FormScope::Common).await, expected("Common"));
    assert_eq!(get(FormScope::Personal).await, expected("Mine"));
    let theirs = classic::get().user_id(6).send(b24).await.unwrap();
    assert_eq!(outline(theirs), expected("Theirs"));
    let category = classic::get()
        .extras(classic::get::Extras::new().category_id(3))
        .send(b24)
        .await
        .unwrap();
    assert_eq!(outline(category), expected("Category"));

    classic::force_common_scope_for_all()
        .send(b24)
        .await
        .unwrap();
    assert_eq!(get(FormScope::Common).await, expected("Common"));
    let personal = get(FormScope::Personal).await;
    assert!(personal != expected("Mine"), "{personal:?}");
    classic::reset()
        .scope(FormScope::Common)
        .send(b24)
        .await
        .unwrap();
    assert_eq!(get(FormScope::Common).await, None);
}

#[tokio::test]
async fn the_universal_methods_show_the_same_layout() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    assert_eq!(item::get().send(b24).await.unwrap(), None);
    item::set(layout("Item")).send(b24).await.unwrap();
    assert_eq!(
        outline(item::get().send(b24).await.unwrap()),
        expected("Item")
    );
    assert_eq!(
        outline(classic::get().send(b24).await.unwrap()),
        expected("Item")
    );
    item::force_common_scope_for_all().send(b24).await.unwrap();
    item::reset().send(b24).await.unwrap();
    assert_eq!(item::get().send(b24).await.unwrap(), None);
}

#[tokio::test]
async fn a_wrong_layout_is_refused() {
    let stand = Stand::start().await;
    let b24 = &stand.b24;
    for wrong in [
        vec![],
        vec![FormSection::new("", "No name")],
        vec![FormSection::new("main", "x").elements([FormElement::new("")])],
        vec![FormSection::new("main", "x").r#type(FormSectionType::Other("column".into()))],
    ] {
        let error = classic::set(wrong.clone()).send(b24).await.unwrap_err();
        assert_eq!(error.code(), Some(""), "{wrong:?}: {error:?}");
    }
    assert_eq!(classic::get().send(b24).await.unwrap(), None);
}
