use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_oneof, proptest};
use serde_json::{Value, json};

use super::*;
use crate::custom::{Address, CrmBinding, CustomFile, CustomValue, Employee, IblockElement, Url};
use crate::{
    Base64, Date, DateTime, Id, Money, Number, Page, SiteDate, SiteDateTime, Status, TextId, Time, Timestamp, Unnamed,
};

/// Reads it from bytes and from memory: they must agree.
fn from<T: Decode + PartialEq + Debug>(value: &Value) -> Result<T, String> {
    let bytes = from_slice::<T>(value.to_string().as_bytes());
    let memory = from_json::<T>(value);
    assert_eq!(bytes, memory, "{value}");
    bytes.map_err(|error| error.to_string())
}

fn reads<T: Decode + PartialEq + Debug>(expected: T, values: impl IntoIterator<Item = Value>) {
    let expected = Some(expected);
    for value in values {
        assert_eq!(from::<Option<T>>(&value).as_ref(), Ok(&expected), "{value}");
    }
}

fn nothing<T: Decode + PartialEq + Debug>(values: impl IntoIterator<Item = Value>) {
    for value in values {
        assert_eq!(from::<Option<T>>(&value), Ok(None), "{value}");
    }
}

fn refuses<T: Decode + PartialEq + Debug>(values: impl IntoIterator<Item = Value>) {
    for value in values {
        assert!(from::<Option<T>>(&value).is_err(), "{value}");
    }
}

#[test]
fn numbers_and_flags() {
    reads(43_i64, [json!(43), json!("43"), json!(43.0)]);
    reads(-1_i64, [json!(-1), json!("-1")]);
    refuses::<i64>([json!("43.0"), json!("4 3"), json!(true), json!([1]), json!({"a": 1}), json!(1.5), json!(u64::MAX), json!("x")]);
    nothing::<i64>([json!(""), json!(false), json!(null), json!([]), json!({})]);

    reads("1000000.00".parse::<Number>().unwrap(), [json!("1000000.00")]);
    reads("999.9".parse::<Number>().unwrap(), [json!(999.9), json!("999.9")]);
    reads(Number::from(7), [json!(7), json!("7"), json!(7.0)]);
    reads(Number::from(u64::MAX), [json!(u64::MAX)]);
    assert_eq!(from::<Number>(&json!("1000000.00")).unwrap().to_string(), "1000000.00");
    refuses::<Number>([json!(1e300), json!("1,5"), json!(true), json!("NaN")]);
    nothing::<Number>([json!(""), json!(false), json!(null)]);

    reads(true, [json!(true), json!("Y"), json!("1"), json!(1), json!("true"), json!("y")]);
    reads(false, [json!(false), json!("N"), json!("0"), json!(0), json!("false"), json!("n")]);
    nothing::<bool>([json!(""), json!(null), json!([]), json!({})]);
    refuses::<bool>([json!("maybe"), json!(2), json!([true])]);

    reads(Timestamp(1_700_000_000), [json!(1_700_000_000), json!("1700000000")]);
    assert_eq!(Timestamp(0).to_datetime().unwrap().to_rfc3339(), "1970-01-01T00:00:00+00:00");
    assert_eq!(Timestamp(i64::MAX).to_datetime(), None);
}

#[test]
fn texts() {
    reads("x".to_owned(), [json!("x")]);
    reads("7".to_owned(), [json!(7), json!("7")]);
    reads("true".to_owned(), [json!(true)]);
    nothing::<String>([json!(""), json!(null), json!(false), json!([]), json!({})]);
    assert_eq!(from::<String>(&json!(null)), Ok(String::new()));
    refuses::<String>([json!(["x"]), json!({"x": 1})]);
    reads(Status::new("NEW"), [json!("NEW")]);
    reads(TextId::<Unnamed>::new("USD"), [json!("USD")]);
    reads(Id::<Unnamed>::new(5), [json!(5), json!("5")]);
    reads(Base64(b"abc".to_vec()), [json!("YWJj"), json!("YW\nJj")]);
    reads(Base64(b"a".to_vec()), [json!("YQ=="), json!("YQ")]);
    refuses::<Base64>([json!("*"), json!(7.5)]);
}

