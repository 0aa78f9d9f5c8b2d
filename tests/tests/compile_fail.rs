//! What must not compile, with what the compiler says of it: `ui/fail`, one file per mistake. And samples that must.
//!
//! `TRYBUILD=overwrite cargo test -p bitrix24-tests --test compile_fail` writes the messages anew.

use bitrix24_tests::Stand;

#[path = "ui/pass/design.rs"]
mod design;
mod readme {
    include!("ui/pass/readme.rs");

    pub(crate) async fn run(webhook: &str) -> Result<(), bitrix24::Error> {
        work(webhook).await
    }
}

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

/// Groups of conditions, which a flat filter would lose without a word: no type has both of these if it is `Nested`, so that
/// the call of `flat` below would be ambiguous. (The compiler's message would name every entity that is.)
trait Flat<How> {
    fn flat() {}
}

impl<T> Flat<()> for T {}

struct Grouped;

impl<T: bitrix24_client::Nested> Flat<Grouped> for T {}

#[test]
fn classic_lists_take_no_groups() {
    <bitrix24::crm::contact::Entity as Flat<_>>::flat();
    <bitrix24::crm::status::Entity as Flat<_>>::flat();
    <bitrix24::user::Entity as Flat<_>>::flat();
}

#[tokio::test]
async fn the_sample_of_the_design_runs() {
    let stand = Stand::start().await;
    let (count, name) = design::work(&stand.portal.webhook_url()).await.unwrap();
    assert_eq!((count, name.as_str()), (1, "\"Grace\""));
    let body = "event=ONCRMCONTACTADD&data[FIELDS][ID]=43&auth[application_token]=secret";
    let id = design::handle(body.as_bytes(), "secret").unwrap();
    assert_eq!(id, Some(43.into()));
}

#[tokio::test]
async fn the_sample_of_the_readme_runs() {
    let stand = Stand::start().await;
    readme::run(&stand.portal.webhook_url()).await.unwrap();
    let added = bitrix24::crm::contact::list()
        .send(&stand.b24)
        .await
        .unwrap();
    assert_eq!(added.len(), 1);
}

#[test]
fn the_sample_of_the_readme_is_the_one_in_it() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```rust\n").expect("a sample");
    let (sample, _) = rest.split_once("```").expect("its end");
    let kept = include_str!("ui/pass/readme.rs");
    let (_, kept) = kept.split_once("\n\n").expect("a sample");
    assert_eq!(kept, sample, "copy it to ui/pass/readme.rs");
}
