use std::collections::BTreeMap;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use super::*;
use crate::batch::Reference;
use crate::custom::Many;
use crate::decode::{Decode, from_json};
use crate::event::Form;
use crate::{Base64, Bit, Id, Money, Status, TextId, Timestamp, Unnamed, Yn};

/// What is sent as JSON and what is sent as a query is read as what it was.
fn survives<T: Encode + Decode + PartialEq + std::fmt::Debug>(value: &T) {
    let arg = value.encode();
    let json = serde_json::to_value(&arg).unwrap();
    assert_eq!(from_json::<T>(&json).as_ref(), Ok(value), "{json}");
    let query = query(&[("a".into(), Arg::Map(vec![("b<=c".into(), arg)]))]);
    let form = Form::parse(query.as_bytes()).unwrap();
    assert_eq!(
        form.read::<T>(&["a", "b<=c"]).as_ref(),
        Ok(value),
        "{query}"
    );
}

fn as_arg<W>(value: impl IntoArg<W>) -> Arg {
    value.into_arg()
}

fn assigned<W>(value: impl Assign<W>) -> Arg {
    value.assign()
}

#[test]
fn what_can_be_given() {
    let text = |text: &str| Arg::Text(text.to_owned());
    assert_eq!(as_arg::<String>("x"), text("x"));
    assert_eq!(as_arg::<String>(&"x".to_owned()), text("x"));
    assert_eq!(as_arg::<Yn>(true), text("Y"));
    assert_eq!(as_arg::<Bit>(false), Arg::Int(0));
    assert_eq!(as_arg::<bool>(true), Arg::Bool(true));
    assert_eq!(as_arg::<i64>(7_u32), Arg::Int(7));
    assert!(matches!(as_arg::<i64>(u64::MAX), Arg::Invalid(_)));
    assert_eq!(as_arg::<Id<Unnamed>>(7), Arg::Int(7));
    assert_eq!(as_arg::<Id<Unnamed>>(Id::new(7)), Arg::Int(7));
    assert_eq!(as_arg::<i64>(Id::<Unnamed>::new(7)), Arg::Int(7));
    assert_eq!(as_arg::<Status>("NEW"), text("NEW"));
    assert_eq!(as_arg::<TextId<Unnamed>>("USD"), text("USD"));
    assert_eq!(as_arg::<Decimal>("1.50"), text("1.50"));
    assert!(matches!(as_arg::<Decimal>("1,5"), Arg::Invalid(_)));
    assert_eq!(as_arg::<Many<String>>("x"), text("x"));
    assert_eq!(as_arg::<Many<Id<Unnamed>>>(5), Arg::Int(5));
    assert_eq!(
        assigned::<Many<i64>>(vec![1, 2]),
        Arg::List(vec![Arg::Int(1), Arg::Int(2)])
    );
    assert_eq!(assigned::<Many<String>>(["x"]), Arg::List(vec![text("x")]));
    assert_eq!(assigned::<Many<String>>(Clear), text(""));
    assert_eq!(assigned::<i64>(Clear), text(""));
    assert_eq!(assigned::<i64>(5), Arg::Int(5));
    assert_eq!(
        list::<Id<Unnamed>, _>([1, 6]),
        Arg::List(vec![Arg::Int(1), Arg::Int(6)])
    );
    static METHOD: crate::Method = crate::Method::read("x");
    let reference: Reference<i64> = crate::Batch::new()
        .push(crate::Call::<i64>::new(&METHOD))
        .result();
    assert_eq!(
        as_arg::<i64>(reference.clone()),
        Arg::Reference("$result[c0]".into())
    );
    assert_eq!(
        as_arg::<String>(reference.raw_field::<String>("NAME")),
        Arg::Reference("$result[c0][NAME]".into())
    );
    let map = BTreeMap::from([("k".to_owned(), Some(1_i64)), ("n".to_owned(), None)]);
    assert_eq!(
        serde_json::to_value(map.encode()).unwrap(),
        json!({"k": 1, "n": null})
    );
}