#[test]
fn dates() {
    let day = Date::from_ymd_opt(2024, 12, 2).unwrap();
    reads(day, [
        json!("2024-12-02"),
        json!("02.12.2024"),
        json!("02.12.2024 11:00:00"),
        json!("2024-12-02 06:36:00"),
        json!("2024-12-02T03:00:00+03:00"),
        // West of Greenwich: the evening before.
        json!("2024-12-01T19:00:00-05:00"),
        json!("2024-12-02T00:00:00Z"),
    ]);
    nothing::<Date>([json!(""), json!(false), json!({}), json!([]), json!(null)]);
    refuses::<Date>([json!("12/11/2024 05:59:00 pm"), json!("soon"), json!("2024-13-01"), json!("2024-12-02x"), json!(20_241_202)]);

    for text in ["2024-12-10T06:36:00+03:00", "2024-12-10 06:36:00+03:00", "2024-12-10T06:36+0300", "2024-12-10T06:36:00.000+03:00"] {
        assert_eq!(from::<DateTime>(&json!(text)).unwrap().to_rfc3339(), "2024-12-10T06:36:00+03:00");
    }
    reads("2024-12-10T06:36:00Z".parse::<DateTime>().unwrap(), [json!("2024-12-10T06:36:00Z"), json!("2024-12-10T06:36:00-00:00")]);
    nothing::<DateTime>([json!(""), json!(false), json!({}), json!(null)]);
    refuses::<DateTime>([json!("2024-12-10 06:36:00"), json!("2024-12-10"), json!("2024-12-10T06:36:00+99:99"), json!("12/11/2024 05:59:00 pm")]);

    reads(Time::from_hms_opt(6, 36, 0).unwrap(), [json!("06:36"), json!("06:36:00")]);
    refuses::<Time>([json!("24:00"), json!("6:36"), json!("é6:36")]);
    reads(SiteDate("12/11/2024".into()), [json!("12/11/2024")]);
    reads(SiteDateTime("12/11/2024 05:59:00 pm".into()), [json!("12/11/2024 05:59:00 pm")]);
    nothing::<SiteDateTime>([json!(false), json!(""), json!({})]);
}

#[test]
fn money() {
    reads(Money::new(100, "USD"), [json!("100|USD")]);
    reads(Money::new(100, ""), [json!("100|"), json!("100"), json!(100)]);
    nothing::<Money>([json!(""), json!("|"), json!("|USD"), json!(false)]);
    refuses::<Money>([json!("many|USD"), json!([1, "USD"])]);
}

#[test]
fn containers() {
    reads(vec![1_i64, 2], [json!([1, "2"]), json!({"0": 1, "5": 2}), json!({"x": 1, "y": "2"})]);
    reads(vec![7_i64], [json!("7"), json!(7)]);
    reads(Vec::<i64>::new(), [json!([]), json!({})]);
    nothing::<Vec<i64>>([json!(""), json!(false), json!(null)]);
    assert_eq!(from::<Vec<i64>>(&json!(false)), Ok(vec![]));
    assert_eq!(from::<Vec<Option<i64>>>(&json!(["1", null, ""])), Ok(vec![Some(1), None, None]));

    let map = |pairs: &[(&str, i64)]| pairs.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect::<BTreeMap<_, _>>();
    reads(map(&[("a", 1)]), [json!({"a": "1"})]);
    reads(map(&[("0", 1), ("1", 2)]), [json!([1, 2]), json!({"0": 1, "1": 2})]);
    reads(map(&[]), [json!([]), json!({})]);
    refuses::<BTreeMap<String, i64>>([json!("x"), json!(1)]);

    let value = json!({"a": [1, -1, 1.5, u64::MAX, "x", null, true, {"b": {}}]});
    assert_eq!(from::<Value>(&value), Ok(value));
    assert_eq!(from::<Page<i64>>(&json!([1])).unwrap().items, [1]);
    for done in [json!(true), json!(null), json!([]), json!({}), json!({"result": true}), json!({"success": true}), json!({"task": true})] {
        assert_eq!(from::<()>(&done), Ok(()), "{done}");
    }
    for other in [json!(false), json!(1), json!(""), json!("true"), json!([1]), json!({"task": false}), json!({"id": 1}), json!({"x": null})] {
        assert!(from::<()>(&other).is_err(), "{other}");
    }
}

