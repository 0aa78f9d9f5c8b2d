use std::collections::BTreeMap;

use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_oneof, proptest,
};
use serde_json::{Value, json};

use super::objects::Record;
use crate::custom::{Address, CrmBinding, CustomFile, CustomValue, Employee, Url};
use crate::decode::{JsonSlot, from_json, from_slice, tagged};
use crate::{
    Base64, Date, DateTime, Id, Money, Number, Page, SiteDate, SiteDateTime, Status, TextId, Time,
    Timestamp, Unnamed,
};

/// Any JSON, with texts and keys that mean something now and then.
fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        ".*",
        "[0-9]{1,20}(\\.[0-9]{1,30})?",
        "[0-9]{2,4}[-.][0-9]{2}[-.][0-9]{2,4}([T ][0-9:.]{5,12}(Z|[+-][0-9:]{4,5})?)?",
        "[0-9.-]{0,5}\\|[A-Z]{0,3}",
        Just("Y".to_owned()),
        Just(String::new()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let key = prop_oneof![
        "[A-Z_]{0,8}",
        "[0-9]{1,25}",
        Just("ID".to_owned()),
        Just("nested".to_owned()),
        Just("id".to_owned())
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Reads it as every kind there is.
fn as_everything(bytes: &[u8], value: &Value) {
    macro_rules! each {
        ($($ty:ty),+ $(,)?) => {$(
            assert_eq!(from_slice::<$ty>(bytes).ok(), from_json::<$ty>(value).ok());
        )+};
    }
    each!(
        String, i64, Number, bool, Date, DateTime, Time, SiteDate, SiteDateTime, Timestamp, Money, Base64, (), Value, Record,
        Id<Unnamed>, TextId<Unnamed>, Status, Vec<i64>, Vec<Record>, Vec<Vec<String>>, BTreeMap<String, Date>, Option<Record>,
        Page<Record>, Url, Address, CrmBinding, CustomFile, Employee
    );
    let mut slot = JsonSlot(value);
    let _ = (
        CustomFile::decode_many(&mut slot),
        f64::decode_custom(&mut slot),
        i32::decode_many(&mut slot),
    );
    let _ = tagged(&mut slot, "ID");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_json_is_read_or_refused(value in values()) {
        as_everything(value.to_string().as_bytes(), &value);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = (from_slice::<Value>(&bytes), from_slice::<Record>(&bytes), from_slice::<Vec<Money>>(&bytes));
    }

    #[test]
    fn truncated_json_is_refused(value in values(), part in 0.0..1.0) {
        let text = serde_json::to_string(&json!([value])).unwrap();
        let cut = text.len() * (part * 1000.0) as usize / 1000;
        prop_assert!(from_slice::<Value>(&text.as_bytes()[..cut]).is_err());
        let _ = from_slice::<Vec<Record>>(&text.as_bytes()[..cut]);
    }

    #[test]
    fn any_text_is_a_date_or_none(text in "\\PC*") {
        let value = json!(text);
        let _ = (from_json::<Date>(&value), from_json::<DateTime>(&value), from_json::<Time>(&value));
        let _ = SiteDateTime(text.clone()).parse(crate::SiteFormat("MM/DD/YYYY H:MI:SS TT"));
        let _ = SiteDateTime(text.clone()).parse(crate::SiteFormat(&text));
    }
}

#[test]
fn deep_input_is_refused() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(from_slice::<Value>(deep.as_bytes()).is_err());
    let deep = "{\"NESTED\":".repeat(100_000);
    assert!(from_slice::<Record>(deep.as_bytes()).is_err());
}