#[test]
fn pairs_and_merging() {
    let mut pairs = Pairs::new();
    pairs.set("B", Arg::Int(1));
    pairs.set_named("A".into(), Arg::Int(2));
    pairs.set("B", Arg::Int(3));
    pairs.push_opt("C", None);
    assert_eq!(
        serde_json::to_string(&pairs.clone().into_arg()).unwrap(),
        r#"{"B":3,"A":2}"#
    );
    let mut arg = Arg::Json(json!({"x": 1, "y": {"z": 1}}));
    arg.merge(Arg::Map(vec![("x".into(), Arg::Int(2))]));
    assert_eq!(
        serde_json::to_value(&arg).unwrap(),
        json!({"x": 2, "y": {"z": 1}})
    );
    let tagged = tagged(
        "type",
        "redirect",
        Arg::Map(vec![("uri".into(), Arg::Null), ("type".into(), Arg::Null)]),
    );
    assert_eq!(
        serde_json::to_value(&tagged).unwrap(),
        json!({"type": "redirect", "uri": null})
    );
    assert_eq!(
        Arg::Map(vec![(
            "a".into(),
            Arg::List(vec![Arg::Invalid("no".into())])
        )])
        .invalid(),
        Some(("a[0]".to_owned(), "no"))
    );
}

#[test]
fn choices() {
    let given = |names: &[&'static str]| {
        let mut pairs = Pairs::new();
        names.iter().for_each(|name| pairs.set(name, Arg::Int(1)));
        pairs
    };
    let reason = |arg: Arg| arg.invalid().map(|(_, reason)| reason.to_owned());
    let one = |names| reason(given(names).into_choice(&[&["A"], &["B", "C"]], &[]));
    assert_eq!(one(&["A"]), None);
    assert_eq!(one(&["B", "C", "D"]), None);
    let exactly = "exactly one of these must be given: `A`, or `B` and `C`";
    let told = |prefix: &str| Some(format!("{prefix}; {exactly}"));
    assert_eq!(one(&[]).as_deref(), Some(exactly));
    assert_eq!(one(&["A", "B", "C"]).as_deref(), Some(exactly));
    assert_eq!(one(&["B"]), told("`B` goes with `C`"));
    assert_eq!(one(&["A", "C"]), told("`C` cannot be given with `A`"));
    let most = |names| reason(given(names).into_choice(&[&["A"], &["B"], &[]], &[]));
    assert_eq!((most(&[]), most(&["B"])), (None, None));
    assert_eq!(
        most(&["A", "B"]).as_deref(),
        Some("at most one of these can be given: `A`, or `B`")
    );
    let both = |names| reason(given(names).into_choice(&[&["A", "B"], &[]], &[]));
    assert_eq!((both(&[]), both(&["A", "B"])), (None, None));
    assert_eq!(
        both(&["B"]).as_deref(),
        Some("give both `A` and `B`, or neither")
    );
    let all = |names| reason(given(names).into_choice(&[&["A", "B", "C"], &[]], &[]));
    assert_eq!(
        all(&["B", "C"]).as_deref(),
        Some("give all of `A`, `B` and `C`, or none of them")
    );
    let any = |names| reason(given(names).into_choice(&[], &[&["A"], &["B", "D"]]));
    assert_eq!(any(&["A", "B", "D"]), None);
    assert_eq!(
        any(&["C"]).as_deref(),
        Some("at least one of these must be given: `A`, or `B` and `D`")
    );
    assert_eq!(
        any(&["A", "B"]).as_deref(),
        Some("give both `B` and `D`, or neither")
    );
    // Groups that share a name.
    let shared: Groups = &[&["T", "A"], &["T", "B"], &["C"]];
    let shared = |names| reason(given(names).into_choice(shared, &[]));
    assert_eq!(shared(&["T", "B"]), None);
    assert_eq!(
        shared(&["C", "T"]).as_deref(),
        Some(
            "`T` cannot be given with `C`; exactly one of these must be given: `T` and `A`, or `T` and `B`, or `C`"
        )
    );

    // The path leads to the object, through lists, tagged objects and all.
    let block = only_key(
        "GRID",
        Arg::List(vec![given(&["C"]).into_choice(&[&["A"]], &[])]),
    );
    let whole = Arg::Map(vec![("BLOCKS".into(), Arg::List(vec![Arg::Null, block]))]);
    assert_eq!(whole.invalid().unwrap().0, "BLOCKS[1].GRID[0]");
    let tagged = tagged("type", "x", given(&[]).into_choice(&[&["A"]], &[]));
    assert_eq!(
        tagged.invalid(),
        Some((String::new(), "exactly one of these must be given: `A`"))
    );
}