#[derive(Default, Debug, PartialEq)]
struct Record {
    id: i64,
    responsible: Option<i64>,
    born: Option<Date>,
    nested: Option<Box<Record>>,
}

impl Object for Record {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "ID" => self.id = read(slot)?,
            "RESPONSIBLE_ID" => self.responsible = read(slot)?,
            "BORN" => self.born = read(slot)?,
            "NESTED" => self.nested = read(slot)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn certain(&self) -> &'static [&'static str] {
        &["ID"]
    }

    fn spelling(&self) -> Spelling {
        Spelling::Upper
    }
}

impl Decode for Record {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        object(slot)
    }
}

#[test]
fn records() {
    let record = Record { id: 5, responsible: Some(6), ..Record::default() };
    reads(record, [
        json!({"ID": "5", "RESPONSIBLE_ID": 6, "OTHER": {"x": [1, 2]}, "UF_X": "y"}),
        json!({"id": "5", "responsibleId": 6, "other": [[]]}),
        json!({"id": "5", "responsible_id": 6}),
    ]);
    nothing::<Record>([json!([]), json!(""), json!(false), json!(null), json!({})]);
    refuses::<Record>([json!("x"), json!(7), json!(true), json!([{"ID": 5}])]);
    let error = |value: Value| from::<Vec<Record>>(&value).unwrap_err();
    assert_eq!(error(json!([{"RESPONSIBLE_ID": 1}])), "[0].ID: expected a value, nothing came");
    assert_eq!(error(json!([{"ID": null}])), "[0].ID: expected a whole number, nothing came");
    assert_eq!(
        error(json!([{"ID": 1}, {"ID": 2, "NESTED": {"id": 3, "BORN": "soon"}}])),
        "[1].NESTED.BORN: expected a date, found the text \"soon\""
    );
    let long = error(json!([{"ID": "x".repeat(500)}]));
    assert!(long.chars().count() < 200, "{long}");
}

#[test]
fn tuples_and_tags() {
    fn pair(value: &Value) -> Result<Option<(String, i64)>, String> {
        let (mut name, mut size) = (String::new(), 0);
        let came = tuple(&mut JsonSlot(value), 2, &mut |index, slot| {
            match index {
                0 => name = read(slot)?,
                1 => size = read(slot)?,
                _ => return Ok(false),
            }
            Ok(true)
        });
        came.map(|came| came.then_some((name, size))).map_err(|error| error.to_string())
    }
    assert_eq!(pair(&json!(["a", "7", {"more": []}])), Ok(Some(("a".into(), 7))));
    assert_eq!(pair(&json!({"1": 7, "0": "a"})), Ok(Some(("a".into(), 7))));
    for none in [json!(null), json!([]), json!(false), json!("")] {
        assert_eq!(pair(&none), Ok(None));
    }
    assert_eq!(pair(&json!(["a"])), Err("[1]: expected a value, nothing came".into()));
    assert!(pair(&json!({"x": 1})).is_err());

    let tag = |value: &Value| tagged(&mut JsonSlot(value), "type").map(|tagged| tagged.map(|tagged| tagged.tag));
    assert_eq!(tag(&json!({"uri": "x", "type": "redirect"})), Ok(Some("redirect".into())));
    assert_eq!(tag(&json!({"uri": "x"})), Ok(Some(String::new())));
    assert_eq!(tag(&json!([])), Ok(None));
    assert!(tag(&json!("x")).is_err());
}

