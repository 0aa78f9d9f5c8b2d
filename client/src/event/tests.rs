use std::collections::BTreeMap;

use proptest::prelude::{any, prop, proptest};
use serde_json::json;

use super::*;
use crate::EmbedRequest;

const BODY: &[u8] = b"event=onCrmThingAdd&event_handler_id=7&data%5BFIELDS%5D%5BID%5D=1&data[FIELDS][TAGS][]=a+b&data[FIELDS][TAGS][]=%D1%8F\
    &ts=1700000000&auth[access_token]=x&auth[expires_in]=3600&auth[domain]=example.com&auth[user_id]=5&auth[application_token]=t0ken";

#[test]
fn events() {
    let event = Envelope::verify(BODY, "t0ken").unwrap();
    assert_eq!(
        (event.name.as_str(), event.handler_id, event.ts),
        ("ONCRMTHINGADD", Some(7), Some(Timestamp(1_700_000_000)))
    );
    assert_eq!(
        (
            event.auth.domain.as_deref(),
            event.auth.expires_in,
            event.auth.user_id
        ),
        (Some("example.com"), Some(3600), Some(5))
    );
    assert_eq!(
        event.data::<Json>(Some("FIELDS")),
        Ok(json!({"ID": "1", "TAGS": ["a b", "я"]}))
    );
    let error = event
        .data::<BTreeMap<String, i64>>(Some("FIELDS"))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "ONCRMTHINGADD: data.FIELDS.TAGS: expected a whole number, found a list"
    );
    assert!(event.data::<i64>(Some("OTHER")).is_err());
    let incoming = event
        .clone()
        .incoming::<BTreeMap<String, Json>>(Some("FIELDS"))
        .unwrap();
    assert_eq!(incoming.data["ID"], "1");
    assert_eq!(
        event.unknown().unwrap().data,
        json!({"FIELDS": {"ID": "1", "TAGS": ["a b", "я"]}})
    );
}

#[test]
fn callbacks() {
    type Data = BTreeMap<String, i64>;
    let body =
        b"a=1&auth[application_token]=t0ken&auth[user_id]=5&auth[access_token]=x&b=2&ts=1700000000";
    let posted = Posted::<Data>::verify(body, "t0ken").unwrap();
    // Neither when nor who is among the data.
    assert_eq!(
        posted.data,
        BTreeMap::from([("a".into(), 1), ("b".into(), 2)])
    );
    assert_eq!(
        (posted.ts, posted.auth.user_id),
        (Some(Timestamp(1_700_000_000)), Some(5))
    );
    assert_eq!(posted.auth.check("other"), Err(EventError::WrongToken));
    assert!(!format!("{posted:?}").contains("t0ken"));
    assert_eq!(
        Posted::<Data>::verify(body, "other").unwrap_err(),
        EventError::WrongToken
    );
    // Some carry no authorisation, as those that processes cause.
    let bare = Posted::<Data>::parse(b"a=1").unwrap();
    assert_eq!((bare.ts, bare.auth), (None, EventAuth::default()));
    // Who sent it is asked before anything else is read.
    assert_eq!(
        Posted::<Data>::verify(b"a=many", "t0ken").unwrap_err(),
        EventError::NoToken
    );
    assert_eq!(
        Posted::<Data>::parse(b"a=many").unwrap_err().to_string(),
        r#"callback: a: expected a whole number, found the text "many""#
    );
    assert!(Posted::<Data>::parse(b"auth[access_token][]=x").is_err());
}