#[test]
fn queries() {
    let arg = Arg::Map(vec![
        ("<=ID".into(), Arg::Int(5)),
        ("t".into(), Arg::Text("a&b=c +é".into())),
        (
            "l".into(),
            Arg::List(vec![Arg::Bool(true), Arg::Null, Arg::List(vec![])]),
        ),
        // In order of the alphabet: whether JSON objects keep theirs is up to a feature that others may switch on.
        ("j".into(), Arg::Json(json!({"e": {}, "x": [false, 1.5]}))),
    ]);
    assert_eq!(
        query(&[("f".into(), arg)]),
        "f%5B%3C%3DID%5D=5&f%5Bt%5D=a%26b%3Dc%20%2B%C3%A9&f%5Bl%5D%5B0%5D=1&f%5Bl%5D%5B1%5D=&f%5Bl%5D%5B2%5D=\
         &f%5Bj%5D%5Be%5D=&f%5Bj%5D%5Bx%5D%5B0%5D=0&f%5Bj%5D%5Bx%5D%5B1%5D=1.5"
    );
    assert_eq!(query(&[]), "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn values_survive(
        text in ".*",
        number in any::<i64>(),
        flag in any::<bool>(),
        mantissa in any::<i64>(),
        scale in 0u32..12,
        days in 0i32..3_000_000,
        seconds in 0u32..86_400,
        minutes in -840i32..840,
        bytes in prop::collection::vec(any::<u8>(), 0..40),
        list in prop::collection::vec(".+", 0..5),
    ) {
        survives(&text);
        survives(&number);
        survives(&Id::<Unnamed>::new(number));
        survives(&Timestamp(number));
        survives(&flag);
        prop_assert_eq!(from_json::<bool>(&serde_json::to_value(Yn(flag).encode()).unwrap()), Ok(flag));
        prop_assert_eq!(from_json::<bool>(&serde_json::to_value(Bit(flag).encode()).unwrap()), Ok(flag));
        let decimal = Decimal::new(mantissa, scale);
        survives(&decimal);
        prop_assert_eq!(from_json::<Decimal>(&json!(decimal.to_string())).unwrap().to_string(), decimal.to_string());
        survives(&Money { amount: decimal, currency: "EUR".into() });
        let date = NaiveDate::from_num_days_from_ce_opt(days + 400).unwrap();
        survives(&date);
        let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap();
        survives(&time);
        let offset = FixedOffset::east_opt(minutes * 60).unwrap();
        survives(&offset.from_local_datetime(&date.and_time(time)).unwrap());
        if !bytes.is_empty() {
            survives(&Base64(bytes));
        }
        if !text.is_empty() {
            survives(&Status::new(text.clone()));
        }
        survives(&list);
        survives(&list.iter().enumerate().map(|(i, text)| (format!("k{i}"), text.clone())).collect::<BTreeMap<_, _>>());
    }
}

#[test]
fn texts_that_the_platform_would_take_for_references() {
    for text in [
        "$result[c0]",
        "a $RESULT[c0][ID] b",
        "$$next[x]",
        "ü$time[",
        "$error[c1]",
        "$total[c1]",
    ] {
        assert!(Arg::Text(text.into()).looks_like_a_reference(), "{text}");
        let nested = Arg::List(vec![Arg::Json(serde_json::json!({ "a": [text] }))]);
        assert!(nested.looks_like_a_reference(), "{text}");
    }
    for text in [
        "",
        "$",
        "$result",
        "result[c0]",
        "$results[c0]",
        "$ result[",
        "costs $ 5",
    ] {
        assert!(!Arg::Text(text.into()).looks_like_a_reference(), "{text}");
    }
    assert!(!Arg::Reference("$result[c0]".into()).looks_like_a_reference());
}

#[test]
fn numbers_and_maps_as_they_are_written() {
    let number = |value: f64| IntoArg::<Decimal>::into_arg(value);
    assert_eq!(number(0.62), Arg::Text("0.62".to_owned()));
    assert_eq!(number(1_000_000.0), Arg::Text("1000000".to_owned()));
    assert!(matches!(number(f64::NAN), Arg::Invalid(_)));
    let of = IntoArg::<crate::Map<i64>>::into_arg([("en", 1), ("de", 2)]);
    let map = vec![("en".into(), Arg::Int(1)), ("de".into(), Arg::Int(2))];
    assert_eq!(of, Arg::Map(map.clone()));
    let of = IntoArg::<crate::Map<i64>>::into_arg(vec![("en".to_owned(), 1), ("de".to_owned(), 2)]);
    assert_eq!(of, Arg::Map(map));
    assert_eq!(numeric("12"), Arg::Int(12));
    assert_eq!(numeric("N"), Arg::Text("N".to_owned()));
}