#[test]
fn spellings() {
    use super::object::respell;

    for (key, upper, camel, snake) in [
        ("responsibleId", "RESPONSIBLE_ID", "responsibleId", "responsible_id"),
        ("RESPONSIBLE_ID", "RESPONSIBLE_ID", "responsibleId", "responsible_id"),
        ("responsible_id", "RESPONSIBLE_ID", "responsibleId", "responsible_id"),
        ("ID", "ID", "id", "id"),
        ("ResponsibleId", "RESPONSIBLE_ID", "responsibleId", "responsible_id"),
        ("", "", "", ""),
    ] {
        let as_is = |spelled: Option<String>| spelled.unwrap_or_else(|| key.to_owned());
        assert_eq!(as_is(respell(key, Spelling::Upper)), upper);
        assert_eq!(as_is(respell(key, Spelling::Camel)), camel);
        assert_eq!(as_is(respell(key, Spelling::Snake)), snake);
    }
}

#[test]
fn custom_values() {
    fn custom<T: CustomValue>(value: &Value) -> Option<T> {
        T::decode_custom(&mut JsonSlot(value)).unwrap()
    }
    fn many<T: CustomValue>(value: &Value) -> Vec<T> {
        T::decode_many(&mut JsonSlot(value)).unwrap()
    }
    assert_eq!(custom::<i32>(&json!("7")), Some(7));
    assert_eq!(custom::<f64>(&json!("7.5")), Some(7.5));
    assert_eq!(custom::<bool>(&json!("1")), Some(true));
    assert_eq!(custom::<Url>(&json!("https://x")).unwrap().0, "https://x");
    assert_eq!(custom::<Employee>(&json!("0")), None);
    assert_eq!(many::<IblockElement>(&json!(["1", "", null, 2, false])), [IblockElement(1), IblockElement(2)]);
    assert!(many::<i64>(&json!(false)).is_empty());
    assert_eq!(many::<String>(&json!("one")), ["one"]);
    let address = custom::<Address>(&json!("Main St | 5|55.75;37.61|12")).unwrap();
    assert_eq!((address.text.as_str(), address.location), ("Main St | 5", Some(12)));
    assert_eq!(address.latitude.unwrap().to_string(), "55.75");
    assert_eq!(custom::<Address>(&json!("Main St")).unwrap().to_string(), "Main St");
    assert_eq!(custom::<CrmBinding>(&json!("T9a_4")), Some(CrmBinding::of("T9a", 4)));
    assert_eq!(custom::<CrmBinding>(&json!(12)), Some(CrmBinding::new(12)));
    assert!(CrmBinding::decode_custom(&mut JsonSlot(&json!("C_"))).is_err());
    let file = json!({"id": "5", "showUrl": "/a", "downloadUrl": "/b"});
    assert_eq!(custom::<CustomFile>(&file).unwrap().id(), Some(5));
    assert_eq!(many::<CustomFile>(&json!([file.clone(), "6", {"id": 7, "url": "/c"}])).len(), 3);
    assert_eq!(many::<CustomFile>(&file).len(), 1);
    assert_eq!(many::<CustomFile>(&json!({"a": file})).len(), 1);
    assert_eq!(many::<CustomFile>(&json!(false)), []);
    assert_eq!(custom::<CustomFile>(&json!([])), None);
}

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
    let key = prop_oneof!["[A-Z_]{0,8}", "[0-9]{1,25}", Just("ID".to_owned()), Just("nested".to_owned()), Just("id".to_owned())];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
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
    let _ = (CustomFile::decode_many(&mut slot), f64::decode_custom(&mut slot), i32::decode_many(&mut slot));
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