#[test]
fn undefined_is_no_object() {
    #[derive(Default, Debug, PartialEq)]
    struct Change {
        before: Option<BTreeMap<String, i64>>,
        after: Option<Box<Change>>,
        access: String,
    }
    impl crate::Object for Change {
        fn set(&mut self, key: &str, slot: &mut dyn crate::Slot) -> Result<bool, DecodeError> {
            match key {
                "before" => self.before = crate::decode::read(slot)?,
                "after" => self.after = crate::decode::read(slot)?,
                "access" => self.access = crate::decode::read(slot)?,
                _ => return Ok(false),
            }
            Ok(true)
        }
        fn certain(&self) -> &'static [&'static str] {
            &["access"]
        }
    }
    impl Decode for Change {
        fn decode(slot: &mut dyn crate::Slot) -> Result<Option<Self>, DecodeError> {
            crate::decode::object(slot)
        }
    }

    let expected = Change {
        before: None,
        after: None,
        access: "undefined".to_owned(),
    };
    let posted = Envelope::parse(
        b"event=x&data[before]=undefined&data[after]=undefined&data[access]=undefined",
    );
    assert_eq!(posted.unwrap().data::<Change>(None).as_ref(), Ok(&expected));
    let data =
        json!({ "before": "undefined", "after": "undefined", "access": "undefined", "n": [1] });
    let kept = Envelope::kept("x", json!([data]), None);
    assert_eq!(
        kept.data::<Vec<Change>>(None).as_deref(),
        Ok(&[expected][..])
    );
    // What a call answers is read as before.
    let error = crate::decode::from_json::<Change>(&data).unwrap_err();
    // Which comes first depends on a feature of serde_json that others switch on.
    assert!(
        matches!(error.path().as_str(), "before" | "after"),
        "{error}"
    );
}

#[test]
fn events_may_bring_nothing() {
    #[derive(Default, Debug, PartialEq)]
    struct Bare;
    impl crate::Object for Bare {
        fn set(&mut self, _: &str, _: &mut dyn crate::Slot) -> Result<bool, DecodeError> {
            Ok(false)
        }
    }
    impl Decode for Bare {
        fn decode(slot: &mut dyn crate::Slot) -> Result<Option<Self>, DecodeError> {
            crate::decode::object(slot)
        }
    }

    let posted = Envelope::parse(b"event=x").unwrap();
    assert_eq!(posted.data::<Bare>(None), Ok(Bare));
    assert_eq!(
        Envelope::kept("x", json!([]), None).data::<Bare>(None),
        Ok(Bare)
    );
    assert_eq!(Posted::<Bare>::parse(b"ts=1").unwrap().data, Bare);
    let error = posted.data::<i64>(None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "X: data: expected a whole number, nothing came"
    );
}

#[test]
fn tokens() {
    assert_eq!(
        Envelope::verify(BODY, "t0keN").unwrap_err(),
        EventError::WrongToken
    );
    assert_eq!(
        Envelope::verify(BODY, "t0ken1").unwrap_err(),
        EventError::WrongToken
    );
    assert_eq!(Envelope::verify(BODY, "").unwrap_err(), EventError::NoToken);
    assert_eq!(
        Envelope::verify(b"event=x", "t").unwrap_err(),
        EventError::NoToken
    );
    assert_eq!(
        Envelope::verify(b"event=x&auth[application_token]=", "").unwrap_err(),
        EventError::NoToken
    );
    assert_eq!(
        Envelope::verify(b"event=x&auth[application_token][]=t", "t")
            .unwrap_err()
            .to_string(),
        "not an event: auth.application_token: expected a text, found a list"
    );
    assert!(matches!(
        Envelope::verify(b"data=1", "t"),
        Err(EventError::Malformed(_))
    ));
    assert!(matches!(
        Envelope::parse(b""),
        Err(EventError::Malformed(_))
    ));
}

#[test]
fn forms() {
    let read = |text: &str| {
        Form::parse(text.as_bytes())
            .unwrap()
            .read::<Json>(&[])
            .unwrap()
    };
    assert_eq!(
        read("a=1&a=2&b&=3&&c="),
        json!({"a": "2", "b": "", "c": ""})
    );
    assert_eq!(
        read("a[]=1&a[]=2&a[5]=3&a[]=4"),
        json!({"a": {"0": "1", "1": "2", "5": "3", "6": "4"}})
    );
    assert_eq!(read("a=1&a[b]=2"), json!({"a": {"b": "2"}}));
    assert_eq!(read("a[b]=2&a=1"), json!({"a": "1"}));
    assert_eq!(
        read("a[b=1&[c]=2&a]=3&x[y]z=4&q[]"),
        json!({"a[b": "1", "[c]": "2", "a]": "3", "x": {"y": "4"}, "q": [""]})
    );
    assert_eq!(read("%ff=%zz+1"), json!({"\u{fffd}": "%zz 1"}));
    assert_eq!(read("0=a&1=b"), json!(["a", "b"]));
    let deep = format!("a{}=1", "[x]".repeat(40));
    assert_eq!(Form::parse(deep.as_bytes()), Err(FormError::TooDeep));
    assert_eq!(
        Form::parse("a=1&".repeat(5_001).as_bytes()),
        Err(FormError::TooMany)
    );
    assert_eq!(
        Form::parse(&vec![b'a'; (8 << 20) + 1]),
        Err(FormError::TooLong)
    );
}

