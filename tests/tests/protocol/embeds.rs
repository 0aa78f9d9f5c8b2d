//! What a page of an app receives at each place.

use bitrix24::crm::contact::{self, Fields};
use bitrix24::placements::{CrmDetailSearchPlacementEntityTypeName, UserfieldTypePlacementMode};
use bitrix24::{EmbedRequest, EventError, Placement, placement, placement_codes};
use bitrix24_tests::{APP_TOKEN, Stand};
use serde_json::json;

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// As a portal posts it.
fn request(code: &str, options: &str) -> EmbedRequest {
    let body = format!(
        "AUTH_ID={APP_TOKEN}&AUTH_EXPIRES=3600&REFRESH_ID=refresh-me&member_id=m&status=L\
         &PLACEMENT={code}&PLACEMENT_OPTIONS={}",
        encode(options)
    );
    let query = "?DOMAIN=portal.example&PROTOCOL=1&LANG=en&APP_SID=sid";
    EmbedRequest::parse(query, body.as_bytes()).unwrap()
}

const URI: &str = "/crm/contact/details/43/?IFRAME=Y";

/// The payload of a place, and what is read of it.
fn read(code: &str) -> Placement {
    let options = match code {
        "CRM_CONTACT_LIST_TOOLBAR" => json!({ "URI": URI }),
        "CRM_CONTACT_DOCUMENTGENERATOR_BUTTON" => json!({ "ENTITY_ID": 43, "URI": URI }),
        "CRM_DETAIL_SEARCH" => {
            json!({ "entityTypeName": "CONTACT", "searchQuery": "Ada & co", "URI": URI })
        }
        "USERFIELD_TYPE" => json!({
            "MODE": "edit", "ENTITY_ID": "CRM_CONTACT", "FIELD_NAME": "UF_CRM_RATING", "ENTITY_VALUE_ID": "43",
            "VALUE": ["5"], "MULTIPLE": "Y", "MANDATORY": "N", "XML_ID": null, "URI": URI
        }),
        _ => json!({ "ID": "43", "URI": URI }),
    };
    Placement::of(&request(code, &options.to_string())).unwrap()
}

#[tokio::test]
async fn every_place_of_contacts() {
    let stand = Stand::start().await;
    let codes = placement::list().send(&stand.app).await.unwrap();
    let of_contacts = |code: &String| {
        code.starts_with("CRM_CONTACT_")
            || code == placement_codes::CRM_DETAIL_SEARCH
            || code == placement_codes::USERFIELD_TYPE
    };
    let mut seen = 0;
    for code in codes.into_iter().filter(of_contacts) {
        let (kind, uri) = match read(&code) {
            Placement::CrmContactDetailTab(options) => {
                assert_eq!(options.id.get(), 43);
                (placement_codes::CRM_CONTACT_DETAIL_TAB, options.uri)
            }
            Placement::CrmContactDetailActivity(options) => {
                assert_eq!(options.id.get(), 43);
                (placement_codes::CRM_CONTACT_DETAIL_ACTIVITY, options.uri)
            }
            Placement::CrmContactDetailToolbar(options) => {
                assert_eq!(options.id, Some(43.into()));
                (placement_codes::CRM_CONTACT_DETAIL_TOOLBAR, options.uri)
            }
            Placement::CrmContactListMenu(options) => {
                assert_eq!(options.id.get(), 43);
                (placement_codes::CRM_CONTACT_LIST_MENU, options.uri)
            }
            Placement::CrmContactListToolbar(options) => {
                (placement_codes::CRM_CONTACT_LIST_TOOLBAR, options.uri)
            }
            Placement::CrmContactDocumentGeneratorButton(options) => {
                assert_eq!(options.entity_id.get(), 43);
                (
                    placement_codes::CRM_CONTACT_DOCUMENT_GENERATOR_BUTTON,
                    options.uri,
                )
            }
            Placement::CrmDetailSearch(options) => {
                assert_eq!(
                    options.entity_type_name,
                    CrmDetailSearchPlacementEntityTypeName::Contact
                );
                assert_eq!(options.search_query, "Ada & co");
                (placement_codes::CRM_DETAIL_SEARCH, options.uri)
            }
            Placement::UserfieldType(options) => {
                assert_eq!(options.mode, UserfieldTypePlacementMode::Edit);
                assert_eq!(options.field_name, "UF_CRM_RATING");
                assert_eq!(options.entity_value_id, Some(43.into()));
                assert_eq!(options.value, Some(json!(["5"])));
                assert_eq!(
                    (options.multiple, options.mandatory),
                    (Some(true), Some(false))
                );
                (placement_codes::USERFIELD_TYPE, options.uri)
            }
            // Places that the spec has gained since.
            _ => continue,
        };
        assert_eq!(kind, code);
        assert_eq!(uri.as_deref(), Some(URI), "{code}");
        seen += 1;
    }
    assert_eq!(seen, 8);
}

