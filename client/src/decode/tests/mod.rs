mod any;
mod objects;

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde_json::{Value, json};

use super::*;
use crate::{
    Base64, Date, DateTime, Id, Money, Number, Page, SiteDate, SiteDateTime, Status, TextId, Time,
    Timestamp, Unnamed,
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
    refuses::<i64>([
        json!("43.0"),
        json!("4 3"),
        json!(true),
        json!([1]),
        json!({"a": 1}),
        json!(1.5),
        json!(u64::MAX),
        json!("x"),
    ]);
    nothing::<i64>([json!(""), json!(false), json!(null), json!([]), json!({})]);

    reads(
        "1000000.00".parse::<Number>().unwrap(),
        [json!("1000000.00")],
    );
    reads(
        "999.9".parse::<Number>().unwrap(),
        [json!(999.9), json!("999.9")],
    );
    reads(Number::from(7), [json!(7), json!("7"), json!(7.0)]);
    reads(Number::from(u64::MAX), [json!(u64::MAX)]);
    assert_eq!(
        from::<Number>(&json!("1000000.00")).unwrap().to_string(),
        "1000000.00"
    );
    refuses::<Number>([json!(1e300), json!("1,5"), json!(true), json!("NaN")]);
    refuses::<Number>(
        [
            "1e99999999999",
            "1e-4294967295",
            "e5",
            ".",
            "-",
            "+",
            "1_000",
            "--1",
            "1e",
            "é",
        ]
        .map(Value::from),
    );
    reads(
        "0.00001".parse::<Number>().unwrap(),
        [json!(1e-5), json!("1e-5")],
    );
    // The noise of sums of floats has more decimals than there is room for.
    reads(Number::ZERO, [json!(1e-30)]);
    assert_eq!(
        from::<Number>(&json!(5.551_115_123_125_783e-17))
            .unwrap()
            .to_string(),
        "0.0000000000000000555111512313"
    );
    nothing::<Number>([json!(""), json!(false), json!(null)]);

    reads(
        true,
        [
            json!(true),
            json!("Y"),
            json!("1"),
            json!(1),
            json!("true"),
            json!("y"),
        ],
    );
    reads(
        false,
        [
            json!(false),
            json!("N"),
            json!("0"),
            json!(0),
            json!("false"),
            json!("n"),
        ],
    );
    nothing::<bool>([json!(""), json!(null), json!([]), json!({})]);
    refuses::<bool>([json!("maybe"), json!(2), json!([true])]);

    reads(
        Timestamp(1_700_000_000),
        [json!(1_700_000_000), json!("1700000000")],
    );
    assert_eq!(
        Timestamp(0).to_datetime().unwrap().to_rfc3339(),
        "1970-01-01T00:00:00+00:00"
    );
    assert_eq!(Timestamp(i64::MAX).to_datetime(), None);
}

