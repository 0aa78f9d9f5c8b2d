//! The text itself: `custom.rs` is what is written, to the letter.

use std::{env, fs};

use bitrix24_codegen::pull::{Options, Pulled, pull};
use bitrix24_tests::Stand;
use serde_json::json;

use crate::asked::Asked;
use crate::{add, model, portal};

const CHECKED_IN: &str = include_str!("custom.rs");

fn pulled(stand: &Stand, earlier: Option<&str>) -> Pulled {
    let options = Options {
        language: "en".to_owned(),
        arguments: " --webhook $B24_WEBHOOK --out tests/tests/pull/custom.rs".to_owned(),
        earlier: earlier.map(str::to_owned),
        ..Options::default()
    };
    pull(&model(), &mut Asked(&stand.b24), &options).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_what_is_checked_in() {
    let stand = portal().await;
    let Pulled { text, found, notes } = pulled(&stand, None);
    if text != CHECKED_IN {
        if env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
            fs::write(
                concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pull/custom.rs"),
                &text,
            )
            .unwrap();
        }
        panic!("custom.rs is not what is written now; renew it with INSTA_UPDATE=always\n{text}");
    }
    assert!(notes.is_empty(), "{notes:?}");
    let found: Vec<(&str, usize)> = found
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(found, [("crm.company", 2), ("crm.contact", 40)]);
    // Again, and over itself.
    assert_eq!(pulled(&stand, None).text, text);
    assert_eq!(pulled(&stand, Some(&text)).text, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_added_is_added() {
    let stand = portal().await;
    let field = json!({ "USER_TYPE_ID": "date", "FIELD_NAME": "ADDED", "LABEL": "type" });
    add(&stand, "contact", field).await;
    for earlier in [None, Some(CHECKED_IN)] {
        let text = pulled(&stand, earlier).text;
        let mut old = CHECKED_IN.lines().peekable();
        let new = text.lines().filter(|line| old.next_if_eq(line).is_none());
        let new: Vec<&str> = new.map(str::trim).collect();
        assert_eq!(new.len(), 3, "{new:#?}");
        assert!(new[1].contains("UF_CRM_ADDED"), "{new:#?}");
        assert_eq!(old.next(), None);
    }
}
