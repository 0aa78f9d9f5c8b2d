use serde_json::{Value, json};

use super::*;
use crate::ability::{Begins, Exact, No, Yes};
use crate::custom::{CustomOf, Many};
use crate::encode::{Arg, Encode};
use crate::entity::{Can, Entity, Field, FieldsOf, Nested, NoCustom};
use crate::{Bit, Call, CustomFields, Date, Id, Json, Method, RawCustomFields};

enum Owner {}

macro_rules! entities {
    ($($name:ident: $style:ident, $custom:ty, $camel:literal;)+) => {$(
        enum $name {}
        impl Entity for $name {
            type Custom = $custom;
            const STYLE: FilterStyle = FilterStyle::$style;
            const CUSTOM_CAMEL: bool = $camel;
            const CUSTOM_FILE_PAIRS: bool = $camel;
            const KEY: Option<&'static str> = Some("ID");
        }
        impl FieldsOf<$name> for $name {}
    )+};
}

entities! {
    Flat: Prefix, Owner, false;
    Deep: Nested, Owner, true;
    Third: Triples, NoCustom, false;
    Plain: Plain, NoCustom, false;
}

impl Nested for Deep {}

const fn field<S, V>(name: &'static str) -> Field<S, V> {
    Field::new(name)
}

const TIER: Field<CustomOf<Owner>, i64, Can<Exact, Yes, Yes>> = Field::new("UF_CRM_TIER");
const VISITS: Field<CustomOf<Owner>, Many<Date>> = Field::new("UF_CRM_VISITS");

fn sent(arg: &impl Encode) -> Value {
    serde_json::to_value(arg.encode()).unwrap()
}

#[test]
fn operators() {
    let name = field::<Flat, String>("NAME");
    let id = field::<Flat, Id<Flat>>("ID");
    let phone: Field<Flat, Vec<String>, Can<Begins, No, Yes>> = Field::new("PHONE");
    let filter = Filter::<Flat>::new()
        .and(name.starts_with("50%_\\"))
        .and(name.ne("x"))
        .and(name.contains("a%"))
        .and(id.is_in([1, 6]))
        .and(id.between(2, 9))
        .and(phone.starts_with("+44"))
        .and(field::<Flat, Bit>("OPENED").eq(true))
        .and(field::<Flat, String>("POST").is_empty())
        .and(TIER.eq(44))
        .and(VISITS.eq(Date::from_ymd_opt(2024, 2, 1).unwrap()));
    assert_eq!(
        sent(&filter),
        json!({
            "=%NAME": "50\\%\\_\\\\%", "!=NAME": "x", "%NAME": "a%", "@ID": [1, 6], ">=ID": 2, "<=ID": 9, "PHONE": "+44", "=OPENED": 1,
            "=POST": "", "=UF_CRM_TIER": 44, "=UF_CRM_VISITS": "2024-02-01",
        })
    );
    assert_eq!(sent(&Filter::<Flat>::new()), json!({}));
    // What the platform would ignore cannot be sent.
    for filter in [
        Filter::from(name.is_in(Vec::<String>::new())),
        Filter::from(phone.starts_with("%")),
        Filter::from(phone.starts_with(" % %")),
        Filter::from(id.gt(5)).and(id.gt(6)),
    ] {
        assert!(filter.encode().invalid().is_some(), "{filter:?}");
    }
}

#[test]
fn groups() {
    let (name, id) = (field::<Deep, String>("name"), field::<Deep, i64>("id"));
    let filter = Filter::<Deep>::from(any_of::<Deep>([
        name.eq("a"),
        all_of([id.gt(1), id.lt(5)]),
        TIER.eq(1).into(),
    ]))
    .and(id.gt(2))
    .and(id.gt(3))
    .and(TIER.ne(7));
    assert_eq!(
        sent(&filter),
        json!({
            "0": { "logic": "OR", "0": { "=name": "a" }, "1": { "logic": "AND", "0": { ">id": 1 }, "1": { "<id": 5 } }, "2": { "=ufCrmTier": 1 } },
            ">id": 2,
            "1": { "logic": "AND", "0": { ">id": 3 } },
            "!=ufCrmTier": 7,
        })
    );
    // A number that a filter given as JSON has taken is not taken again.
    let mut arg = Arg::Json(json!({"1": {"=name": "a"}}));
    add(
        Style::of::<Deep>(),
        &mut arg,
        any_of::<Deep>([id.eq(1)]).node,
    );
    assert_eq!(
        sent(&arg),
        json!({"1": {"=name": "a"}, "2": {"logic": "OR", "0": {"=id": 1}}})
    );
    assert!(
        Filter::<Deep>::from(any_of::<Deep>(Vec::<Condition<Deep>>::new()))
            .encode()
            .invalid()
            .is_some()
    );
}