/// What `serde_json` makes of a number where some crate of the build asks it for `arbitrary_precision`.
#[test]
fn exact_numbers() {
    let exact = |number: &str| format!(r#"{{"$serde_json::private::Number":"{number}"}}"#);
    assert_eq!(from_slice::<i64>(exact("-12").as_bytes()), Ok(-12));
    assert_eq!(
        from_slice::<Vec<Number>>(format!("[{}]", exact("999.9")).as_bytes()).unwrap()[0]
            .to_string(),
        "999.9"
    );
    assert!(from_slice::<i64>(exact("x").as_bytes()).is_err());
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
    reads(
        day,
        [
            json!("2024-12-02"),
            json!("02.12.2024"),
            json!("02.12.2024 11:00:00"),
            json!("2024-12-02 06:36:00"),
            json!("2024-12-02T03:00:00+03:00"),
            // West of Greenwich: the evening before.
            json!("2024-12-01T19:00:00-05:00"),
            json!("2024-12-02T00:00:00Z"),
            // Midnight in the zone that is written: the day that is written.
            json!("2024-12-02T00:00:00+03:00"),
            json!("2024-12-02T00:00:00-05:00"),
        ],
    );
    nothing::<Date>([json!(""), json!(false), json!({}), json!([]), json!(null)]);
    refuses::<Date>([
        json!("12/11/2024 05:59:00 pm"),
        json!("soon"),
        json!("2024-13-01"),
        json!("2024-12-02x"),
        json!(20_241_202),
    ]);

    for text in [
        "2024-12-10T06:36:00+03:00",
        "2024-12-10 06:36:00+03:00",
        "2024-12-10T06:36+0300",
        "2024-12-10T06:36:00.000+03:00",
    ] {
        assert_eq!(
            from::<DateTime>(&json!(text)).unwrap().to_rfc3339(),
            "2024-12-10T06:36:00+03:00"
        );
    }
    reads(
        "2024-12-10T06:36:00Z".parse::<DateTime>().unwrap(),
        [
            json!("2024-12-10T06:36:00Z"),
            json!("2024-12-10T06:36:00-00:00"),
        ],
    );
    nothing::<DateTime>([json!(""), json!(false), json!({}), json!(null)]);
    refuses::<DateTime>([
        json!("2024-12-10 06:36:00"),
        json!("2024-12-10"),
        json!("2024-12-10T06:36:00+99:99"),
        json!("12/11/2024 05:59:00 pm"),
    ]);

    reads(
        Time::from_hms_opt(6, 36, 0).unwrap(),
        [json!("06:36"), json!("06:36:00")],
    );
    refuses::<Time>([json!("24:00"), json!("6:36"), json!("é6:36")]);
    reads(SiteDate("12/11/2024".into()), [json!("12/11/2024")]);
    reads(
        SiteDateTime("12/11/2024 05:59:00 pm".into()),
        [json!("12/11/2024 05:59:00 pm")],
    );
    for text in ["10.12", "10.12.24", "10.12.2024x"] {
        let format = crate::SiteFormat("DD.MM.YYYY");
        assert_eq!(SiteDate(text.into()).parse(format), None, "{text}");
    }
    nothing::<SiteDateTime>([json!(false), json!(""), json!({})]);
}

#[test]
fn money() {
    reads(Money::new(100, "USD"), [json!("100|USD")]);
    reads(
        Money::new(100, ""),
        [json!("100|"), json!("100"), json!(100)],
    );
    nothing::<Money>([json!(""), json!("|"), json!("|USD"), json!(false)]);
    refuses::<Money>([json!("many|USD"), json!([1, "USD"])]);
}

#[test]
fn containers() {
    reads(
        vec![1_i64, 2],
        [
            json!([1, "2"]),
            json!({"0": 1, "5": 2}),
            json!({"x": 1, "y": "2"}),
        ],
    );
    reads(vec![7_i64], [json!("7"), json!(7)]);
    reads(Vec::<i64>::new(), [json!([]), json!({})]);
    nothing::<Vec<i64>>([json!(""), json!(false), json!(null)]);
    assert_eq!(from::<Vec<i64>>(&json!(false)), Ok(vec![]));
    assert_eq!(
        from::<Vec<Option<i64>>>(&json!(["1", null, ""])),
        Ok(vec![Some(1), None, None])
    );

    let map = |pairs: &[(&str, i64)]| {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), *value))
            .collect::<BTreeMap<_, _>>()
    };
    reads(map(&[("a", 1)]), [json!({"a": "1"})]);
    reads(
        map(&[("0", 1), ("1", 2)]),
        [json!([1, 2]), json!({"0": 1, "1": 2})],
    );
    reads(map(&[]), [json!([]), json!({})]);
    refuses::<BTreeMap<String, i64>>([json!("x"), json!(1)]);

    let value = json!({"a": [1, -1, 1.5, u64::MAX, "x", null, true, {"b": {}}]});
    assert_eq!(from::<Value>(&value), Ok(value));
    assert_eq!(from::<Page<i64>>(&json!([1])).unwrap().items, [1]);
    let mut boxed = from::<Option<Box<Page<i64>>>>(&json!([1])).unwrap();
    boxed.attach(&Meta {
        total: Some(7),
        next: None,
    });
    assert_eq!(boxed.unwrap().total, Some(7));
    for done in [
        json!(true),
        json!(null),
        json!([]),
        json!({}),
        json!({"result": true}),
        json!({"success": true}),
        json!({"task": true}),
    ] {
        assert_eq!(from::<()>(&done), Ok(()), "{done}");
    }
    for other in [
        json!(false),
        json!(1),
        json!(""),
        json!("true"),
        json!([1]),
        json!({"task": false}),
        json!({"id": 1}),
        json!({"x": null}),
    ] {
        assert!(from::<()>(&other).is_err(), "{other}");
    }
}