#[test]
fn embeds() {
    let query = "?DOMAIN=example.com&PROTOCOL=1&LANG=en&APP_SID=s";
    let parse = |options: &str| {
        EmbedRequest::parse(
            query,
            format!("AUTH_ID=t&AUTH_EXPIRES=3600&PLACEMENT=X&PLACEMENT_OPTIONS={options}")
                .as_bytes(),
        )
        .unwrap()
    };
    let request = parse("%7B%22ID%22%3A%225%22%7D");
    assert_eq!(
        (
            request.domain.as_str(),
            request.secure,
            request.auth_expires
        ),
        ("example.com", true, Some(3600))
    );
    assert_eq!(
        request.options::<BTreeMap<String, i64>>(),
        Ok(BTreeMap::from([("ID".into(), 5)]))
    );
    assert_eq!(request.client().unwrap().host(), "example.com");
    for empty in ["", "[]", "null", "false"] {
        assert_eq!(
            parse(empty).options::<BTreeMap<String, i64>>(),
            Ok(BTreeMap::new()),
            "{empty}"
        );
    }
    // A place of which nothing needs to be said, and one of which something does.
    #[derive(Default, Debug, PartialEq)]
    struct Place<const CERTAIN: bool>(Option<String>);
    impl<const CERTAIN: bool> crate::Object for Place<CERTAIN> {
        fn set(&mut self, key: &str, slot: &mut dyn crate::Slot) -> Result<bool, DecodeError> {
            self.0 = crate::decode::read(slot)?;
            Ok(key == "URI")
        }

        fn certain(&self) -> &'static [&'static str] {
            if CERTAIN { &["URI"] } else { &[] }
        }
    }
    impl<const CERTAIN: bool> Decode for Place<CERTAIN> {
        fn decode(slot: &mut dyn crate::Slot) -> Result<Option<Self>, DecodeError> {
            crate::decode::object(slot)
        }
    }
    for empty in ["", "[]", "null"] {
        let request = parse(empty);
        assert_eq!(
            request.options::<Place<false>>(),
            Ok(Place(None)),
            "{empty}"
        );
        assert!(request.options::<Place<true>>().is_err(), "{empty}");
    }
    assert!(parse("oops").options::<Json>().is_err());
    for query in [
        "",
        "DOMAIN=",
        "DOMAIN=a/b",
        "DOMAIN=user@evil",
        "DOMAIN[]=x",
    ] {
        assert!(EmbedRequest::parse(query, b"").is_err(), "{query}");
    }
    assert!(
        EmbedRequest::parse("DOMAIN=x", b"")
            .unwrap()
            .client()
            .is_err()
    );
}

proptest! {
    #[test]
    fn any_bytes_are_a_form_or_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(form) = Form::parse(&bytes) {
            let _ = (form.read::<Json>(&[]), form.read::<Vec<String>>(&["a"]), form.read::<BTreeMap<String, i64>>(&[]));
        }
        let _ = (Envelope::verify(&bytes, "x"), EmbedRequest::parse(&String::from_utf8_lossy(&bytes), &bytes));
    }

    #[test]
    fn anything_like_a_form_is_one(text in "([a-b0-2%=&+\\[\\]]|%5B|%5D){0,60}") {
        if let Ok(form) = Form::parse(text.as_bytes()) {
            form.read::<Json>(&[]).unwrap();
        }
    }
}