#[test]
fn places_that_say_nothing_of_themselves() {
    for nothing in ["", "[]", "{}", "null"] {
        let toolbar = request("CRM_CONTACT_LIST_TOOLBAR", nothing);
        let Placement::CrmContactListToolbar(options) = Placement::of(&toolbar).unwrap() else {
            panic!("{nothing}")
        };
        assert_eq!(options.uri, None);
    }
    for (wrong, expected) in [
        ("[]", "PLACEMENT_OPTIONS"),
        ("{\"ID\":\"x\"}", "PLACEMENT_OPTIONS.ID"),
        ("{", "PLACEMENT_OPTIONS"),
    ] {
        let error = Placement::of(&request("CRM_CONTACT_DETAIL_TAB", wrong)).unwrap_err();
        assert!(
            matches!(error, EventError::Decode { .. }),
            "{wrong}: {error:?}"
        );
        assert!(error.to_string().contains(expected), "{wrong}: {error}");
    }
    let Placement::Other { code, options } =
        Placement::of(&request("SOME_NEW_PLACE", "{\"a\":[1]}")).unwrap()
    else {
        panic!("a place that the spec does not know")
    };
    assert_eq!(
        (code.as_str(), options),
        ("SOME_NEW_PLACE", json!({ "a": [1] }))
    );
}

#[test]
fn who_is_shown_the_page() {
    let request = request("DEFAULT", "");
    assert_eq!(
        (request.domain.as_str(), request.secure),
        ("portal.example", true)
    );
    assert_eq!(request.lang.as_deref(), Some("en"));
    assert_eq!(request.auth_expires, Some(3600));
    assert_eq!(request.auth_id.as_deref(), Some(APP_TOKEN));
    let shown = format!("{request:?}");
    assert!(
        !shown.contains(APP_TOKEN) && !shown.contains("refresh-me"),
        "{shown}"
    );
    for broken in ["", "DOMAIN=", "DOMAIN=evil.example/x%3F", "DOMAIN=a%40b"] {
        assert!(EmbedRequest::parse(broken, b"").is_err(), "{broken}");
    }
}

#[tokio::test]
async fn the_page_calls_as_the_user() {
    let stand = Stand::start().await;
    let add = contact::add(Fields::new().name("Ada"));
    let id = add.send(&stand.b24).await.unwrap();
    let host = stand.portal.url().strip_prefix("http://").unwrap();
    let query = format!("DOMAIN={}&PROTOCOL=0&LANG=en&APP_SID=sid", encode(host));
    let body = format!(
        "AUTH_ID={APP_TOKEN}&PLACEMENT=CRM_CONTACT_DETAIL_TAB&PLACEMENT_OPTIONS={}",
        encode(&json!({ "ID": id }).to_string())
    );
    let request = EmbedRequest::parse(&query, body.as_bytes()).unwrap();
    let Placement::CrmContactDetailTab(options) = Placement::of(&request).unwrap() else {
        panic!("{request:?}")
    };
    let client = request.client().unwrap();
    let read = contact::get(options.id).send(&client).await.unwrap();
    assert_eq!(read.name.as_deref(), Some("Ada"));
}