#[test]
fn triples_and_equality() {
    let id = field::<Third, i64>("id");
    let filter = Filter::from(id.between(1, 5))
        .and(id.is_in([3]))
        .and(id.is_not_empty());
    assert_eq!(
        sent(&filter),
        json!([
            ["id", ">=", 1],
            ["id", "<=", 5],
            ["id", "in", [3]],
            ["id", "!=", null]
        ])
    );
    assert_eq!(sent(&Filter::<Third>::new()), json!([]));
    assert!(
        Filter::from(field::<Third, String>("x").contains("y"))
            .encode()
            .invalid()
            .is_some()
    );
    let id = field::<Plain, i64>("ID");
    assert_eq!(sent(&Filter::from(id.eq(1))), json!({"ID": 1}));
    assert!(Filter::from(id.gt(1)).encode().invalid().is_some());
}

#[test]
fn orders_and_selections() {
    let (name, id) = (field::<Deep, String>("name"), field::<Deep, i64>("id"));
    let order = OrderBy::from(name.desc()).then(TIER.asc()).then(id.asc());
    assert_eq!(
        serde_json::to_string(&order.encode()).unwrap(),
        r#"{"name":"DESC","ufCrmTier":"ASC","id":"ASC"}"#
    );
    let select = Select::<Deep>::new()
        .with((&name, TIER))
        .with([id])
        .with(EveryField);
    assert_eq!(sent(&select), json!(["name", "ufCrmTier", "id", "*"]));
}

#[derive(Default)]
struct Loyalty;

impl crate::Object for Loyalty {
    fn set(&mut self, _: &str, _: &mut dyn crate::Slot) -> Result<bool, crate::DecodeError> {
        Ok(false)
    }
}

impl CustomFields<Owner> for Loyalty {
    const FIELDS: &'static [crate::custom::CustomField] = &[
        crate::custom::CustomField::new(
            "UF_CRM_TIER",
            "ufCrmTier",
            crate::custom::CustomKind::Integer,
            false,
            None,
        ),
        crate::custom::CustomField::new(
            "UF_CRM_DOC",
            "ufCrmDoc",
            crate::custom::CustomKind::File,
            false,
            None,
        ),
    ];

    fn empty() -> Self {
        Self
    }

    fn write(&self, out: &mut dyn FnMut(&'static str, Option<Arg>)) {
        out("UF_CRM_TIER", None);
        out(
            "UF_CRM_DOC",
            Some(crate::custom::CustomFile::new("a.txt", *b"abc").encode()),
        );
    }
}

#[test]
fn calls() {
    static LIST: Method = Method::read("x.list");
    let name = field::<Flat, String>("NAME");
    let mut call = Call::<Vec<i64>>::new(&LIST);
    call.add_condition::<Flat, _>("filter", name.eq("a"));
    call.add_order::<Flat, _>("order", name.asc());
    call.select_custom::<Flat, ()>("select");
    assert_eq!(call.params().len(), 2);
    call.select_custom::<Flat, Loyalty>("select");
    let select = |call: &Call<Vec<i64>>| sent(&call.params()[2].1);
    assert_eq!(select(&call), json!(["*", "UF_CRM_TIER", "UF_CRM_DOC"]));
    // What is selected by name takes the place of the star that we put there.
    call.add_select::<Flat>("select", &name);
    assert_eq!(select(&call), json!(["UF_CRM_TIER", "UF_CRM_DOC", "NAME"]));
    call.select_custom::<Flat, RawCustomFields>("select");
    assert_eq!(
        select(&call),
        json!(["UF_CRM_TIER", "UF_CRM_DOC", "NAME", "UF_*"])
    );
    call.set_in(&["params", "limit"], Arg::Int(5));
    call.set_in(&["params", "offset"], Arg::Int(6));
    assert_eq!(sent(&call.params()[3].1), json!({"limit": 5, "offset": 6}));
    // What is set again goes; what stands beside it stays.
    for after in [json!({"id": 1, "position": 2}), json!({"id": 3})] {
        call.set_in(&["params", "after"], Arg::Json(after));
    }
    assert_eq!(
        sent(&call.params()[3].1),
        json!({"limit": 5, "offset": 6, "after": {"id": 3}})
    );
}

#[test]
fn writing_custom_fields() {
    use crate::custom::{assign, write};

    let mut pairs = crate::Pairs::new();
    write::<Flat, crate::New, _>(&mut pairs, &Loyalty);
    assert_eq!(
        sent(&pairs.clone().into_arg()),
        json!({"UF_CRM_DOC": {"fileData": ["a.txt", "YWJj"]}})
    );
    write::<Deep, crate::Change, _>(&mut pairs, &Loyalty);
    let day = Date::from_ymd_opt(2024, 2, 1).unwrap();
    assign::<Deep, _, _>(&mut pairs, &VISITS, [day]);
    assign::<Flat, _, _>(&mut pairs, &TIER, crate::Clear);
    let raw = RawCustomFields([("UF_X".into(), json!([1])), ("NAME".into(), Json::Null)].into());
    write::<Flat, crate::New, _>(&mut pairs, &raw);
    assert_eq!(
        sent(&pairs.into_arg()),
        json!({
            "UF_CRM_DOC": {"fileData": ["a.txt", "YWJj"]}, "ufCrmTier": "", "ufCrmDoc": ["a.txt", "YWJj"], "ufCrmVisits": ["2024-02-01"],
            "UF_CRM_TIER": "", "UF_X": [1],
        })
    );
}
