use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::*;
use super::{from, nothing, reads, refuses};
use crate::Date;
use crate::custom::{Address, CrmBinding, CustomFile, CustomValue, Employee, IblockElement, Url};

#[derive(Default, Debug, PartialEq)]
pub(super) struct Record {
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
    let record = Record {
        id: 5,
        responsible: Some(6),
        ..Record::default()
    };
    reads(
        record,
        [
            json!({"ID": "5", "RESPONSIBLE_ID": 6, "OTHER": {"x": [1, 2]}, "UF_X": "y"}),
            json!({"id": "5", "responsibleId": 6, "other": [[]]}),
            json!({"id": "5", "responsible_id": 6}),
        ],
    );
    nothing::<Record>([json!([]), json!(""), json!(false), json!(null), json!({})]);
    refuses::<Record>([json!("x"), json!(7), json!(true), json!([{"ID": 5}])]);
    let error = |value: Value| from::<Vec<Record>>(&value).unwrap_err();
    assert_eq!(
        error(json!([{"RESPONSIBLE_ID": 1}])),
        "[0].ID: expected a value, nothing came"
    );
    assert_eq!(
        error(json!([{"ID": null}])),
        "[0].ID: expected a whole number, nothing came"
    );
    assert_eq!(
        error(json!([{"ID": 1}, {"ID": 2, "NESTED": {"id": 3, "BORN": "soon"}}])),
        "[1].NESTED.BORN: expected a date, found the text \"soon\""
    );
    let url = error(json!([{"ID": "/file?id=5&auth=s3cr3t"}]));
    assert!(url.ends_with("the text \"/file?id=5&auth=\""), "{url}");
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
        came.map(|came| came.then_some((name, size)))
            .map_err(|error| error.to_string())
    }
    assert_eq!(
        pair(&json!(["a", "7", {"more": []}])),
        Ok(Some(("a".into(), 7)))
    );
    assert_eq!(pair(&json!({"1": 7, "0": "a"})), Ok(Some(("a".into(), 7))));
    for none in [json!(null), json!([]), json!(false), json!("")] {
        assert_eq!(pair(&none), Ok(None));
    }
    assert_eq!(
        pair(&json!(["a"])),
        Err("[1]: expected a value, nothing came".into())
    );
    assert!(pair(&json!({"x": 1})).is_err());

    let tag = |value: &Value| {
        tagged(&mut JsonSlot(value), "type").map(|tagged| tagged.map(|tagged| tagged.tag))
    };
    assert_eq!(
        tag(&json!({"uri": "x", "type": "redirect"})),
        Ok(Some("redirect".into()))
    );
    assert_eq!(tag(&json!({"uri": "x"})), Ok(Some(String::new())));
    assert_eq!(tag(&json!([])), Ok(None));
    assert!(tag(&json!("x")).is_err());
}

#[test]
fn the_only_key() {
    let read = |value: &Value| only_key(&mut JsonSlot(value)).map_err(|error| error.to_string());
    let line = read(&json!({"LINE": {"SIZE": "5"}})).unwrap().unwrap();
    assert_eq!(line.tag, "LINE");
    assert_eq!(line.value::<BTreeMap<String, i64>>().unwrap()["SIZE"], 5);
    assert_eq!(
        line.value::<i64>().unwrap_err().to_string(),
        "LINE: expected a whole number, found an object"
    );
    // What is of no kind that there is, is kept whole.
    for odd in [json!({"A": 1, "B": 2}), json!({})] {
        let odd_one = read(&odd).unwrap().unwrap();
        assert_eq!((odd_one.tag.as_str(), odd_one.body), ("", odd));
    }
    for none in [json!(null), json!([]), json!(false), json!("")] {
        assert_eq!(read(&none), Ok(None));
    }
    assert!(read(&json!("x")).is_err());
}

#[test]
fn spellings() {
    use crate::decode::object::respell;

    for (key, upper, camel, snake) in [
        (
            "responsibleId",
            "RESPONSIBLE_ID",
            "responsibleId",
            "responsible_id",
        ),
        (
            "RESPONSIBLE_ID",
            "RESPONSIBLE_ID",
            "responsibleId",
            "responsible_id",
        ),
        (
            "responsible_id",
            "RESPONSIBLE_ID",
            "responsibleId",
            "responsible_id",
        ),
        ("ID", "ID", "id", "id"),
        (
            "ResponsibleId",
            "RESPONSIBLE_ID",
            "responsibleId",
            "responsible_id",
        ),
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
    assert_eq!(
        many::<IblockElement>(&json!(["1", "", null, 2, false])),
        [IblockElement(1), IblockElement(2)]
    );
    assert!(many::<i64>(&json!(false)).is_empty());
    assert_eq!(many::<String>(&json!("one")), ["one"]);
    let address = custom::<Address>(&json!("Main St | 5|55.75;37.61|12")).unwrap();
    assert_eq!(
        (address.text.as_str(), address.location),
        ("Main St | 5", Some(12))
    );
    assert_eq!(address.latitude.unwrap().to_string(), "55.75");
    assert_eq!(
        custom::<Address>(&json!("Main St")).unwrap().to_string(),
        "Main St"
    );
    // Nothing of a text that only looks like one with a place is lost.
    assert_eq!(
        custom::<Address>(&json!("Main St|a;b"))
            .unwrap()
            .to_string(),
        "Main St|a;b"
    );
    assert_eq!(
        custom::<CrmBinding>(&json!("T9a_4")),
        Some(CrmBinding::of("T9a", 4))
    );
    assert_eq!(custom::<CrmBinding>(&json!(12)), Some(CrmBinding::new(12)));
    assert!(CrmBinding::decode_custom(&mut JsonSlot(&json!("C_"))).is_err());
    let file = json!({"id": "5", "showUrl": "/a", "downloadUrl": "/b"});
    assert_eq!(custom::<CustomFile>(&file).unwrap().id(), Some(5));
    assert_eq!(
        many::<CustomFile>(&json!([file.clone(), "6", {"id": 7, "url": "/c"}])).len(),
        3
    );
    assert_eq!(many::<CustomFile>(&file).len(), 1);
    assert_eq!(many::<CustomFile>(&json!({"a": file})).len(), 1);
    assert_eq!(many::<CustomFile>(&json!(false)), []);
    assert_eq!(custom::<CustomFile>(&json!([])), None);
}
